"""HTML to its main text and metadata, by trafilatura: menus, banners and scripts stay behind."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from factcheck.errors import InputError
from factcheck.ingest.links import page_links
from factcheck.ingest.quoted import mark_quotations
from factcheck.types import Link

Tree = Any
"""A parsed page: an element of lxml, which ships no types."""

# Words that trafilatura may take for authors in a byline with a date.
_NOT_AUTHORS = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|staff|\d+)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}\b")


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says and who says it; absent metadata is None.

    Dates are ISO 8601. ``url`` is the address that the page gives as its own, ``language`` the one that it
    declares (ISO 639); ``links`` are its anchors as spans of ``text``.
    """

    text: str
    title: str | None
    publisher: str | None
    author: str | None
    published: str | None
    url: str | None
    modified: str | None = None
    language: str | None = None
    links: tuple[Link, ...] = ()


def extract(data: bytes, name: str, *, url: str | None = None) -> Page:
    """Return the main text and the metadata of an HTML page.

    What the page marks as a quotation (``q``, ``blockquote``) gets quotation marks or ``> `` in the text. ``url``
    is where the page is from, if that is known; relative addresses are resolved against it. Raises
    InputError when no text is left after the boilerplate is gone.
    """
    import trafilatura

    tree = trafilatura.load_html(data)
    if tree is not None:
        mark_quotations(tree)
    found = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False) if tree is not None else None
    text = (found.text or "") if found is not None else ""
    if found is None or not text.strip():
        raise InputError(f"{name}: no article text in this HTML; save the page itself, not its frame or script")
    published = _clean(found.date)
    modified = _modified(tree, url or found.url)
    address = _canonical(tree, url) or _clean(found.url)
    return Page(
        text=text,
        title=_clean(found.title),
        publisher=_clean(found.sitename),
        author=_authors(found.author),
        published=published,
        url=address,
        modified=modified if modified != (published or "")[:10] else None,
        language=_declared(tree),
        links=page_links(tree, text, url or address),
    )


def _modified(tree: Tree, url: str | None) -> str | None:
    """Return the date of the last change that a page states."""
    from htmldate import find_date

    found: str | None = find_date(deepcopy(tree), url=url, original_date=False, extensive_search=False)
    return found


def _canonical(tree: Tree, base: str | None) -> str | None:
    """Return the address that a page calls its own, in full."""
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(path):
            try:
                address = urljoin(base or "", str(value).strip())
                parts = urlsplit(address)
            except ValueError:
                continue
            if parts.scheme.lower() in ("http", "https") and parts.hostname:
                return address
    return None


def _declared(tree: Tree) -> str | None:
    value = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    match = _LANGUAGE.match(value)
    return match.group().lower() if match else None


def _clean(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _authors(value: str | None) -> str | None:
    names = [name.strip() for name in re.split(r"[;,]", value or "")]
    kept = [name for name in names if name and not _NOT_AUTHORS.fullmatch(name)]
    return "; ".join(kept) or None
