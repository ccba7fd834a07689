import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from factcheck.training.mixture import NEUTRAL, REFUTE, SUPPORT, TrainingPair
from factcheck.training.stories import read_stories, story_pairs, with_stories

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
    assert {p.claim for p in supported} == {ROW["claims"][0]["claim"], ROW["claims"][0]["sentence"]}
    assert any("1811" in p.evidence for p in supported)
    assert any(p.evidence == "It has two wheels." for p in supported)
    assert any(p.evidence.startswith("Old mill restored (Harrow Post, 2025-03-12). ") for p in supported)


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
