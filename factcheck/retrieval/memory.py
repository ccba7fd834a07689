"""Exact search of a few folders of sources in memory: dense vectors and BM25, fused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from factcheck.protocols import Embedder, Progress, silent
from factcheck.retrieval.lexical import any_near_copy, copy_words, stems
from factcheck.retrieval.passages import windows
from factcheck.types import Document, Passage, Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from factcheck.protocols import Vectors

DENSE_WEIGHT = 0.8
"""Share of the dense score in the fused one, the rest being BM25; from `scripts/tune_retrieval.py`."""

TITLE_WEIGHT = 0.3
"""How much of its document's title a passage's vector has, beside 1 of its own; from `scripts/tune_retrieval.py`.

A sentence deep in a text ("the rate was left at 4 %") seldom names what its title names.
"""

SENTENCE_BONUS = 0.03
"""Added relevance of each sentence of a passage beyond the first; from `scripts/tune_retrieval.py`.

Cosine favours short texts that repeat the query; the sentence beside them often has the answer.
"""

WINDOW_SIZES = (1, 2, 3)
"""Sentences in a passage."""


class MemoryRetriever:
    """All passages of the given documents, searched exactly.

    Fused relevance = w · cosine + (1 - w) · BM25 / best BM25 of the query: a convex combination,
    which needs no constant for rank and keeps the distances that rank fusion throws away (Bruch,
    Gai and Ingber, 2022, "An Analysis of Fusion Functions for Hybrid Retrieval"). A passage counts with
    the title of its document on both sides, and a longer passage a little more.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        embedder: Embedder,
        *,
        queries: Embedder | None = None,
        sizes: Sequence[int] = WINDOW_SIZES,
        dense_weight: float = DENSE_WEIGHT,
        title_weight: float = TITLE_WEIGHT,
        sentence_bonus: float = SENTENCE_BONUS,
        documents_per_call: int = 1,
        progress: Progress = silent,
    ) -> None:
        """Split and embed ``documents``; ``queries`` embeds claims, where that is another model.

        Each call of the embedder has the passages and titles of ``documents_per_call`` documents: one, so
        that a cache keeps each source by itself, or many, where the documents are short.
        """
        import bm25s
        import numpy as np

        self._queries = queries or embedder
        self._weight = dense_weight
        self.passages: list[Passage] = []
        bonus: list[float] = []
        vectors: list[npt.NDArray[np.float32]] = []
        self._documents: list[Document] = []
        self._first_passages: list[int] = []
        for done in range(0, len(documents), documents_per_call):
            progress("embed sources", done, len(documents))
            found: list[Passage] = []
            for document in documents[done : done + documents_per_call]:
                if own := windows(document, sizes):
                    self._documents.append(document)
                    self._first_passages.append(len(self.passages) + len(found))
                    found.extend(passage for passage, _ in own)
                    bonus.extend((sentences - 1) * sentence_bonus for _, sentences in own)
            if found:
                self.passages.extend(found)
                vectors.append(titled_vectors(found, embedder, title_weight))
        progress("embed sources", len(documents), len(documents))
        self._vectors = np.concatenate(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)
        self._bonus = np.asarray(bonus, dtype=np.float32)
        self._lexical = bm25s.BM25()
        if self.passages:
            titles = {document.id: stems(document.title or "") for document in self._documents}
            corpus = [titles[passage.document.id] + stems(passage.text) for passage in self.passages]
            self._lexical.index(corpus, show_progress=False)

    def search(self, queries: Sequence[str], top_k: int) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages that do not overlap one another.

        Of overlapping windows only the best stays, and of near-copies in several documents the best: copies
        would fill the list and say nothing new. Equal scores keep the order of the sources.
        """
        return [self._best(fused, top_k) for fused in self._fused(queries)]

    def search_documents(self, queries: Sequence[str], top_k: int) -> list[list[tuple[Document, float]]]:
        """Return, per query, the ``top_k`` best documents, each with the relevance of its best passage.

        Equal scores keep the order of the sources; a document without passages is never found.
        """
        import numpy as np

        results: list[list[tuple[Document, float]]] = []
        for fused in self._fused(queries):
            if not self.passages:
                results.append([])
                continue
            best = np.maximum.reduceat(fused, self._first_passages)
            order = np.argsort(-best, kind="stable")[:top_k]
            results.append([(self._documents[index], float(min(1.0, best[index]))) for index in order])
        return results

    def _fused(self, queries: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield, per query, the relevance of every passage."""
        import numpy as np

        if not queries:
            return
        if not self.passages:
            for _ in queries:
                yield np.zeros(0, dtype=np.float32)
            return
        for query, vector in zip(queries, self._queries.embed(queries), strict=True):
            # One product a query: a table of them all would grow with the queries, and its last digits
            # depend on how many there are.
            cosine = np.clip(self._vectors @ vector, 0.0, 1.0)
            yield self._weight * cosine + (1 - self._weight) * self._bm25(query) + self._bonus

    def _bm25(self, query: str) -> npt.NDArray[np.float32]:
        import numpy as np

        known = [word for word in stems(query) if word in self._lexical.vocab_dict]
        if not known:
            return np.zeros(len(self.passages), dtype=np.float32)
        scores: npt.NDArray[np.float32] = np.asarray(self._lexical.get_scores(known), dtype=np.float32)
        best = float(scores.max())
        return scores / best if best > 0 else scores

    def _best(self, fused: npt.NDArray[np.float32], top_k: int) -> list[tuple[Passage, float]]:
        import numpy as np

        chosen: list[tuple[Passage, float]] = []
        taken: dict[str, list[Span]] = {}
        said: list[frozenset[str]] = []
        for index in np.argsort(-fused, kind="stable"):
            passage = self.passages[index]
            spans = taken.setdefault(passage.document.id, [])
            if any(span.overlaps(passage.span) for span in spans):
                continue
            own = copy_words(passage.text)
            if any_near_copy(own, said):
                continue
            said.append(own)
            spans.append(passage.span)
            chosen.append((passage, float(min(1.0, fused[index]))))
            if len(chosen) == top_k:
                break
        return chosen


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
