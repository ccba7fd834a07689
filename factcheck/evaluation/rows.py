"""Rows of labelled JSON Lines files, plain or gzipped, with the place of each for the error message.

Apart from the readers of the single formats because all of them need it. Files may begin with a byte
order mark and end their lines with CR LF; a row has at most 64 MiB.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from factcheck.errors import DataError

Row = TypeVar("Row")

MAX_ROW = 1 << 26
"""Most bytes of one row, 64 MiB."""


def placed_lines(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield place (``file:line``) and content of every line that is not blank; ``.gz`` files are unpacked.

    Raises DataError for a file that cannot be read and for a line that is too long.
    """
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_ROW + 1):
                number += 1
                if len(line) > MAX_ROW:
                    raise DataError(f"{file}:{number}: a line of more than 64 MiB; split it")
                if line.strip():
                    yield f"{file}:{number}", line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def json_lines(file: Path, kind: type[Row], fields: str) -> Iterator[tuple[str, Row]]:
    """Yield the place and the record of each line that is not blank; keys that ``kind`` lacks are passed over.

    ``kind`` is the msgspec type of a record; ``fields`` names its fields for the error message. Raises
    DataError for a line of another form, and for a file without rows.
    """
    decoder = msgspec.json.Decoder(kind)
    empty = True
    for place, line in placed_lines(file):
        empty = False
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(f"{place}: {error}; expected {fields}") from error
        yield place, row
    if empty:
        raise DataError(f"{file}: no rows; expected one JSON object a line with {fields}")
