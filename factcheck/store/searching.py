"""Search in a store: the nearest vectors and the best words, fused as in memory, behind the same protocol."""

from __future__ import annotations

from collections.abc import Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factcheck.protocols import Embedder
from factcheck.retrieval.fusion import DENSE_WEIGHT, SENTENCE_BONUS, Shortlist
from factcheck.retrieval.lexical import stems
from factcheck.store.indexes import PROBES, REFINED, has_vector_index
from factcheck.store.lance import translated
from factcheck.store.reader import Store
from factcheck.types import Passage, Span

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

CANDIDATES = 100
"""Passages of each query that are read and scored exactly; the vectors give as many, the words more."""

_LEXICAL = 300
"""Passages of each query whose BM25 is known; of the others it counts as nothing."""

_READ = ("document_id", "start", "end", "sentences", "text", "vector")


@dataclass(slots=True)
class Candidate:
    """A passage with both sides of its relevance: cosine similarity, and BM25 over the query's best."""

    document_id: str
    span: Span
    sentences: int
    text: str
    cosine: float
    bm25: float


Scores = dict[int, float]
"""Of one query, by the number of a passage's row."""


class StoreRetriever:
    """The passages of a store, behind the protocol of a check's retriever.

    Relevance is that of `factcheck.retrieval.fusion`, of the passages that are near by vector or by words.
    ``exact`` passes the vector index by.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        dense_weight: float = DENSE_WEIGHT,
        candidates: int = CANDIDATES,
        exact: bool = False,
    ) -> None:
        store.expect_model(embedder.info)
        self.store = store
        self._embedder = embedder
        self._weight = dense_weight
        self._candidates = candidates
        with translated(store.uri):
            self._exact = exact or not has_vector_index(store.passages)

    def search(
        self, queries: Sequence[str], top_k: int, set_aside: Container[str] = frozenset()
    ) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages, without overlaps and near-copies.

        Equal scores are ordered by document and place. Better ones of documents ``set_aside`` come on top.
        """
        found = self.candidates(queries, max(self._candidates, 5 * top_k))
        chosen = [self._best(of_query, Shortlist(top_k, set_aside)) for of_query in found]
        documents = self.store.documents_of(one.document_id for hits in chosen for one, _ in hits)
        return [[(Passage(documents[one.document_id], one.span), score) for one, score in hits] for hits in chosen]

    def candidates(self, queries: Sequence[str], count: int) -> list[list[Candidate]]:
        """Return, per query, the ``count`` passages that may be the most relevant, unordered.

        Words and vectors are searched at the same time.
        """
        if not queries or not self.store.version.passages:
            return [[] for _ in queries]
        vectors = self._embedder.embed(queries)
        passages = self.store.passages
        with translated(self.store.uri), ThreadPoolExecutor(max_workers=1) as beside:
            words = beside.submit(lambda: [_by_words(passages, query, max(_LEXICAL, count)) for query in queries])
            near = nearest(passages, vectors, count, exact=self._exact)
            found = zip(vectors, near, words.result(), strict=True)
            return [self._read(vector, cosines, bm25, count) for vector, cosines, bm25 in found]

    def _read(self, vector: Any, near: Scores, words: Scores, count: int) -> list[Candidate]:
        """Return the ``count`` passages of the highest relevance that is possible for what is known of them.

        What is not among the nearest is no nearer than the last of these.
        """
        import numpy as np

        farthest = min(near.values(), default=0.0)
        bounds = {
            row: self._weight * near.get(row, farthest) + (1 - self._weight) * words.get(row, 0.0)
            for row in {**near, **words}
        }
        rows = sorted(bounds, key=lambda row: -bounds[row])[:count]
        found = self.store.passages.take_row_ids(rows).select(list(_READ)).with_row_id().to_arrow()
        table = found["vector"].combine_chunks().flatten().to_numpy().reshape(len(found), -1)
        cosines = np.asarray(table @ vector, dtype=np.float64).tolist()
        columns = (found[name].to_pylist() for name in ("_rowid", *_READ[:-1]))
        return [
            Candidate(document_id, Span(start, end), sentences, text, cosine, words.get(row, 0.0))
            for cosine, row, document_id, start, end, sentences, text in zip(cosines, *columns, strict=True)
        ]

    def _best(self, found: Sequence[Candidate], shortlist: Shortlist) -> list[tuple[Candidate, float]]:
        scored = [(one, self._relevance(one)) for one in found]
        chosen: list[tuple[Candidate, float]] = []
        for one, score in sorted(scored, key=lambda pair: (-pair[1], pair[0].document_id, pair[0].span)):
            if shortlist.is_full:
                break
            if shortlist.admits(one.document_id, one.span, one.text):
                chosen.append((one, min(1.0, score)))
        return chosen

    def _relevance(self, one: Candidate) -> float:
        bonus = (one.sentences - 1) * SENTENCE_BONUS
        return self._weight * max(0.0, one.cosine) + (1 - self._weight) * one.bm25 + bonus


def nearest(passages: Any, vectors: Vectors, count: int, *, exact: bool) -> list[Scores]:
    """Return the cosines of the ``count`` nearest passages of each vector, all vectors being searched in one call."""
    query = passages.search(list(vectors)).distance_type("l2").limit(count)
    query = query.bypass_vector_index() if exact else query.nprobes(PROBES).refine_factor(-(-REFINED // count))
    found = query.select(["_distance"]).with_row_id(True).to_arrow()
    which = found["query_index"].to_pylist() if "query_index" in found.column_names else [0] * len(found)
    scores: list[Scores] = [{} for _ in vectors]
    for index, row, distance in zip(which, found["_rowid"].to_pylist(), found["_distance"].to_pylist(), strict=True):
        scores[index][row] = 1.0 - distance / 2.0  # of unit vectors, the squared distance is 2 - 2 cosine
    return scores


def _by_words(passages: Any, query: str, count: int) -> Scores:
    """Return BM25, over the best, of the ``count`` passages that share most stems with ``query``."""
    from lancedb.query import MatchQuery

    match = MatchQuery(" ".join(stems(query)), "words")
    found = passages.search(match, query_type="fts").limit(count).select(["_score"]).with_row_id(True).to_arrow()
    scores = found["_score"].to_pylist()
    best = max(scores, default=0.0) or 1.0
    return {row: score / best for row, score in zip(found["_rowid"].to_pylist(), scores, strict=True)}
