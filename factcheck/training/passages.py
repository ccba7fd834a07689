"""Passages written for this project with claims beside them, as training pairs.

A passage (``datasets/passages``) is a few sentences of one invented source. Its claims come as near twins: some it
supports, some it refutes by one detail, some it leaves open although they share its names and figures.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from factcheck.nli.premise import led
from factcheck.training.mixture import NEUTRAL, REFUTE, SUPPORT, TrainingPair

DATASET = "passages"
STANCES = {"supports": SUPPORT, "refutes": REFUTE, "neutral": NEUTRAL}
_LED = 0.5  # share of premises that begin with title, publisher and date, as a check gives them
_WHOLE = 0.4  # share of premises that are the whole passage; the others have what is needed and some of what is around
_WITHOUT = 0.12  # share of settled claims that are also shown beside sentences that do not settle them


@dataclass(frozen=True, slots=True)
class PassageClaim:
    """A claim; ``needs`` numbers the sentences (from 1) that settle it, or for a neutral one come nearest."""

    kind: str
    stance: str
    needs: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class WrittenPassage:
    """Adjoining sentences of one source; ``published`` is an ISO date, ``split`` is train or dev."""

    publisher: str
    published: str
    title: str
    sentences: tuple[str, ...]
    claims: tuple[PassageClaim, ...]
    split: str


def read_passages(folder: Path) -> Iterator[WrittenPassage]:
    """Yield the passages of every ``*.jsonl`` in ``folder``, files in order of their names."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield WrittenPassage(
                publisher=row["publisher"],
                published=row["published"],
                title=row["title"],
                sentences=tuple(row["sentences"]),
                claims=tuple(
                    PassageClaim(c["kind"], c["stance"], tuple(sorted(c["needs"])), c["text"]) for c in row["claims"]
                ),
                split=row["split"],
            )


def passage_pairs(passages: Iterable[WrittenPassage], split: str, seed: int) -> list[TrainingPair]:
    """Return a pair of every claim of the passages of ``split``, and some beside sentences that do not settle it."""
    rng = random.Random(seed)
    made: list[TrainingPair] = []
    for passage in passages:
        if passage.split != split:
            continue
        for claim in passage.claims:
            made.append(_pair(passage, claim, _around(passage, claim, rng), STANCES[claim.stance], rng))
            others = _others(passage, claim)
            if claim.stance != "neutral" and others and rng.random() < _WITHOUT:
                made.append(_pair(passage, claim, others, NEUTRAL, rng))
    return made


def _pair(
    passage: WrittenPassage, claim: PassageClaim, numbers: Iterable[int], label: int, rng: random.Random
) -> TrainingPair:
    premise = " ".join(passage.sentences[number - 1] for number in numbers)
    if rng.random() < _LED:
        premise = led(premise, passage.title, passage.publisher, passage.published)
    return TrainingPair(claim.text, premise, label, DATASET)


def _around(passage: WrittenPassage, claim: PassageClaim, rng: random.Random) -> range:
    """Return the numbers of a run of sentences that has all that the claim needs, often the whole passage."""
    last = len(passage.sentences)
    if rng.random() < _WHOLE:
        return range(1, last + 1)
    return range(max(1, claim.needs[0] - rng.randint(0, 1)), min(last, claim.needs[-1] + rng.randint(0, 1)) + 1)


def _others(passage: WrittenPassage, claim: PassageClaim) -> range:
    """Return the longer run of sentences before or behind all that the claim needs; it may be empty."""
    before, behind = range(1, claim.needs[0]), range(claim.needs[-1] + 1, len(passage.sentences) + 1)
    return before if len(before) > len(behind) else behind
