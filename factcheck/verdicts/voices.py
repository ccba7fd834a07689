"""Which passages speak on a side, in which order, and how many independent sources that makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from factcheck.text import words
from factcheck.types import Evidence, Label, Stance, Standing

SIDES: Mapping[Label, tuple[Stance, ...]] = {
    Label.SUPPORTED: (Stance.SUPPORTS,),
    Label.REFUTED: (Stance.REFUTES,),
    Label.CONFLICTING: (Stance.SUPPORTS, Stance.REFUTES),
    Label.NOT_ENOUGH_EVIDENCE: (),
}
"""The stances that each verdict rests on."""

NO_STANDING = Standing()
"""Every source its own voice, and all of them independent."""

Strength = Callable[[Evidence, Stance], float]
"""How much (0 to 1) a passage counts for a stance."""


def weighted(evidence: Evidence, stance: Stance, floor: float, full: float) -> float:
    """Return the probability of ``stance``, less of it the more loosely the passage is about the claim.

    Nothing counts at relevance ``floor``, the whole probability from ``full`` on: an NLI model is often sure of
    itself on two sentences that speak of different things.
    """
    weight = min(1.0, max(0.0, (evidence.relevance - floor) / max(full - floor, 1e-9)))
    return weight * (evidence.scores.supports if stance is Stance.SUPPORTS else evidence.scores.refutes)


def ordered(
    evidence: Sequence[Evidence], counted: Sequence[Evidence], label: Label, strength: Strength
) -> list[Evidence]:
    """Return the evidence by its weight in the verdict: the deciding sides first, then by strength and relevance.

    What is not among ``counted`` comes last.
    """
    sides = SIDES[label]

    def rank(item: Evidence) -> tuple[bool, int, float, float, str, int]:
        strongest = max(strength(item, stance) for stance in sides or (Stance.SUPPORTS, Stance.REFUTES))
        place = item.passage
        side = 0 if item.stance in sides else 1
        return (item not in counted, side, -strongest, -item.relevance, place.document.id, place.span.start)

    return sorted(evidence, key=rank)


def count_origins(strong: Sequence[Evidence], groups: Mapping[str, str]) -> int:
    """Count the origins of ``strong``: sources of one group are one, and so are those that use the same words.

    ``groups`` maps sources to their origins; a source that it does not name is its own.
    """
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
