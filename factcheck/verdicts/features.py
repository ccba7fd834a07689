"""What a verdict is decided on: a few numbers about the evidence of one claim.

Each is a pure function of the evidence as a set (its order does not matter). Probabilities enter as
log-odds where they decide alone, because the step from 0.98 to 0.99 says more than that from 0.50 to 0.51. Left out
on purpose is what labelled claims teach by the way they were written (how near the nearest passage is, whether a
figure of the claim stands in it): it fitted the stories two points better, and real claims are not written so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from factcheck.checks import features as of_checks
from factcheck.types import Evidence, Stance
from factcheck.verdicts.voices import weighted

FEATURES = (
    "support",  # log-odds of the strongest support, weighted by relevance
    "refutation",
    "support_elsewhere",  # strongest support by another origin than the strongest one's
    "refutation_elsewhere",
    "disagreement",  # the weaker of support and refutation by two origins, at its strongest
    "support_pooled",  # all passages together, the nearer ones counting more
    "refutation_pooled",
    "neutral_pooled",
    "worked_out",  # 1 if two figures of a passage give one of the claim; this and the next three by relevance
    "figures_differ",
    "dates_agree",
    "dates_differ",
    "support_figures_differ",  # of the passage that supports most
    "support_dates_differ",
    "support_negation_differs",
    "support_plan_as_fact",
    "refutation_figures_differ",  # of the passage that refutes most
    "refutation_dates_differ",
    "refutation_negation_differs",
)
"""Names of the features, in order."""

RELEVANCE_FULL = 0.35
"""Relevance from which a passage counts whole; kept from the first fit of thresholds (`scripts/tune_verdicts.py`)."""

_POOLING = 4.0  # a passage 0.25 nearer counts e times as much
_SURE = 1e-3  # log-odds end here, on both sides


def features(claim: str, evidence: Sequence[Evidence], groups: Mapping[str, str]) -> tuple[float, ...]:
    """Return the features of the evidence on a claim's text, in the order of FEATURES.

    ``groups`` maps ids of sources to their origins. Raises ValueError when there is no evidence.
    """
    if not evidence:
        raise ValueError("features need evidence")
    return (*_stance_features(evidence, groups), *_check_features(claim, evidence))


def _stance_features(evidence: Sequence[Evidence], groups: Mapping[str, str]) -> tuple[float, ...]:
    pro = _by_origin(evidence, Stance.SUPPORTS, groups)
    con = _by_origin(evidence, Stance.REFUTES, groups)
    return (
        _log_odds(max(pro.values())),
        _log_odds(max(con.values())),
        _second(pro),
        _second(con),
        max((min(p, c) for one, p in pro.items() for other, c in con.items() if one != other), default=0.0),
        _pooled(evidence, [e.scores.supports for e in evidence]),
        _pooled(evidence, [e.scores.refutes for e in evidence]),
        _pooled(evidence, [e.scores.neutral for e in evidence]),
    )


def _check_features(claim: str, evidence: Sequence[Evidence]) -> tuple[float, ...]:
    found = [of_checks(claim, item.checks) for item in evidence]
    near = [item.relevance for item in evidence]
    order = range(len(evidence))
    pro = found[max(order, key=lambda i: _place(evidence[i], Stance.SUPPORTS))]
    con = found[max(order, key=lambda i: _place(evidence[i], Stance.REFUTES))]

    def most(values: Sequence[float]) -> float:
        return max(min(1.0, value) * weight for value, weight in zip(values, near, strict=True))

    return (
        most([one.worked_out for one in found]),
        most([one.numbers_differ for one in found]),
        most([one.dates_agree for one in found]),
        most([one.dates_differ for one in found]),
        min(1.0, pro.numbers_differ),
        min(1.0, pro.dates_differ),
        pro.negation_differs,
        pro.plan_as_fact,
        min(1.0, con.numbers_differ),
        min(1.0, con.dates_differ),
        con.negation_differs,
    )


def _place(evidence: Evidence, stance: Stance) -> tuple[float, float, str, int]:
    """Order passages by their strength for a stance; which of equal ones is first does not depend on their order."""
    passage = evidence.passage
    return strength(evidence, stance), evidence.relevance, passage.document.id, passage.span.start


def strength(evidence: Evidence, stance: Stance) -> float:
    """Return how much (0 to 1) a passage counts for a stance in a fitted verdict."""
    return weighted(evidence, stance, 0.0, RELEVANCE_FULL)


def _by_origin(evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in evidence:
        source = item.passage.document.id
        origin = groups.get(source, source)
        found[origin] = max(found.get(origin, 0.0), strength(item, stance))
    return found


def _second(strengths: Mapping[str, float]) -> float:
    return sorted(strengths.values())[-2] if len(strengths) > 1 else 0.0


def _log_odds(share: float) -> float:
    bounded = min(max(share, _SURE), 1.0 - _SURE)
    return math.log(bounded / (1.0 - bounded))


def _pooled(evidence: Sequence[Evidence], shares: Sequence[float]) -> float:
    terms = sorted(_POOLING * e.relevance + _log_odds(s) for e, s in zip(evidence, shares, strict=True))
    top = terms[-1]
    return top + math.log(sum(math.exp(term - top) for term in terms))
