import random

import pytest

from factcheck.training.distill import (
    UnlabelledRecipe,
    edit,
    key_of,
    read_taught,
    teach,
    unlabelled_pairs,
)
from factcheck.training.mixture import REFUTE, SUPPORT, UNLABELLED, TrainingPair, normalize
from factcheck.types import StanceScores

PAIRS = [
    TrainingPair(f"The {name} mill has {n} wheels.", f"The {name} mill turned {n} wheels in its day.", n % 3, "mills")
    for n, name in enumerate(("red", "old", "tall", "stone", "river", "north", "burnt", "lost"), 10)
]


def made(forbidden=(), **counts):
    return unlabelled_pairs(
        PAIRS, UnlabelledRecipe(**{"seed": 1, "retrieved": 0, "random": 0, "edited": 0, **counts}), forbidden
    )


def test_retrieved_evidence_is_the_nearest_that_is_not_the_claims_own():
    pairs = [
        TrainingPair("The lighthouse of Vorm burned down.", "Fire took the lighthouse of Vorm.", SUPPORT, "d"),
        TrainingPair("Sailors saw the lighthouse.", "The lighthouse of Vorm was seen by sailors.", SUPPORT, "d"),
        *[TrainingPair(f"Owl {n} slept.", f"Owl {n} was asleep at noon.", SUPPORT, "d") for n in range(6)],
    ]
    found = unlabelled_pairs(pairs, UnlabelledRecipe(seed=1, retrieved=8, random=0, edited=0))
    assert TrainingPair(pairs[0].claim, pairs[1].evidence, UNLABELLED, "d") in found


def test_made_pairs_have_no_label_and_are_none_of_the_given_ones():
    pairs = made(retrieved=8, random=8, edited=8)
    assert len(pairs) > 15
    assert {pair.label for pair in pairs} == {UNLABELLED}
    assert not {key_of(pair) for pair in pairs} & {key_of(pair) for pair in PAIRS}


def test_edited_claims_keep_their_evidence_and_change_a_number():
    pairs = made(edited=5)
    assert len(pairs) == 5
    own = {pair.evidence: pair.claim for pair in PAIRS}
    assert all(own[pair.evidence] != pair.claim for pair in pairs)


def test_a_forbidden_claim_is_not_made():
    claims = {normalize(pair.claim) for pair in made(edited=8)}
    left = {normalize(pair.claim) for pair in made(edited=8, forbidden=claims)}
    assert claims
    assert not left


def test_the_same_seed_makes_the_same_pairs():
    assert made(retrieved=4, random=4, edited=4) == made(retrieved=4, random=4, edited=4)
    assert made(random=8) != made(random=8, seed=2)


def test_a_name_gives_way_to_another_name_of_the_evidence():
    pair = TrainingPair("Ada Vorm met the mayor.", "Ada Vorm spoke first, then Ole Brink left.", SUPPORT, "d")
    edited = edit(pair, random.Random(1))
    assert edited == TrainingPair("Ole Brink met the mayor.", pair.evidence, UNLABELLED, "d")


def test_a_claim_without_number_or_name_is_not_edited():
    assert edit(TrainingPair("It rained.", "It rained all day.", SUPPORT, "d"), random.Random(1)) is None


def taking(asked):
    def score(pairs):
        asked.extend(pairs)
        return [StanceScores(0.7, 0.2, 0.1) for _ in pairs]

    return score


def test_labels_are_kept_and_asked_for_once(tmp_path):
    file, asked, told = tmp_path / "labels.jsonl", [], []
    teach(PAIRS[:3], taking(asked), file, lambda *seen: told.append(seen))
    taught = teach(PAIRS[:5], taking(asked), file)
    assert [claim for _, claim in asked] == [pair.claim for pair in PAIRS[:5]]
    assert taught == read_taught(file) == dict.fromkeys(map(key_of, PAIRS[:5]), (0.7, 0.2, 0.1))
    assert told == [(3, 3)]


@pytest.mark.parametrize("kept", [5, 40])
def test_a_line_cut_off_by_a_kill_is_asked_for_again(tmp_path, kept):
    file, asked = tmp_path / "labels.jsonl", []
    teach(PAIRS[:2], taking([]), file)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1][:kept])
    taught = teach(PAIRS[:2], taking(asked), file)
    assert len(asked) == 1
    assert len(taught) == len(read_taught(file)) == 2


def test_a_label_does_not_depend_on_the_gold_label_or_the_set():
    assert key_of(PAIRS[0]) == key_of(TrainingPair(PAIRS[0].claim, PAIRS[0].evidence, REFUTE, "other"))
    assert key_of(PAIRS[0]) != key_of(PAIRS[1])
