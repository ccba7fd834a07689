"""How sure a verdict must be so that no more than a given share of verdicts is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.errors import ConfigError


def least_confidence(calibration: Sequence[tuple[float, bool]], max_error: float) -> float:
    """Return the lowest confidence above which verdicts held ``max_error`` on the calibration claims.

    ``calibration`` is (confidence, right) of decided verdicts on claims outside the fit. Of the n
    verdicts at least as sure as a threshold, with e errors, the risk is taken as (e + 1) / (n + 1): the
    finite-sample correction of conformal risk control for a loss of at most 1 (Angelopoulos et al. 2024,
    "Conformal Risk Control", eq. 4). The threshold returned is the lowest at which this stays within
    ``max_error``: the one that decides most claims. Raises ConfigError when there is none.
    """
    if not 0.0 < max_error < 1.0:
        raise ConfigError(f"--max-error {max_error}: a share between 0 and 1")
    ranked = sorted(calibration, key=lambda item: -item[0])
    errors, best, lowest = 0, None, 1.0
    for count, (confidence, right) in enumerate(ranked, 1):
        errors += not right
        if count < len(ranked) and ranked[count][0] == confidence:
            continue  # equal confidences stand or fall together
        risk = (errors + 1) / (count + 1)
        lowest = min(lowest, risk)
        if risk <= max_error:
            best = confidence
    if best is None:
        raise ConfigError(
            f"--max-error {max_error:g}: the calibration data cannot promise so small an error; "
            f"the least it can is {lowest:.2f}"
        )
    return best
