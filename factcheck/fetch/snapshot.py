"""What was fetched, kept as a WARC file (ISO 28500), the format of web archives."""

from __future__ import annotations

import io
from pathlib import Path

from factcheck.errors import OutputError
from factcheck.fetch.client import Fetched
from factcheck.paths import write_atomically

# The body is kept as it came but for its chunks, so these two no longer describe it.
_DROPPED = frozenset({"transfer-encoding", "content-length"})


def write_snapshot(page: Fetched, folder: Path) -> Path:
    """Write ``page`` as one response record to ``folder`` and return the file, named by time and digest.

    The record has the time, the address, and SHA-256 digests of the record and of the body. Raises
    OutputError.
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
        warc_headers_dict={"WARC-Date": when, "X-Factcheck-Body-SHA256": page.sha256},
    )
    writer.write_record(record)
    record.raw_stream.close()  # a temporary file that warcio made for the digests
    stamp = "".join(char for char in when if char.isdigit())
    file = folder / f"{stamp}-{page.sha256[:16]}.warc.gz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(file, stream.getvalue())
    except OSError as error:
        raise OutputError(f"{file}: {error.strerror or error}") from error
    return file


def _plain(value: str) -> str:
    """Return a header's text on one line: what a hostile server sends must not break the record."""
    return " ".join(value.split())
