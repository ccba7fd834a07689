"""Fit the few numbers that turn scores into verdicts: temperature and thresholds.

Kept out of the modules that use the numbers, so that no threshold is ever chosen by hand in code.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from factcheck.evaluation.metrics import Floats, Ints
from factcheck.types import Claim, Evidence, Label
from factcheck.verdicts import MaxAggregator, Thresholds

GRID: Mapping[str, Sequence[float]] = {
    "support": (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7),
    "refute": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "conflict": (0.4, 0.5, 0.6, 0.7, 0.8),
    "relevance_floor": (0.0, 0.2),
    "relevance_full": (0.35, 0.45, 0.6),
}
"""Values tried for each threshold."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A found gold claim with its scored evidence; ``group`` (a case) is held out together."""

    group: str
    gold: Label
    claim: Claim
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """The best thresholds on all claims, and the accuracy that choosing so has on unseen cases."""

    thresholds: Thresholds
    accuracy: float
    held_out_accuracy: float


def fit_temperature(probabilities: Floats, gold: Ints) -> float:
    """Return the temperature that minimizes the negative log-likelihood of ``gold``.

    Rows of ``probabilities``, shape ``(n, 3)``, are at temperature 1. One parameter over a convex
    loss: golden-section search between 0.25 and 4 (Guo et al. 2017).
    """
    logs = np.log(np.clip(probabilities, 1e-12, 1.0))

    def loss(temperature: float) -> float:
        scaled = logs / temperature
        scaled -= np.log(np.exp(scaled - scaled.max(1, keepdims=True)).sum(1, keepdims=True)) + scaled.max(
            1, keepdims=True
        )
        return float(-scaled[np.arange(len(gold)), gold].mean())

    low, high, ratio = 0.25, 4.0, (5**0.5 - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2


def fit_thresholds(labelled: Sequence[Labelled], grid: Mapping[str, Sequence[float]] = GRID) -> Fit:
    """Return the thresholds of the grid with the best mean of accuracy and macro-F1.

    The held-out accuracy chooses on all groups but one and counts on that one, for each group.
    """
    points = [Thresholds(**dict(zip(grid, values, strict=True))) for values in itertools.product(*grid.values())]
    points = [point for point in points if point.relevance_full > point.relevance_floor]
    labels = list(Label)
    gold = np.array([labels.index(item.gold) for item in labelled])
    table = np.array([[labels.index(_label(point, item)) for item in labelled] for point in points])
    groups = np.array([item.group for item in labelled])
    best = int(np.argmax([_quality(row, gold) for row in table]))
    held_out = 0
    for group in sorted(set(groups)):
        inside = groups == group
        chosen = int(np.argmax([_quality(row[~inside], gold[~inside]) for row in table]))
        held_out += int((table[chosen][inside] == gold[inside]).sum())
    accuracy = float((table[best] == gold).mean())
    return Fit(points[best], accuracy, held_out / len(labelled))


def _label(thresholds: Thresholds, item: Labelled) -> Label:
    return MaxAggregator(thresholds).decide(item.claim, item.evidence).label


def _quality(predicted: Ints, gold: Ints) -> float:
    f1 = []
    for index in sorted(set(gold.tolist())):
        hit = int(((predicted == index) & (gold == index)).sum())
        f1.append(2 * hit / max(1, int((predicted == index).sum()) + int((gold == index).sum())))
    return (float((predicted == gold).mean()) + float(np.mean(f1))) / 2
