import hashlib
from dataclasses import FrozenInstanceError

import pytest

from factcheck.types import Document, Evidence, Label, Passage, Span, Stance, StanceScores, digest


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-3, -1)])
def test_a_span_that_runs_backwards_or_below_zero_is_refused(start, end):
    with pytest.raises(ValueError, match=f"not a span: {start}..{end}"):
        Span(start, end)


def test_a_span_counts_code_points():
    assert Span(2, 5).of("😀 été!") == "été"
    assert Span(0, 0).of("abc") == ""


def test_spans_sort_by_start_and_then_by_end():
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 4)]) == [Span(0, 4), Span(0, 9), Span(2, 3)]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Span(0, 3), Span(2, 5), True),
        (Span(0, 9), Span(4, 5), True),
        (Span(0, 3), Span(3, 5), False),
        (Span(0, 1), Span(4, 5), False),
    ],
)
def test_spans_overlap_when_they_share_a_code_point(one, other, shared):
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


def test_an_empty_span_overlaps_nothing():
    assert not Span(3, 3).overlaps(Span(0, 5))


def test_a_digest_is_twelve_digits_of_sha256_over_the_parts():
    assert digest("a", "b") == hashlib.sha256(b"a\x1fb").hexdigest()[:12]
    assert digest("a", "b") != digest("ab")
    assert digest("\ud800") == hashlib.sha256(b"\xed\xa0\x80").hexdigest()[:12]


def test_a_document_of_a_text_has_the_digest_of_its_bytes():
    document = Document.from_text("Rates fell: −0.25", title="Rates")
    assert document.sha256 == hashlib.sha256("Rates fell: −0.25".encode()).hexdigest()
    assert document.id == digest(document.sha256, "text")
    assert (document.text, document.title, document.url) == ("Rates fell: −0.25", "Rates", None)


def test_the_name_tells_equal_texts_apart():
    one, other = Document.from_text("Rates fell.", name="a"), Document.from_text("Rates fell.", name="b")
    assert one.sha256 == other.sha256
    assert one.id != other.id
    assert one == Document.from_text("Rates fell.", name="a")


def test_a_passage_has_the_exact_words_of_its_span():
    assert Passage(Document.from_text("😀 Rates fell. Prices rose."), Span(14, 25)).text == "Prices rose"


@pytest.mark.parametrize(
    ("scores", "stance"),
    [
        ((0.6, 0.3, 0.1), Stance.SUPPORTS),
        ((0.3, 0.6, 0.1), Stance.REFUTES),
        ((0.1, 0.3, 0.6), Stance.NEUTRAL),
        ((0.5, 0.5, 0.0), Stance.NEUTRAL),
        ((0.4, 0.2, 0.4), Stance.NEUTRAL),
        ((0.2, 0.4, 0.4), Stance.NEUTRAL),
    ],
)
def test_the_stance_is_the_most_probable_one_and_ties_are_neutral(scores, stance):
    found = StanceScores(*scores)
    assert found.stance is stance
    assert Evidence(Passage(Document.from_text("x"), Span(0, 1)), found, 0.5).stance is stance


def test_values_cannot_be_changed():
    span = Span(0, 1)
    with pytest.raises(FrozenInstanceError):
        span.end = 2


@pytest.mark.parametrize("member", [*Stance, *Label])
def test_stances_and_labels_are_the_strings_of_their_names(member):
    assert member == member.name == member.value
