"""What the NLI model reads of a passage: its words, and where they are from.

A passage alone rarely says of whom it speaks or when; the title, the publisher and the date of its source
often do. The bundled model is trained on premises that begin so. Claims stay alone: led by their article's title they
did worse (`models/nli-mpnet/README.md`).
"""

from __future__ import annotations

import re

from factcheck.text import plain
from factcheck.types import Passage

_LONGEST_TITLE = 160  # code points; a longer title is no title
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d/-])")


def premise_of(passage: Passage) -> str:
    """Return the passage on one line, led by "Title (Publisher, YYYY-MM-DD)." as far as these are known."""
    source = passage.document
    return led(plain(passage.text), source.title, source.publisher, source.published)


def led(said: str, title: str | None, publisher: str | None = None, published: str | None = None) -> str:
    """Return ``said`` after where it is from: "Title (Publisher, YYYY-MM-DD). …", as far as these are known.

    A date of another form is left out.
    """
    name, day = _name(title), _DAY.match(published or "")
    whence = ", ".join(part for part in (plain(publisher or ""), day.group() if day else "") if part)
    head = f"{name} ({whence})" if name and whence else name or whence
    return f"{head}. {said}" if head and not said.startswith(head) else said


def _name(title: str | None) -> str:
    name = plain(title or "").rstrip(".")
    return name if len(name) <= _LONGEST_TITLE else ""
