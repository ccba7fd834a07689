import gzip
import json
import random

import pytest

from factcheck.training.mixture import (
    NEUTRAL,
    NOT_SUPPORT,
    REFUTE,
    SUPPORT,
    MixtureRecipe,
    SetRecipe,
    TrainingPair,
    build_mixture,
    detokenize,
    hard_neutrals,
    normalize,
    swap_number,
)


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for claim, evidence, label in rows:
            stream.write(json.dumps({"claim": claim, "evidence": evidence, "label": label}) + "\n")


@pytest.fixture
def data(tmp_path):
    labels = ("support", "refute", "neutral")
    rows = [(f"Claim {i} about mill {i}.", f"Mill {i} has {i + 10} wheels.", labels[i % 3]) for i in range(90)]
    write(tmp_path / "train" / "mills.train.jsonl.gz", rows)
    write(tmp_path / "train" / "two.train.jsonl.gz", [(f"T {i} x.", "E.", "not_support") for i in range(10)])
    write(tmp_path / "dev" / "mills.dev.jsonl.gz", [("CLAIM 0, about mill 0", "Other.", "refute")])
    return tmp_path


def recipe(**rows):
    sets = {"mills.train": SetRecipe(rows=rows), "two.train": SetRecipe(rows={"not_support": 4})}
    return MixtureRecipe(seed=1, mismatched=0, sets=sets)


def test_caps_hold_for_each_label(data):
    mixture = build_mixture(recipe(support=5, refute=7), data / "train", data / "dev")
    counts = {label: sum(pair.label == label for pair in mixture) for label in (SUPPORT, REFUTE, NEUTRAL, NOT_SUPPORT)}
    assert counts == {SUPPORT: 5, REFUTE: 7, NEUTRAL: 0, NOT_SUPPORT: 4}


def test_no_claim_of_a_dev_file_is_trained_on(data):
    mixture = build_mixture(recipe(support=1000), data / "train", data / "dev")
    assert normalize("Claim 0 about mill 0.") not in {normalize(pair.claim) for pair in mixture}
    assert sum(pair.label == SUPPORT for pair in mixture) == 29


def test_the_same_seed_gives_the_same_order(data):
    one = build_mixture(recipe(support=20, neutral=20), data / "train", data / "dev")
    assert one == build_mixture(recipe(support=20, neutral=20), data / "train", data / "dev")
    other = MixtureRecipe(seed=2, mismatched=0, sets=recipe(support=20, neutral=20).sets)
    assert one != build_mixture(other, data / "train", data / "dev")


def test_a_missing_training_file_is_an_error(data):
    absent = MixtureRecipe(seed=1, mismatched=0, sets={"absent.train": SetRecipe(rows={"support": 1})})
    with pytest.raises(FileNotFoundError):
        build_mixture(absent, data / "train", data / "dev")


def test_swapping_changes_the_number_on_one_side_only():
    pair = TrainingPair("The mill has 14 wheels.", "In all, 14 wheels turn at the mill.", SUPPORT, "d")
    for seed in range(20):
        swapped = swap_number(pair, random.Random(seed))
        assert swapped is not None
        assert swapped.label == REFUTE
        assert ("14" in swapped.claim) != ("14" in swapped.evidence)


@pytest.mark.parametrize(
    ("claim", "evidence", "label"),
    [
        ("The mill has at least 14 wheels.", "It has 14 wheels.", SUPPORT),
        ("The mill does not have 14 wheels.", "It has 14 wheels.", SUPPORT),
        ("The mill has wheels.", "It has 14 wheels.", SUPPORT),
        ("The mill has 14 wheels.", "It has fourteen wheels.", SUPPORT),
        ("The mill has 14 wheels.", "It has 14 wheels.", NEUTRAL),
    ],
)
def test_doubtful_swaps_are_not_made(claim, evidence, label):
    assert swap_number(TrainingPair(claim, evidence, label, "d"), random.Random(0)) is None


def test_detokenizing_mends_the_spaces_of_tokenized_text():
    assert detokenize("Born ( 1 May 1950 ) , he 's a `` poet '' .") == 'Born (1 May 1950), he\'s a " poet ".'


def test_distracted_evidence_keeps_its_own_words_and_stays_short(data):
    plain = build_mixture(recipe(support=30), data / "train", data / "dev")
    own = {normalize(pair.claim): pair.evidence for pair in plain}
    sets = {"mills.train": SetRecipe(rows={"support": 30}, distract=1.0)}
    distracted = build_mixture(MixtureRecipe(seed=1, mismatched=0, sets=sets), data / "train", data / "dev")
    parts = set()
    for pair in distracted:
        evidence = own[normalize(pair.claim)]
        assert evidence in pair.evidence
        assert len(evidence) < len(pair.evidence) <= 710
        parts.add(round(len(pair.evidence) / len(evidence)))
    assert len(parts) > 1


def test_hard_neutrals_name_the_same_entity_and_say_something_else():
    rows = [
        TrainingPair("Mara Lindqvist won two gold medals.", "Mara Lindqvist took gold twice in Oslo.", SUPPORT, "d"),
        TrainingPair("Mara Lindqvist teaches chemistry.", "Since 2001 Mara Lindqvist runs a dairy farm.", REFUTE, "d"),
        TrainingPair("Mara Lindqvist won gold medals.", "Mara Lindqvist took gold twice in Oslo.", SUPPORT, "d"),
        TrainingPair("Tom Ash paints large murals.", "Tom Ash paints murals in Leeds.", SUPPORT, "d"),
    ]
    made = hard_neutrals(rows, 10, random.Random(0))
    assert {pair.label for pair in made} == {NEUTRAL}
    assert {(pair.claim.split()[2], pair.evidence.split()[-1]) for pair in made} <= {
        ("won", "farm."),
        ("teaches", "Oslo."),
    }
    assert made


def test_evidence_that_speaks_of_the_claim_makes_no_hard_neutral():
    rows = [
        TrainingPair("Mara Lindqvist won two gold medals.", "Mara Lindqvist took gold in Oslo.", SUPPORT, "d"),
        TrainingPair("Mara Lindqvist lives alone.", "Mara Lindqvist, who won gold medals, lives alone.", SUPPORT, "d"),
    ]
    assert all("won" not in pair.claim for pair in hard_neutrals(rows, 10, random.Random(0)))
