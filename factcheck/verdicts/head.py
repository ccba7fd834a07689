"""The fitted part of a verdict: a multinomial logistic regression over the features, read from JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from factcheck.errors import ModelError
from factcheck.types import Label
from factcheck.verdicts.features import FEATURES


class VerdictHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Weights of the features for each label, and what the fit knows of its own errors.

    ``labels`` names the rows of ``weights`` (one column a feature, in units of ``scale`` about ``mean``) and of
    ``bias``. ``calibration`` holds (confidence, whether it was right) of every decided verdict on claims
    that took no part in its fit, most confident first, and ``open_calibration`` the same of every verdict
    NOT_ENOUGH_EVIDENCE. ``fitted_on`` says on what.
    """

    features: tuple[str, ...]
    labels: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    calibration: tuple[tuple[float, bool], ...] = ()
    open_calibration: tuple[tuple[float, bool], ...] = ()
    fitted_on: str = ""

    def probabilities(self, values: Sequence[float]) -> dict[Label, float]:
        """Return the probability of each label, summing to 1, for one claim's features."""
        scaled = [(v - m) / s for v, m, s in zip(values, self.mean, self.scale, strict=True)]
        sums = [
            bias + sum(w * x for w, x in zip(row, scaled, strict=True))
            for row, bias in zip(self.weights, self.bias, strict=True)
        ]
        top = max(sums)
        powers = [math.exp(value - top) for value in sums]
        total = sum(powers)
        return {Label(name): power / total for name, power in zip(self.labels, powers, strict=True)}


def _fits(head: VerdictHead) -> bool:
    columns, rows = len(FEATURES), len(Label)
    return (
        head.features == FEATURES
        and sorted(head.labels) == sorted(label.value for label in Label)
        and len(head.mean) == len(head.scale) == columns
        and len(head.bias) == len(head.weights) == rows
        and all(len(row) == columns for row in head.weights)
        and all(value > 0 for value in head.scale)
    )


@cache
def read_head(path: Path) -> VerdictHead:
    """Read the fitted head of an NLI model. Raises ModelError when it is not one for these features."""
    try:
        head = msgspec.json.decode(path.read_bytes(), type=VerdictHead)
    except (OSError, msgspec.MsgspecError) as error:
        raise ModelError(
            f"{path}: not a fitted verdict head ({error}); fit it with scripts/tune_verdicts.py"
        ) from error
    if not _fits(head):
        raise ModelError(f"{path}: fitted for other features than this version has; fit it anew")
    return head
