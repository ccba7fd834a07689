"""CheckThat! check-worthiness: rankings of 2019 and 2020, classification of 2024.

As the official scorers of CLEF CheckThat! compute them (2019 task 1, 2020 tasks 1 and 5; 2024 task
1). A ranking is per debate or set: average precision over all check-worthy lines, reciprocal rank of
the first, R-precision (precision at as many lines as are check-worthy), precision at 1, 3, 5, 10, 20
and 50; all are then means over the debates. 2024 is F1 of the positive class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from factcheck.evaluation.ranking import ranked_average_precision, reciprocal_rank

PRECISION_AT = (1, 3, 5, 10, 20, 50)


def ranking_metrics(
    gold: Mapping[str, Mapping[str, bool]], scores: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Return ``map``, ``reciprocal_rank``, ``r_precision`` and ``p@1`` to ``p@50``, means over the debates.

    ``gold`` says by debate and line whether the line is check-worthy, ``scores`` how much so it was
    found to be. Lines of equal score keep the order of ``scores``, as in the official scorer; a line
    without a score is not in the ranking, and scores of other lines do not count. Precision at more
    lines than there are counts the absent ones as wrong (the official scorer stops with an error). A
    debate without check-worthy lines counts as 0.
    """
    rows = []
    for debate, lines in gold.items():
        given = scores.get(debate, {})
        ranked = sorted((line for line in given if line in lines), key=lambda line: -given[line])
        worthy = {line for line, is_worthy in lines.items() if is_worthy}
        rows.append(
            [
                ranked_average_precision(ranked, worthy),
                reciprocal_rank(ranked, worthy, len(ranked)),
                *(_precision_at(ranked, worthy, k) for k in (len(worthy), *PRECISION_AT)),
            ]
        )
    names = ("map", "reciprocal_rank", "r_precision", *(f"p@{k}" for k in PRECISION_AT))
    means = np.mean(rows, axis=0) if rows else np.zeros(len(names))
    return dict(zip(names, means.tolist(), strict=True))


def classification_metrics(gold: Mapping[str, bool], predictions: Mapping[str, bool]) -> dict[str, float]:
    """Return ``f1``, ``precision`` and ``recall`` of the positive class, ``accuracy`` and ``n`` (2024 task 1).

    An item without a prediction counts as wrong: as missed when it is positive, for the accuracy else.
    """
    hits = sum(worthy and predictions.get(item, False) for item, worthy in gold.items())
    claimed = sum(predictions.get(item, False) for item in gold)
    existing = sum(gold.values())
    right = sum(item in predictions and predictions[item] == worthy for item, worthy in gold.items())
    return {
        "f1": 2 * hits / (claimed + existing) if claimed + existing else 0.0,
        "precision": hits / claimed if claimed else 0.0,
        "recall": hits / existing if existing else 0.0,
        "accuracy": right / len(gold) if gold else 0.0,
        "n": len(gold),
    }


def _precision_at(ranked: Sequence[str], relevant: set[str], k: int) -> float:
    return len(relevant.intersection(ranked[:k])) / k if k else 0.0
