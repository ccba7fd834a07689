"""Where a source is from, as far as it says: publisher, author, dates, address, language.

Facts to show beside a source. None of them enters a verdict, and neither does the reliability table that
a user may supply.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from factcheck.errors import DataError
from factcheck.sources.independence import registrable_domain
from factcheck.types import Document

Tree = Any
"""A parsed page: an element of lxml, which ships no types."""

_MAX_PAGE = 10_000_000
"""Bytes of a page that are looked at for dates and links."""
_MAX_TABLE = 10_000_000
_LEAST_WORDS = 10
"""Words from which on the language of a text is guessed."""
_SAMPLE = 20_000
_HEADER = ("domain", "rating", "note")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}\b")


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the user's table says of a domain, in the user's words."""

    domain: str
    rating: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceProvenance:
    """What is known of a source's origin; None where nothing says it.

    Dates are ISO 8601; ``language`` is an ISO 639 code. ``https`` is None without a web address.
    ``missing`` lists what a reader would expect to find: "publisher", "byline", "date", "address".
    """

    document: str
    publisher: str | None
    author: str | None
    published: str | None
    modified: str | None
    canonical_url: str | None
    https: bool | None
    language: str | None
    missing: tuple[str, ...]
    reliability: Reliability | None = None


def provenance(
    document: Document, page: bytes | None = None, *, reliability: Mapping[str, Reliability] | None = None
) -> SourceProvenance:
    """Describe where a document is from.

    ``page`` is the raw HTML it was read from, if it was: modification date, canonical address and
    declared language are in there only. What cannot be parsed tells nothing; it is no error.
    """
    tree = _tree(page) if page else None
    published = document.published or _date(tree, document.url, original=True)
    modified = _date(tree, document.url, original=False)
    canonical = _canonical(tree, document.url)
    address = document.url or canonical
    scheme = urlsplit(address).scheme.lower() if address and _is_address(address) else None
    known = {"publisher": document.publisher, "byline": document.author, "date": published, "address": address}
    return SourceProvenance(
        document=document.id,
        publisher=document.publisher,
        author=document.author,
        published=published,
        modified=modified if modified != (published or "")[:10] else None,
        canonical_url=canonical,
        https=scheme == "https" if scheme in ("http", "https") else None,
        language=_declared(tree) or guessed_language(document.text),
        missing=tuple(name for name, value in known.items() if not value),
        reliability=_rating(address, reliability or {}),
    )


def read_reliability(path: str | Path) -> Mapping[str, Reliability]:
    """Read a table of ratings: CSV with the header ``domain,rating,note``, one row a domain.

    Raises DataError, naming file and line, when it is not such a table.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _MAX_TABLE:
            raise DataError(f"{file}: larger than {_MAX_TABLE // 1_000_000} MB; not a table of domains")
        text = file.read_bytes().removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except OSError as error:
        raise DataError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, Reliability] = {}
    try:
        header = next(rows, [])
        if tuple(name.strip().lower() for name in header) != _HEADER:
            raise DataError(f"{file}, line 1: the header must be {','.join(_HEADER)}")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(_HEADER):
                raise DataError(f"{file}, line {rows.line_num}: {len(row)} columns, not 3; quote notes with commas")
            name, rating, note = (cell.strip() for cell in row)
            domain = _host(name)
            if not domain or not rating:
                raise DataError(f"{file}, line {rows.line_num}: a row needs a domain (example.org) and a rating")
            if domain in found:
                raise DataError(f"{file}, line {rows.line_num}: {domain} is rated twice; keep one row")
            found[domain] = Reliability(domain, rating, note)
    except csv.Error as error:
        raise DataError(f"{file}, line {rows.line_num}: {error}") from error
    return found


def guessed_language(text: str) -> str | None:
    """Guess the language of a text by its letters and words; None for a text too short to tell."""
    sample = text[:_SAMPLE]
    if len(sample.split()) < _LEAST_WORDS:
        return None
    import py3langid

    language, _ = py3langid.classify(sample)
    return str(language)


def _tree(page: bytes) -> Tree | None:
    import trafilatura

    return trafilatura.load_html(page[:_MAX_PAGE])


def _date(tree: Tree | None, url: str | None, *, original: bool) -> str | None:
    """Return the publication date of a page, or the date of its last change, as far as it states one."""
    if tree is None:
        return None
    from htmldate import find_date

    found: str | None = find_date(tree, url=url, original_date=original, extensive_search=False)
    return found


def _canonical(tree: Tree | None, base: str | None) -> str | None:
    if tree is None:
        return None
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(path):
            address = urljoin(base or "", str(value).strip())
            if _is_address(address):
                return address
    return None


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def _declared(tree: Tree | None) -> str | None:
    if tree is None:
        return None
    value = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    match = _LANGUAGE.match(value)
    return match.group().lower() if match else None


def _host(name: str) -> str:
    try:
        host = urlsplit(name if "//" in name else f"//{name}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def _rating(address: str | None, table: Mapping[str, Reliability]) -> Reliability | None:
    """Return the rating of a host, or of the domain above it."""
    if not address or not table:
        return None
    host = _host(address)
    while "." in host:
        if host in table:
            return table[host]
        if host == registrable_domain(address):
            break
        host = host.split(".", 1)[1]
    return None
