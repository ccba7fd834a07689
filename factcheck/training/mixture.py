"""Which training pairs the NLI model sees, in which order: a pure function of the recipe.

Kept apart from the training loop so that the data can be inspected, counted and tested without
torch, and so that a resumed run meets exactly the rows it would have met.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

SUPPORT, REFUTE, NEUTRAL, NOT_SUPPORT, UNLABELLED = 0, 1, 2, 3, 4
LABELS = {"support": SUPPORT, "refute": REFUTE, "neutral": NEUTRAL, "not_support": NOT_SUPPORT}

NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,-])|(?<![\w.,-])\d+(?:\.\d+)?(?![\w-])")
_INEXACT = re.compile(
    r"\b(?:at least|at most|more|less|fewer|over|under|above|below|about|around|nearly|almost|up to|"
    r"least|most|before|after|since|until|by|not|never|n't)\b",
    re.IGNORECASE,
)

NAME = re.compile(r"\b[A-Z][\w'-]+(?: (?:of |the )?[A-Z][\w'-]+)+")
_LONGEST_DISTRACTED = 700  # code points: about 160 tokens, so that truncation takes nothing of it


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """One claim with its evidence; ``label`` is an index of LABELS, NOT_SUPPORT being two-way, or UNLABELLED."""

    claim: str
    evidence: str
    label: int
    dataset: str


@dataclass(frozen=True, slots=True)
class SetRecipe:
    """How much of one training file to take.

    ``rows`` caps each label separately (a missing label takes nothing); ``detokenize`` is the share
    of rows whose tokenized punctuation is mended, ``distract`` the share that gets one to four
    unrelated pieces of evidence of the same file around its own. ``number_swaps`` and ``hard_neutrals``
    count made pairs beside them: see `swap_number` and `hard_neutrals`.
    """

    rows: dict[str, int]
    detokenize: float = 0.0
    distract: float = 0.0
    number_swaps: int = 0
    hard_neutrals: int = 0


@dataclass(frozen=True, slots=True)
class MixtureRecipe:
    """The whole mixture: one entry a file of ``pairs/train`` and the seed of every choice."""

    seed: int
    mismatched: int
    sets: dict[str, SetRecipe] = field(default_factory=dict)


def normalize(text: str) -> str:
    """Reduce a claim to the form under which train and dev rows are compared."""
    return " ".join(re.findall(r"\w+", text.lower()))


def read_pairs(path: Path) -> Iterator[TrainingPair]:
    """Yield the pairs of one ``.jsonl`` or ``.jsonl.gz`` file; its stem names the data set."""
    opener = gzip.open if path.suffix == ".gz" else open
    name = path.name.split(".jsonl")[0]
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield TrainingPair(row["claim"], row["evidence"], LABELS[row["label"]], name)


def detokenize(text: str) -> str:
    """Mend the spaces that tokenized corpora put around punctuation: ``( 2008 ) ,`` to ``(2008),``."""
    text = re.sub(r"``|''", '"', text)
    text = re.sub(r"\(\s+", "(", text)
    text = re.sub(r"\s+([,.;:!?)%])", r"\1", text)
    text = re.sub(r"\s+('s|n't|'re|'ve|'ll)\b", r"\1", text)
    text = re.sub(r"(\d) ([-–]) (\d)", r"\1\2\3", text)
    return re.sub(r"\s{2,}", " ", text).strip()


def swap_number(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
    """Turn a supported pair that shares an exact number into a refuted one, or None.

    The number changes on one side only, chosen at random, so that neither side alone betrays the
    label. Claims with bounds or negation are left alone: another number may satisfy them.
    """
    if pair.label != SUPPORT or _INEXACT.search(pair.claim):
        return None
    in_evidence = set(NUMBER.findall(pair.evidence))
    shared = [number for number in NUMBER.findall(pair.claim) if number in in_evidence]
    if not shared:
        return None
    old = rng.choice(shared)
    new = other_number(old, rng)
    if new in pair.evidence or new in pair.claim:
        return None
    pattern = re.compile(rf"(?<![\w.,-]){re.escape(old)}(?![\w-])")
    if rng.random() < 0.5:
        return replace(pair, claim=pattern.sub(new, pair.claim), label=REFUTE)
    return replace(pair, evidence=pattern.sub(new, pair.evidence), label=REFUTE)


def other_number(old: str, rng: random.Random) -> str:
    """Return a number of the same form that is not far from ``old``: a year stays a year."""
    plain = old.replace(",", "")
    if "." in plain:
        digits = len(plain.split(".")[1])
        return f"{float(plain) * rng.choice((0.5, 0.7, 0.9, 1.1, 1.3, 2.0)):.{digits}f}"
    value = int(plain)
    if len(plain) == 4 and 1000 <= value <= 2100:
        return str(value + rng.choice((-1, 1)) * rng.randint(1, 20))
    if value < 20:
        return str(value + rng.randint(1, 9)) if value < 4 or rng.random() < 0.5 else str(value - rng.randint(1, 3))
    changed = max(1, round(value * rng.choice((0.4, 0.6, 0.8, 0.9, 1.1, 1.25, 1.5, 2, 10))))
    return f"{changed:,}" if "," in old else str(changed)


def claims_of(dev: Path) -> frozenset[str]:
    """Return the normalized claims of every development file: none of them may be trained on."""
    return frozenset(normalize(pair.claim) for path in sorted(dev.glob("*.jsonl*")) for pair in read_pairs(path))


def build_mixture(recipe: MixtureRecipe, train: Path, dev: Path) -> tuple[TrainingPair, ...]:
    """Draw the mixture from ``train``, without any claim that occurs in ``dev``, shuffled.

    Raises FileNotFoundError when a file that the recipe names is absent.
    """
    forbidden = claims_of(dev)
    rng = random.Random(recipe.seed)
    mixture: list[TrainingPair] = []
    for name, wanted in recipe.sets.items():
        rows = [p for p in read_pairs(train / f"{name}.jsonl.gz") if normalize(p.claim) not in forbidden]
        rng.shuffle(rows)
        evidence = [row.evidence for row in rows]
        left = Counter({LABELS[label]: count for label, count in wanted.rows.items()})
        swaps = 0
        for row in rows:
            if left[row.label] <= 0:
                continue
            left[row.label] -= 1
            pair = row
            if rng.random() < wanted.detokenize:
                pair = replace(pair, claim=detokenize(pair.claim), evidence=detokenize(pair.evidence))
            swapped = swap_number(pair, rng) if swaps < wanted.number_swaps else None
            if rng.random() < wanted.distract:
                pair = _distract(pair, rng.sample(evidence, min(len(evidence), rng.choice((1, 1, 2, 4)))), rng)
            mixture.append(pair)
            if swapped is not None and normalize(swapped.claim) not in forbidden:
                swaps += 1
                mixture.append(swapped)
        mixture.extend(hard_neutrals(rows, wanted.hard_neutrals, rng))
    mixture.extend(_mismatch(mixture, recipe.mismatched, rng))
    rng.shuffle(mixture)
    return tuple(mixture)


def _distract(pair: TrainingPair, others: Sequence[str], rng: random.Random) -> TrainingPair:
    """Put other evidence before and behind the pair's own, as far as it stays short enough to be read whole."""
    parts = [pair.evidence]
    for other in others:
        if sum(map(len, parts)) + len(other) <= _LONGEST_DISTRACTED:
            parts.insert(rng.choice((0, len(parts))), other)
    return replace(pair, evidence=" ".join(parts))


def hard_neutrals(rows: Sequence[TrainingPair], count: int, rng: random.Random) -> list[TrainingPair]:
    """Return claims beside evidence that names the same entity and speaks of something else.

    An entity is a run of two or more capitalized words. Of the claim's other content words at most a
    third may occur in the evidence, and the evidence may share no more than half of its words with
    the claim's own; what passes by chance all the same is label noise.
    """
    named: dict[str, list[TrainingPair]] = {}
    for row in rows:
        for name in set(NAME.findall(row.claim)):
            named.setdefault(name, []).append(row)
    made: list[TrainingPair] = []
    for row in rng.sample(rows, len(rows)):
        if len(made) == count:
            break
        names = [name for name in NAME.findall(row.claim) if len(named[name]) > 1]
        if not names:
            continue
        name = rng.choice(names)
        other = detokenize(rng.choice(named[name]).evidence)
        if name in other and _says_something_else(row, name, other):
            made.append(TrainingPair(row.claim, other, NEUTRAL, f"{row.dataset}-hard"))
    return made


def _says_something_else(row: TrainingPair, name: str, other: str) -> bool:
    own, said = set(normalize(row.evidence).split()), set(normalize(other).split())
    asked = {word for word in normalize(row.claim.replace(name, " ")).split() if len(word) > 3}
    return len(asked & said) * 3 <= len(asked) and len(own & said) * 2 <= len(said) and len(asked) > 1


def _mismatch(pairs: Iterable[TrainingPair], count: int, rng: random.Random) -> Iterator[TrainingPair]:
    """Claims beside the evidence of another claim of the same set: easy neutrals."""
    by_set: dict[str, list[TrainingPair]] = {}
    for pair in pairs:
        by_set.setdefault(pair.dataset, []).append(pair)
    names = [name for name, rows in by_set.items() if len(rows) > 1000]
    for _ in range(count if names else 0):
        one, two = rng.sample(by_set[rng.choice(names)], 2)
        yield TrainingPair(one.claim, two.evidence, NEUTRAL, "mismatched")
