"""Metrics of classification, calibration and detection, in plain numpy.

Definitions: accuracy and macro-F1 as in scikit-learn (a class without gold rows does not count in
the mean); ECE with 15 bins of equal width over the confidence of the predicted class (Guo et al.
2017); Brier score as the mean squared distance between the probability vector and the one-hot gold
label (Brier 1950, 0 to 2); average precision and ROC AUC of scores as in scikit-learn. What official
scorers of datasets compute differs from these in places and is in `factcheck.evaluation.official`;
ranked retrieval is in `factcheck.evaluation.ranking`.
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
    return np.bincount(gold * classes + predicted, minlength=classes**2).reshape(classes, classes)


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
    # The size of a bin times the distance of its means is the distance of its sums.
    distances = np.abs(np.bincount(placed, weights=confidence - right, minlength=bins))
    return float(distances.sum()) / len(confidence)


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


def average_precision(scores: Floats, positive: Flags) -> float:
    """Return the area under the precision-recall curve as a sum of steps: Σ (R_i - R_{i-1}) · P_i.

    ``i`` runs over the distinct scores from the highest down, so that items of equal score count
    together and their order does not matter (scikit-learn's definition). Without a positive item: 0.
    """
    total = int(positive.sum())
    if not total:
        return 0.0
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(positive[order])
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    precision, recall = hits[last] / (last + 1), hits[last] / total
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def roc_auc(scores: Floats, positive: Flags) -> float | None:
    """Return the probability that a positive item scores above a negative one, ties counting half.

    That is the area under the ROC curve (Hanley and McNeil 1982). None when one of the two is missing.
    """
    above, below = scores[positive], np.sort(scores[~positive])
    if not len(above) or not len(below):
        return None
    beaten = np.searchsorted(below, above, side="left") + np.searchsorted(below, above, side="right")
    return float(beaten.sum()) / (2 * len(above) * len(below))


def detection(scores: Floats, positive: Flags, threshold: float) -> dict[str, Any]:
    """Return the figures of a detector: an item is reported when its score is at least ``threshold``.

    Precision, recall and F1 are those of the positive class; an undefined ratio is 0.
    """
    reported: Flags = np.asarray(scores >= threshold)
    row = precision_recall_f1(confusion(positive.astype(np.int64), reported.astype(np.int64), 2))[1]
    return {
        "n": len(scores),
        "positives": int(positive.sum()),
        "average_precision": average_precision(scores, positive),
        "roc_auc": roc_auc(scores, positive),
        "threshold": threshold,
        "f1": row["f1"],
        "precision": row["precision"],
        "recall": row["recall"],
    }
