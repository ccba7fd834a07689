"""Web archives (ISO 28500): the pages that their response records hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from factcheck.errors import InputError
from factcheck.ingest.reader import read_bytes
from factcheck.store.inputs.item import Broken, Item, Known, Reading, identified
from factcheck.types import digest

FORMS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""Content types that are read, and the format each stands for."""

_MAX_PAGE = 50_000_000  # bytes of one page, decompressed


def is_warc(path: Path) -> bool:
    """Tell whether a file is a web archive, by its name."""
    return path.name.lower().endswith((".warc", ".warc.gz"))


def warc_items(file: Path, source: str) -> Iterator[Item | Broken]:
    """Yield the readable pages of an archive; a newer record of an address replaces an older one.

    Other records, answers other than 200 and content that is no text are passed over. Raises InputError with the
    record's number where the archive breaks off.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        with file.open("rb") as raw, closing(ArchiveIterator(raw)) as records:
            for number, record in enumerate(records, 1):
                form = _form(record)
                if form is not None:
                    yield _item(file, source, number, record, form=form, position=raw.tell())
    except (OSError, ArchiveLoadFailed, ValueError, EOFError) as error:
        detail = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{file}: record {number + 1}: cannot be read on from here ({detail})") from error


def _form(record: Any) -> str | None:
    if record.rec_type != "response" or record.http_headers is None:
        return None
    if record.http_headers.get_statuscode() != "200":
        return None
    content_type = record.http_headers.get_header("Content-Type") or ""
    return FORMS.get(content_type.split(";")[0].strip().lower())


def _item(file: Path, source: str, number: int, record: Any, *, form: str, position: int) -> Item | Broken:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    when = record.rec_headers.get_header("WARC-Date")
    place = f"{file}: record {number}"
    body = record.content_stream().read(_MAX_PAGE + 1)
    if not url or len(body) > _MAX_PAGE:
        what = f"larger than {_MAX_PAGE // 1_000_000} MB" if url else "no WARC-Target-URI"
        return Broken(place, f"{place}: {what}; it is left out", position)
    while record.raw_stream.read(65_536):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:  # bytes of its Content-Length that never came
        return Broken(place, f"{place}: breaks off; it is left out", position)
    key = f"{file.resolve()}#{url}"

    def read(known: Known | None) -> Reading | None:
        fingerprint = digest(hashlib.sha256(body).hexdigest(), form)
        if known is not None and (known.fingerprint == fingerprint or (known.retrieved or "") > (when or "")):
            return None
        from dataclasses import replace

        try:
            document = read_bytes(body, url, form)
            found = replace(document, url=url, path=str(file), retrieved=when)
            return Reading(identified(found, key), fingerprint)
        except InputError as error:
            raise InputError(f"{place}: {error}") from error

    return Item(key, source, place, read, size=len(body), position=position)
