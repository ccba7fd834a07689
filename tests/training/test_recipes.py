import gzip
import json

import pytest

from factcheck.training.mixture import normalize
from factcheck.training.recipes import gold_pairs

STORY = {
    "id": "s1",
    "topic": "t",
    "published": "2026-01-02",
    "title": "A mill burned",
    "sources": {
        "a": {
            "publisher": "P",
            "published": "2026-01-01",
            "title": "Fire",
            "sentences": ["The mill burned.", "Nobody was hurt.", "It was old."],
        }
    },
    "claims": [
        {
            "kind": "event",
            "label": "SUPPORTED",
            "sentence": "The mill burned down.",
            "claim": "The mill burned down.",
            "evidence": [{"sentences": [["a", 1]], "stance": "supports"}],
        }
    ],
    "not_claims": [],
    "split": "train",
}
PASSAGE = {
    "publisher": "Q",
    "published": "2026-01-01",
    "title": "Ferry",
    "sentences": ["The ferry left.", "It carried nine cars."],
    "claims": [{"kind": "number", "stance": "refutes", "needs": [2], "text": "The ferry carried eight cars."}],
    "split": "train",
}


@pytest.fixture
def folders(tmp_path):
    for part in ("train", "dev"):
        (tmp_path / part).mkdir()
        with gzip.open(tmp_path / part / "mills.train.jsonl.gz", "wt", encoding="utf-8") as stream:
            for n in range(20 if part == "train" else 1):
                stream.write(json.dumps({"claim": f"Claim {n} x.", "evidence": f"E {n}.", "label": "support"}) + "\n")
    for name, row in (("stories", STORY), ("passages", PASSAGE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def made(folders, **stories):
    recipe = {"mixture": {"seed": 1, "mismatched": 0, "sets": {"mills.train": {"rows": {"support": 10}}}}}
    if stories:
        recipe["stories"] = {"seed": 1, "rounds": 0, "general": 6, **stories}
    return gold_pairs(recipe, folders, folders / "stories", folders / "passages")


def test_without_stories_it_is_the_mixture_without_dev_claims(folders):
    pairs = made(folders)
    assert len(pairs) == 10
    assert normalize("Claim 0 x.") not in {normalize(pair.claim) for pair in pairs}


def test_stories_and_passages_join_a_part_of_the_mixture(folders):
    assert {pair.dataset for pair in made(folders, rounds=0)} == {"mills.train"}
    everything = made(folders, rounds=1, passage_rounds=1)
    assert {pair.dataset for pair in everything} == {"mills.train", "newsroom", "passages"}
    assert sum(pair.dataset == "mills.train" for pair in everything) == 6
    assert everything == made(folders, rounds=1, passage_rounds=1)


def test_a_share_of_the_pairs_of_passages_is_drawn(folders):
    assert sum(pair.dataset == "passages" for pair in made(folders, passage_rounds=1)) == 1
    assert sum(pair.dataset == "passages" for pair in made(folders, passage_rounds=1, passage_share=0.0)) == 0
