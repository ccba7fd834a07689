"""The checks of a pair as a few numbers, for a fitted verdict head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from factcheck.checks.negation import FACT
from factcheck.checks.numbers import is_worked_out
from factcheck.checks.quantities import quantities_of
from factcheck.types import Check


@dataclass(frozen=True, slots=True)
class CheckFeatures:
    """Counts of checks by kind and outcome; ``numbers_found`` is the share of the claim's figures that agree.

    ``plan_as_fact`` and ``negation_differs`` are 0 or 1; ``worked_out`` counts figures that two of the passage give.
    """

    has_numbers: float
    numbers_found: float
    numbers_agree: float
    numbers_differ: float
    worked_out: float
    dates_agree: float
    dates_differ: float
    negation_agrees: float
    negation_differs: float
    plan_as_fact: float
    entities_agree: float
    entities_differ: float


def features(claim: str, checks: Iterable[Check]) -> CheckFeatures:
    """Return the features of one pair; ``checks`` are those of ``claim`` beside the passage."""
    made = tuple(checks)

    def count(kind: str, *, agrees: bool) -> float:
        return float(sum(check.kind == kind and check.agrees is agrees for check in made))

    figures = {one.span for one in quantities_of(claim)}
    agreeing = {check.claim_span for check in made if check.agrees and check.kind in ("number", "date")}
    agreed = [check for check in made if check.kind == "number" and check.agrees]
    as_fact = sum(check.claim_value == FACT for check in made)
    return CheckFeatures(
        has_numbers=float(bool(figures)),
        numbers_found=len(figures & agreeing) / len(figures) if figures else 0.0,
        numbers_agree=count("number", agrees=True),
        numbers_differ=count("number", agrees=False),
        worked_out=float(sum(is_worked_out(check) for check in agreed)),
        dates_agree=count("date", agrees=True),
        dates_differ=count("date", agrees=False),
        negation_agrees=count("negation", agrees=True),
        negation_differs=count("negation", agrees=False) - as_fact,
        plan_as_fact=float(as_fact),
        entities_agree=count("entity", agrees=True),
        entities_differ=count("entity", agrees=False),
    )
