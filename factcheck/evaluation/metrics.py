"""Metrics of classification and calibration, in plain numpy.

Definitions: accuracy and macro-F1 as in scikit-learn (a class without gold rows does not count in
the mean); ECE with 15 bins of equal width over the confidence of the predicted class (Guo et al.
2017); Brier score as the mean squared distance between the probability vector and the one-hot gold
label (Brier 1950, 0 to 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BINS = 15

UNANSWERED = "unanswered"
"""Column of the confusion matrix for items without a prediction."""


def confusion(gold: Ints, predicted: Ints, classes: int) -> Ints:
    """Return counts with gold classes in rows and predicted ones in columns."""
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (gold, predicted), 1)
    return counts


def precision_recall_f1(counts: Ints) -> list[dict[str, float]]:
    """Return precision, recall, F1 and support of each class; an undefined ratio is 0."""
    rows = []
    for index in range(len(counts)):
        hit = float(counts[index, index])
        claimed, existing = float(counts[:, index].sum()), float(counts[index].sum())
        precision = hit / claimed if claimed else 0.0
        recall = hit / existing if existing else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hit else 0.0
        rows.append({"precision": precision, "recall": recall, "f1": f1, "n": existing})
    return rows


def expected_calibration_error(confidence: Floats, right: Flags, bins: int = _BINS) -> float:
    """Return the mean distance of confidence and accuracy over bins, weighted by their size."""
    if not len(confidence):
        return 0.0
    placed = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    total = 0.0
    for index in range(bins):
        inside: Flags = np.asarray(placed == index)
        if inside.any():
            total += inside.sum() * abs(float(confidence[inside].mean()) - float(right[inside].mean()))
    return total / len(confidence)


def brier(probabilities: Floats, gold: Ints) -> float:
    """Return the mean squared error of probability vectors, 0 to 2."""
    if not len(gold):
        return 0.0
    target = np.zeros_like(probabilities)
    target[np.arange(len(gold)), gold] = 1.0
    return float(((probabilities - target) ** 2).sum(axis=1).mean())


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], k: int) -> float:
    """Return nDCG@k of one query: gain / log2(rank + 1), over that of the best ranking.

    Linear gains, as in trec_eval (Järvelin and Kekäläinen 2002); a query without gains has 0.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    found = np.array([gains.get(document, 0) for document in ranked[:k]], dtype=np.float64)
    best = np.array(sorted(gains.values(), reverse=True)[:k], dtype=np.float64)
    ideal = float((best * discounts[: len(best)]).sum())
    return float((found * discounts[: len(found)]).sum()) / ideal if ideal else 0.0


def classification(probabilities: Floats, gold: Ints, classes: Sequence[str]) -> dict[str, Any]:
    """Return all figures of one labelled set; rows of ``probabilities`` sum to 1.

    A row of NaN is an unanswered item: it counts as wrong, with confidence 0, for no class.
    """
    answered: Flags = np.asarray(np.isfinite(probabilities).all(axis=1))
    filled = np.where(answered[:, None], probabilities, 0.0)
    # Unanswered items get a class of their own, which is right for none.
    predicted = np.where(answered, filled.argmax(axis=1), len(classes)).astype(np.int64)
    columns = list(classes) if answered.all() else [*classes, UNANSWERED]
    counts = confusion(gold, predicted, len(columns))
    per_class = precision_recall_f1(counts)[: len(classes)]
    present = [row for row in per_class if row["n"]]
    right: Flags = np.asarray(predicted == gold)
    n = len(gold)
    return {
        "n": n,
        "accuracy": float(right.mean()) if n else 0.0,
        "macro_f1": float(np.mean([row["f1"] for row in present])) if present else 0.0,
        "balanced_accuracy": float(np.mean([row["recall"] for row in present])) if present else 0.0,
        "ece": expected_calibration_error(filled.max(axis=1), right),
        "brier": brier(filled, gold),
        "unanswered": int((~answered).sum()),
        "per_class": dict(zip(classes, per_class, strict=True)),
        "confusion": {"labels": columns, "counts": counts.tolist()},
    }
