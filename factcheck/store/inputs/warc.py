"""Web archives (ISO 28500): the pages that their response records hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from factcheck.errors import FetchError, InputError
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


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of an archive: ``when`` it was fetched, its format, its body as it was before it was sent."""

    url: str
    when: str | None
    form: str
    body: bytes


def is_warc(path: Path) -> bool:
    """Tell whether a file is a web archive, by its name."""
    return path.name.lower().endswith((".warc", ".warc.gz"))


def warc_items(file: Path, source: str) -> Iterator[Item | Broken]:
    """Yield the readable pages of an archive; a newer record of an address replaces an older one.

    Other records, answers other than 200 and content that is no text are passed over. Ends with a failure, or
    raises InputError, with the record's number where the archive breaks off.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        with file.open("rb") as raw, closing(ArchiveIterator(raw, no_record_parse=True)) as records:
            for number, record in enumerate(records, 1):
                found = _item(file, source, number, record, records.loader)
                records.read_to_end()
                if _is_damaged(records):
                    place = f"{file}: record {number}"
                    yield Broken(
                        place, f"{place}: damaged or cut off; the rest of the archive cannot be read", raw.tell()
                    )
                    return
                if found is not None:
                    yield replace(found, position=raw.tell())
    except (OSError, ArchiveLoadFailed, ValueError, EOFError) as error:
        detail = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"{file}: record {number + 1}: cannot be read on from here ({detail})") from error


def _is_damaged(records: Any) -> bool:
    """Tell whether compression broke within the record that was read last: all behind it is lost, silently."""
    inflater = records.reader.decompressor
    return inflater is not None and not inflater.eof and not records.next_line


def _item(file: Path, source: str, number: int, record: Any, loader: Any) -> Item | Broken | None:
    """Return what a record adds to the store, None for nothing."""
    place = f"{file}: record {number}"
    try:
        page = _page(record, loader)
    except InputError as error:
        return Broken(place, f"{place}: {error}; it is left out")
    return None if page is None else _page_item(file, source, place, page)


def _page(record: Any, loader: Any) -> _Page | None:
    """Return the page of a record, None where it holds none that can be read. Raises InputError."""
    from warcio.statusandheaders import StatusAndHeadersParserException

    if record.rec_type != "response":
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not url:
        raise InputError("no WARC-Target-URI")
    try:
        headers = loader.load_http_headers(record.rec_type, url, record.raw_stream, record.length)
    except (EOFError, StatusAndHeadersParserException) as error:
        raise InputError("broken HTTP headers") from error
    if headers is None or headers.get_statuscode() != "200":
        return None
    form = FORMS.get((headers.get_header("Content-Type") or "").split(";")[0].strip().lower())
    if form is None:
        return None
    return _Page(url, record.rec_headers.get_header("WARC-Date"), form, _body(record, headers, url))


def _body(record: Any, headers: Any, url: str) -> bytes:
    """Return the body of an answer as it was before it was packed for sending. Raises InputError."""
    from warcio.bufferedreaders import ChunkedDataReader

    raw = record.raw_stream
    chunked = (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    body: bytes = (ChunkedDataReader(raw) if chunked else raw).read(_MAX_PAGE + 1)
    if len(body) > _MAX_PAGE:
        raise InputError(f"larger than {_MAX_PAGE // 1_000_000} MB")
    while raw.read(65_536):
        pass
    if getattr(raw, "limit", 0) > 0:  # bytes of its Content-Length that never came
        raise InputError("breaks off")
    return _decompressed(body, headers.get_header("Content-Encoding") or "", url)


def _decompressed(body: bytes, encoding: str, url: str) -> bytes:
    """Undo the content encoding, or not where the archive has the body decoded already. Raises InputError."""
    if not encoding:
        return body
    from factcheck.fetch.guard import Target
    from factcheck.fetch.transport import decompressed

    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    target = Target(scheme, host, 443 if scheme == "https" else 80, f"/{path}")
    try:
        return decompressed(body, encoding, _MAX_PAGE, target)
    except FetchError:
        packed = body.startswith(b"\x1f\x8b") if "gzip" in encoding.lower() else not body.lstrip().startswith(b"<")
        if packed:
            raise
        return body


def _page_item(file: Path, source: str, place: str, page: _Page) -> Item:
    key, when, form, body = f"{file.resolve()}#{page.url}", page.when, page.form, page.body

    def read(known: Known | None) -> Reading | None:
        fingerprint = digest(hashlib.sha256(body).hexdigest(), form)
        if known is not None and (known.fingerprint == fingerprint or (known.retrieved or "") > (when or "")):
            return None
        try:
            document = read_bytes(body, page.url, form)
            found = replace(document, url=page.url, path=str(file), retrieved=when)
            return Reading(identified(found, key), fingerprint)
        except InputError as error:
            raise InputError(f"{place}: {error}") from error

    return Item(key, source, place, read, size=len(body))
