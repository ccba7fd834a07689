import json
from pathlib import Path

import pytest

from factcheck.training.mixture import NEUTRAL, REFUTE, SUPPORT
from factcheck.training.passages import STANCES, passage_pairs, read_passages

ROOT = Path(__file__).resolve().parents[2]
ROW = {
    "topic": "mills",
    "publisher": "Harrow Post",
    "published": "2025-03-12",
    "title": "Old mill restored",
    "split": "train",
    "sentences": ["The mill at Harrow was built in 1811.", "It has two wheels.", "Entry is free."],
    "claims": [
        {"kind": "number", "stance": "supports", "needs": [2], "text": "The mill at Harrow has a pair of wheels."},
        {"kind": "number", "stance": "refutes", "needs": [1, 2], "text": "The mill of 1811 has three wheels."},
        {"kind": "cause", "stance": "neutral", "needs": [1], "text": "A bequest paid for the mill at Harrow."},
    ],
}


@pytest.fixture
def passages(tmp_path):
    rows = [ROW, ROW | {"split": "dev", "title": "Kept apart"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return list(read_passages(tmp_path))


def test_every_claim_keeps_its_label_beside_all_that_it_needs(passages):
    needed = {
        "The mill at Harrow has a pair of wheels.": (SUPPORT, ["two wheels"]),
        "The mill of 1811 has three wheels.": (REFUTE, ["in 1811", "two wheels"]),
        "A bequest paid for the mill at Harrow.": (NEUTRAL, ["in 1811"]),
    }
    for seed in range(30):
        settled = {
            p.claim: p
            for p in passage_pairs(passages, "train", seed)[::-1]
            if p.label != NEUTRAL or "bequest" in p.claim
        }
        for claim, (label, parts) in needed.items():
            assert settled[claim].label == label
            assert all(part in settled[claim].evidence for part in parts)


def test_what_lacks_the_settling_sentence_is_neutral(passages):
    pairs = [p for seed in range(60) for p in passage_pairs(passages, "train", seed)]
    without = [p for p in pairs if "pair of wheels" in p.claim and "two wheels" not in p.evidence]
    assert without
    assert {p.label for p in without} == {NEUTRAL}


def test_premises_sometimes_begin_with_where_they_are_from(passages):
    pairs = [p for seed in range(20) for p in passage_pairs(passages, "train", seed)]
    led = [p.evidence.startswith("Old mill restored (Harrow Post, 2025-03-12). ") for p in pairs]
    assert any(led)
    assert not all(led)


def test_the_development_split_stays_apart(passages):
    assert all("Kept apart" not in p.evidence for seed in range(20) for p in passage_pairs(passages, "train", seed))
    assert passage_pairs(passages, "dev", 0)


def test_the_shipped_passages_are_well_formed():
    shipped = list(read_passages(ROOT / "datasets" / "passages"))
    assert len(shipped) > 1000
    assert {p.split for p in shipped} == {"train", "dev"}
    for passage in shipped:
        assert {claim.stance for claim in passage.claims} <= set(STANCES)
        for claim in passage.claims:
            assert claim.needs[0] >= 1
            assert claim.needs[-1] <= len(passage.sentences)
        assert len({claim.text for claim in passage.claims}) == len(passage.claims)
