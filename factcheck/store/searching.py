"""Search in a store: the nearest vectors and the best words, fused as in memory, behind the same protocol."""

from __future__ import annotations

from collections.abc import Sequence
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
"""Passages taken from either side of the search for each query, before they are fused."""

_PLACE = ("document_id", "start", "end", "sentences", "text")


@dataclass(slots=True)
class Candidate:
    """A passage that one side of the search found: cosine similarity, and BM25 over the query's best."""

    document_id: str
    span: Span
    sentences: int
    text: str
    cosine: float = 0.0
    bm25: float = 0.0


class StoreRetriever:
    """The passages of a store, behind the protocol of a check's retriever.

    Relevance is that of `factcheck.retrieval.fusion`. A passage that the words alone found has its exact cosine
    too; one that the vectors alone found has no BM25, being below the first `CANDIDATES` there. ``exact`` passes
    the vector index by.
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

    def search(self, queries: Sequence[str], top_k: int) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages, without overlaps and near-copies.

        Equal scores are ordered by document and place.
        """
        chosen = [self._best(found, top_k) for found in self.candidates(queries, max(self._candidates, 5 * top_k))]
        documents = self.store.documents_of(one.document_id for found in chosen for one, _ in found)
        return [[(Passage(documents[one.document_id], one.span), score) for one, score in found] for found in chosen]

    def candidates(self, queries: Sequence[str], count: int) -> list[list[Candidate]]:
        """Return, per query, what the ``count`` nearest vectors and the ``count`` best by words are, unordered."""
        if not queries or not self.store.version.passages:
            return [[] for _ in queries]
        vectors = self._embedder.embed(queries)
        with translated(self.store.uri):
            pools = nearest(self.store.passages, vectors, count, exact=self._exact)
            for query, vector, pool in zip(queries, vectors, pools, strict=True):
                _add_lexical(self.store.passages, query, vector, count, pool)
        return [list(pool.values()) for pool in pools]

    def _best(self, found: Sequence[Candidate], top_k: int) -> list[tuple[Candidate, float]]:
        scored = [(one, self._relevance(one)) for one in found]
        chosen: list[tuple[Candidate, float]] = []
        shortlist = Shortlist()
        for one, score in sorted(scored, key=lambda pair: (-pair[1], pair[0].document_id, pair[0].span)):
            if not shortlist.admits(one.document_id, one.span, one.text):
                continue
            chosen.append((one, min(1.0, score)))
            if len(chosen) == top_k:
                break
        return chosen

    def _relevance(self, one: Candidate) -> float:
        bonus = (one.sentences - 1) * SENTENCE_BONUS
        return self._weight * max(0.0, one.cosine) + (1 - self._weight) * one.bm25 + bonus


Pool = dict[int, Candidate]
"""Candidates of one query by the number of their row."""


def nearest(passages: Any, vectors: Vectors, count: int, *, exact: bool) -> list[Pool]:
    """Return the ``count`` nearest passages of each vector, all vectors being searched in one call."""
    query = passages.search(list(vectors)).distance_type("l2").limit(count)
    query = query.bypass_vector_index() if exact else query.nprobes(PROBES).refine_factor(-(-REFINED // count))
    found = query.select([*_PLACE, "_distance"]).with_row_id(True).to_arrow()
    which = found["query_index"].to_pylist() if "query_index" in found.column_names else [0] * len(found)
    pools: list[Pool] = [{} for _ in vectors]
    rows = zip(which, found["_rowid"].to_pylist(), _candidates(found), found["_distance"].to_pylist(), strict=True)
    for index, row, candidate, distance in rows:
        candidate.cosine = 1.0 - distance / 2.0  # of unit vectors, the squared distance is 2 - 2 cosine
        pools[index][row] = candidate
    return pools


def _candidates(found: Any) -> list[Candidate]:
    columns = (found[name].to_pylist() for name in _PLACE)
    return [Candidate(document, Span(start, end), *rest) for document, start, end, *rest in zip(*columns, strict=True)]


def _add_lexical(passages: Any, query: str, vector: Any, count: int, pool: Pool) -> None:
    """Add the passages that share most stems with ``query`` to its pool, or their BM25 to those already there."""
    import numpy as np
    from lancedb.query import MatchQuery

    columns = [*_PLACE, "vector", "_score"]
    match = MatchQuery(" ".join(stems(query)), "words")
    found = passages.search(match, query_type="fts").limit(count).select(columns).with_row_id(True).to_arrow()
    if not len(found):
        return
    rows = found["vector"].combine_chunks().flatten().to_numpy().reshape(len(found), -1)
    cosines = np.asarray(rows @ vector, dtype=np.float64).tolist()
    scores = found["_score"].to_pylist()
    best = max(scores)
    for row, candidate, cosine, score in zip(
        found["_rowid"].to_pylist(), _candidates(found), cosines, scores, strict=True
    ):
        known = pool.setdefault(row, candidate)
        known.bm25 = score / best if best > 0 else 0.0
        if known is candidate:
            known.cosine = cosine
