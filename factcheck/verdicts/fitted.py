"""Verdicts by a fitted head: the probability of each label, the likeliest of them, or abstention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from factcheck.types import Claim, Evidence, Label, Stance, Standing, Verdict
from factcheck.verdicts.explain import explain
from factcheck.verdicts.features import features, strength
from factcheck.verdicts.head import VerdictHead
from factcheck.verdicts.standing import entitled
from factcheck.verdicts.voices import NO_STANDING, SIDES, count_origins, ordered


class FittedAggregator:
    """Decides by the probabilities of a `VerdictHead`.

    A label is given only where a passage has each stance that it rests on, whatever its probability. Verdicts less
    sure than ``least`` (0 to 1) become NOT_ENOUGH_EVIDENCE, marked as abstained; so marked are also those that are
    NOT_ENOUGH_EVIDENCE and less sure than ``open_least``.
    """

    def __init__(self, head: VerdictHead, *, least: float = 0.0, open_least: float = 0.0) -> None:
        self.head = head
        self.least = least
        self.open_least = open_least

    def decide(self, claim: Claim, evidence: Sequence[Evidence], standing: Standing = NO_STANDING) -> Verdict:
        """Return the verdict; evidence comes out ordered by its strength, deciding passages first.

        What may not decide (`entitled`) stays in the list, at its end.
        """
        counted = entitled(evidence, standing)
        shares = self.probabilities(claim.text, counted, standing)
        found = {item.stance for item in counted}
        possible = [label for label in Label if found >= set(SIDES[label])]
        label = max(possible, key=lambda name: (shares[name], name is Label.NOT_ENOUGH_EVIDENCE, name.value))
        abstained = shares[label] < (self.open_least if label is Label.NOT_ENOUGH_EVIDENCE else self.least)
        if abstained:
            label = Label.NOT_ENOUGH_EVIDENCE
        in_order = ordered(evidence, counted, label, strength)
        return Verdict(
            claim=claim,
            label=label,
            confidence=shares[label],
            explanation=explain(label, in_order, abstained=abstained),
            evidence=tuple(in_order),
            supporting_sources=_origins(counted, Stance.SUPPORTS, standing.groups),
            refuting_sources=_origins(counted, Stance.REFUTES, standing.groups),
            probabilities=tuple(shares.items()),
            abstained=abstained,
        )

    def probabilities(
        self, claim: str, evidence: Sequence[Evidence], standing: Standing = NO_STANDING
    ) -> dict[Label, float]:
        """Return the probability of each label, summing to 1; without evidence all of it is not enough evidence."""
        if not evidence:
            return {label: float(label is Label.NOT_ENOUGH_EVIDENCE) for label in Label}
        return self.head.probabilities(features(claim, evidence, standing.groups))


def _origins(evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> int:
    return count_origins([item for item in evidence if item.stance is stance], groups)
