"""Deterministic checks of a claim beside a passage: figures, dates, negation and names.

Small stance models are blind to them. Everything here is a pure function without a model, and says nothing where
it is not sure that both speak of the same thing. The listing: ``tokens`` → ``numerals``, ``units``, ``hedges`` →
``quantities`` → ``arithmetic``, ``direction``, ``placement`` → ``numbers``; ``calendar_words`` → ``dates``;
``negation``; ``entities``; then ``features`` and ``rules`` for verdicts.
"""

from __future__ import annotations

from factcheck.checks.dates import check_dates
from factcheck.checks.entities import check_entities
from factcheck.checks.features import CheckFeatures, features
from factcheck.checks.negation import check_negation
from factcheck.checks.numbers import check_numbers
from factcheck.checks.rules import RULES, Rule, adjusted
from factcheck.types import Check

__all__ = ["RULES", "CheckFeatures", "Rule", "adjusted", "compare", "features"]

_LONGEST = 4_000
"""Characters of a claim or passage that are read: passages have three sentences, a hostile one may have a megabyte."""


def compare(claim: str, evidence: str, *, claim_date: str | None, evidence_date: str | None) -> tuple[Check, ...]:
    """Return every comparison of ``claim`` with ``evidence``, in the order of the claim.

    The dates are those of publication, ISO 8601, by which "last year" and ages are reckoned; one that cannot be read
    counts as none. ``claim_span`` and ``evidence_span`` are ranges of the two strings given here: a caller whose
    passage is a part of a source adds the passage's start. Nothing is said of what the two do not share.
    """
    claim, evidence = claim[:_LONGEST], evidence[:_LONGEST]
    dates = check_dates(claim, evidence, claim_date, evidence_date)
    lasting = {check.claim_span for check in dates if check.agrees}
    numbers = [check for check in check_numbers(claim, evidence) if check.agrees or check.claim_span not in lasting]
    found = [*numbers, *dates, *check_negation(claim, evidence), *check_entities(claim, evidence)]
    return tuple(sorted(found, key=_order))


def _order(check: Check) -> tuple[int, str, str]:
    return (check.claim_span.start if check.claim_span else 0, check.kind, check.evidence_value)
