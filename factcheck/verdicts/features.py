"""What a verdict is decided on: a few numbers about the evidence of one claim.

Each is a pure function of the evidence as a set (its order does not matter). Probabilities enter as
log-odds where they decide alone, because the step from 0.98 to 0.99 says more than that from 0.50 to 0.51.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from factcheck.types import Evidence, Stance
from factcheck.verdicts.voices import weighted

FEATURES = (
    "support",  # log-odds of the strongest support, weighted by relevance
    "refutation",
    "support_elsewhere",  # strongest support by another origin than the strongest one's
    "refutation_elsewhere",
    "disagreement",  # the weaker of support and refutation by two origins, at its strongest
    "relevance",  # of the nearest passage
    "support_nearest",  # stance of the nearest passage
    "refutation_nearest",
    "support_pooled",  # all passages together, the nearer ones counting more
    "refutation_pooled",
    "neutral_pooled",
    "agreeing_in_support",  # checks of the passage that supports most
    "differing_in_support",
    "agreeing_in_refutation",  # checks of the passage that refutes most
    "differing_in_refutation",
)
"""Names of the features, in order."""

RELEVANCE_FULL = 0.35
"""Relevance from which a passage counts whole; kept from the first fit of thresholds (`scripts/tune_verdicts.py`)."""

_POOLING = 4.0  # a passage 0.25 nearer counts e times as much
_SURE = 1e-3  # log-odds end here, on both sides


def features(evidence: Sequence[Evidence], groups: Mapping[str, str]) -> tuple[float, ...]:
    """Return the features of one claim's evidence, in the order of FEATURES.

    ``groups`` maps ids of sources to their origins. Raises ValueError when there is no evidence.
    """
    if not evidence:
        raise ValueError("features need evidence")
    pro = _by_origin(evidence, Stance.SUPPORTS, groups)
    con = _by_origin(evidence, Stance.REFUTES, groups)
    nearest = max(evidence, key=lambda e: (e.relevance, e.scores.supports, e.scores.refutes))
    for_it = max(evidence, key=lambda e: (_strength(e, Stance.SUPPORTS), e.relevance, -e.scores.refutes))
    against = max(evidence, key=lambda e: (_strength(e, Stance.REFUTES), e.relevance, -e.scores.supports))
    return (
        _log_odds(max(pro.values())),
        _log_odds(max(con.values())),
        _second(pro),
        _second(con),
        max((min(p, c) for one, p in pro.items() for other, c in con.items() if one != other), default=0.0),
        nearest.relevance,
        nearest.scores.supports,
        nearest.scores.refutes,
        _pooled(evidence, [e.scores.supports for e in evidence]),
        _pooled(evidence, [e.scores.refutes for e in evidence]),
        _pooled(evidence, [e.scores.neutral for e in evidence]),
        _share(for_it, agrees=True),
        _share(for_it, agrees=False),
        _share(against, agrees=True),
        _share(against, agrees=False),
    )


def _strength(evidence: Evidence, stance: Stance) -> float:
    return weighted(evidence, stance, 0.0, RELEVANCE_FULL)


def _by_origin(evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item in evidence:
        source = item.passage.document.id
        origin = groups.get(source, source)
        found[origin] = max(found.get(origin, 0.0), _strength(item, stance))
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


def _share(evidence: Evidence, *, agrees: bool) -> float:
    """Return the share of the passage's checks that agree (or differ); 0 without checks."""
    found = [check.agrees is agrees for check in evidence.checks]
    return sum(found) / len(found) if found else 0.0
