"""The anchors of an HTML page as spans of its extracted text.

Extraction drops anchors; each is found again in the text by its words and the words beside it, in
the order of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from factcheck.types import Link, Span

Tree = Any
"""A parsed page: an element of lxml, which ships no types."""

MAX_LINKS = 2_000
"""Links kept of one page: more are a directory, not citations."""

_CONTEXT = 40  # characters of the words beside an anchor that tell two places apart


def page_links(page: Tree, text: str, base: str | None) -> tuple[Link, ...]:
    """Return the links of the parsed ``page`` whose words the extracted ``text`` kept, in its order.

    Anchors are matched in sequence: each is looked for behind the one before, together with the words
    around it on the page where its own words occur more than once. Links of menus and footers, whose
    words extraction left out, are passed over. Relative addresses are resolved
    against ``base``, the page's own.
    """
    kept, places = _squeezed(text)
    links: list[Link] = []
    at = 0
    for href, words, before, after in _anchors(page):
        if not words:
            continue
        start = _place(kept, at, words, before, after)
        if start is None:
            continue
        at = start + len(words)
        url = urljoin(base, href) if base else href
        if url.lower().startswith(("http://", "https://")):
            links.append(Link(url, Span(places[start], places[at - 1] + 1)))
        if len(links) == MAX_LINKS:
            break
    return tuple(links)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return ``text`` without white space, and the place of each character kept."""
    places = [index for index, char in enumerate(text) if not char.isspace()]
    return "".join(text[index] for index in places), places


def _anchors(tree: Tree) -> Iterator[tuple[str, str, str, str]]:
    """Yield address, words, and the words before and behind of each anchor; white space removed."""
    for node in tree.iter("script", "style"):
        node.text = None
    base = tree.find(".//base[@href]")
    root = base.get("href", "") if base is not None else ""
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        block = anchor.getparent()
        before = _joined(block.text if block is not None else None)
        for sibling in anchor.itersiblings(preceding=True):
            before = _joined("".join(sibling.itertext()) if isinstance(sibling.tag, str) else "", sibling.tail)
            break
        words = _joined(*anchor.itertext())
        yield (urljoin(root, href) if root else href), words, before[-_CONTEXT:], _joined(anchor.tail)[:_CONTEXT]


def _joined(*parts: str | None) -> str:
    return "".join("".join((part or "").split()) for part in parts)


def _place(text: str, at: int, words: str, before: str, after: str) -> int | None:
    """Return where the anchor's words stand behind ``at``, with their neighbours if they are known."""
    for left, right in ((before, after), (before, ""), ("", after), (before[-6:], ""), ("", after[:6])):
        if not left and not right:
            continue
        found = text.find(left + words + right, max(0, at - len(left)))
        if found >= 0:
            return found + len(left)
    if before or after:
        return None  # the words occur without their neighbours: another place, such as a menu
    found = text.find(words, at)
    return found if found >= 0 else None
