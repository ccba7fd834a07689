"""How sure a figure is: bootstrap intervals, and tests of one system against another.

Apart from the metrics because these take any of them. All is seeded: the same input gives the same
numbers. Resampling draws whole items with replacement (Efron and Tibshirani 1993, "An Introduction
to the Bootstrap"), as many as there are; items must be independent of one another: resample cases
rather than claims where the claims of a case are not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from factcheck.evaluation.metrics import Floats, Ints, confusion, precision_recall_f1

Array = npt.NDArray[Any]
Metric = Callable[..., float]
"""Takes arrays whose first axis is the items, and returns one figure."""

RESAMPLES = 1000
_EXACT_BELOW = 25


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the interval that covers it at ``level`` (0.95: 95 %)."""

    value: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two systems differ by on the same items (first minus second), and how likely by chance."""

    difference: Interval
    p_value: float


@dataclass(frozen=True, slots=True)
class McNemar:
    """McNemar's test: how many items only one of the systems got right, and how likely by chance.

    ``method`` is "exact binomial" or "chi-square with continuity correction"; ``statistic`` is the
    smaller count for the first and the chi-square for the second.
    """

    only_first: int
    only_second: int
    statistic: float
    p_value: float
    method: str


def bootstrap_interval(
    metric: Metric, *arrays: Array, resamples: int = RESAMPLES, level: float = 0.95, seed: int = 0
) -> Interval:
    """Return ``metric(*arrays)`` with its percentile interval over ``resamples`` resamplings of the items.

    For example ``bootstrap_interval(macro_f1, gold, predicted)``, ``bootstrap_interval(np.mean, values)``
    of per-item values, or ``bootstrap_interval(expected_calibration_error, confidence, right)``. Raises
    ValueError when there are no items or the arrays differ in length.
    """
    items = _count(arrays)
    value = float(metric(*arrays))
    drawn = [metric(*(array[chosen] for array in arrays)) for chosen in _resamplings(items, resamples, seed)]
    return _interval(value, np.array(drawn, dtype=np.float64), level)


def paired_bootstrap(
    metric: Metric,
    first: Sequence[Array],
    second: Sequence[Array],
    *,
    resamples: int = RESAMPLES,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare two systems on the same items: ``metric(*first) - metric(*second)``.

    Each resampling takes the same items for both. The two-sided p-value is the share of resampled
    differences at least as far from the observed one as that is from 0: the distribution moved to
    where the systems are equal (Efron and Tibshirani 1993, chapter 16; Berg-Kirkpatrick, Burkett and
    Klein 2012, "An Empirical Investigation of Statistical Significance in NLP"), with one added to
    both counts, so that it is never 0. Raises ValueError as `bootstrap_interval` does.
    """
    items = _count((*first, *second))
    observed = float(metric(*first)) - float(metric(*second))
    drawn = np.array(
        [
            metric(*(array[chosen] for array in first)) - metric(*(array[chosen] for array in second))
            for chosen in _resamplings(items, resamples, seed)
        ],
        dtype=np.float64,
    )
    # Differences that are equal but for rounding count as equally far.
    as_far = int((np.abs(drawn - observed) >= abs(observed) - 1e-12).sum())
    return Comparison(_interval(observed, drawn, level), (as_far + 1) / (resamples + 1))


def mcnemar(first_right: Array, second_right: Array) -> McNemar:
    """Test whether two systems are right equally often; the arrays are flags of the same items.

    Only items that one system alone got right count (McNemar 1947). Fewer than 25 of them: exact
    two-sided binomial test, twice the tail of the smaller count and at most 1. Else chi-square of one
    degree of freedom with Edwards' (1948) continuity correction, (|b - c| - 1)² / (b + c), which is left
    out for b = c, as in R's ``mcnemar.test``.
    """
    first, second = np.asarray(first_right, dtype=bool), np.asarray(second_right, dtype=bool)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"flags of the same items expected, not shapes {first.shape} and {second.shape}")
    b, c = int((first & ~second).sum()), int((second & ~first).sum())
    if b + c < _EXACT_BELOW:
        tail = sum(math.comb(b + c, i) for i in range(min(b, c) + 1)) / 2 ** (b + c)
        return McNemar(b, c, float(min(b, c)), min(1.0, 2 * tail), "exact binomial")
    statistic = (abs(b - c) - 1) ** 2 / (b + c) if b != c else 0.0
    p_value = math.erfc(math.sqrt(statistic / 2))  # the upper tail of chi-square with 1 degree of freedom
    return McNemar(b, c, statistic, p_value, "chi-square with continuity correction")


def accuracy(gold: Ints, predicted: Ints) -> float:
    """Return the share of items whose class was predicted."""
    return float((gold == predicted).mean())


def macro_f1(gold: Ints, predicted: Ints) -> float:
    """Return the mean F1 of the classes that occur in ``gold``; classes are numbered from 0."""
    classes = int(max(gold.max(), predicted.max())) + 1
    return float(np.mean([row["f1"] for row in precision_recall_f1(confusion(gold, predicted, classes)) if row["n"]]))


def _count(arrays: Sequence[Array]) -> int:
    sizes = {len(array) for array in arrays}
    if len(sizes) != 1 or not max(sizes):
        raise ValueError("one or more items expected, as many in each array")
    return sizes.pop()


def _resamplings(items: int, resamples: int, seed: int) -> Iterator[Ints]:
    generator = np.random.default_rng(seed)
    for _ in range(resamples):
        yield generator.integers(0, items, items)


def _interval(value: float, drawn: Floats, level: float) -> Interval:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high), level)
