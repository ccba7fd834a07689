from dataclasses import replace

import pytest
from fakes import document, passage

from factcheck.nli.premise import premise_of

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
        ({"title": "Old mill", "published": "2025-03"}, "Old mill (2025-03). "),
        ({"title": "Old mill", "published": "March 8, 2025"}, "Old mill. "),
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
