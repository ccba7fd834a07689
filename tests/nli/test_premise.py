from dataclasses import replace

import pytest
from fakes import document, passage

from factcheck.nli.premise import hypothesis_of, premise_of

TEXT = "Old mill restored\n\nIt has **two** wheels.\nOne is new."


@pytest.mark.parametrize(
    ("known", "lead"),
    [
        ({}, ""),
        ({"title": "Old mill restored."}, "Old mill restored. "),
        ({"title": "Old mill", "publisher": "Harrow Post"}, "Old mill (Harrow Post). "),
        (
            {"title": "Old mill", "publisher": "Harrow Post", "published": "2025-03-12T08:00:00Z"},
            "Old mill (Harrow Post, 2025-03-12). ",
        ),
        ({"published": "2025-03-12"}, "2025-03-12. "),
        ({"title": "x" * 161, "publisher": "Harrow Post"}, "Harrow Post. "),
        ({"title": " ", "publisher": ""}, ""),
    ],
)
def test_a_premise_begins_with_what_is_known_of_its_source(known, lead):
    source = replace(document(TEXT), **known)
    assert premise_of(passage("It has **two** wheels.\nOne is new.", source)) == f"{lead}It has two wheels. One is new."


def test_a_title_is_not_said_twice():
    source = replace(document(TEXT), title="Old mill restored")
    assert premise_of(passage("Old mill restored", source)) == "Old mill restored"


@pytest.mark.parametrize(
    ("known", "lead"),
    [
        ({"title": "Mill turns again", "published": "2025-03-14T09:00:00Z"}, "Mill turns again (2025-03-14). "),
        ({"title": "Mill turns again."}, "Mill turns again. "),
        ({"published": "2025-03-14"}, ""),
        ({"title": "x" * 161, "published": "2025-03-14"}, ""),
        ({"title": "Mill turns again", "published": "March 8, 2025"}, "Mill turns again. "),
        ({"title": "Mill turns again", "published": "2025-03"}, "Mill turns again (2025-03). "),
        ({"title": " ", "published": "2025-03-14"}, ""),
    ],
)
def test_a_claim_begins_with_the_title_of_its_article_if_it_has_one(known, lead):
    assert hypothesis_of("It has two wheels.", replace(document(TEXT), **known)) == f"{lead}It has two wheels."
