import numpy as np
import pytest

from factcheck.evaluation.slices import slice_pairs


def bands(claim, evidence="Owls."):
    """The band of each property that one pair is in."""
    return {name: next(iter(found)) for name, found in slice_pairs([(claim, evidence)]).items()}


@pytest.mark.parametrize(
    ("claim", "cue"),
    [
        ("It is not open.", "yes"),
        ("It never opened.", "yes"),
        ("It isn't open.", "yes"),
        ("It isn’t open.", "yes"),
        ("NO ONE came.", "yes"),
        ("It runs without water.", "yes"),
        ("A notable knot in Nottingham.", "no"),
        ("Nobel won a prize.", "no"),
        ("", "no"),
    ],
)
def test_negation(claim, cue):
    assert bands(claim)["negation in claim"] == cue


@pytest.mark.parametrize(
    ("claim", "number", "date"),
    [
        ("Four people came.", "yes", "no"),
        ("It cost $4.25.", "yes", "no"),
        ("It opened in 1932.", "yes", "yes"),
        ("It opened on Tuesday.", "no", "yes"),
        ("It may march on.", "no", "no"),
        ("It opened on 8 March.", "yes", "yes"),
        ("It opened in December.", "no", "yes"),
        ("Often a tent is heavy.", "no", "no"),
        ("It weighs 4500 kg.", "yes", "no"),
    ],
)
def test_numbers_and_dates(claim, number, date):
    found = bands(claim)
    assert (found["number in claim"], found["date in claim"]) == (number, date)


@pytest.mark.parametrize(
    ("count", "claim", "evidence"),
    [
        (0, "under 10 words", "under 32 words"),
        (9, "under 10 words", "under 32 words"),
        (10, "10–19 words", "under 32 words"),
        (31, "20+ words", "under 32 words"),
        (32, "20+ words", "32–63 words"),
        (192, "20+ words", "128–192 words"),
        (193, "20+ words", "193+ words"),
    ],
)
def test_length_bands_start_where_they_say(count, claim, evidence):
    assert bands("a " * count)["claim length"] == claim
    assert bands("a", "b " * count)["evidence length"] == evidence


@pytest.mark.parametrize(
    ("evidence", "band"),
    [
        ("owls", "under 25 %"),
        ("A owls", "25–49 %"),
        ("a b", "50–74 %"),
        ("c b a", "75 % or more"),
        ("d c b a", "75 % or more"),
    ],
)
def test_overlap_is_the_share_of_the_claims_words(evidence, band):
    assert bands("a b c d, a", evidence)["word overlap"] == band


def test_every_pair_is_in_one_band_of_each_property():
    pairs = [("It is not open.", "Owls."), ("Four owls.", "Owls. " * 40), ("", "")]
    for found in slice_pairs(pairs).values():
        assert np.sum(list(found.values()), axis=0).tolist() == [1, 1, 1]
        assert all(flags.any() for flags in found.values())
    assert list(slice_pairs(pairs)["negation in claim"]) == ["yes", "no"]
