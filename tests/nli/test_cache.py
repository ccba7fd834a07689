import sqlite3

import pytest
from fakes import FakeScorer
from hypothesis import given
from hypothesis import strategies as st

from factcheck.nli.cache import CachedScorer
from factcheck.types import StanceScores

PAIRS = [("The bridge opened in 1932.", "It opened in 1932."), ("It is red.", "It opened in 1932."), ("a", "b")]


def by_length(premise, hypothesis):
    """Scores that tell most pairs apart."""
    one, two = len(premise) % 7 / 10, len(hypothesis) % 5 / 20
    return StanceScores(one, two, 1.0 - one - two)


class Counting(FakeScorer):
    def __init__(self):
        super().__init__(by_length)
        self.seen = []

    def score(self, pairs, done=None):
        self.seen.extend(pairs)
        return super().score(pairs, done)


def test_known_pairs_are_not_scored_again_and_give_the_same_scores(tmp_path):
    first, second = Counting(), Counting()
    scores = CachedScorer(first, tmp_path).score(PAIRS)
    assert scores == FakeScorer(by_length).score(PAIRS)
    assert CachedScorer(second, tmp_path).score([PAIRS[2], PAIRS[0]]) == [scores[2], scores[0]]
    assert second.seen == []


def test_only_new_pairs_are_scored_and_order_is_kept(tmp_path):
    scorer = Counting()
    cached = CachedScorer(scorer, tmp_path)
    cached.score(PAIRS[:2])
    counted = []
    mixed = [("new", "pair"), PAIRS[1], ("new", "pair")]
    assert cached.score(mixed, counted.append) == FakeScorer(by_length).score(mixed)
    assert scorer.seen == [*PAIRS[:2], ("new", "pair")]
    assert counted == sorted(counted)
    assert counted[-1] == 3


def test_premise_and_hypothesis_are_not_run_together(tmp_path):
    scorer = Counting()
    cached = CachedScorer(scorer, tmp_path)
    cached.score([("ab", "c")])
    cached.score([("a", "bc")])
    assert len(scorer.seen) == 2


def test_another_model_has_another_file(tmp_path):
    one, other = Counting(), Counting()
    other.info = type(other.info)(other.info.task, other.info.name, "2", "f" * 64)
    CachedScorer(one, tmp_path).score(PAIRS)
    CachedScorer(other, tmp_path).score(PAIRS)
    assert other.seen == PAIRS


@pytest.mark.parametrize("content", [b"not a database", b""])
def test_a_damaged_file_costs_time_and_no_result(tmp_path, content):
    CachedScorer(Counting(), tmp_path).score(PAIRS)
    (file,) = (tmp_path / "scores").glob("*.sqlite")
    file.write_bytes(content)
    assert CachedScorer(Counting(), tmp_path).score(PAIRS) == FakeScorer(by_length).score(PAIRS)


def test_a_folder_that_cannot_be_made_costs_time_and_no_result(tmp_path):
    (tmp_path / "scores").write_text("a file where the folder should be", encoding="utf-8")
    assert CachedScorer(Counting(), tmp_path).score(PAIRS) == FakeScorer(by_length).score(PAIRS)


def test_the_oldest_pairs_go_first(tmp_path, monkeypatch):
    monkeypatch.setattr("factcheck.nli.cache._MOST", 2)
    cached = CachedScorer(Counting(), tmp_path)
    cached.score(PAIRS)
    (file,) = (tmp_path / "scores").glob("*.sqlite")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM scores").fetchone() == (2,)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=8))
def test_any_text_comes_back_as_scored(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("cache")
    assert CachedScorer(FakeScorer(by_length), folder).score(pairs) == FakeScorer(by_length).score(pairs)
    assert CachedScorer(FakeScorer(by_length), folder).score(pairs) == FakeScorer(by_length).score(pairs)
