"""Where a source is from, as far as it says: publisher, author, dates, address, language.

Facts to show beside a source. None of them enters a verdict, and neither does the reliability table that
a user may supply.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from factcheck.errors import DataError
from factcheck.sources.independence import registrable_domain
from factcheck.types import Document, Reliability, SourceProvenance

_MAX_TABLE = 10_000_000
_LEAST_WORDS = 10
"""Words from which on the language of a text is guessed."""
_SAMPLE = 20_000
_HEADER = ("domain", "rating", "note")


def provenance(document: Document, *, reliability: Mapping[str, Reliability] | None = None) -> SourceProvenance:
    """Describe where a document is from, with what the user's table says of its domain."""
    address = document.url or document.canonical_url
    scheme = urlsplit(address).scheme.lower() if address and _host(address) else None
    known = {
        "publisher": document.publisher,
        "byline": document.author,
        "date": document.published,
        "address": address,
    }
    return SourceProvenance(
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        modified=document.modified,
        canonical_url=document.canonical_url,
        https=scheme == "https" if scheme in ("http", "https") else None,
        language=document.language or guessed_language(document.text),
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
