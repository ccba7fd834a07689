"""News stories written for this project as training pairs: the claims of an article beside sentences of its sources.

A story (``datasets/newsroom``) has sources of a few sentences each, and claims with the sentences that
settle them; every sentence that is not listed for a claim leaves it open. So one story gives
supported and refuted pairs and, from the same sources, neutral ones that speak of the same things.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.nli.premise import led
from factcheck.training.mixture import NEUTRAL, REFUTE, SUPPORT, TrainingPair, normalize

DATASET = "newsroom"
_LABELS = {"supports": SUPPORT, "refutes": REFUTE}
_LONGEST_WINDOW = 3  # sentences, as in the passages that a check retrieves
_CLAIM_LED = 0.5  # share of claims that begin with title and date of their article; their premises are led as well
_PREMISE_LED = 0.4  # share of the other premises that begin with where they are from, as a check gives them
_UNDATED = 0.25  # share of premises led without a date, as many misleading sources have none

Place = tuple[str, int]
"""A sentence of a source: the source's id and the sentence's number, counted from 1."""


@dataclass(frozen=True, slots=True)
class StorySource:
    """A source of a story, or one that only looks like it; ``published`` is an ISO date, empty if unknown."""

    publisher: str
    published: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryEvidence:
    """Sentences that together support or refute a claim, or (``near_miss``) seem to and do not."""

    places: tuple[Place, ...]
    stance: str


@dataclass(frozen=True, slots=True)
class StoryClaim:
    """A claim as the article prints it (``sentence``) and said so that it stands alone (``text``)."""

    kind: str
    label: str
    sentence: str
    text: str
    evidence: tuple[StoryEvidence, ...]

    @property
    def settling(self) -> frozenset[Place]:
        """The sentences that take part in settling the claim."""
        return frozenset(place for item in self.evidence if item.stance != "near_miss" for place in item.places)


@dataclass(frozen=True, slots=True)
class Story:
    """One article with its sources; ``published`` is an ISO date, ``split`` is train or dev."""

    id: str
    topic: str
    published: str
    title: str
    sources: dict[str, StorySource]
    claims: tuple[StoryClaim, ...]
    not_claims: tuple[str, ...]
    split: str

    @property
    def is_dev(self) -> bool:
        """Whether the story is kept out of training."""
        return self.split == "dev"


def read_stories(folder: Path) -> Iterator[Story]:
    """Yield the stories of every ``*.jsonl`` in ``folder``, files in order of their names."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sources = {
                name: StorySource(s["publisher"], s["published"], s["title"], tuple(s["sentences"]))
                for name, s in row["sources"].items()
            }
            claims = tuple(
                StoryClaim(
                    c["kind"],
                    c["label"],
                    c["sentence"],
                    c["claim"],
                    tuple(
                        StoryEvidence(tuple((name, number) for name, number in e["sentences"]), e["stance"])
                        for e in c["evidence"]
                    ),
                )
                for c in row["claims"]
            )
            yield Story(
                id=row["id"],
                topic=row["topic"],
                published=row["published"],
                title=row["title"],
                sources=sources,
                claims=claims,
                not_claims=tuple(row["not_claims"]),
                split=row["split"],
            )


def read_misleading(folder: Path) -> dict[str, dict[str, StorySource]]:
    """Return, by story, the sources that speak of something else: x1 a namesake, x2 earlier, x3 on the like."""
    rows = [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return {
        row["story"]: {
            f"x{number}": StorySource(s["publisher"], s["published"] or "", s["title"], tuple(s["sentences"]))
            for number, s in enumerate(row["sources"], 1)
        }
        for row in rows
    }


def story_pairs(story: Story, rng: random.Random) -> list[TrainingPair]:
    """Return pairs of one story: of each settled claim one to three settled pairs, and one to three neutral ones."""
    made: list[TrainingPair] = []
    for claim in story.claims:
        forms = [claim.text, claim.sentence] if claim.sentence != claim.text else [claim.text]
        rng.shuffle(forms)
        settled = [item for item in claim.evidence if item.stance in _LABELS]
        for item in rng.sample(settled, min(2, len(settled))):
            made.append(_pair(story, forms[0], _around(story, claim, item, rng), _LABELS[item.stance], rng))
            if rng.random() < 0.5:
                premise = _around(story, claim, item, rng)
                made.append(_pair(story, forms[-1], premise, _LABELS[item.stance], rng))
        open_windows = _open_windows(story, claim)
        near = [place for item in claim.evidence if item.stance == "near_miss" for place in item.places]
        if near:
            chosen = rng.choice(near)
            windows = [window for window in open_windows if chosen in window]
            if windows:
                made.append(_pair(story, rng.choice(forms), rng.choice(windows), NEUTRAL, rng))
        for _ in range(1 if settled else 2):
            if open_windows and (not settled or rng.random() < 0.75):
                drawn = [rng.choice(open_windows) for _ in range(3)]
                nearest = max(drawn, key=lambda window: _shared_words(story, claim, window))
                made.append(_pair(story, rng.choice(forms), nearest, NEUTRAL, rng))
    return made


def misleading_pairs(story: Story, sources: Mapping[str, StorySource], rng: random.Random) -> list[TrainingPair]:
    """Return one pair of each claim and a window of a source that speaks of something else: all neutral.

    The window is mostly the one of three drawn that shares most words with the claim. The premise begins with where
    it is from: without that, hardly a reader could tell.
    """
    windows = [window for source in sources.values() for window in _windows(source)]
    made: list[TrainingPair] = []
    for claim in story.claims if windows else ():
        drawn = [rng.choice(windows) for _ in range(3)]
        source, sentences = max(drawn, key=lambda window: _words_shared(claim, " ".join(window[1])))
        said = rng.choice([claim.text, claim.sentence])
        if rng.random() < _CLAIM_LED:
            said = led(said, story.title, published=story.published)
        made.append(
            TrainingPair(
                said, led(" ".join(sentences), source.title, source.publisher, source.published), NEUTRAL, DATASET
            )
        )
    return made


def with_stories(
    pairs: Sequence[TrainingPair],
    stories: Iterable[Story],
    *,
    misleading: Mapping[str, Mapping[str, StorySource]] | None = None,
    rounds: int,
    general: int,
    seed: int,
    others: Sequence[TrainingPair] = (),
) -> tuple[TrainingPair, ...]:
    """Return the first ``general`` of ``pairs``, all ``others``, and pairs of the stories that are for training.

    They come shuffled; ``misleading`` are sources by story that only look like being about it; ``rounds`` is how many
    times each story is drawn from, by other windows and wordings each time.
    """
    rng = random.Random(seed)
    kept = [story for story in stories if not story.is_dev]
    made = []
    for _ in range(rounds):
        for story in kept:
            made.extend(story_pairs(story, rng))
            made.extend(misleading_pairs(story, (misleading or {}).get(story.id, {}), rng))
    mixed = [*pairs[:general], *dict.fromkeys([*made, *others])]
    rng.shuffle(mixed)
    return tuple(mixed)


def _pair(story: Story, claim: str, places: Sequence[Place], label: int, rng: random.Random) -> TrainingPair:
    """Make a pair; some claims begin with their article and some premises with where they are from."""
    premise = " ".join(_said(story, place) for place in places)
    claim_led = rng.random() < _CLAIM_LED
    if claim_led:
        claim = led(claim, story.title, published=story.published)
    if claim_led or rng.random() < _PREMISE_LED:
        source = story.sources[places[0][0]]
        premise = led(premise, source.title, source.publisher, "" if rng.random() < _UNDATED else source.published)
    return TrainingPair(claim, premise, label, DATASET)


def _said(story: Story, place: Place) -> str:
    return story.sources[place[0]].sentences[place[1] - 1]


def _around(story: Story, claim: StoryClaim, item: StoryEvidence, rng: random.Random) -> tuple[Place, ...]:
    """Return the evidence alone or with its neighbours, never beside a sentence of the other stance."""
    against = {p for other in claim.evidence if other.stance not in {item.stance, "near_miss"} for p in other.places}
    places = item.places
    if len({name for name, _ in places}) > 1 or rng.random() < 0.4:
        return places
    name = places[0][0]
    first, last = min(n for _, n in places), max(n for _, n in places)
    room = _LONGEST_WINDOW - (last - first + 1)
    if room < 1:
        return places
    before = rng.randint(0, room)
    wanted = range(first - before, last + (room - before) + 1)
    window = tuple((name, n) for n in wanted if 1 <= n <= len(story.sources[name].sentences))
    return places if against & set(window) else window


def _windows(source: StorySource) -> list[tuple[StorySource, tuple[str, ...]]]:
    """Return the windows of one to three sentences of a source, each with it."""
    return [
        (source, source.sentences[first : first + size])
        for size in range(1, _LONGEST_WINDOW + 1)
        for first in range(len(source.sentences) - size + 1)
    ]


def _open_windows(story: Story, claim: StoryClaim) -> list[tuple[Place, ...]]:
    """Return the windows of one to three sentences that hold nothing of what settles the claim."""
    settling = claim.settling
    return [
        window
        for name, source in story.sources.items()
        for size in range(1, _LONGEST_WINDOW + 1)
        for first in range(1, len(source.sentences) - size + 2)
        for window in [tuple((name, n) for n in range(first, first + size))]
        if not settling & set(window)
    ]


def _shared_words(story: Story, claim: StoryClaim, window: Sequence[Place]) -> int:
    return _words_shared(claim, " ".join(_said(story, place) for place in window))


def _words_shared(claim: StoryClaim, said: str) -> int:
    words = {word for word in normalize(said).split() if len(word) > 3}
    return len(words & set(normalize(claim.text).split()))
