"""Words, numbers, and the cheapest reading of a quotation in a source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources.alignment import CUT, align, tokens
from factcheck.types import Span


def norms(text):
    return [token.norm for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sixty-one percent", ["61", "percent"]),
        ("two hundred thousand and five", ["200000", "and", "5"]),
        ("1,800 shots, 3.5 %", ["1800", "shots", "3.5", "%"]),
        ("one two", ["1", "2"]),
        ("twenty twelve", ["20", "12"]),
        ("million", ["million"]),
        ("don’t, can't, cannot, won't", ["do", "not", "can", "not", "can", "not", "will", "not"]),
        ("Café ÉTÉ", ["cafe", "ete"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert norms(text) == expected


@given(st.text(alphabet="aé’' n't,.-1 5twoone\n", max_size=60))
def test_tokens_lie_in_order_on_exact_spans(text):
    last = 0
    for token in tokens(text):
        assert last <= token.span.start < token.span.end <= len(text)
        assert token.span.of(text).strip()
        last = token.span.end


def read(quote, source, **options):
    words = tokens(source)
    aligned = align(tokens(quote), words, **options)
    changes = [
        (c.operation, norms(quote)[c.quote.start : c.quote.end], norms(source)[c.source.start : c.source.end])
        for c in aligned.changes
        if c.operation != "equal"
    ]
    return Span(words[aligned.source.start].span.start, words[aligned.source.end - 1].span.end).of(source), changes


def test_the_match_is_as_short_as_it_can_be():
    assert read("the dog barked", "the cat and the dog barked at the dog") == ("the dog barked", [])


def test_words_left_out_and_numbers_replaced():
    source = "Well, we will look at each of the 12 numbers and decide on the day."
    printed, changes = read("look at each of the 9 numbers and decide", source)
    assert printed == "look at each of the 12 numbers and decide"
    assert changes == [("replace", ["9"], ["12"])]
    assert read("we will look at numbers", source, skip=CUT)[1] == [("insert", [], ["each", "of", "the", "12"])]


def test_nothing_aligns_with_nothing():
    assert align([], tokens("a b")) is None
    assert align(tokens("a b"), []) is None
