"""One HTTP request to one checked address, within hard limits of time and size.

The standard library's HTTP client is used on a socket that is opened here: that pins the connection
to the checked address, and lets a watchdog cut it at the deadline however slowly the other side drips.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from factcheck.errors import FetchError
from factcheck.fetch.guard import Target

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and the body as it came and decompressed."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of that name, given in lower case."""
        return next((value for key, value in self.headers if key == name), None)


def get(
    target: Target,
    address: str,
    *,
    user_agent: str,
    seconds: float,
    max_wire: int,
    max_body: int,
    context: ssl.SSLContext | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one GET request to ``address`` in the name of ``target`` and return the answer.

    ``headers`` are sent beside those that every request has.

    ``seconds`` bounds the whole exchange, ``max_wire`` and ``max_body`` (bytes) the body before and after
    decompression. Raises FetchError.
    """
    deadline = time.monotonic() + seconds
    try:
        with _connection(target, address, seconds, context) as connection:
            connection.request(
                "GET",
                target.path,
                headers={
                    "Host": target.origin.partition("://")[2],
                    "User-Agent": user_agent,
                    "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.5",
                    "Accept-Encoding": "gzip, deflate",
                    "Connection": "close",
                    **(headers or {}),
                },
            )
            with closing(connection.getresponse()) as response:
                found = tuple((name.lower(), value) for name, value in response.getheaders())
                wire = _read(response, max_wire, target)
                if response.length:
                    raise FetchError(f"{target.url}: the answer broke off after {len(wire)} bytes")
                status, reason = response.status, response.reason
    except FetchError:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise FetchError(f"{target.url}: no complete answer within {seconds:g} seconds") from error
        detail = " ".join(str(error).split())[:200] or type(error).__name__
        raise FetchError(f"{target.url}: {_kind(error)} ({detail})") from error
    if time.monotonic() >= deadline:
        raise FetchError(f"{target.url}: no complete answer within {seconds:g} seconds")
    encoding = next((value for name, value in found if name == "content-encoding"), "")
    return Answer(status, reason, found, wire, decompressed(wire, encoding, max_body, target))


@contextmanager
def _connection(
    target: Target, address: str, seconds: float, context: ssl.SSLContext | None
) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to ``address`` that is cut after ``seconds``."""
    raw = socket.create_connection((address, target.port), timeout=seconds)
    watchdog = threading.Timer(seconds, _cut, [raw])
    watchdog.daemon = True
    watchdog.start()
    secured: socket.socket = raw
    try:
        if target.scheme == "https":
            secured = (context or ssl.create_default_context()).wrap_socket(raw, server_hostname=target.host)
        connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
        connection.sock = secured
        yield connection
    finally:
        watchdog.cancel()
        secured.close()
        raw.close()


def _cut(raw: socket.socket) -> None:
    """Shut the socket: a read that waits on it returns at once."""
    try:
        socket.socket.shutdown(raw, socket.SHUT_RDWR)
    except OSError:
        return  # it was closed in the meantime


def _read(response: http.client.HTTPResponse, limit: int, target: Target) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise FetchError(f"{target.url}: larger than {limit:,} bytes; save the page and give the file")
    return b"".join(parts)


def decompressed(wire: bytes, encoding: str, limit: int, target: Target) -> bytes:
    """Undo gzip and deflate, never producing more than ``limit`` bytes."""
    body = wire
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name == "identity":
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            raise FetchError(f"{target.url}: unknown content encoding {name[:40]!r}")
        body = _inflated(body, name == "deflate", limit, target)
    if len(body) > limit:
        raise FetchError(f"{target.url}: larger than {limit:,} bytes; save the page and give the file")
    return body


def _inflated(data: bytes, deflate: bool, limit: int, target: Target) -> bytes:
    windows = (zlib.MAX_WBITS, -zlib.MAX_WBITS) if deflate else (zlib.MAX_WBITS | 16,)  # deflate: with header, bare
    failed: zlib.error | None = None
    for window in windows:
        inflater = zlib.decompressobj(window)
        try:
            body = inflater.decompress(data, limit + 1)
        except zlib.error as error:
            failed = error
            continue
        if len(body) > limit:
            raise FetchError(f"{target.url}: larger than {limit:,} bytes when decompressed; it is not fetched")
        if not inflater.eof:
            raise FetchError(f"{target.url}: the compressed answer broke off")
        return body
    raise FetchError(f"{target.url}: broken compression ({failed})") from failed


def _kind(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "no secure connection"
    if isinstance(error, OSError):
        return "no connection"
    return "not a valid HTTP answer"
