"""Exact search of a few folders of sources in memory: dense vectors and BM25, fused."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from factcheck.protocols import Embedder, Progress, silent
from factcheck.retrieval.fusion import (
    BM25_B,
    BM25_K1,
    DENSE_WEIGHT,
    SENTENCE_BONUS,
    TITLE_WEIGHT,
    Shortlist,
    titled_stems,
    titled_vectors,
)
from factcheck.retrieval.lexical import stems
from factcheck.retrieval.passages import windows
from factcheck.types import Document, Passage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


WINDOW_SIZES = (1, 2, 3)
"""Sentences in a passage."""


class MemoryRetriever:
    """All passages of the given documents, searched exactly; what relevance is, says `factcheck.retrieval.fusion`."""

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
        k1: float = BM25_K1,
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
        self._lexical = bm25s.BM25(k1=k1, b=BM25_B)
        words = titled_stems(self.passages)
        self._has_words = any(words)  # sources of stop words alone have none, and cannot be indexed
        if self._has_words:
            self._lexical.index(words, show_progress=False)

    def search(
        self, queries: Sequence[str], top_k: int, set_aside: Container[str] = frozenset()
    ) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages, without overlaps and near-copies.

        Equal scores keep the order of the sources. Better ones of documents ``set_aside`` come on top.
        """
        return [self._best(fused, Shortlist(top_k, set_aside)) for fused in self._fused(queries)]

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

        known = [word for word in stems(query) if word in self._lexical.vocab_dict] if self._has_words else []
        if not known:
            return np.zeros(len(self.passages), dtype=np.float32)
        scores: npt.NDArray[np.float32] = np.asarray(self._lexical.get_scores(known), dtype=np.float32)
        best = float(scores.max())
        return scores / best if best > 0 else scores

    def _best(self, fused: npt.NDArray[np.float32], shortlist: Shortlist) -> list[tuple[Passage, float]]:
        import numpy as np

        chosen: list[tuple[Passage, float]] = []
        for index in np.argsort(-fused, kind="stable"):
            if shortlist.is_full:
                break
            passage = self.passages[index]
            if shortlist.admits(passage.document.id, passage.span, passage.text):
                chosen.append((passage, float(min(1.0, fused[index]))))
        return chosen
