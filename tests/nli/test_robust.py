"""What no input may do to the bundled scorer: fail, change its neighbours, or give what is no probability."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.bundled import bundled
from factcheck.nli import OnnxScorer

pytestmark = pytest.mark.bundled


@pytest.fixture(scope="module")
def scorer():
    return OnnxScorer(bundled("nli-mpnet", "nli"))


ODD = [
    "",
    " ",
    "\x00",
    "\n\n\t",
    "\ud800",  # half of a pair of surrogates, as broken JSON gives it
    "\u202eltr\u202c \u200b\ufeff",
    "👩‍👩‍👧‍👦" * 20,
    "é" + "\u0301" * 300,
    "[CLS] </s> <mask> <pad>",
    "word" * 25_000,  # 100 kB without a space
    "0 " * 600,
]


def is_a_distribution(scores):
    values = (scores.supports, scores.refutes, scores.neutral)
    return all(0.0 <= value <= 1.0 for value in values) and math.isclose(sum(values), 1.0, abs_tol=1e-6)


@pytest.mark.parametrize("odd", ODD, ids=lambda text: f"{len(text)}-{text[:4]!a}")
def test_odd_premises_and_hypotheses_get_probabilities(scorer, odd):
    usual = ("The bridge opened in 1932.", "It opened in 1932.")
    premise, hypothesis, alone = scorer.score([(odd, usual[1]), (usual[0], odd), usual])
    assert is_a_distribution(premise)
    assert is_a_distribution(hypothesis)
    assert alone == scorer.score([usual])[0]


def test_a_premise_of_several_pages_is_read_to_its_end(scorer):
    filler = "The committee met in the town hall and heard reports on the state of the roads. " * 150
    claim = "Ines Vaal was elected chair of the committee."
    (without,) = scorer.score([(filler, claim)])
    (with_it,) = scorer.score([(filler + "Ines Vaal was elected chair of the committee.", claim)])
    assert with_it.supports > 0.8 > without.supports


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), min_size=1, max_size=5), st.randoms())
@settings(max_examples=15, deadline=None)
def test_a_pair_has_the_same_scores_alone_in_a_batch_and_in_any_order(scorer, pairs, rng):
    together = scorer.score(pairs)
    assert all(is_a_distribution(scores) for scores in together)
    assert together == [scorer.score([pair])[0] for pair in pairs]
    order = list(range(len(pairs)))
    rng.shuffle(order)
    assert scorer.score([pairs[i] for i in order]) == [together[i] for i in order]


def test_ten_thousand_pairs_come_back_in_their_order(scorer):
    few = [(f"The ferry carried {n} cars.", f"{n + n % 2} cars were on the ferry.") for n in range(20)]
    known = dict(zip(few, scorer.score(few), strict=True))
    pairs = few * 500
    random.Random(1).shuffle(pairs)
    counted = []
    assert scorer.score(pairs, counted.append) == [known[pair] for pair in pairs]
    assert counted == sorted(counted)
