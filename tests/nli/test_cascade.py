import pytest
from fakes import NEUTRAL, FakeScorer, model_info, supports
from hypothesis import given
from hypothesis import strategies as st

from factcheck.nli.cascade import CascadeScorer
from factcheck.types import StanceScores

OPEN, DOUBTFUL, SURE = ("open", "x"), ("doubtful", "x"), ("sure", "x")
FIRST = {"open": NEUTRAL, "doubtful": StanceScores(0.2, 0.2, 0.6), "sure": supports(0.9)}


class Seeing(FakeScorer):
    def __init__(self, rule, name):
        super().__init__(rule)
        self.info = model_info("nli", name)
        self.seen = []

    def score(self, pairs, done=None):
        self.seen.append(list(pairs))
        return super().score(pairs, done)


@pytest.fixture
def models():
    return Seeing(lambda premise, _: FIRST[premise], "fast"), Seeing(lambda *_: supports(0.5), "accurate")


def test_the_accurate_model_scores_what_the_fast_one_does_not_leave_open(models):
    fast, accurate = models
    found = CascadeScorer(fast, accurate, neutral_below=0.7).score([DOUBTFUL, OPEN, SURE])
    assert found == [supports(0.5), NEUTRAL, supports(0.5)]
    assert accurate.seen == [[DOUBTFUL, SURE]]


@pytest.mark.parametrize(
    ("cut", "again"), [(0.0, []), (0.5, [SURE]), (0.61, [DOUBTFUL, SURE]), (1.01, [OPEN, DOUBTFUL, SURE])]
)
def test_the_cut_says_how_much_is_scored_again(models, cut, again):
    CascadeScorer(*models, neutral_below=cut).score([OPEN, DOUBTFUL, SURE])
    assert models[1].seen == [again]


@given(st.lists(st.sampled_from([OPEN, DOUBTFUL, SURE]), max_size=8))
def test_a_pair_has_the_same_scores_alone_as_in_a_batch(pairs):
    scorer = CascadeScorer(
        FakeScorer(lambda premise, _: FIRST[premise]), FakeScorer(lambda *_: supports(0.5)), neutral_below=0.7
    )
    assert scorer.score(pairs) == [scorer.score([pair])[0] for pair in pairs]


def test_pairs_are_counted_up_to_all_of_them(models):
    told = []
    CascadeScorer(*models, neutral_below=0.7).score([OPEN, SURE, DOUBTFUL], told.append)
    assert told == sorted(told)
    assert told[0] == 1
    assert told[-1] == 3


def test_the_digest_changes_with_the_cut_and_with_either_model(models):
    fast, accurate = models
    one = CascadeScorer(fast, accurate, neutral_below=0.7).info
    assert one.name == "fast+accurate"
    digests = {
        one.sha256,
        CascadeScorer(fast, accurate, neutral_below=0.8).info.sha256,
        CascadeScorer(accurate, accurate, neutral_below=0.7).info.sha256,
        CascadeScorer(fast, fast, neutral_below=0.7).info.sha256,
    }
    assert len(digests) == 4
