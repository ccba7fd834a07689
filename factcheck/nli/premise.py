"""What the NLI model reads of a passage: its words, and where they are from.

A passage alone rarely says of whom it speaks or when; the title, the publisher and the date of its source
often do. The bundled model is trained on premises that begin so.
"""

from __future__ import annotations

from factcheck.text import plain
from factcheck.types import Document, Passage

_LONGEST_TITLE = 160  # code points; a longer title is no title


def premise_of(passage: Passage) -> str:
    """Return the passage on one line, led by "Title (Publisher, YYYY-MM-DD)." as far as these are known."""
    said = plain(passage.text)
    head = _head(passage.document)
    return f"{head}. {said}" if head and not said.startswith(head) else said


def _head(source: Document) -> str:
    title = plain(source.title or "").rstrip(".")
    title = title if len(title) <= _LONGEST_TITLE else ""
    whence = ", ".join(part for part in (plain(source.publisher or ""), (source.published or "")[:10]) if part)
    if title and whence:
        return f"{title} ({whence})"
    return title or whence
