"""What confidence is worth: reliability bins, the risk–coverage curve and the area under it.

Apart from the metrics because these are curves that a report draws, not single figures.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from factcheck.evaluation.metrics import Flags, Floats

BINS = 15
"""As many as the expected calibration error has."""

_POINTS = 200


def reliability(confidence: Floats, right: Flags) -> list[dict[str, float]]:
    """Return each bin of equal width that has items: its bounds, size, mean confidence and accuracy.

    Items lie in bins as for the expected calibration error (Guo et al. 2017), which is the mean
    distance of the two means, weighted by size.
    """
    placed = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    rows = []
    for index in range(BINS):
        inside = placed == index
        if inside.any():
            rows.append(
                {
                    "low": index / BINS,
                    "high": (index + 1) / BINS,
                    "n": int(inside.sum()),
                    "confidence": float(confidence[inside].mean()),
                    "accuracy": float(right[inside].mean()),
                }
            )
    return rows


def risk_coverage(confidence: Floats, right: Flags) -> Floats:
    """Return the share of errors among the ``k`` most confident items, for k from 1 to all of them.

    Items of equal confidence count in no order: each carries the mean error of them all (Geifman and
    El-Yaniv 2017, "Selective Classification for Deep Neural Networks").
    """
    if not len(confidence):
        return np.zeros(0)
    _, group, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    shares = np.bincount(group, weights=~right) / sizes
    return np.asarray(np.cumsum(np.repeat(shares, sizes)) / np.arange(1, len(confidence) + 1))


def aurc(confidence: Floats, right: Flags) -> float:
    """Return the area under the risk–coverage curve: its mean over all coverages; 0 is best."""
    return float(risk_coverage(confidence, right).mean()) if len(confidence) else 0.0


def curve_points(risks: Floats) -> list[dict[str, Any]]:
    """Return at most 200 points of a risk–coverage curve, evenly spaced, the last one included."""
    n = len(risks)
    chosen = sorted({round(k) for k in np.linspace(1, n, min(n, _POINTS))}) if n else []
    return [{"coverage": k / n, "risk": float(risks[k - 1])} for k in chosen]
