"""Files of predictions: JSON Lines that a stopped run goes on from and that `compare` reads.

A line holds one row of a labelled file: ``key`` names model, claim and evidence (whoever has the key
need not score the pair again), ``item`` names claim, evidence and label without the model, ``file`` is
the name of the labelled file, ``scores`` are the probabilities of support, refutation and neutral.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from factcheck.errors import OutputError
from factcheck.types import ModelInfo, StanceScores


class Prediction(msgspec.Struct, frozen=True):
    """One line. Files of earlier versions lack ``item``, ``file`` and ``model``."""

    key: str
    label: str
    scores: tuple[float, float, float]
    id: str = ""
    item: str = ""
    file: str = ""
    model: str = ""

    @property
    def stance(self) -> StanceScores:
        """The scores by name."""
        return StanceScores(*self.scores)


def hash_of(*parts: str) -> str:
    """Return 24 hexadecimal digits that stand for ``parts``."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def model_name(info: ModelInfo) -> str:
    """Return how a line names its model: name and the first digits of its weights' digest."""
    return f"{info.name}@{info.sha256[:12]}"


def printable(text: str) -> str:
    """Return ``text`` with a question mark for what has no UTF-8: names of files, broken characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read_lines(file: Path | None) -> Iterator[bytes]:
    """Yield the lines of a file that may not exist yet; raises OutputError when it cannot be read."""
    if file is None or not file.exists():
        return
    try:
        with file.open("rb") as stream:
            yield from stream
    except OSError as error:
        raise OutputError(f"{file}: cannot be read: {error.strerror or error}; name another file") from error


def read_predictions(file: Path | None) -> list[Prediction]:
    """Return the predictions of ``file``; a line cut off by a kill, or foreign, is passed over."""
    decoder, found = msgspec.json.Decoder(Prediction), []
    for line in read_lines(file):
        try:
            found.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def append_lines(file: Path | None, lines: Sequence[object]) -> None:
    """Append one JSON line an object, mending a last line that was cut off; raises OutputError."""
    if file is None or not lines:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as stream:
            if stream.tell() > 0:
                stream.seek(-1, 2)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error
