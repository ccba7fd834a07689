"""What the embedder is trained on: a claim, a passage that settles it, and one that only looks like it.

Kept apart from the training loop, as the mixture of the stance model is: data can be counted and tested
without torch.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from factcheck.training.mixture import NEUTRAL, NOT_SUPPORT, TrainingPair, normalize
from factcheck.training.stories import Place, Story, StoryClaim

_NEAR_RANKS = range(3, 30)
"""Ranks (from 0) of the retriever that hard negatives are drawn from: the very first are often right, only not judged.
"""

_LONGEST_WINDOW = 3  # sentences, as in the passages that a check retrieves


@dataclass(frozen=True, slots=True)
class Triple:
    """A claim, a passage to be found for it, and a ``hard`` one that is not (empty: none known).

    ``relevant`` are the identities of every passage that answers the claim, ``identity`` that of the positive
    one: passages of other triples in the batch serve as negatives, and none of these may.
    """

    claim: str
    positive: str
    hard: str
    identity: str
    relevant: frozenset[str]
    dataset: str


def usable_claims(folder: Path, split: str) -> list[str]:
    """Return the ids of the judged claims of ``split`` in a BEIR folder that have an answer in its corpus.

    Claims that occur, up to case and punctuation, in another split are left out.
    """
    corpus = {row["_id"] for row in _rows(folder / "corpus.jsonl")}
    claims = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    others = {
        normalize(claims[name])
        for file in sorted((folder / "qrels").glob("*.tsv"))
        if file.stem != split
        for name in _judgements(file)
        if name in claims
    }
    return [
        name
        for name, relevant in _judgements(folder / "qrels" / f"{split}.tsv").items()
        if name in claims and normalize(claims[name]) not in others and relevant & corpus
    ]


def collection_triples(
    folder: Path, split: str, ranked: Mapping[str, Sequence[str]], rounds: int, rng: random.Random
) -> list[Triple]:
    """Return ``rounds`` triples of each claim that ``ranked`` names, of the BEIR folder and its ``split``.

    ``ranked`` has the documents that a retriever found for the claim, best first: the hard negatives are drawn
    from `_NEAR_RANKS` of them, none twice for a claim while there are others.
    """
    corpus = {row["_id"]: (row.get("title") or "", row["text"]) for row in _rows(folder / "corpus.jsonl")}
    claims = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    judged = _judgements(folder / "qrels" / f"{split}.tsv")
    made = []
    for name, documents in ranked.items():
        relevant = judged[name]
        answers = sorted(document for document in relevant if document in corpus)
        near = [document for document in documents[_NEAR_RANKS.start : _NEAR_RANKS.stop] if document not in relevant]
        hard = rng.sample(near, min(rounds, len(near)))
        for turn in range(rounds):
            positive = rng.choice(answers)
            made.append(
                Triple(
                    claims[name],
                    _titled(*corpus[positive], rng),
                    _titled(*corpus[hard[turn % len(hard)]], rng) if hard else "",
                    positive,
                    frozenset(relevant),
                    f"{folder.name}.{split}",
                )
            )
    return made


def pair_triples(pairs: Iterable[TrainingPair], limit: int, rng: random.Random) -> list[Triple]:
    """Return up to ``limit`` triples of claims with evidence that supports or refutes them; hard ones are neutral."""
    settled: dict[str, list[TrainingPair]] = {}
    neutral: dict[str, list[str]] = {}
    for pair in pairs:
        if pair.label in {NEUTRAL, NOT_SUPPORT}:
            neutral.setdefault(pair.claim, []).append(pair.evidence)
        else:
            settled.setdefault(pair.claim, []).append(pair)
    claims = sorted(settled)
    rng.shuffle(claims)
    made = []
    for claim in claims[:limit]:
        pair = rng.choice(settled[claim])
        hard = rng.choice(neutral[claim]) if claim in neutral else ""
        relevant = frozenset(normalize(other.evidence) for other in settled[claim])
        made.append(Triple(claim, pair.evidence, hard, normalize(pair.evidence), relevant, pair.dataset))
    return made


def story_triples(stories: Iterable[Story], limit: int, rng: random.Random) -> list[Triple]:
    """Return ``limit`` triples, at most one a settled claim, of the stories that are not kept for development.

    The hard negative is a window of the same story's sources with none of the settling sentences.
    """
    made = []
    for story in stories:
        if story.is_dev:
            continue
        for claim in story.claims:
            items = [item for item in claim.evidence if item.stance != "near_miss"]
            if not items:
                continue
            place = rng.choice(rng.choice(items).places)
            made.append(
                Triple(
                    claim.text if rng.random() < 0.7 else claim.sentence,
                    _window(story, place, rng),
                    _open_window(story, claim, rng),
                    _identity(story, place),
                    frozenset(_identity(story, place) for place in claim.settling),
                    "newsroom",
                )
            )
    rng.shuffle(made)
    return made[:limit]


def triple_batches(triples: Sequence[Triple], size: int, seed: int) -> Iterator[list[Triple]]:
    """Yield batches of one data set each, in a seeded order; no batch has an answer of one claim under another.

    Triples that fit no batch of their data set any more are left out, as are batches under half of ``size``.
    """
    rng = random.Random(seed)
    by_set: dict[str, list[Triple]] = {}
    for triple in triples:
        by_set.setdefault(triple.dataset, []).append(triple)
    made: list[list[Triple]] = []
    for name in sorted(by_set):
        left = by_set[name]
        rng.shuffle(left)
        while len(left) > size // 2:
            batch: list[Triple] = []
            rest: list[Triple] = []
            taken, answers = set[str](), set[str]()
            for triple in left:
                if len(batch) < size and triple.identity not in answers and not triple.relevant & taken:
                    batch.append(triple)
                    taken.add(triple.identity)
                    answers |= triple.relevant
                else:
                    rest.append(triple)
            left = rest
            if len(batch) > size // 2:
                made.append(batch)
            else:
                break
    rng.shuffle(made)
    yield from made


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _titled(title: str, text: str, rng: random.Random) -> str:
    """Return the text, half of the time under its title: passages of a document are found with and without it."""
    return f"{title.rstrip('.')}. {text}" if title and rng.random() < 0.5 else text


def _judgements(file: Path) -> dict[str, Set[str]]:
    found: dict[str, set[str]] = {}
    with file.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if int(row["score"]) > 0:
                found.setdefault(row["query-id"], set()).add(row["corpus-id"])
    return dict(found)


def _identity(story: Story, place: Place) -> str:
    return f"{story.id}/{place[0]}/{place[1]}"


def _window(story: Story, place: Place, rng: random.Random) -> str:
    """Return one to three sentences around ``place``, half of the time under the source's title."""
    name, number = place
    sentences = story.sources[name].sentences
    size = min(rng.randint(1, _LONGEST_WINDOW), len(sentences))
    first = max(1, min(number - rng.randrange(size), len(sentences) - size + 1))
    text = " ".join(sentences[first - 1 : first - 1 + size])
    return f"{story.sources[name].title}. {text}" if rng.random() < 0.5 else text


def _open_window(story: Story, claim: StoryClaim, rng: random.Random) -> str:
    settling = claim.settling
    said = set(normalize(claim.text).split())
    windows = [
        " ".join(source.sentences[first - 1 : first - 1 + size])
        for name, source in story.sources.items()
        for size in (1, 2)
        for first in range(1, len(source.sentences) - size + 2)
        if not any((name, number) in settling for number in range(first, first + size))
    ]
    if not windows:
        return ""
    drawn = [rng.choice(windows) for _ in range(2)]
    return max(drawn, key=lambda window: len(said & set(normalize(window).split())))
