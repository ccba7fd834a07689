"""The polite client: robots.txt, redirects, rate limits and Retry-After around guarded requests."""

from __future__ import annotations

import email.utils
import hashlib
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urljoin

from factcheck.errors import FetchError
from factcheck.fetch.guard import Allow, Resolve, Target, checked_address, is_public, parse, resolve
from factcheck.fetch.robots import ALLOW_ALL, DENY_ALL, Rules
from factcheck.fetch.transport import Answer, get
from factcheck.version import __version__

USER_AGENT = f"factcheck-toolkit/{__version__} (fact-checking of cited pages; obeys robots.txt)"
"""Names the project to the sites it asks."""

PRODUCT = "factcheck-toolkit"
"""The name by which robots.txt may address this client."""

TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""Content types that `factcheck.ingest` reads."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
_ROBOTS_BYTES = 512_000  # RFC 9309 asks for at least 500 KiB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all, bytes on the wire and decompressed, redirects, retries.

    ``interval`` is the least number of seconds between two requests to one host; a longer
    Crawl-delay of its robots.txt is kept, up to ``seconds``.
    """

    seconds: float = 20.0
    max_wire: int = 20_000_000
    max_body: int = 50_000_000
    redirects: int = 5
    retries: int = 2
    interval: float = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was fetched: ``url`` as asked for, ``final_url`` after redirects.

    ``body`` is decompressed, ``sha256`` its digest; ``retrieved`` is ISO 8601 in UTC; ``redirects`` are
    the addresses passed through, in order.
    """

    url: str
    final_url: str
    body: bytes
    sha256: str
    content_type: str
    retrieved: str
    answer: Answer
    redirects: tuple[str, ...] = ()

    @property
    def not_modified(self) -> bool:
        """Tell whether the page is as it was when its ``etag`` or ``last_modified`` was kept; then it has no body."""
        return self.answer.status == 304


class Fetcher:
    """Fetches public pages one at a time; robots.txt and request times are remembered by host.

    ``allow`` and ``resolver`` replace the address guard and name resolution: they are there for tests
    against a server on this machine, and nothing but an argument sets them. ``clock`` and ``sleep``
    replace time.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow: Allow = is_public,
        resolver: Resolve = resolve,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self._allow = allow
        self._resolver = resolver
        self._context = context
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, float] = {}
        self._rules: dict[str, Rules] = {}

    def fetch(
        self,
        url: str,
        *,
        types: frozenset[str] = TYPES,
        obey_robots: bool = True,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """Fetch one page. Raises FetchError, one line, for whatever prevents it.

        ``obey_robots`` is for programming interfaces, which robots.txt does not address. With the ``etag`` or
        ``last_modified`` of an earlier answer the page comes only if it has changed (`Fetched.not_modified`).
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: " ".join(value.split()) for name, value in conditions.items() if value}
        deadline = self._clock() + self.limits.seconds
        target = parse(url)
        seen = [target.url]
        while True:
            if obey_robots:
                self._ask_robots(target, deadline)
            answer = self._patiently(target, deadline, headers)
            if answer.status not in _REDIRECTS:
                break
            location = answer.header("location")
            if not location:
                raise FetchError(f"{target.url}: redirects without saying where to")
            target = parse(urljoin(target.url, location.strip()))
            if target.url in seen:
                raise FetchError(f"{url}: redirects in a circle at {target.url}")
            seen.append(target.url)
            if len(seen) > self.limits.redirects + 1:
                raise FetchError(f"{url}: more than {self.limits.redirects} redirects")
        not_modified = answer.status == 304 and bool(headers)
        if answer.status != 200 and not not_modified:
            raise FetchError(f"{target.url}: HTTP {answer.status} {' '.join(answer.reason.split())[:60]}".rstrip())
        kind = (answer.header("content-type") or "text/html").split(";")[0].strip().lower()
        if kind not in types and not not_modified:
            raise FetchError(f"{target.url}: content type {kind[:80]!r} is not read; known: {', '.join(sorted(types))}")
        if not answer.body.strip() and not not_modified:
            raise FetchError(f"{target.url}: empty answer")
        return Fetched(
            url=url,
            final_url=target.url,
            body=answer.body,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            content_type=answer.header("content-type") or "",
            retrieved=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            answer=answer,
            redirects=tuple(seen[:-1]),
        )

    def _patiently(self, target: Target, deadline: float, headers: Mapping[str, str]) -> Answer:
        """Ask, and ask again after the time a busy server names, if that is before the deadline."""
        for attempt in range(self.limits.retries + 1):
            answer = self._ask(target, deadline, self.limits.max_wire, self.limits.max_body, headers)
            if answer.status not in _BUSY:
                return answer
            wait = retry_after(answer.header("retry-after"), attempt)
            if attempt == self.limits.retries or self._clock() + wait >= deadline:
                break
            self._sleep(wait)
        raise FetchError(f"{target.url}: HTTP {answer.status}; the server asks to come back later")

    def _ask(
        self, target: Target, deadline: float, max_wire: int, max_body: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request when its host's turn has come."""
        rules = self._rules.get(target.origin)
        interval = max(self.limits.interval, min(rules.delay if rules else 0.0, self.limits.seconds))
        turn = self._last.get(target.host, float("-inf")) + interval
        if turn > self._clock():
            if turn >= deadline:
                raise FetchError(f"{target.url}: the host asks for {interval:g} seconds between requests; try later")
            self._sleep(turn - self._clock())
        left = deadline - self._clock()
        if left <= 0:
            raise FetchError(f"{target.url}: no complete answer within {self.limits.seconds:g} seconds")
        address = checked_address(target, self._resolver, self._allow)
        self._last[target.host] = self._clock()
        return get(
            target,
            address,
            user_agent=USER_AGENT,
            seconds=left,
            max_wire=max_wire,
            max_body=max_body,
            context=self._context,
            headers=headers or {},
        )

    def _ask_robots(self, target: Target, deadline: float) -> None:
        if target.origin not in self._rules:
            self._rules[target.origin] = self._robots(target, deadline)
            self._last.pop(target.host, None)  # the page itself may follow its robots.txt at once
        if not self._rules[target.origin].allows(target.path):
            raise FetchError(f"{target.url}: the site's robots.txt does not allow it; save the page and give the file")

    def _robots(self, target: Target, deadline: float) -> Rules:
        """Return a site's rules as RFC 9309 reads the answer: none for 4xx, all forbidden for an outage."""
        where = parse(f"{target.origin}/robots.txt")
        for _ in range(self.limits.redirects + 1):
            answer = self._ask(where, deadline, _ROBOTS_BYTES, _ROBOTS_BYTES)
            location = answer.header("location")
            if answer.status not in _REDIRECTS or not location:
                break
            where = parse(urljoin(where.url, location.strip()))
        if answer.status == 200:
            return Rules.parse(answer.body.decode("utf-8", "replace"), PRODUCT)
        return DENY_ALL if answer.status >= 500 or answer.status in (429, *_REDIRECTS) else ALLOW_ALL


def retry_after(value: str | None, attempt: int) -> float:
    """Return the seconds that a Retry-After header names (a number or a date); 2, 4, … without a usable one."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 2.0 ** (attempt + 1)
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    return max(0.0, (when - datetime.now(timezone.utc)).total_seconds())
