import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.nli.windows import combine, cut
from factcheck.text import sentences
from factcheck.types import StanceScores


def count(texts):
    return [len(text.split()) for text in texts]


SENTENCES = [f"Boat {word} left the harbour early." for word in ("one", "two", "three", "four", "five")]  # 6 words each
LONG = " ".join(SENTENCES)


def premises(max_tokens, premise=LONG, claim="It left."):
    (windows,) = cut([(premise, claim)], max_tokens, count)
    assert {hypothesis for _, hypothesis in windows} == {claim}
    return [window for window, _ in windows]


def test_a_premise_that_fits_is_one_pair_unchanged():
    assert premises(36) == [LONG]  # 30 words, 2 of the claim, 4 special tokens


def test_windows_hold_whole_sentences_and_overlap_by_one():
    assert premises(6 + 12) == [" ".join(SENTENCES[i : i + 2]) for i in range(4)]
    assert premises(6 + 18) == [" ".join(SENTENCES[:3]), " ".join(SENTENCES[2:])]


def test_sentences_that_leave_no_room_for_overlap_stand_alone():
    assert premises(6 + 7) == SENTENCES


def test_a_sentence_longer_than_the_model_reads_is_a_window_alone():
    endless = "word " * 40
    windows = premises(6 + 12, f"{SENTENCES[0]} {endless.strip()}. {SENTENCES[1]}")
    assert windows[0] == SENTENCES[0]
    assert windows[1].count("word") == 40
    assert windows[-1].endswith(SENTENCES[1])


def test_a_claim_that_fills_the_model_leaves_the_premise_as_it_is():
    assert premises(10, claim="word " * 20) == [LONG]


def test_the_strongest_window_on_each_side_counts():
    open_, yes = StanceScores(0.05, 0.05, 0.9), StanceScores(0.9, 0.02, 0.08)
    assert combine([open_, yes, open_]).supports > 0.85
    both = combine([yes, StanceScores(0.02, 0.9, 0.08)])
    assert both.supports == pytest.approx(both.refutes)


def test_one_window_keeps_its_scores_exactly():
    only = StanceScores(0.2, 0.3, 0.5)
    assert combine([only]) is only


shares = st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)).map(
    lambda t: StanceScores(t[0] / sum(t), t[1] / sum(t), t[2] / sum(t))
)


@given(st.lists(shares, min_size=1, max_size=6))
def test_combined_scores_are_probabilities(scores):
    found = combine(scores)
    assert found.supports + found.refutes + found.neutral == pytest.approx(1.0)


@given(st.lists(st.text("ab .\n", max_size=30), max_size=6).map(" ".join), st.integers(6, 30))
def test_windows_are_parts_of_the_premise_and_lose_no_sentence(premise, room):
    whole = premise * 3
    (pairs,) = cut([(whole, "a")], room, count)
    windows = [window for window, _ in pairs]
    assert all(window in whole for window in windows)
    assert all(any(s.span.of(whole) in window for window in windows) for s in sentences(whole))
