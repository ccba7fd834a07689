"""What makes a passage relevant, wherever it is kept: shared by the search in memory and in a store.

Fused relevance = w · cosine + (1 - w) · BM25 / best BM25 of the query: a convex combination, which needs no
constant for rank and keeps the distances that rank fusion throws away (Bruch, Gai and Ingber, 2022, "An
Analysis of Fusion Functions for Hybrid Retrieval"). A passage counts with the title of its document on both
sides, and a longer passage a little more.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from factcheck.protocols import Embedder
from factcheck.retrieval.lexical import any_near_copy, copy_words, stems
from factcheck.types import Passage, Span

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

DENSE_WEIGHT = 0.8
"""Share of the dense score in the fused one, the rest being BM25; from `scripts/tune_retrieval.py`."""

TITLE_WEIGHT = 0.3
"""How much of its document's title a passage's vector has, beside 1 of its own; from `scripts/tune_retrieval.py`.

A sentence deep in a text ("the rate was left at 4 %") seldom names what its title names.
"""

BM25_K1, BM25_B = 1.2, 0.75
"""How soon a repeated word adds no more, and how much length counts: Lucene's, and the only ones that LanceDB has."""

SENTENCE_BONUS = 0.03
"""Added relevance of each sentence of a passage beyond the first; from `scripts/tune_retrieval.py`.

Cosine favours short texts that repeat the query; the sentence beside them often has the answer.
"""


def titled_vectors(passages: Sequence[Passage], embedder: Embedder, title_weight: float = TITLE_WEIGHT) -> Vectors:
    """Return unit rows, one a passage: its vector with ``title_weight`` of that of its document's title.

    Each title is embedded once, in the same call as the passages; a document without one adds nothing.
    """
    import numpy as np

    titles = list(dict.fromkeys(title for p in passages if (title := p.document.title))) if title_weight else []
    rows = embedder.embed([*(passage.text for passage in passages), *titles])
    if not titles:
        return rows
    own, places = rows[: len(passages)], {title: len(passages) + i for i, title in enumerate(titles)}
    mixed = own.copy()
    for index, passage in enumerate(passages):
        if passage.document.title:
            mixed[index] += title_weight * rows[places[passage.document.title]]
    lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
    result: Vectors = mixed / np.maximum(lengths, 1e-9)
    return result


def titled_stems(passages: Sequence[Passage]) -> list[list[str]]:
    """Return the stems of each passage, after those of its document's title."""
    titles = {title: stems(title) for title in {passage.document.title or "" for passage in passages}}
    return [titles[passage.document.title or ""] + stems(passage.text) for passage in passages]


class Shortlist:
    """What was chosen of a ranking so far: ``top_k`` passages, of which no two overlap and no two are near-copies.

    Of overlapping windows only the best stays, and of near-copies in several documents the best: copies would
    fill the list and say nothing new. Passages of the documents ``set_aside`` are shown beside the others, at most
    ``top_k`` of them too: they take no place, and keep no copy of theirs out.
    """

    def __init__(self, top_k: int, set_aside: Container[str] = frozenset()) -> None:
        self._left = self._aside_left = top_k
        self._set_aside = set_aside
        self._spans: dict[str, list[Span]] = {}
        self._said: list[frozenset[str]] = []

    @property
    def is_full(self) -> bool:
        """Whether all places are taken."""
        return self._left <= 0

    def admits(self, document_id: str, span: Span, text: str) -> bool:
        """Tell whether a passage may join those that came before it; if so, it has."""
        aside = document_id in self._set_aside
        spans = self._spans.setdefault(document_id, [])
        if (aside and not self._aside_left) or any(other.overlaps(span) for other in spans):
            return False
        own = copy_words(text)
        if any_near_copy(own, self._said):
            return False
        spans.append(span)
        if aside:
            self._aside_left -= 1
        else:
            self._left -= 1
            self._said.append(own)
        return True
