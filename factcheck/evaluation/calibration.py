"""Probabilities that mean what they say: ways of calibrating a stance model, fitted on labelled pairs.

Every way maps probabilities ``(n, 3)`` of supports, refutes and neutral to such. Rows of two-way sets (``not_support``)
take part: refutation and neutral are summed for them, as where they are scored (`factcheck.evaluation.pairs`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from factcheck.evaluation.metrics import Floats, Ints, expected_calibration_error
from factcheck.evaluation.outcomes import Outcomes, pool
from factcheck.evaluation.pairs import outcomes
from factcheck.types import StanceScores

_TWO_WAY = 3  # label of a row that is not supported: refuted or neutral
_LABELS = ("support", "refute", "neutral", "not_support")

Mapped = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class LabelledScores:
    """The probabilities of one labelled file, shape ``(n, 3)``, and its labels."""

    probabilities: Floats
    labels: tuple[str, ...]

    @property
    def gold(self) -> Ints:
        """Labels as numbers: 0, 1, 2, and 3 for not_support."""
        return np.array([_LABELS.index(label) for label in self.labels], dtype=np.int64)

    def mapped(self, way: Mapped) -> LabelledScores:
        """Return the same rows with other probabilities."""
        return LabelledScores(way(self.probabilities), self.labels)

    @property
    def outcomes(self) -> Outcomes:
        """Gold and predicted classes with confidences, as ``evaluate pairs`` counts them."""
        return outcomes(self.labels, [StanceScores(*map(float, row)) for row in self.probabilities])


def family(file: str) -> str:
    """Return the family of a development file: sets made of one another are no test of each other.

    Variants of MNLI and of SNLI belong to these, other files to what their names begin with.
    """
    name = file.split(".", maxsplit=1)[0]
    return next((known for known in ("mnli", "snli") if known in name), name.split("_")[0])


def ece(files: Sequence[LabelledScores]) -> float:
    """Return the expected calibration error of all rows together."""
    items = pool([file.outcomes for file in files])
    return expected_calibration_error(items.confidence, items.right)


def accuracy(files: Sequence[LabelledScores]) -> float:
    """Return the mean over the files of their accuracies."""
    return float(np.mean([file.outcomes.right.mean() for file in files]))


def left_out(
    files: Mapping[str, LabelledScores], fit: Callable[[Sequence[LabelledScores]], Mapped]
) -> dict[str, float]:
    """Return the calibration error on each family of files, by a way that was fitted on all other families."""
    families: dict[str, list[str]] = {}
    for name in files:
        families.setdefault(family(name), []).append(name)
    found = {}
    for one, names in sorted(families.items()):
        way = fit([scores for name, scores in files.items() if name not in names])
        found[one] = ece([files[name].mapped(way) for name in names])
    return found


def fit_nothing(_files: Sequence[LabelledScores]) -> Mapped:
    """Return the way that leaves probabilities as they are."""
    return lambda probabilities: probabilities


def fit_temperature(files: Sequence[LabelledScores]) -> Mapped:
    """Return temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks")."""
    temperature = best_temperature(files)
    return lambda probabilities: softened(probabilities, temperature)


def softened(probabilities: Floats, temperature: float) -> Floats:
    """Return the probabilities at another temperature."""
    return _normalized(_logs(probabilities) / temperature)


def best_temperature(files: Sequence[LabelledScores]) -> float:
    """Return the temperature that minimizes the negative log-likelihood; every file weighs the same.

    One parameter over a convex loss: golden-section search between 0.25 and 4.
    """
    logs, gold, weights = _joined(files)
    low, high, ratio = 0.25, 4.0, (5**0.5 - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _loss(logs / left, gold, weights) < _loss(logs / right, gold, weights):
            high = right
        else:
            low = left
    return (low + high) / 2


def fit_vector(files: Sequence[LabelledScores]) -> Mapped:
    """Return vector scaling (Guo et al. 2017): a slope and an offset of the log-probability of each stance."""
    from scipy.optimize import minimize

    logs, gold, weights = _joined(files)
    start = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])

    def loss(values: Floats) -> float:
        return _loss(logs * values[:3] + values[3:], gold, weights)

    values = minimize(loss, start, method="L-BFGS-B").x
    return lambda probabilities: _normalized(_logs(probabilities) * values[:3] + values[3:])


def fit_isotonic(files: Sequence[LabelledScores]) -> Mapped:
    """Return isotonic regression (Zadrozny and Elkan 2002): each stance against the rest, made to sum to 1."""
    from sklearn.isotonic import IsotonicRegression

    three_way = [file for file in files if "not_support" not in file.labels]
    logs, gold, weights = _joined(three_way)
    shares = np.exp(logs)
    steps = [
        IsotonicRegression(y_min=1e-3, y_max=1.0, out_of_bounds="clip").fit(shares[:, k], gold == k, weights)
        for k in range(3)
    ]

    def way(probabilities: Floats) -> Floats:
        raised = np.stack([step.predict(probabilities[:, k]) for k, step in enumerate(steps)], axis=1)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)

    return way


WAYS: Mapping[str, Callable[[Sequence[LabelledScores]], Mapped]] = {
    "as it is": fit_nothing,
    "temperature": fit_temperature,
    "vector scaling": fit_vector,
    "isotonic": fit_isotonic,
}


def _joined(files: Sequence[LabelledScores]) -> tuple[Floats, Ints, Floats]:
    weights = [np.full(len(file.labels), 1 / len(file.labels)) for file in files]
    return (
        np.concatenate([_logs(file.probabilities) for file in files]),
        np.concatenate([file.gold for file in files]),
        np.concatenate(weights) / len(files),
    )


def _logs(probabilities: Floats) -> Floats:
    return np.asarray(np.log(np.clip(probabilities, 1e-12, 1.0)), dtype=np.float64)


def _normalized(logs: Floats) -> Floats:
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def _loss(logs: Floats, gold: Ints, weights: Floats) -> float:
    """Return the weighted negative log-likelihood of unnormalized log-probabilities."""
    shares = np.clip(_normalized(logs), 1e-12, 1.0)
    merged = shares[:, 1] + shares[:, 2]
    likely = np.where(gold == _TWO_WAY, merged, shares[np.arange(len(gold)), np.minimum(gold, _TWO_WAY - 1)])
    return float(-(weights * np.log(likely)).sum())
