"""Who speaks where nothing stands in quotation marks."""

import pytest
from fakes import document
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources.unmarked import author_of, speaker_at, turns
from factcheck.types import Span

TALK = "Board meeting\n\nCHAIR (Ann Poe): We are late.\n\nMR. BO LIND: I know.\nI do.\n\nCHAIR: Then begin."


def test_each_turn_reaches_to_the_next_speaker():
    found = turns(TALK)
    assert [(turn.speaker, turn.span.of(TALK).split("\n")[0]) for turn in found] == [
        ("Ann Poe", "We are late."),
        ("Bo Lind", "I know."),
        (None, "Then begin."),
    ]
    start = TALK.index("I do.")
    assert speaker_at(found, Span(start, start + 5)) == "Bo Lind"
    assert speaker_at(found, Span(0, 5)) is None
    assert speaker_at((), Span(0, 5)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Location: Oslo\nDate: 3 May\nPrice: free\n\n" + "The ferry runs every hour, and nobody has to wait. " * 3,
        "Ann Poe: We are late.",
        "What we know: nothing.\nWhat we do: wait.\nWhat we say: no.",
        "One: two.\n" * 2,
        "",
    ],
)
def test_what_is_no_transcript(text):
    assert turns(text) == ()


@given(st.text(alphabet="Ann Po:\n*>. ", max_size=120))
def test_turns_lie_in_the_text_and_in_order(text):
    last = 0
    for turn in turns(text):
        assert last <= turn.span.start <= turn.span.end <= len(text)
        last = turn.span.end


@pytest.mark.parametrize(
    ("text", "known", "author"),
    [
        ("The tram is late.", {"author": "Ann Poe"}, "Ann Poe"),
        ("The tram is late.", {"title": "Statement by Mayor Ann Poe"}, "Ann Poe"),
        ("# Open letter from Ann Poe\n\nThe tram is late.", {}, "Ann Poe"),
        ("Dear all,\n\nThe tram is late.\n\nAnn Poe\nChief Executive", {}, "Ann Poe"),
        ("The tram is late.\n\nAnn Poe\nChief Executive", {}, None),
        ("Statement of the Port Authority\n\nThe tram is late.", {}, None),
        ("Dear all,\n\nThe tram is late.\n\nThe Port Authority", {}, None),
    ],
)
def test_the_author_of_a_whole_document(text, known, author):
    assert author_of(document(text, **known)) == author
