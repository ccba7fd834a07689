"""Quotations that a page marks up rather than prints: they get the marks that a reader sees.

A browser puts quotation marks around ``q`` and sets ``blockquote`` apart; extraction keeps neither. Here,
before extraction, the marks are written into the page: curly ones around ``q``, and ``> ``, as in Markdown,
before each paragraph of a ``blockquote``, a closing ``cite`` or ``footer`` becoming its signature.
"""

from __future__ import annotations

import re
from typing import Any

Tree = Any
"""A parsed page: an element of lxml, which ships no types."""

_MARKS = (("“", "”"), ("‘", "’"))
_PRINTED = re.compile(r"\s*[\"“”‘’«»„]")
_SIGNED = re.compile(r"\s*(?:[—–―-]+\s*)?")
_PARAGRAPHS = ("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6")
_SIGNING = ("cite", "footer", "figcaption")
_LONGEST_SIGNATURE = 200


def mark_quotations(tree: Tree) -> None:
    """Write quotation marks and block quote marks into a parsed page, in place."""
    for element in list(tree.iter("q")):
        _mark_inline(element)
    for element in list(tree.iter("blockquote")):
        if not any(True for _ in element.iterancestors("blockquote")):
            _mark_block(element)


def _mark_inline(element: Tree) -> None:
    """Put marks around a ``q``, single ones inside another; what prints its own keeps them."""
    depth = sum(1 for outer in element.iterancestors("span") if outer.get("data-quoted"))
    words = "".join(element.itertext())
    element.tag = "span"  # extraction would take a quotation inside a sentence for a block
    element.set("data-quoted", "1")
    if not words.strip() or _PRINTED.match(words):
        return
    opening, closing = _MARKS[depth % 2]
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _mark_block(element: Tree) -> None:
    """Make paragraphs with ``> `` of a ``blockquote``; its last ``cite`` or ``footer`` signs it."""
    from lxml.etree import SubElement

    signature = _signature(element)
    for line in [*element.iter("br")]:
        line.tail = " " + (line.tail or "")
        line.drop_tag()
    every = list(element.iter(*_PARAGRAPHS))
    outer = {next(paragraph.iterancestors(*_PARAGRAPHS), None) for paragraph in every}
    inner = [p for p in every if p not in outer and "".join(p.itertext()).strip()]
    if not inner or (element.text or "").strip():
        paragraph = SubElement(element, "p")
        paragraph.text, element.text = element.text, None
        for child in [c for c in element if c is not paragraph and c.tag not in _PARAGRAPHS]:
            paragraph.append(child)
        element.insert(0, paragraph)
        inner.insert(0, paragraph)
    for paragraph in inner:
        paragraph.tag = "p"
        paragraph.text = "> " + (paragraph.text or "").lstrip()
    if signature:
        SubElement(element, "p").text = f"> — {signature}"
    element.tag = "div"


def _signature(element: Tree) -> str | None:
    """Take the last ``cite`` or ``footer`` out of a block quote when nothing follows it; return its words."""
    signing = [part for part in element.iter(*_SIGNING) if not any(True for _ in part.iterancestors(*_SIGNING))]
    if not signing:
        return None
    last = signing[-1]
    words = " ".join("".join(last.itertext()).split())
    before, _, after = "".join(element.itertext()).rpartition("".join(last.itertext()))
    if not words or after.strip() or not before.strip() or len(words) > _LONGEST_SIGNATURE:
        return None
    parent = last.getparent()
    last.tail = None
    parent.remove(last)
    if not "".join(parent.itertext()).strip() and parent is not element:
        parent.getparent().remove(parent)
    return _SIGNED.sub("", words, count=1)
