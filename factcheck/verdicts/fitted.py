"""Verdicts by a fitted head: the probability of each label, the likeliest of them, or abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from factcheck.types import Claim, Evidence, Label, Stance, Verdict
from factcheck.verdicts.explain import explain
from factcheck.verdicts.features import RELEVANCE_FULL, features
from factcheck.verdicts.head import VerdictHead
from factcheck.verdicts.standing import entitled
from factcheck.verdicts.voices import NO_GROUPS, SIDES, count_origins, ordered, weighted


class FittedAggregator:
    """Decides by the probabilities of a `VerdictHead`.

    A label needs a passage of each stance that it rests on. Verdicts less sure than ``least`` (0 to 1)
    become NOT_ENOUGH_EVIDENCE, marked as abstained.
    """

    def __init__(self, head: VerdictHead, *, least: float = 0.0) -> None:
        self.head = head
        self.least = least

    def decide(
        self,
        claim: Claim,
        evidence: Sequence[Evidence],
        groups: Mapping[str, str] = NO_GROUPS,
        dependent: AbstractSet[str] = frozenset(),
    ) -> Verdict:
        """Return the verdict; evidence comes out ordered by its strength, deciding passages first.

        ``groups`` maps sources to their origins (a source that it does not name is its own), ``dependent`` holds
        the ids of those that depend on the article. What may not decide (`entitled`) stays in the list, at its end.
        """
        counted = entitled(evidence, dependent)
        shares = self.probabilities(counted, groups)
        label = max(shares, key=lambda name: (shares[name], name is Label.NOT_ENOUGH_EVIDENCE, name.value))
        abstained = label is not Label.NOT_ENOUGH_EVIDENCE and shares[label] < self.least
        if abstained:
            label = Label.NOT_ENOUGH_EVIDENCE
        others = [item for item in evidence if item not in counted]
        in_order = [*ordered(counted, label, _strength), *ordered(others, label, _strength)]
        return Verdict(
            claim=claim,
            label=label,
            confidence=shares[label],
            explanation=explain(label, in_order, abstained=abstained),
            evidence=tuple(in_order),
            supporting_sources=_origins(counted, Stance.SUPPORTS, groups),
            refuting_sources=_origins(counted, Stance.REFUTES, groups),
            probabilities=tuple(shares.items()),
            abstained=abstained,
        )

    def probabilities(self, evidence: Sequence[Evidence], groups: Mapping[str, str] = NO_GROUPS) -> dict[Label, float]:
        """Return the probability of each label; those whose stances no passage has get none."""
        if not evidence:
            return {label: float(label is Label.NOT_ENOUGH_EVIDENCE) for label in Label}
        found = {item.stance for item in evidence}
        shares = self.head.probabilities(features(evidence, groups))
        possible = {label: shares[label] if found >= set(SIDES[label]) else 0.0 for label in Label}
        total = sum(possible.values())
        return {label: share / total for label, share in possible.items()}


def _strength(evidence: Evidence, stance: Stance) -> float:
    return weighted(evidence, stance, 0.0, RELEVANCE_FULL)


def _origins(evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> int:
    return count_origins([item for item in evidence if item.stance is stance], groups)
