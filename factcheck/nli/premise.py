"""What the NLI model reads of a passage and of a claim: their words, and where they are from.

A passage alone rarely says of whom it speaks or when; the title, the publisher and the date of its source
often do, and those of the article say it of the claim. The bundled model is trained on pairs that begin so: only from
both can it tell that a source speaks of another town of nearly the same name, or of last year.
"""

from __future__ import annotations

import re

from factcheck.text import plain
from factcheck.types import Document, Passage

_LONGEST_TITLE = 160  # code points; a longer title is no title
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d/-])")


def premise_of(passage: Passage) -> str:
    """Return the passage on one line, led by "Title (Publisher, YYYY-MM-DD)." as far as these are known."""
    source = passage.document
    return led(plain(passage.text), source.title, source.publisher, source.published)


def hypothesis_of(claim: str, article: Document) -> str:
    """Return the claim led by "Title (YYYY-MM-DD)." of its article; claims of an article without a title stay alone."""
    return led(claim, article.title, published=article.published) if _name(article.title) else claim


def led(said: str, title: str | None, publisher: str | None = None, published: str | None = None) -> str:
    """Return ``said`` after where it is from: "Title (Publisher, YYYY-MM-DD). …", as far as these are known."""
    head = head_of(title, publisher, published)
    return f"{head}. {said}" if head and not said.startswith(head) else said


def head_of(title: str | None, publisher: str | None, published: str | None) -> str:
    """Return "Title (Publisher, YYYY-MM-DD)" as far as these are known; a date of another form is left out."""
    name, day = _name(title), _DAY.match(published or "")
    whence = ", ".join(part for part in (plain(publisher or ""), day.group() if day else "") if part)
    return f"{name} ({whence})" if name and whence else name or whence


def _name(title: str | None) -> str:
    name = plain(title or "").rstrip(".")
    return name if len(name) <= _LONGEST_TITLE else ""
