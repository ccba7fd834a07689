"""Fit the few numbers that turn scores into verdicts: thresholds, and the head of a verdict.

Kept out of the modules that use the numbers, so that no threshold is ever chosen by hand in code.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from factcheck.evaluation.metrics import Flags, Floats, Ints
from factcheck.evaluation.outcomes import Outcomes
from factcheck.types import Claim, Evidence, Label, Standing
from factcheck.verdicts import FEATURES, FittedAggregator, MaxAggregator, Thresholds, VerdictHead, entitled, features

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
    """A found gold claim with its scored evidence; ``group`` (a case) is held out together.

    ``standing`` is that of its sources; ``weight`` is how much the claim counts in a fit.
    """

    group: str
    gold: Label
    claim: Claim
    evidence: tuple[Evidence, ...]
    standing: Standing = field(default_factory=Standing)
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """The best thresholds on all claims, and the accuracy that choosing so has on unseen cases."""

    thresholds: Thresholds
    accuracy: float
    held_out_accuracy: float


@dataclass(frozen=True, slots=True)
class HeadFit:
    """A fitted head, and what such heads reach on claims of groups that took no part in their fit.

    ``outcomes`` has one row a claim, in the order given, classes numbered as `Label`.
    """

    head: VerdictHead
    outcomes: Outcomes


def fit_head(labelled: Sequence[Labelled], *, strength: float = 0.1, folds: int = 10, fitted_on: str = "") -> HeadFit:
    """Fit the multinomial logistic regression of a verdict; ``strength`` is the inverse of its L2 penalty.

    Errors and calibration come from ``folds`` fits, each on all groups but its own share of them.
    """
    usable = [item for item in labelled if entitled(item.evidence, item.standing)]
    rows = np.array(
        [features(item.claim.text, entitled(item.evidence, item.standing), item.standing.groups) for item in usable]
    )
    names = sorted({item.group for item in labelled})
    fold_of = {name: index % folds for index, name in enumerate(names)}
    labels = list(Label)
    predicted, confidence = np.zeros(len(labelled), dtype=np.int64), np.zeros(len(labelled))
    for fold in range(min(folds, len(names))):
        outside = np.array([fold_of[item.group] != fold for item in usable])
        aggregator = FittedAggregator(_regression(usable, rows, outside, strength))
        for index, item in enumerate(labelled):
            if fold_of[item.group] == fold:
                verdict = aggregator.decide(item.claim, item.evidence, item.standing)
                predicted[index], confidence[index] = labels.index(verdict.label), verdict.confidence
    gold = np.array([labels.index(item.gold) for item in labelled], dtype=np.int64)
    outcomes = Outcomes(gold, predicted, confidence)
    decided = predicted != labels.index(Label.NOT_ENOUGH_EVIDENCE)
    whole = _regression(usable, rows, np.ones(len(usable), dtype=bool), strength)
    head = msgspec.structs.replace(
        whole,
        calibration=_calibration(outcomes.of(decided)),
        open_calibration=_calibration(outcomes.of(~decided)),
        fitted_on=fitted_on,
    )
    return HeadFit(head, outcomes)


def _calibration(outcomes: Outcomes) -> tuple[tuple[float, bool], ...]:
    """Return confidence and whether it was right of each verdict, most confident first."""
    pairs = ((round(float(c), 4), bool(r)) for c, r in zip(outcomes.confidence, outcomes.right, strict=True))
    return tuple(sorted(pairs, key=lambda pair: (-pair[0], pair[1])))


def _regression(items: Sequence[Labelled], rows: Floats, chosen: Flags, strength: float) -> VerdictHead:
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows[chosen].mean(axis=0), rows[chosen].std(axis=0)
    scale[scale < 1e-9] = 1.0
    wanted = [item for item, flag in zip(items, chosen, strict=True) if flag]
    model = LogisticRegression(C=strength, max_iter=5000, tol=1e-8).fit(
        (rows[chosen] - mean) / scale, [item.gold.value for item in wanted], [item.weight for item in wanted]
    )
    order = {name: index for index, name in enumerate(model.classes_)}
    return VerdictHead(
        features=FEATURES,
        labels=tuple(label.value for label in Label),
        mean=_rounded(mean),
        scale=_rounded(scale),
        weights=tuple(_rounded(model.coef_[order[label.value]]) for label in Label),
        bias=_rounded(model.intercept_[[order[label.value] for label in Label]]),
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


def fit_thresholds(labelled: Sequence[Labelled], grid: Mapping[str, Sequence[float]] = GRID) -> Fit:
    """Return the thresholds of the grid with the best mean of accuracy and macro-F1, all claims counting the same.

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
    return MaxAggregator(thresholds).decide(item.claim, item.evidence, item.standing).label


def _quality(predicted: Ints, gold: Ints) -> float:
    f1 = []
    for index in sorted(set(gold.tolist())):
        hit = int(((predicted == index) & (gold == index)).sum())
        f1.append(2 * hit / max(1, int((predicted == index).sum()) + int((gold == index).sum())))
    return (float((predicted == gold).mean()) + float(np.mean(f1))) / 2
