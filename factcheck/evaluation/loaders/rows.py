"""Rows of JSON Lines, JSON arrays, CSV and TSV, each with its place for the error message.

Every loader reads through this module, so that a broken row of any format is one DataError of the form
``file:line: what is wrong; what is expected``. Files may be compressed (``.gz``), begin with a byte order
mark and end their lines with CR LF. One row at a time is in memory, and a row has at most 64 MiB.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import msgspec

from factcheck.errors import DataError

Row = TypeVar("Row")

MAX_ROW = 1 << 26
"""Most bytes of one row, 64 MiB; the longest Wikipedia page of FEVER has about 1 MiB."""

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20
_SPACE = " \t\r\n"


def suffix(file: Path) -> str:
    """Return the ending that names the format: ``.jsonl`` for both ``a.jsonl`` and ``a.jsonl.gz``."""
    return (Path(file.stem) if file.suffix.lower() == ".gz" else file).suffix.lower()


def known(table: Mapping[str, str], value: str, place: str, field: str = "label") -> str:
    """Return what ``table`` has for ``value``, or raise DataError that lists the known values."""
    try:
        return table[value]
    except KeyError:
        raise DataError(f"{place}: unknown {field} {value[:80]!r}; known: {', '.join(table)}") from None


def listed(names: Iterable[str]) -> str:
    """Return names found in a file for a message: on one line, cut short."""
    return " ".join(", ".join(names).split())[:200]


def json_lines(file: Path, kind: type[Row], fields: str) -> Iterator[tuple[str, Row]]:
    """Yield the place and the record of each line that is not blank.

    ``kind`` is the msgspec type of a record; ``fields`` names its fields for the error message. Raises
    DataError for a line of another form, and for a file without rows.
    """
    decoder = msgspec.json.Decoder(kind)
    empty = True
    for number, line in _lines(file):
        if not line.strip():
            continue
        place, empty = f"{file}:{number}", False
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(f"{place}: {error}; expected {fields}") from error
        yield place, row
    if empty:
        raise DataError(f"{file}: no rows; expected one JSON object a line with {fields}")


def json_array(file: Path, kind: type[Row], fields: str) -> Iterator[tuple[str, Row]]:
    """Yield the place and the record of each element of the one array that the file holds.

    The array is read piece by piece, however long it is. Raises DataError as `json_lines` does.
    """
    text = _Text(file)
    if text.peek() != "[":
        raise DataError(f"{file}:{text.line}: no JSON array; expected [{{…}}, {{…}}] of objects with {fields}")
    text.skip(1)
    empty = True
    while (mark := text.peek()) != "]":
        if not empty:
            if mark != ",":
                raise DataError(f"{file}:{text.line}: expected a comma or ] after the record before")
            text.skip(1)
            text.peek()
        place, empty = f"{file}:{text.line}", False
        try:
            row = msgspec.convert(text.value(place, fields), kind)
        except (msgspec.ValidationError, RecursionError) as error:
            raise DataError(f"{place}: {error}; expected {fields}") from error
        yield place, row
    text.skip(1)
    if text.peek():
        raise DataError(f"{file}:{text.line}: more text after the array; remove it")
    if empty:
        raise DataError(f"{file}: no rows; expected [{{…}}, {{…}}] of objects with {fields}")


def csv_rows(file: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the place and the cells, by column name, of each row of a comma-separated file.

    The first row names the columns; those of ``columns`` must be among them. Raises DataError where they
    are not, where a row has too many or too few cells, and for a file without rows.
    """
    before = 0
    reader = csv.reader((line for _, line in _texts(file)), strict=True)
    header: list[str] | None = None
    empty = True
    while True:
        place = f"{file}:{before + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise DataError(f"{place}: {error}; close the quotes of this row") from error
        before = reader.line_num
        if not cells:
            continue
        if header is None:
            header = _checked_header(cells, columns, place)
            continue
        empty = False
        yield place, _by_column(header, cells, place)
    if empty:
        raise DataError(f"{file}: no rows; expected a header with {', '.join(columns) or 'column names'}, and rows")


def tsv_rows(file: Path, columns: Sequence[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """Yield the place and the cells of each line of a tab-separated file, the header included.

    Releases differ: some write cells as they are, others put quotes around a cell and double those
    inside. So a cell is unquoted only if it is quoted as a whole, and a line ends inside a cell only where
    it has fewer cells than the first and an open quote. Raises DataError where a line has more or fewer
    cells than the first, and for a file without rows.
    """
    width, start, pending = 0, 0, ""
    for number, line in _texts(file):
        start = start if pending else number
        pending += line
        if not pending.strip():
            pending = ""
            continue
        cells = pending.rstrip("\r\n").split("\t")
        if width and len(cells) < width and _open_quote(cells[-1]) and len(pending) < _CHUNK:
            continue
        if width and len(cells) != width:
            raise DataError(f"{file}:{start}: {len(cells)} cells, the first line has {width}; separate them by tabs")
        width, pending = len(cells), ""
        yield f"{file}:{start}", [_unquoted(cell) for cell in cells]
    if pending:
        raise DataError(f"{file}:{start}: a quoted cell does not end; close its quotes")
    if not width:
        raise DataError(f"{file}: no rows; expected lines with {', '.join(columns)}, separated by tabs")


def column(header: Sequence[str], names: Sequence[str], place: str) -> int:
    """Return the position of the first of ``names`` in ``header``; case and outer blanks do not count."""
    found = [cell.strip().lower() for cell in header]
    for name in names:
        if name.lower() in found:
            return found.index(name.lower())
    raise DataError(f"{place}: no column {' or '.join(names)}; the columns are {listed(header)}")


def _checked_header(cells: list[str], columns: Sequence[str], place: str) -> list[str]:
    header = [cell.strip() for cell in cells]
    missing = [name for name in columns if name not in header]
    if missing:
        raise DataError(f"{place}: no column {', '.join(missing)}; the columns are {listed(header)}")
    return header


def _by_column(header: list[str], cells: list[str], place: str) -> dict[str, str]:
    if len(cells) != len(header):
        raise DataError(f"{place}: {len(cells)} cells, the header has {len(header)}; quote cells that hold commas")
    return dict(zip(header, cells, strict=True))


def _open_quote(cell: str) -> bool:
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _unquoted(cell: str) -> str:
    inside = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if quoted else cell


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with gzip.open(file, "rb") if file.suffix.lower() == ".gz" else file.open("rb") as stream:
            yield cast(BinaryIO, stream)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each line, its end included, with its number from 1; the byte order mark is left out."""
    number = 0
    with _opened(file) as stream:
        while line := stream.readline(MAX_ROW + 1):
            number += 1
            if len(line) > MAX_ROW:
                raise DataError(f"{file}:{number}: a line of more than {MAX_ROW >> 20} MiB; split it")
            yield number, line.removeprefix(_BOM) if number == 1 else line


def _texts(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in _lines(file):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DataError(f"{file}:{number}: not UTF-8 (byte {error.start} of the line); save it as UTF-8") from error
        if "\0" in text:
            raise DataError(f"{file}:{number}: a NUL character; save the file as UTF-8 text")
        yield number, text


class _Text:
    """A sliding window over the text of a file, with the number of the line it starts in."""

    def __init__(self, file: Path) -> None:
        self.line = 1
        self._file = file
        self._pieces = self._read()
        self._buffer = ""
        self._at = 0
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """Move to the next character that is not white space and return it; empty at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self.skip(1)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def skip(self, count: int) -> None:
        """Move ``count`` characters on."""
        self.line += self._buffer.count("\n", self._at, self._at + count)
        self._at += count

    def value(self, place: str, fields: str) -> object:
        """Return the JSON value that starts here, and move behind it."""
        while True:
            try:
                found, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise DataError(f"{place}: nested too deeply; expected {fields}") from error
            except ValueError as error:  # cut off by the window, or broken: only the rest of the file tells
                where = self.line + self._buffer.count("\n", self._at, getattr(error, "pos", self._at))
                wanted = 2 * (len(self._buffer) - self._at)
                if wanted > 2 * MAX_ROW or not self._more(wanted):
                    reason = getattr(error, "msg", str(error))
                    raise DataError(f"{self._file}:{where}: {reason}; expected {fields}") from error
                continue
            self.skip(end - self._at)
            return found

    def _more(self, wanted: int = 0) -> bool:
        """Drop what is behind and read on until ``wanted`` characters are ahead; tell if any came."""
        ahead = [self._buffer[self._at :]]
        size = before = len(ahead[0])
        for piece in self._pieces:
            ahead.append(piece)
            size += len(piece)
            if size >= wanted:
                break
        self._buffer, self._at = "".join(ahead), 0
        return size > before

    def _read(self) -> Iterator[str]:
        pending: list[str] = []
        size = 0
        for _, text in _texts(self._file):
            pending.append(text)
            size += len(text)
            if size >= _CHUNK:
                yield "".join(pending)
                pending, size = [], 0
        if pending:
            yield "".join(pending)
