"""What a stopped run on FEVER or SciFact left in its prediction file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from factcheck.errors import ConfigError, OutputError
from factcheck.evaluation.predictions import read_lines

_BEGINNING = b'{"id":'


class _Line(msgspec.Struct, frozen=True):
    id: int | str
    key: str = ""


def kept_lines(file: Path | None, keys: Mapping[str, str]) -> set[str]:
    """Return the claims of ``keys`` that ``file`` has predictions for, and drop a last line that was cut off.

    ``keys`` are by claim. Raises ConfigError where a claim has a line of another key, for a file that mixed
    two runs would be the submission of neither, and where the file is no prediction file at all.
    """
    found: set[str] = set()
    if file is None:
        return found
    whole = 0
    for number, line in enumerate(read_lines(file), 1):
        try:
            row = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if line.startswith(_BEGINNING) and not line.endswith(b"\n"):  # killed while writing
                _cut(file, whole)
                break
            raise ConfigError(f"{file}:{number}: no prediction: {error}; name another file") from error
        if str(row.id) in keys and row.key != keys[str(row.id)]:
            raise ConfigError(
                f"{file}:{number}: claim {str(row.id)[:80]!r} of another model, corpus or setting; name another file"
            )
        found.add(str(row.id))
        whole += len(line)
    return found & set(keys)


def _cut(file: Path, size: int) -> None:
    try:
        os.truncate(file, size)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error
