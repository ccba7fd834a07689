"""Persons in mentions, and when two mentions are one speaker."""

import pytest

from factcheck.sources import names


@pytest.mark.parametrize(
    ("mention", "person"),
    [
        ("Dr. Amara Linden", "Amara Linden"),
        ("Tulsa police Chief Chuck Jordan", "Chuck Jordan"),
        ("Corin Hale of Brackwater Securities", "Corin Hale"),
        ("Orvane’s chief executive, Ines Carvalho", "Ines Carvalho"),
        ("J. K. Rowe", "J. K. Rowe"),
        ("Anna van der Berg", "Anna van der Berg"),
        ("alliance leader Piet Lohmann", "Piet Lohmann"),
        ("the Harbour Board", None),
        ("the spokesperson", None),
        ("a letter written by France", None),
        ("Poe's", None),
    ],
)
def test_person_in(mention, person):
    assert names.person_in(mention) == person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dr. Amara Linden", "Linden", True),
        ("José Pérez", "Jose Perez", True),
        ("Office of Human Rights", "OHR", True),
        ("Mayor Ann Poe", "Bo Lind", False),
        ("the Bakers’ Union", "Bo Lind", False),
        ("the mayor", "Bo Lind", None),
        (None, "Bo Lind", None),
    ],
)
def test_same_speaker(one, other, same):
    assert names.same_speaker(one, other) is same
    assert names.same_speaker(other, one) is same


def test_a_surname_is_filled_out_only_when_known():
    assert names.expanded("Poe", {"poe": "Ann Poe"}) == "Ann Poe"
    assert names.expanded("Poe", {}) == "Poe"
    assert names.expanded("Bo Poe", {"poe": "Ann Poe"}) == "Bo Poe"
