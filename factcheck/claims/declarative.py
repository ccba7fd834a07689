"""The first claim detector: every declarative sentence of the body is a candidate.

It reads form only (questions, headings, captions and menus are no claims) and ranks nothing: each
claim has check-worthiness 1. It is the yardstick for trained detectors, and it misses little.
"""

from __future__ import annotations

from factcheck.claims.candidates import declarative_sentences
from factcheck.text import plain
from factcheck.types import Claim, Document, Span, digest


class DeclarativeDetector:
    """Takes the declarative sentences of paragraphs and lists, each as one claim.

    ``language`` (ISO 639-1) chooses the rules of sentence boundaries.
    """

    def __init__(self, language: str = "en") -> None:
        self._language = language

    def detect(self, article: Document) -> tuple[Claim, ...]:
        """Return one claim per declarative sentence, in the order of the article."""
        found = declarative_sentences(article.text, self._language)
        return tuple(_claim(article, sentence.span) for sentence in found)


def _claim(article: Document, span: Span) -> Claim:
    exact = span.of(article.text)
    return Claim(
        id=f"c-{digest(article.id, str(span.start), exact)}",
        text=plain(exact),
        sentence=exact,
        span=span,
        check_worthiness=1.0,
    )
