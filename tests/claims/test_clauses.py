from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.claims.clauses import clauses
from factcheck.types import Span


def parts(text):
    return [
        (f"{clause.subject.of(text)} | " if clause.subject else "") + clause.span.of(text)
        for clause in clauses(text, Span(0, len(text)))
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Acme sold 40 boats and bought 12 lorries, while profits fell 3 %.",
            ["Acme sold 40 boats and bought 12 lorries", "profits fell 3 %."],
        ),
        ("Rents rose by a tenth; older flats are exempt.", ["Rents rose by a tenth", "older flats are exempt."]),
        ("The cull was decided on Monday, and objections are not possible.",
         ["The cull was decided on Monday", "objections are not possible."]),
        ("The Lake Party has won the election but fell two seats short.",
         ["The Lake Party has won the election", "The Lake Party | fell two seats short."]),
        ("The old mill in the valley burned down, whereas the new one stands.",
         ["The old mill in the valley burned down", "the new one stands."]),
    ],
)  # fmt: skip
def test_clauses_that_can_be_checked_alone_are_parted(sentence, expected):
    assert parts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Two intruders entered the museum through a skylight and left with a gold cup.",
        "If the dam breaks tonight, and the valley floods, the road will close.",
        "She sang of love, loss and the long road home.",
        "“The dam is old, and the road will close tonight,” Bell said.",
        "He scored 17 goals last season, about a third of them penalties.",
        "He fell ill in the spring, while travelling in the north.",
        "It was cold, but not for long.",
        "The mill (it burned in 1904; the new one stands) is on the river.",
    ],
)
def test_other_sentences_stay_whole(sentence):
    assert parts(sentence) == [sentence]


@given(st.text(alphabet='The dam is old; and, while Bell fell but “”"()—5 %.\n', max_size=150))
def test_clauses_are_exact_parts_in_order(text):
    found = clauses(text, Span(0, len(text)))
    assert found[0].span.start == 0
    assert found[-1].span.end == len(text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
