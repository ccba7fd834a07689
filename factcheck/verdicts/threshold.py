"""Verdicts by thresholds: the strongest support and the strongest refutation of a claim are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.types import Claim, Evidence, Label, Stance, Standing, Verdict
from factcheck.verdicts.explain import explain
from factcheck.verdicts.standing import entitled
from factcheck.verdicts.voices import NO_STANDING, count_origins, ordered, weighted


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a verdict needs.

    ``support`` and ``refute`` are the least strengths at which a side counts; ``conflict`` the least
    strength of the weaker side for a CONFLICTING verdict; ``relevance_floor`` and ``relevance_full`` the relevances
    at which a passage counts for nothing and for its whole probability. The defaults serve models
    that nobody has fitted thresholds for.
    """

    support: float = 0.5
    refute: float = 0.5
    conflict: float = 0.5
    relevance_floor: float = 0.2
    relevance_full: float = 0.5


class MaxAggregator:
    """Compares the strongest passage on each side."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self.thresholds = thresholds or Thresholds()

    def decide(self, claim: Claim, evidence: Sequence[Evidence], standing: Standing = NO_STANDING) -> Verdict:
        """Return the verdict; evidence comes out ordered by its strength, deciding passages first.

        What may not decide (`entitled`) stays in the list, at its end.
        """
        counted = entitled(evidence, standing)
        label, confidence = self._label(counted)
        in_order = ordered(evidence, counted, label, self._strength)
        return Verdict(
            claim=claim,
            label=label,
            confidence=confidence,
            explanation=explain(label, in_order),
            evidence=tuple(in_order),
            supporting_sources=self._origins(counted, Stance.SUPPORTS, standing.groups),
            refuting_sources=self._origins(counted, Stance.REFUTES, standing.groups),
        )

    def _label(self, evidence: Sequence[Evidence]) -> tuple[Label, float]:
        """Return the label and the confidence in it.

        A passage decides only for the side that is its own stance; what speaks for the other side, or
        for any side when none is reached, lowers the confidence whatever its passage's stance.
        """
        least = self.thresholds
        supports = max((self._strength(e, Stance.SUPPORTS) for e in evidence), default=0.0)
        refutes = max((self._strength(e, Stance.REFUTES) for e in evidence), default=0.0)
        pro = max((self._strength(e, e.stance) for e in evidence if e.stance is Stance.SUPPORTS), default=0.0)
        con = max((self._strength(e, e.stance) for e in evidence if e.stance is Stance.REFUTES), default=0.0)
        supported, refuted = 0.0 < pro >= least.support, 0.0 < con >= least.refute
        if supported and refuted and min(pro, con) >= least.conflict:
            return Label.CONFLICTING, min(pro, con)
        if supported and (not refuted or pro >= con):
            return Label.SUPPORTED, pro * (1.0 - refutes)
        if refuted:
            return Label.REFUTED, con * (1.0 - supports)
        return Label.NOT_ENOUGH_EVIDENCE, 1.0 - max(supports, refutes)

    def _strength(self, evidence: Evidence, stance: Stance) -> float:
        return weighted(evidence, stance, self.thresholds.relevance_floor, self.thresholds.relevance_full)

    def _origins(self, evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> int:
        least = self.thresholds.support if stance is Stance.SUPPORTS else self.thresholds.refute
        return count_origins(
            [item for item in evidence if item.stance is stance and 0.0 < self._strength(item, stance) >= least], groups
        )
