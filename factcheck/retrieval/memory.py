"""Exact search of a few folders of sources in memory: dense vectors and BM25, fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from factcheck.protocols import Embedder, Progress, silent
from factcheck.retrieval.passages import passages
from factcheck.text import words
from factcheck.types import Document, Passage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DENSE_WEIGHT = 0.7
"""Share of the dense score in the fused one, the rest being BM25; from `scripts/tune_retrieval.py`."""

WINDOW_SIZES = (1, 2, 3)
"""Sentences in a passage."""


class MemoryRetriever:
    """All passages of the given documents, searched exactly.

    Fused relevance = w · cosine + (1 - w) · BM25 / best BM25 of the query: a convex combination,
    which needs no constant for rank and keeps the distances that rank fusion throws away (Bruch,
    Gai and Ingber, 2022, "An Analysis of Fusion Functions for Hybrid Retrieval").
    """

    def __init__(
        self,
        documents: Sequence[Document],
        embedder: Embedder,
        *,
        queries: Embedder | None = None,
        sizes: Sequence[int] = WINDOW_SIZES,
        dense_weight: float = DENSE_WEIGHT,
        progress: Progress = silent,
    ) -> None:
        """Split and embed ``documents``; ``queries`` embeds claims, where that is another model."""
        import bm25s
        import numpy as np

        self._queries = queries or embedder
        self._weight = dense_weight
        self.passages: list[Passage] = []
        vectors: list[npt.NDArray[np.float32]] = []
        for done, document in enumerate(documents):
            progress("embed sources", done, len(documents))
            found = passages(document, sizes)
            if found:
                self.passages.extend(found)
                vectors.append(embedder.embed([passage.text for passage in found]))
        progress("embed sources", len(documents), len(documents))
        self._vectors = np.concatenate(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)
        self._lexical = bm25s.BM25()
        if self.passages:
            corpus = [words(passage.text) for passage in self.passages]
            self._lexical.index(corpus, show_progress=False)

    def search(self, queries: Sequence[str], top_k: int) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages that do not overlap one another.

        Of overlapping windows only the best stays; equal scores keep the order of the sources.
        """
        import numpy as np

        if not queries:
            return []
        if not self.passages:
            return [[] for _ in queries]
        dense = np.clip(self._queries.embed(queries) @ self._vectors.T, 0.0, 1.0)
        results = []
        for query, cosine in zip(queries, dense, strict=True):
            lexical = self._bm25(query)
            fused = self._weight * cosine + (1 - self._weight) * lexical
            results.append(self._best(fused, top_k))
        return results

    def _bm25(self, query: str) -> npt.NDArray[np.float32]:
        import numpy as np

        known = [word for word in words(query) if word in self._lexical.vocab_dict]
        if not known:
            return np.zeros(len(self.passages), dtype=np.float32)
        scores: npt.NDArray[np.float32] = np.asarray(self._lexical.get_scores(known), dtype=np.float32)
        best = float(scores.max())
        return scores / best if best > 0 else scores

    def _best(self, fused: npt.NDArray[np.float32], top_k: int) -> list[tuple[Passage, float]]:
        import numpy as np

        chosen: list[tuple[Passage, float]] = []
        for index in np.argsort(-fused, kind="stable"):
            passage = self.passages[index]
            taken = (p.document.id == passage.document.id and p.span.overlaps(passage.span) for p, _ in chosen)
            if any(taken):
                continue
            chosen.append((passage, float(min(1.0, fused[index]))))
            if len(chosen) == top_k:
                break
        return chosen
