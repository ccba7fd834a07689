from dataclasses import replace
from math import log

import numpy as np
import pytest
from fakes import FakeScorer, same_or_denied, write_tiny_classifier

from factcheck.bundled import registry
from factcheck.errors import ModelError
from factcheck.nli import OnnxScorer
from factcheck.nli.bundled import stance_scores
from factcheck.types import Stance, StanceScores

PAIRS = (
    ("The old bridge is open.", "The old bridge is open."),
    ("The old bridge is not open.", "The old bridge is open."),
    ("A red cat.", "The town in the river was closed, the bridge was not."),
    ("", "A red cat."),
)


@pytest.fixture(scope="module")
def scorers(tmp_path_factory):
    """Every implementation, made when it is first asked for."""
    made = {}

    def make(name):
        if name not in made:
            if name == "bundled":
                made[name] = OnnxScorer(registry()["nli-mpnet"])
            elif name == "hugging face":
                from factcheck.huggingface import HuggingFaceScorer

                labels = ["neutral", "entailment", "contradiction"]
                folder = write_tiny_classifier(tmp_path_factory.mktemp("scorer"), labels)
                made[name] = HuggingFaceScorer(str(folder))
            else:
                made[name] = FakeScorer(same_or_denied)
        return made[name]

    return make


every_scorer = pytest.mark.parametrize(
    "name", [pytest.param("bundled", marks=pytest.mark.bundled), "hugging face", "fake"]
)


def table(scores):
    return np.array([(s.supports, s.refutes, s.neutral) for s in scores]).reshape(len(scores), 3)


@every_scorer
def test_a_scorer_gives_probabilities_for_every_pair(scorers, name):
    scorer = scorers(name)
    scorer.load()
    scores = table(scorer.score(PAIRS))
    assert scores.shape == (4, 3)
    assert (scores >= 0).all()
    assert scores.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-6)


@every_scorer
def test_a_scorer_of_nothing_gives_nothing(scorers, name):
    assert scorers(name).score([]) == []


@every_scorer
def test_a_scorer_keeps_the_order_and_heeds_no_neighbours(scorers, name):
    scorer = scorers(name)
    together = table(scorer.score(PAIRS))
    alone = np.concatenate([table(scorer.score([pair])) for pair in PAIRS])
    assert together == pytest.approx(alone, abs=1e-5)
    assert table(scorer.score(PAIRS[::-1])) == pytest.approx(together[::-1], abs=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-3)


@every_scorer
def test_a_scorer_counts_finished_pairs_up_to_all(scorers, name):
    seen = []
    scorers(name).score(PAIRS, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(PAIRS)


@every_scorer
def test_a_scorer_says_which_model_it_is(scorers, name):
    info = scorers(name).info
    assert info.task == "nli"
    assert info.name
    assert len(info.sha256) == 64
    assert set(info.sha256) <= set("0123456789abcdef")


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("premise", "hypothesis", "stance"),
    [
        ("The bridge was opened in March 1932.", "The bridge opened in 1932.", Stance.SUPPORTS),
        ("The council approved the budget on Monday.", "The budget was approved.", Stance.SUPPORTS),
        ("The bridge was opened in March 1932.", "The bridge was never opened.", Stance.REFUTES),
        ("The council rejected the budget on Monday.", "The council approved the budget.", Stance.REFUTES),
        ("Owls hunt small mammals at night.", "The council approved the budget.", Stance.NEUTRAL),
    ],
)
def test_the_bundled_scorer_gets_obvious_pairs_right(scorers, premise, hypothesis, stance):
    assert scorers("bundled").score([(premise, hypothesis)])[0].stance is stance


@pytest.mark.bundled
def test_equal_pairs_are_scored_once(scorers):
    seen = []
    scores = scorers("bundled").score([PAIRS[0], PAIRS[1], PAIRS[0], PAIRS[0]], seen.append)
    assert seen == [1, 2]
    assert scores[0] == scores[2] == scores[3] != scores[1]


@pytest.mark.bundled
def test_premise_and_hypothesis_are_told_apart(scorers):
    premise, hypothesis = "The old bridge in the town is open.", "The bridge is open and made of glass."
    one, other = scorers("bundled").score([(premise, hypothesis), (hypothesis, premise)])
    assert one != other


@pytest.mark.bundled
def test_the_label_order_and_the_temperature_of_the_registry_are_used(scorers):
    model = registry()["nli-mpnet"]
    turned = replace(model, labels=("neutral", "supports", "refutes"), parameters={"temperature": 2.0})
    (one,) = scorers("bundled").score([PAIRS[1]])
    (other,) = OnnxScorer(turned).score([PAIRS[1]])
    # a probability at temperature 2 is the square root of what it was, scaled to sum 1
    temperature = model.parameters.get("temperature", 1.0)
    roots = np.sqrt(table([one])[0] ** temperature)
    supports, refutes, neutral = roots / roots.sum()
    assert (other.neutral, other.supports, other.refutes) == pytest.approx((supports, refutes, neutral), abs=1e-6)


@pytest.mark.parametrize("labels", [(), ("supports", "refutes"), ("LABEL_0", "LABEL_1", "LABEL_2")])
def test_a_scorer_without_the_three_labels_is_a_model_error(labels):
    with pytest.raises(ModelError, match="nli-mpnet"):
        OnnxScorer(replace(registry()["nli-mpnet"], labels=labels))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((0, 1, 2), StanceScores(0.2, 0.3, 0.5)),
        ((2, 0, 1), StanceScores(0.5, 0.2, 0.3)),
        ((1, 2, 0), StanceScores(0.3, 0.5, 0.2)),
        ((2, 1, 0), StanceScores(0.5, 0.3, 0.2)),
    ],
)
def test_columns_are_put_in_the_order_supports_refutes_neutral(columns, expected):
    logits = np.log(np.array([[0.2, 0.3, 0.5]], dtype=np.float32))
    assert table(stance_scores(logits, columns)) == pytest.approx(table([expected]), abs=1e-6)


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [(1.0, (4 / 7, 2 / 7, 1 / 7)), (2.0, (0.453082, 0.320377, 0.226541)), (0.5, (16 / 21, 4 / 21, 1 / 21))],
)
def test_logits_are_divided_by_the_temperature(temperature, expected):
    # powers of e^logit: 4, 2, 1; at temperature 2 their roots 2, 1.414214, 1 over 4.414214; at 0.5 16, 4, 1
    logits = np.array([[log(4), log(2), 0.0]], dtype=np.float32)
    assert table(stance_scores(logits, (0, 1, 2), temperature))[0] == pytest.approx(expected, abs=1e-6)


def test_huge_logits_do_not_overflow():
    logits = np.array([[1e30, 0.0, -1e30], [1000.0, 1000.0, -1000.0]], dtype=np.float32)
    assert table(stance_scores(logits, (0, 1, 2))) == pytest.approx(np.array([[1, 0, 0], [0.5, 0.5, 0]]))


def test_no_logits_give_no_scores():
    assert stance_scores(np.zeros((0, 3), dtype=np.float32), (0, 1, 2)) == []
