"""Documents as lines of JSON: any corpus, Wikipedia-style dumps, the corpus of a BEIR folder.

A line is in memory only until it is stored, and a line that is no document costs nothing but itself.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from factcheck.errors import ConfigError, InputError
from factcheck.store.inputs.item import Broken, Item, Known, Reading, identified
from factcheck.types import Document, digest

ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
"""File names that are read as lines of JSON."""

MAX_LINE = 64 << 20
"""Bytes of one line; longer ones are passed over and listed."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("_id", "id", "pageid", "identifier"),
    "text": ("text", "body", "content", "contents"),
    "title": ("title", "headline", "name"),
    "url": ("url", "source_url", "link"),
    "publisher": ("publisher", "sitename", "site"),
    "author": ("author", "byline"),
    "published": ("published", "date", "date_published"),
    "retrieved": ("retrieved", "crawled", "date_retrieved"),
}
"""Fields of a document, and what they are called in the corpora we know, best first."""


def mapping_of(options: list[str]) -> dict[str, str]:
    """Return field names by the fields they stand for: ``["text=body"]`` → ``{"text": "body"}``.

    A name may lead into objects: ``text=article.body``. Raises ConfigError.
    """
    mapping: dict[str, str] = {}
    for option in options:
        field, equals, name = option.partition("=")
        if not equals or field.strip() not in NAMES or not name.strip():
            raise ConfigError(f"--map {option}: expected FIELD=NAME, such as text=body; fields: {', '.join(NAMES)}")
        mapping[field.strip()] = name.strip()
    return mapping


def is_rows(path: Path) -> bool:
    """Tell whether a file is read as lines of JSON, by its name."""
    return path.name.lower().endswith(ENDINGS)


def row_items(file: Path, source: str, mapping: Mapping[str, str]) -> Iterator[Item | Broken]:
    """Yield the documents of a file of JSON lines; positions count its bytes as they are on disk."""
    key_of_file = str(file.resolve())
    for number, line, position in _lines(file):
        place = f"{file}:{number}"
        if line is None:
            yield Broken(place, f"{place}: longer than {MAX_LINE >> 20} MB; split it", position)
            continue
        if not line.strip():
            continue
        try:
            values = _values(line, mapping)
        except InputError as error:
            yield Broken(place, f"{place}: {error}", position)
            continue
        if values is None:
            continue
        sha256 = hashlib.sha256(line).hexdigest()
        key = f"{key_of_file}#{values.get('id') or values.get('url') or sha256}"
        fingerprint = digest(sha256, *(f"{field}={name}" for field, name in sorted(mapping.items())))

        reader = partial(_read, values=values, sha256=sha256, key=key, fingerprint=fingerprint, place=place)
        yield Item(key, source, place, reader, size=len(line), position=position)


def _read(
    known: Known | None, *, values: dict[str, str], sha256: str, key: str, fingerprint: str, place: str
) -> Reading | None:
    if known is not None and known.fingerprint == fingerprint:
        return None
    described: dict[str, Any] = {name: value for name, value in values.items() if name not in ("id", "text")}
    described.setdefault("retrieved", datetime.now(timezone.utc).isoformat(timespec="seconds"))
    document = Document(id="", text=values["text"], sha256=sha256, path=place.rpartition(":")[0], **described)
    try:
        return Reading(identified(document, key), fingerprint)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _values(line: bytes, mapping: Mapping[str, str]) -> dict[str, str] | None:
    """Return the fields of one line, or None for the action lines of Elasticsearch dumps. Raises InputError."""
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{error}; expected one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError("not an object; expected one JSON object a line")
    if len(row) == 1 and isinstance(row.get("index"), dict):
        return None
    values: dict[str, str] = {}
    for field, usual in NAMES.items():
        names = (mapping[field],) if field in mapping else usual
        found = next((value for name in names if (value := _at(row, name)) is not None), None)
        if found is not None and (text := _as_text(found, field)):
            values[field] = text
    if "text" not in values:
        wanted = mapping.get("text") or " or ".join(NAMES["text"])
        have = " ".join(", ".join(str(name) for name in row).split())[:120]
        raise InputError(f"no field {wanted} with text; it has {have or 'nothing'}; name it with --map text=NAME")
    return values


def _at(row: Any, name: str) -> Any:
    """Return the value of a field; dots lead into objects where no field has the whole name."""
    if isinstance(row, dict) and name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    return _at(row.get(first), rest) if dot and isinstance(row, dict) else None


def _as_text(value: Any, field: str) -> str:
    """Return a value as text: numbers may be ids, lists of strings are paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ("\n\n" if field == "text" else "; ").join(value)
    return ""


def _lines(file: Path) -> Iterator[tuple[int, bytes | None, int]]:
    """Yield number, bytes (None: too long) and position behind each line. Raises InputError with the place."""
    number = 0
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
            while line := stream.readline(MAX_LINE + 2):  # with the bytes that end it
                number += 1
                if len(line.rstrip(b"\r\n")) > MAX_LINE:
                    while line and not line.endswith(b"\n"):
                        line = stream.readline(MAX_LINE)
                    yield number, None, raw.tell()
                    continue
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                yield number, line.rstrip(b"\r\n"), raw.tell()
    except (OSError, EOFError, zlib.error) as error:
        detail = getattr(error, "strerror", None) or error
        raise InputError(f"{file}:{number + 1}: cannot be read on from here ({detail})") from error
