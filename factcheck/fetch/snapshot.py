"""What was fetched, kept as WARC files (ISO 28500), the format of web archives, and read again from there."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from pathlib import Path

from factcheck.errors import FetchError, OutputError
from factcheck.fetch.client import Fetched, Limits
from factcheck.fetch.guard import parse
from factcheck.fetch.transport import Answer, decompressed
from factcheck.paths import replace_file

# The body is kept as it came but for its chunks, so these two no longer describe it.
_DROPPED = frozenset({"transfer-encoding", "content-length"})
_DIGEST, _ASKED, _PASSED = "X-Factcheck-Body-SHA256", "X-Factcheck-Requested-URI", "X-Factcheck-Redirects"
_HOST = 60  # characters of a file name


def write_snapshot(page: Fetched, folder: Path) -> Path:
    """Write ``page`` as one response record to ``folder`` and return the file.

    The file is named by host, digest of the address asked for, time and digest of the body. The record has the time,
    the addresses, and SHA-256 digests of the record and of the body. Raises OutputError.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    answer = page.answer
    headers = [(_plain(name), _plain(value)) for name, value in answer.headers if name not in _DROPPED]
    headers.append(("content-length", str(len(answer.wire))))
    http_headers = StatusAndHeaders(f"{answer.status} {_plain(answer.reason)}".strip(), headers, protocol="HTTP/1.1")
    when = page.retrieved.replace("+00:00", "Z")
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    record = writer.create_warc_record(
        page.final_url,
        "response",
        payload=io.BytesIO(answer.wire),
        http_headers=http_headers,
        warc_headers_dict={
            "WARC-Date": when,
            _DIGEST: page.sha256,
            _ASKED: _plain(page.url),
            _PASSED: " ".join(page.redirects),
        },
    )
    writer.write_record(record)
    record.raw_stream.close()  # a temporary file that warcio made for the digests
    stamp = "".join(char for char in when if char.isdigit())
    file = folder / f"{_prefix(page.url)}-{stamp}-{page.sha256[:16]}.warc.gz"
    try:
        replace_file(file, stream.getvalue())
    except OSError as error:
        raise OutputError(f"{file}: {error.strerror or error}; choose another folder for snapshots") from error
    return file


def find_snapshot(url: str, folder: Path) -> Path | None:
    """Return the latest snapshot in ``folder`` of what was asked for as ``url``, or None."""
    try:
        prefix = _prefix(url)
    except FetchError:
        return None
    return max(folder.glob(f"{prefix}-*.warc.gz"), key=lambda file: file.name, default=None)


def read_snapshot(file: Path, *, limits: Limits | None = None) -> Fetched:
    """Return the page that `write_snapshot` kept in ``file``.

    Raises FetchError when it cannot be read, is larger than ``limits`` allow, or its body is not the one that
    was fetched.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    most = limits or Limits()
    try:
        with file.open("rb") as stream:
            record = next(iter(ArchiveIterator(stream)))
            told, http = record.rec_headers, record.http_headers
            wire = record.raw_stream.read(most.max_wire + 1)
        final = str(told.get_header("WARC-Target-URI"))
        headers = tuple((name.lower(), value) for name, value in http.headers)
        status, reason = int(http.get_statuscode()), http.statusline.partition(" ")[2]
        encoding = next((value for name, value in headers if name == "content-encoding"), "")
        body = decompressed(wire, encoding, most.max_body, parse(final))
        digest = hashlib.sha256(body).hexdigest()
        when = str(told.get_header("WARC-Date")).replace("Z", "+00:00")
        asked, passed = told.get_header(_ASKED) or final, told.get_header(_PASSED) or ""
        wanted = told.get_header(_DIGEST)
    except (
        OSError,
        EOFError,
        StopIteration,
        ArchiveLoadFailed,
        zlib.error,
        AttributeError,
        ValueError,
        TypeError,
    ) as error:
        raise FetchError(f"{file}: not a snapshot that can be read ({type(error).__name__}); delete it") from error
    if len(wire) > most.max_wire or digest != wanted:
        raise FetchError(f"{file}: its page is not the one that was fetched; delete it to fetch the page again")
    return Fetched(
        url=asked,
        final_url=final,
        body=body,
        sha256=digest,
        content_type=next((value for name, value in headers if name == "content-type"), ""),
        retrieved=when,
        answer=Answer(status, reason, headers, wire, body),
        redirects=tuple(passed.split()),
    )


def _prefix(url: str) -> str:
    """Return how the snapshots of an address are named: its host, and a digest of the whole."""
    target = parse(url)
    host = re.sub(r"[^a-z0-9.-]+", "_", target.host.lower())[:_HOST].strip(".")
    return f"{host}-{hashlib.sha256(target.url.encode()).hexdigest()[:16]}"


def _plain(value: str) -> str:
    """Return a header's text on one line: what a hostile server sends must not break the record."""
    return " ".join(value.split())
