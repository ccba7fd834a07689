"""Gold class, predicted class and confidence of each item, and the figures that follow from them.

Apart from the runners because pairs and articles share it, and because pools of several files can be
added up only in this form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from factcheck.evaluation.curves import aurc, curve_points, reliability, risk_coverage
from factcheck.evaluation.metrics import Flags, Floats, Ints, confusion, expected_calibration_error
from factcheck.evaluation.slices import Slices
from factcheck.evaluation.statistics import accuracy, bootstrap_interval, macro_f1


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One row an item: numbers of classes, and the confidence (0 to 1) in the predicted one."""

    gold: Ints
    predicted: Ints
    confidence: Floats

    @property
    def right(self) -> Flags:
        """Which items were predicted rightly."""
        return np.asarray(self.gold == self.predicted)

    def of(self, chosen: Flags) -> Outcomes:
        """Return the chosen items."""
        return Outcomes(self.gold[chosen], self.predicted[chosen], self.confidence[chosen])


def pool(parts: Sequence[Outcomes]) -> Outcomes:
    """Return the items of all parts, in order."""
    return Outcomes(
        np.concatenate([part.gold for part in parts]),
        np.concatenate([part.predicted for part in parts]),
        np.concatenate([part.confidence for part in parts]),
    )


def figures(items: Outcomes, classes: Sequence[str], *, resamples: int = 0) -> dict[str, Any]:
    """Return n, accuracy, macro-F1, ECE, AURC, curves and confusion of one or more items.

    The confusion matrix has the classes that occur. With ``resamples``, ``intervals`` holds the
    bootstrapped 95 % intervals.
    """
    seen = sorted(set(items.gold.tolist()) | set(items.predicted.tolist()))
    counts = confusion(items.gold, items.predicted, len(classes))[np.ix_(seen, seen)]
    found: dict[str, Any] = {
        "n": len(items.gold),
        "accuracy": accuracy(items.gold, items.predicted),
        "macro_f1": macro_f1(items.gold, items.predicted),
        "ece": expected_calibration_error(items.confidence, items.right),
        "aurc": aurc(items.confidence, items.right),
        "confusion": {"labels": [classes[index] for index in seen], "counts": counts.tolist()},
        "reliability": reliability(items.confidence, items.right),
        "risk_coverage": curve_points(risk_coverage(items.confidence, items.right)),
    }
    if resamples:
        found["intervals"] = intervals(items, resamples)
    return found


def intervals(items: Outcomes, resamples: int) -> dict[str, list[float]]:
    """Return the bootstrapped 95 % intervals of accuracy, macro-F1 and ECE: [low, high]."""
    drawn = {
        "accuracy": bootstrap_interval(accuracy, items.gold, items.predicted, resamples=resamples),
        "macro_f1": bootstrap_interval(macro_f1, items.gold, items.predicted, resamples=resamples),
        "ece": bootstrap_interval(expected_calibration_error, items.confidence, items.right, resamples=resamples),
    }
    return {name: [interval.low, interval.high] for name, interval in drawn.items()}


def slice_figures(items: Outcomes, slices: Slices) -> dict[str, dict[str, dict[str, Any]]]:
    """Return n, accuracy and macro-F1 of every slice, by property and band."""
    return {name: {band: _short(items.of(flags)) for band, flags in bands.items()} for name, bands in slices.items()}


def _short(items: Outcomes) -> dict[str, Any]:
    return {
        "n": len(items.gold),
        "accuracy": accuracy(items.gold, items.predicted),
        "macro_f1": macro_f1(items.gold, items.predicted),
    }
