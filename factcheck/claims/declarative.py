"""The first claim detector: every declarative sentence of the body is a candidate.

It reads form only (questions, headings, captions and menus are no claims) and ranks nothing: each
claim has check-worthiness 1. It is the yardstick for trained detectors, and it misses little.
"""

from __future__ import annotations

import re

from factcheck.text import BlockKind, Sentence, plain, sentences, words
from factcheck.types import Claim, Document, Span, digest

_MIN_WORDS = 3
_CLOSING = "\"”’')]*_"
_COMMAND = re.compile(
    r"(?:please|click|subscribe|sign up|read more|(?:share|follow|join|forward|contact)\s+(?:us|this|it|our|your))\b",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:\[\d+\])+$")


class DeclarativeDetector:
    """Takes the declarative sentences of paragraphs and lists, each as one claim."""

    def detect(self, article: Document) -> tuple[Claim, ...]:
        """Return one claim per declarative sentence, in the order of the article."""
        found = [sentence for sentence in sentences(article.text) if _is_declarative(sentence, article.text)]
        return tuple(_claim(article, sentence.span) for sentence in found)


def _is_declarative(sentence: Sentence, text: str) -> bool:
    if sentence.block.kind in (BlockKind.HEADING, BlockKind.ROW):
        return False
    said = plain(sentence.span.of(text))
    core = _NOTES.sub("", said).rstrip(_CLOSING)
    return core.endswith((".", "…")) and len(words(said)) >= _MIN_WORDS and not _COMMAND.match(said)


def _claim(article: Document, span: Span) -> Claim:
    exact = span.of(article.text)
    return Claim(
        id=f"c-{digest(article.id, str(span.start), exact)}",
        text=plain(exact),
        sentence=exact,
        span=span,
        check_worthiness=1.0,
    )
