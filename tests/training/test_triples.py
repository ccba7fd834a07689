import json
import random

import pytest

from factcheck.training.mixture import NEUTRAL, SUPPORT, TrainingPair
from factcheck.training.stories import Story, StoryClaim, StoryEvidence, StorySource
from factcheck.training.triples import (
    Triple,
    collection_triples,
    pair_triples,
    story_triples,
    triple_batches,
    usable_claims,
)


@pytest.fixture
def folder(tmp_path):
    """Forty documents of one topic each; claim n of train is answered by document n."""
    names = [f"lake{n} holds water of valley{n} in spring" for n in range(40)]
    rows = [json.dumps({"_id": f"d{n}", "title": "", "text": text}) for n, text in enumerate(names)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    asked = [json.dumps({"_id": f"q{n}", "text": f"Lake{n} has water."}) for n in range(40)]
    asked.append(json.dumps({"_id": "dev", "text": "lake3 has WATER"}))
    (tmp_path / "queries.jsonl").write_text("\n".join(asked), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    judged = "".join(f"q{n}\td{n}\t1\n" for n in range(40))
    (tmp_path / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, encoding="utf-8")
    (tmp_path / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\ndev\td3\t1\n", encoding="utf-8")
    return tmp_path


def test_claims_of_another_split_and_without_an_answer_are_left_out(folder):
    usable = usable_claims(folder, "train")
    assert sorted(usable) == sorted(f"q{n}" for n in range(40) if n != 3)


def test_hard_negatives_are_near_documents_and_no_answers(folder):
    ranked = {"q7": [f"d{n}" for n in range(10)], "q20": [f"d{n}" for n in range(40)]}
    made = collection_triples(folder, "train", ranked, 2, random.Random(1))
    assert [triple.claim for triple in made] == ["Lake7 has water."] * 2 + ["Lake20 has water."] * 2
    for triple in made:
        number = triple.identity[1:]
        assert triple.claim == f"Lake{number} has water."
        assert triple.positive.startswith(f"lake{number} ")
    drawn = {triple.hard for triple in made[:2]}
    assert len(drawn) == 2
    assert drawn <= {f"lake{n} holds water of valley{n} in spring" for n in (3, 4, 5, 6, 8, 9)}
    alone = collection_triples(folder, "train", {"q7": ["d7"]}, 1, random.Random(1))
    assert [triple.hard for triple in alone] == [""]


def test_a_document_is_an_answer_with_and_without_its_title(folder):
    rows = [{"_id": f"d{n}", "title": f"Lake{n}.", "text": "It holds water."} for n in range(40)]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    made = collection_triples(folder, "train", {f"q{n}": [] for n in range(40)}, 1, random.Random(1))
    assert {triple.positive.replace(triple.identity.replace("d", "Lake"), "X") for triple in made} == {
        "It holds water.",
        "X. It holds water.",
    }


def test_neutral_evidence_of_a_claim_is_its_hard_negative():
    pairs = [
        TrainingPair("a", "says a", SUPPORT, "set"),
        TrainingPair("a", "not on a", NEUTRAL, "set"),
        TrainingPair("b", "says b", SUPPORT, "set"),
        TrainingPair("c", "not on c", NEUTRAL, "set"),
    ]
    made = {triple.claim: triple for triple in pair_triples(pairs, 9, random.Random(1))}
    assert set(made) == {"a", "b"}
    assert (made["a"].positive, made["a"].hard, made["b"].hard) == ("says a", "not on a", "")


def story(split="train"):
    source = StorySource("Post", "2025-01-01", "Title", tuple(f"Sentence {n}." for n in range(1, 7)))
    claim = StoryClaim("number", "SUPPORTED", "It is.", "The lake is.", (StoryEvidence((("s1", 3),), "supports"),))
    near = StoryEvidence((("s1", 1),), "near_miss")
    unsettled = StoryClaim("number", "NOT_ENOUGH_EVIDENCE", "It was.", "The lake was.", (near,))
    return Story("x", "lakes", "2025-01-02", "Lake", {"s1": source}, (claim, unsettled), (), split)


def test_story_claims_meet_their_sentence_and_no_settling_one_as_hard_negative():
    for seed in range(30):
        (triple,) = story_triples([story(), story("dev")], 9, random.Random(seed))
        assert "Sentence 3." in triple.positive
        assert triple.hard
        assert "Sentence 3." not in triple.hard


def test_no_batch_has_an_answer_of_one_claim_under_another():
    triples = [
        Triple(f"claim {n}", "p", "", f"d{n % 20}", frozenset({f"d{n % 20}", f"d{(n + 1) % 20}"}), f"set{n % 2}")
        for n in range(200)
    ]
    made = list(triple_batches(triples, 8, 1))
    assert made == list(triple_batches(triples, 8, 1))
    assert sum(map(len, made)) > 100
    for batch in made:
        assert len({triple.dataset for triple in batch}) == 1
        for one in batch:
            assert not any(other.identity in one.relevant for other in batch if other is not one)
