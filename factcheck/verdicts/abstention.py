"""How sure a verdict must be so that no more than a given share of verdicts is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from factcheck.errors import ConfigError

DOUBT = 0.2
"""The chance left, at each threshold, that the promised error is exceeded. As one threshold is chosen among many on
the same claims, the promise is broken a little more often; `scripts/tune_verdicts.py` prints what halves realise."""


def least_confidence(calibration: Sequence[tuple[float, bool]], max_error: float) -> float:
    """Return the lowest confidence above which verdicts held ``max_error`` on the calibration claims.

    ``calibration`` is (confidence, right) of decided verdicts on claims outside the fit. A threshold holds the error
    when, were the true share of errors above it ``max_error``, as few as were seen would come up with a chance of
    at most DOUBT: the exact binomial bound (Clopper and Pearson 1934) that selective classification with
    guaranteed risk rests on (Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural Networks").
    Raises ConfigError when no threshold does.
    """
    if not 0.0 < max_error < 1.0:
        raise ConfigError(f"--max-error {max_error}: a share between 0 and 1")
    holding = [confidence for confidence, n, errors in _thresholds(calibration) if _holds(n, errors, max_error)]
    if not holding:
        raise ConfigError(
            f"--max-error {max_error:g}: the calibration data cannot promise so small an error; "
            f"the least it can is {_least_promise(calibration):.2f}"
        )
    return holding[-1]


def least_open_confidence(calibration: Sequence[tuple[float, bool]], max_error: float) -> float:
    """Return how sure NOT_ENOUGH_EVIDENCE must be to count as decided; infinity where nothing can be promised.

    ``calibration`` is (confidence, right) of such verdicts. An unsure one is not withdrawn, only marked as abstained.
    """
    try:
        return least_confidence(calibration, max_error)
    except ConfigError:
        return math.inf


def _thresholds(calibration: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, int, int]]:
    """Yield each confidence, highest first, with the verdicts at least as sure and the errors among them."""
    ranked = sorted(calibration, key=lambda item: -item[0])
    errors = 0
    for count, (confidence, right) in enumerate(ranked, 1):
        errors += not right
        if count == len(ranked) or ranked[count][0] != confidence:  # equal ones stand or fall together
            yield confidence, count, errors


def _holds(count: int, errors: int, share: float) -> bool:
    """Tell whether a risk of ``share`` would show as few as ``errors`` of ``count`` with a chance of DOUBT at most."""
    if errors >= count * share:
        return False
    odds = math.log(share / (1.0 - share))
    term = count * math.log1p(-share)
    total = math.exp(term)
    for k in range(errors):
        term += math.log((count - k) / (k + 1)) + odds
        total += math.exp(term)
    return total <= DOUBT


def _least_promise(calibration: Sequence[tuple[float, bool]]) -> float:
    """Return the smallest hundredth that some threshold holds; 1 where none does."""
    found = list(_thresholds(calibration))
    shares = (percent / 100 for percent in range(1, 100))
    return next((share for share in shares if any(_holds(n, errors, share) for _, n, errors in found)), 1.0)
