"""What the fast model learns from the accurate one: pairs without gold labels, and the teacher's probabilities.

The teacher is the shipped int8 model, run as it ships. Its probabilities are kept by the content of a pair, one JSON
line each, so that labelling can be stopped and taken up again, and goes on when a recipe grows.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from factcheck.evaluation.predictions import append_lines, read_lines
from factcheck.training.mixture import NAME, NUMBER, UNLABELLED, TrainingPair, normalize, other_number
from factcheck.types import StanceScores, digest

Soft = tuple[float, float, float]
"""A teacher's probabilities of supports, refutes and neutral."""

_AT_ONCE = 256  # pairs labelled between two writes: a few seconds of work
_NEAREST = 6  # pieces of evidence looked at for one that is not the claim's own


@dataclass(frozen=True, slots=True)
class UnlabelledRecipe:
    """How many unlabelled pairs of each kind to make: see `unlabelled_pairs`."""

    seed: int
    retrieved: int
    random: int
    edited: int


class Taught(msgspec.Struct, frozen=True):
    """One line of a file of teacher's labels."""

    key: str
    soft: Soft


def key_of(pair: TrainingPair) -> str:
    """Return what a pair's probabilities are kept by: evidence and claim, not label or data set."""
    return digest(pair.evidence, pair.claim)


def unlabelled_pairs(
    pairs: Sequence[TrainingPair], recipe: UnlabelledRecipe, forbidden: Collection[str] = ()
) -> tuple[TrainingPair, ...]:
    """Return claims of ``pairs`` beside evidence that nobody judged them by, in three kinds.

    Retrieved: among the evidence of the same data set, that which BM25 ranks first for the claim and which is not
    its own. Random: any other evidence of the same data set. Edited: the claim's own evidence, with a
    number or a name of the claim changed to a near number or another name of the evidence. No claim is among
    the ``forbidden`` ones (normalized).
    """
    rng = random.Random(recipe.seed)
    by_set: dict[str, list[TrainingPair]] = {}
    for pair in pairs:
        by_set.setdefault(pair.dataset, []).append(pair)
    drawn = rng.sample(list(pairs), len(pairs))
    made = _retrieved(drawn[: recipe.retrieved], by_set)
    made += [_beside(pair, rng.choice(by_set[pair.dataset]).evidence) for pair in drawn[: recipe.random]]
    edits = (edit(pair, rng) for pair in drawn)
    made += [pair for pair, _ in zip((edited for edited in edits if edited), range(recipe.edited), strict=False)]
    known = {key_of(pair) for pair in pairs}
    usable = (pair for pair in dict.fromkeys(made) if key_of(pair) not in known)
    return tuple(pair for pair in usable if normalize(pair.claim) not in forbidden)


def edit(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
    """Return the pair with a number or a name of its claim changed, or None when it has neither to change."""
    numbers = NUMBER.findall(pair.claim)
    names = [name for name in NAME.findall(pair.claim) if name in pair.evidence]
    others = sorted(set(NAME.findall(pair.evidence)) - set(names))
    if names and others and (not numbers or rng.random() < 0.5):
        return _claiming(pair, pair.claim.replace(rng.choice(names), rng.choice(others)))
    if numbers:
        old = rng.choice(numbers)
        return _claiming(pair, pair.claim.replace(old, other_number(old, rng), 1))
    return None


def read_taught(file: Path) -> dict[str, Soft]:
    """Return the teacher's probabilities by key; a line that a kill cut off is passed over."""
    decoder, found = msgspec.json.Decoder(Taught), {}
    for line in read_lines(file):
        try:
            taught = decoder.decode(line)
        except msgspec.DecodeError:
            continue
        found[taught.key] = taught.soft
    return found


def teach(
    pairs: Sequence[TrainingPair],
    score: Callable[[Sequence[tuple[str, str]]], Sequence[StanceScores]],
    file: Path,
    done: Callable[[int, int], None] | None = None,
) -> Mapping[str, Soft]:
    """Return the teacher's probabilities of ``pairs`` by key, and keep in ``file`` those that it had not yet.

    ``score`` takes ``(premise, hypothesis)`` pairs; ``done`` hears of labelled pairs, and of how many there are.
    """
    known = read_taught(file)
    missing = list({key_of(pair): pair for pair in pairs if key_of(pair) not in known}.values())
    for start in range(0, len(missing), _AT_ONCE):
        part = missing[start : start + _AT_ONCE]
        scores = score([(pair.evidence, pair.claim) for pair in part])
        lines = [
            Taught(key_of(pair), (round(s.supports, 5), round(s.refutes, 5), round(s.neutral, 5)))
            for pair, s in zip(part, scores, strict=True)
        ]
        append_lines(file, lines)
        known |= {line.key: line.soft for line in lines}
        if done is not None:
            done(start + len(part), len(missing))
    return known


def _retrieved(pairs: Sequence[TrainingPair], by_set: Mapping[str, Sequence[TrainingPair]]) -> list[TrainingPair]:
    import bm25s

    made: list[TrainingPair] = []
    for name, rows in by_set.items():
        asked = [pair for pair in pairs if pair.dataset == name]
        corpus = list(dict.fromkeys(row.evidence for row in rows))
        if not asked or len(corpus) < _NEAREST:
            continue
        index = bm25s.BM25()
        index.index([normalize(text).split() for text in corpus], show_progress=False)
        queries = [normalize(pair.claim).split() for pair in asked]
        found, _ = index.retrieve(queries, k=_NEAREST, show_progress=False)
        for pair, ranked in zip(asked, found, strict=True):
            others = [corpus[int(number)] for number in ranked if corpus[int(number)] != pair.evidence]
            made.append(_beside(pair, others[0]))
    return made


def _beside(pair: TrainingPair, evidence: str) -> TrainingPair:
    return replace(pair, evidence=evidence, label=UNLABELLED)


def _claiming(pair: TrainingPair, claim: str) -> TrainingPair:
    return replace(pair, claim=claim, label=UNLABELLED)
