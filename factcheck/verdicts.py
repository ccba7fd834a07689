"""Evidence to verdict: pure arithmetic over stances, every threshold in one place.

The first aggregation: the strongest support and the strongest refutation of a claim are compared.
A passage that is only loosely about the claim counts less, for an NLI model is often sure of itself
on two sentences that speak of different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from factcheck.text import plain, words
from factcheck.types import Claim, Evidence, Label, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a verdict needs; fitted by `scripts/tune_verdicts.py` and kept in the models' registry.

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


SIDES: Mapping[Label, tuple[Stance, ...]] = {
    Label.SUPPORTED: (Stance.SUPPORTS,),
    Label.REFUTED: (Stance.REFUTES,),
    Label.CONFLICTING: (Stance.SUPPORTS, Stance.REFUTES),
    Label.NOT_ENOUGH_EVIDENCE: (),
}
"""The stances that each verdict rests on."""


_NO_GROUPS: Mapping[str, str] = MappingProxyType({})


class MaxAggregator:
    """Compares the strongest passage on each side."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self.thresholds = thresholds or Thresholds()

    def decide(self, claim: Claim, evidence: Sequence[Evidence], groups: Mapping[str, str] = _NO_GROUPS) -> Verdict:
        """Return the verdict; evidence comes out ordered by its strength, deciding passages first.

        ``groups`` maps sources to their origins; a source that it does not name is its own.
        """
        label, confidence = self._label(evidence)
        sides = SIDES[label]
        ordered = sorted(evidence, key=lambda e: self._order(e, sides))
        return Verdict(
            claim=claim,
            label=label,
            confidence=confidence,
            explanation=self._explain(label, ordered),
            evidence=tuple(ordered),
            supporting_sources=self._sources(evidence, Stance.SUPPORTS, groups),
            refuting_sources=self._sources(evidence, Stance.REFUTES, groups),
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
        low, full = self.thresholds.relevance_floor, self.thresholds.relevance_full
        weight = min(1.0, max(0.0, (evidence.relevance - low) / max(full - low, 1e-9)))
        scores = evidence.scores
        return weight * (scores.supports if stance is Stance.SUPPORTS else scores.refutes)

    def _order(self, evidence: Evidence, sides: Sequence[Stance]) -> tuple[int, float, float, str, int]:
        strengths = [self._strength(evidence, stance) for stance in sides or (Stance.SUPPORTS, Stance.REFUTES)]
        passage = evidence.passage
        on_side = evidence.stance in sides
        return (0 if on_side else 1, -max(strengths), -evidence.relevance, passage.document.id, passage.span.start)

    def _sources(self, evidence: Sequence[Evidence], stance: Stance, groups: Mapping[str, str]) -> int:
        """Count the origins on one side; sources that say it in the same words are one as well."""
        least = self.thresholds.support if stance is Stance.SUPPORTS else self.thresholds.refute
        strong = [item for item in evidence if item.stance is stance and 0.0 < self._strength(item, stance) >= least]
        voices: list[tuple[set[str], set[str]]] = []  # origins, and the words they share
        for item in strong:
            source = item.passage.document.id
            origins, said = {groups.get(source, source)}, {" ".join(words(item.passage.text))}
            apart = []
            for voice in voices:
                if voice[0] & origins or voice[1] & said:
                    origins, said = origins | voice[0], said | voice[1]
                else:
                    apart.append(voice)
            voices = [*apart, (origins, said)]
        return len(voices)

    def _explain(self, label: Label, ordered: Sequence[Evidence]) -> str:
        """Return one sentence that says who says what, in the evidence's own words."""
        if label is Label.NOT_ENOUGH_EVIDENCE:
            if not ordered:
                return "No passage of the sources is about this."
            return f"None of the {len(ordered)} nearest passages settles this."
        best = [next(e for e in ordered if e.stance is stance) for stance in SIDES[label]]
        if label is Label.CONFLICTING:
            sides = "; ".join(f"{_source(e)} says “{_short(e)}”" for e in best)
            return f"Sources disagree: {sides}."
        verb = "supports" if label is Label.SUPPORTED else "contradicts"
        return f"{_source(best[0])} {verb} this: “{_short(best[0])}”."


def _source(evidence: Evidence) -> str:
    document = evidence.passage.document
    file = document.path.replace("\\", "/").rsplit("/", 1)[-1] if document.path else None
    return document.publisher or document.title or file or document.id


def _short(evidence: Evidence, limit: int = 240) -> str:
    said = plain(evidence.passage.text).rstrip(".")
    return said if len(said) <= limit else said[:limit].rsplit(" ", 1)[0] + " …"
