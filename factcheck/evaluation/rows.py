"""Rows of labelled JSON Lines files, plain or gzipped, with errors that name file and line.

Apart from the readers of the single formats because all of them need it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from factcheck.errors import DataError

Row = TypeVar("Row", bound=msgspec.Struct)

_LONGEST = 1 << 24


def numbered_lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of every line that is not blank; ``.gz`` files are unpacked.

    Raises DataError for a file that cannot be read and for a line of more than 16 MiB.
    """
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as stream:
            number = 0
            while line := stream.readline(_LONGEST + 1):
                number += 1
                if len(line) > _LONGEST:
                    raise DataError(f"{file}:{number}: longer than 16 MiB; one row a line is expected")
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def read_rows(file: Path, kind: type[Row], expected: str) -> Iterator[tuple[int, Row]]:
    """Yield number and content of every row; keys that ``kind`` does not have are passed over.

    Raises DataError, which says what was ``expected``, for a row that is not such an object.
    """
    decoder = msgspec.json.Decoder(kind)
    for number, line in numbered_lines(file):
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DataError(f"{file}:{number}: {error}; expected {expected}") from error
        yield number, row
