import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from factcheck.training.mixture import NEUTRAL, REFUTE, SUPPORT, TrainingPair
from factcheck.training.stories import (
    StorySource,
    misleading_pairs,
    read_misleading,
    read_stories,
    story_pairs,
    with_stories,
)

ROOT = Path(__file__).resolve().parents[2]
ROW = {
    "id": "t001",
    "topic": "energy",
    "published": "2025-03-14",
    "title": "Mill turns again",
    "sources": {
        "s1": {
            "publisher": "Harrow Post",
            "published": "2025-03-12",
            "title": "Old mill restored",
            "sentences": ["The mill at Harrow was built in 1811.", "It has two wheels.", "One wheel came from Tarn."],
        },
        "s2": {
            "publisher": "Mill Trust",
            "published": "2025-03-10",
            "title": "Opening",
            "sentences": ["Our mill has three wheels.", "Admission is free."],
        },
    },
    "claims": [
        {
            "kind": "number",
            "label": "CONFLICTING",
            "sentence": "It has a pair of wheels.",
            "claim": "The mill at Harrow has a pair of wheels.",
            "evidence": [
                {"sentences": [["s1", 2]], "stance": "supports"},
                {"sentences": [["s2", 1]], "stance": "refutes"},
            ],
        },
        {
            "kind": "cause",
            "label": "NOT_ENOUGH_EVIDENCE",
            "sentence": "The mill was restored because of a bequest.",
            "claim": "The mill was restored because of a bequest.",
            "evidence": [{"sentences": [["s1", 1]], "stance": "near_miss"}],
        },
    ],
    "split": "train",
    "not_claims": ["Bring your boots."],
}


@pytest.fixture
def story(tmp_path):
    (tmp_path / "stories-t.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    return next(iter(read_stories(tmp_path)))


def drawn(story, times=60):
    rng = random.Random(3)
    return [pair for _ in range(times) for pair in story_pairs(story, rng)]


def test_a_premise_with_the_settling_sentence_has_its_stance_and_none_of_the_other(story):
    wheels = [p for p in drawn(story) if "wheels" in p.claim]
    for pair in wheels:
        two, three = "two wheels" in pair.evidence, "three wheels" in pair.evidence
        assert pair.label == (SUPPORT if two else REFUTE if three else NEUTRAL)
        assert not (two and three)
    assert {p.label for p in wheels} == {SUPPORT, REFUTE, NEUTRAL}


def test_both_wordings_and_neighbours_occur(story):
    supported = [p for p in drawn(story) if p.label == SUPPORT]
    wordings = {ROW["claims"][0]["claim"], ROW["claims"][0]["sentence"]}
    assert {p.claim for p in supported} == wordings | {f"Mill turns again (2025-03-14). {said}" for said in wordings}
    assert any("1811" in p.evidence for p in supported)
    assert any(p.evidence == "It has two wheels." for p in supported)
    assert any(p.evidence.startswith("Old mill restored (Harrow Post, 2025-03-12). ") for p in supported)


def test_a_claim_that_names_its_article_has_a_premise_that_names_its_source(story):
    named = [p for p in drawn(story) if p.claim.startswith("Mill turns again (2025-03-14). ")]
    assert {p.label for p in named} == {SUPPORT, REFUTE, NEUTRAL}
    heads = ("Old mill restored (Harrow Post", "Opening (Mill Trust")
    assert all(p.evidence.startswith(heads) for p in named)
    assert any(", 2025-03-12). " in p.evidence for p in named)
    assert any("(Harrow Post). " in p.evidence for p in named)


MISLEADING = {
    "x1": StorySource("Harlow Post", "", "Harlow mill", ("The mill at Harlow has a pair of wheels.", "It is shut."))
}


def test_a_misleading_source_leaves_every_claim_open_and_says_where_it_is_from(story):
    rng = random.Random(1)
    made = [pair for _ in range(30) for pair in misleading_pairs(story, MISLEADING, rng)]
    assert len(made) == 30 * len(story.claims)
    assert {p.label for p in made} == {NEUTRAL}
    assert all(p.evidence.startswith("Harlow mill (Harlow Post). ") for p in made)
    near = [p for p in made if "wheels" in p.claim]
    assert sum("pair of wheels" in p.evidence for p in near) > len(near) * 0.8
    assert any(p.claim.startswith("Mill turns again (2025-03-14). ") for p in made)
    assert any(not p.claim.startswith("Mill turns again") for p in made)
    assert misleading_pairs(story, {}, rng) == []


def test_misleading_sources_are_read_by_story_and_join_its_pairs(story, tmp_path):
    source = {"sort": "namesake", "publisher": "Harlow Post", "published": None, "title": "Harlow mill"}
    row = {"story": "t001", "sources": [source | {"sentences": ["It is shut."]}]}
    (tmp_path / "misleading").mkdir()
    (tmp_path / "misleading" / "m.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = read_misleading(tmp_path / "misleading")
    assert found == {"t001": {"x1": StorySource("Harlow Post", "", "Harlow mill", ("It is shut.",))}}
    mixed = with_stories([], [story], misleading=found, rounds=1, general=0, seed=1)
    assert sum(p.evidence == "Harlow mill (Harlow Post). It is shut." for p in mixed) == len(story.claims)


def test_what_is_not_settled_has_neutral_pairs_only(story):
    assert {p.label for p in drawn(story) if "bequest" in p.claim} == {NEUTRAL}


def test_mixing_is_repeatable_and_leaves_development_stories_out(story):
    assert not story.is_dev
    general = [TrainingPair(f"c{i}", "e", SUPPORT, "other") for i in range(10)]
    mixed = with_stories(general, [story], rounds=2, general=4, seed=5)
    assert mixed == with_stories(general, [story], rounds=2, general=4, seed=5)
    assert sum(p.dataset == "other" for p in mixed) == 4
    assert any(p.dataset == "newsroom" for p in mixed)
    kept_out = with_stories(general, [replace(story, split="dev")], rounds=2, general=4, seed=5)
    assert {p.dataset for p in kept_out} == {"other"}


def test_the_shipped_stories_are_consistent():
    stories = list(read_stories(ROOT / "datasets" / "newsroom"))
    assert len({story.id for story in stories}) == len(stories) > 100
    wanted = {
        "SUPPORTED": {"supports"},
        "REFUTED": {"refutes"},
        "CONFLICTING": {"supports", "refutes"},
        "NOT_ENOUGH_EVIDENCE": set(),
    }
    for story in stories:
        assert story.not_claims, story.id
        for claim in story.claims:
            assert {e.stance for e in claim.evidence} - {"near_miss"} == wanted[claim.label], (story.id, claim.text)
            for item in claim.evidence:
                for name, number in item.places:
                    assert story.sources[name].sentences[number - 1], (story.id, claim.text)
    assert 0.1 < sum(story.is_dev for story in stories) / len(stories) < 0.5
    misleading = read_misleading(ROOT / "datasets" / "newsroom" / "misleading")
    assert set(misleading) <= {story.id for story in stories}
    for sources in misleading.values():
        assert all(s.publisher and s.title and s.sentences for s in sources.values())
