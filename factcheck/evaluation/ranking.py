"""Metrics of ranked retrieval, as trec_eval computes them.

Apart from the other metrics because rankings and relevance judgements are keyed by identifiers, not
arrays. A document counts as relevant when its judgement is at least 1. The mean is over the judged
queries: one that was never answered, or has nothing relevant, counts as 0, and a ranking for a query
without judgements is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import numpy as np

from factcheck.evaluation.metrics import ndcg

RECALL_AT = (5, 10, 100)


def trec_order(scores: Mapping[str, float]) -> list[str]:
    """Return identifiers by falling score, those of equal score by falling identifier, as trec_eval does.

    trec_eval keeps scores in single precision: what is equal there is equal here.
    """
    return [name for _, name in sorted(((float(np.float32(s)), name) for name, s in scores.items()), reverse=True)]


def recall_at(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return the share of the relevant documents among the first ``k``."""
    return len(relevant & set(ranked[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Set[str], k: int) -> float:
    """Return 1 / rank of the first relevant document, 0 when there is none among the first ``k``."""
    return next((1 / rank for rank, name in enumerate(ranked[:k], 1) if name in relevant), 0.0)


def ranked_average_precision(ranked: Sequence[str], relevant: Set[str]) -> float:
    """Return the sum of the precision at each relevant document found, over all relevant documents."""
    ranks = [rank for rank, name in enumerate(ranked, 1) if name in relevant]
    return sum(found / rank for found, rank in enumerate(ranks, 1)) / len(relevant) if relevant else 0.0


def retrieval_metrics(
    run: Mapping[str, Mapping[str, float]], judgements: Mapping[str, Mapping[str, int]]
) -> dict[str, float]:
    """Return nDCG@10, recall@5, @10 and @100, MRR@10 and MAP; documents are ordered by `trec_order`.

    ``run`` holds a score per query and document, ``judgements`` the relevance (qrels), which for nDCG
    is the gain.
    """
    rows = []
    for query, judged in judgements.items():
        ranked = trec_order(run.get(query, {}))
        relevant = {name for name, gain in judged.items() if gain >= 1}
        rows.append(
            [
                ndcg(ranked, {name: max(0, gain) for name, gain in judged.items()}, 10),
                *(recall_at(ranked, relevant, k) for k in RECALL_AT),
                reciprocal_rank(ranked, relevant, 10),
                ranked_average_precision(ranked, relevant),
            ]
        )
    names = ("ndcg@10", *(f"recall@{k}" for k in RECALL_AT), "mrr@10", "map")
    means = np.mean(rows, axis=0) if rows else np.zeros(len(names))
    return dict(zip(names, means.tolist(), strict=True))
