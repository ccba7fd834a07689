"""Which labelled sentences the check-worthiness model sees: a pure function of recipe and files.

The public sets mean different things by their labels (worth a fact-checker's time, states something
verifiable, is an environmental claim), so a set trains the head of its *scheme* alone; what they share
is the encoder.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POSITIVE = {"check_worthy": True, "claim": True, "not": False, "not_claim": False}
NEWS = "newsroom"
_KEPT_ASIDE = 16  # one row in so many fits the calibration and is not trained on
_HELD_OUT_STORIES = 5  # one story in so many is for development
_SHINGLE = 5
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence, whether it is to be found under ``scheme``, and the set it is from."""

    text: str
    positive: bool
    scheme: str
    dataset: str


@dataclass(frozen=True, slots=True)
class SetShare:
    """How often an epoch shows the rows of a set, and how many of its positive and negative rows there are at most."""

    repeat: int = 1
    positives: int | None = None
    negatives: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """Rows to train on (an epoch, repeats included) and rows kept aside to calibrate each head."""

    train: tuple[LabelledSentence, ...]
    calibration: tuple[LabelledSentence, ...]


def read_sentences(file: Path, scheme: str, dataset: str) -> Iterator[LabelledSentence]:
    """Yield the rows of one ``.jsonl`` or ``.jsonl.gz`` file with ``text`` and ``label``."""
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield LabelledSentence(row["text"], POSITIVE[row["label"]], scheme, dataset)


def read_newsroom(folder: Path, scheme: str = "news", *, held_out: bool) -> Iterator[LabelledSentence]:
    """Yield the sentences of our own stories: claims, and lines that nobody would check.

    A fifth of the stories, chosen by their id, is held out for development. ``*.txt`` files hold one
    line a sentence that no reader checks (menus, calls to subscribe, notices), all for training.
    """
    for story in _stories(folder):
        if _is_held_out(story) != held_out:
            continue
        for claim in story["claims"]:
            yield LabelledSentence(claim["sentence"], True, scheme, NEWS)
        for sentence in story["not_claims"]:
            yield LabelledSentence(sentence, False, scheme, NEWS)
    if held_out:
        return
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield LabelledSentence(line.strip(), False, scheme, NEWS)


def held_out_stories(folder: Path) -> list[dict[str, Any]]:
    """Return the stories that are kept for development, whole."""
    return [story for story in _stories(folder) if _is_held_out(story)]


def _stories(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _is_held_out(story: Mapping[str, Any]) -> bool:
    return _bucket(story["id"], _HELD_OUT_STORIES) == 0


def build_rows(
    schemes: Mapping[str, Mapping[str, SetShare]], train: Path, dev: Path, newsroom: Path | None
) -> ClaimRows:
    """Return the rows of ``schemes`` (scheme to set to share), without any that ``dev`` holds or nearly holds.

    Raises FileNotFoundError when no file of a set is there.
    """
    forbidden = NearCopies(
        row.text for file in sorted(dev.glob("*.jsonl*")) for row in read_sentences(file, "", file.name)
    )
    shown: list[LabelledSentence] = []
    kept: list[LabelledSentence] = []
    for scheme, sets in schemes.items():
        for name, share in sets.items():
            own: list[LabelledSentence] = []
            for row in _rows_of(name, scheme, train, newsroom):
                if row.text not in forbidden:
                    (kept if _bucket(normalize(row.text), _KEPT_ASIDE) == 0 else own).append(row)
            shown.extend(_capped(own, share) * share.repeat)
    return ClaimRows(tuple(shown), tuple(kept))


def _capped(rows: Sequence[LabelledSentence], share: SetShare) -> list[LabelledSentence]:
    """Keep, of the rows of each class, as many as ``share`` allows: those that a fixed shuffle puts first."""
    dropped: set[int] = set()
    for positive, most in ((True, share.positives), (False, share.negatives)):
        own = [index for index, row in enumerate(rows) if row.positive == positive]
        if most is not None and len(own) > most:
            random.Random(len(rows)).shuffle(own)
            dropped.update(own[most:])
    return [row for index, row in enumerate(rows) if index not in dropped]


def _rows_of(name: str, scheme: str, train: Path, newsroom: Path | None) -> Iterable[LabelledSentence]:
    if name == NEWS:
        return () if newsroom is None else read_newsroom(newsroom, scheme, held_out=False)
    files = sorted(train.glob(f"{name}.*jsonl*"))
    if not files:
        raise FileNotFoundError(f"{train / name}.*.jsonl.gz")
    return (row for file in files for row in read_sentences(file, scheme, name))


def normalize(text: str) -> str:
    """Reduce a sentence to the form under which rows are compared: words and numbers, no links."""
    return " ".join(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text.lower())))


class NearCopies:
    """Texts, and whether another is one of them or shares most of its runs of five words with one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._exact: set[str] = set()
        self._shingles: dict[str, set[int]] = {}
        self._sizes: list[int] = []
        for number, text in enumerate(texts):
            normal = normalize(text)
            self._exact.add(normal)
            runs = _runs(normal.split())
            self._sizes.append(len(runs))
            for run in runs:
                self._shingles.setdefault(run, set()).add(number)

    def __contains__(self, text: str) -> bool:
        """Tell whether ``text`` is a copy or a near copy."""
        normal = normalize(text)
        if normal in self._exact:
            return True
        runs = _runs(normal.split())
        shared: dict[int, int] = {}
        for run in runs:
            for number in self._shingles.get(run, ()):
                shared[number] = shared.get(number, 0) + 1
        return any(
            count >= _NEAR * max(1, min(len(runs), self._sizes[number])) and count > 1
            for number, count in shared.items()
        )


def _runs(tokens: Sequence[str]) -> set[str]:
    return {" ".join(tokens[at : at + _SHINGLE]) for at in range(len(tokens) - _SHINGLE + 1)}


def _bucket(text: str, count: int) -> int:
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % count
