"""HTML to its main text and metadata, by trafilatura: menus, banners and scripts stay behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from factcheck.errors import InputError

# Words that trafilatura may take for authors in a byline with a date.
_NOT_AUTHORS = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|staff|\d+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says and who says it; absent metadata is None."""

    text: str
    title: str | None
    publisher: str | None
    author: str | None
    published: str | None
    url: str | None


def extract(data: bytes, name: str) -> Page:
    """Return the main text and the metadata of an HTML page.

    Raises InputError when no text is left after the boilerplate is gone.
    """
    import trafilatura

    found = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    text = (found.text or "") if found is not None else ""
    if found is None or not text.strip():
        raise InputError(f"{name}: no article text in this HTML; save the page itself, not its frame or script")
    return Page(
        text=text,
        title=_clean(found.title),
        publisher=_clean(found.sitename),
        author=_authors(found.author),
        published=_clean(found.date),
        url=_clean(found.url),
    )


def _clean(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _authors(value: str | None) -> str | None:
    names = [name.strip() for name in re.split(r"[;,]", value or "")]
    kept = [name for name in names if name and not _NOT_AUTHORS.fullmatch(name)]
    return "; ".join(kept) or None
