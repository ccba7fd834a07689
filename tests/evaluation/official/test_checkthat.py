import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score

from factcheck.evaluation.official.checkthat import classification_metrics, ranking_metrics

GOLD = {"1": False, "2": True, "3": False, "4": False, "5": True}


def test_a_ranking_by_hand():
    found = ranking_metrics({"debate": GOLD}, {"debate": {"1": 0.9, "2": 0.8, "3": 0.7, "4": 0.6, "5": 0.5}})
    assert found == pytest.approx(
        {
            "map": (1 / 2 + 2 / 5) / 2,
            "reciprocal_rank": 1 / 2,
            "r_precision": 1 / 2,
            "p@1": 0.0,
            "p@3": 1 / 3,
            "p@5": 2 / 5,
            "p@10": 2 / 10,
            "p@20": 2 / 20,
            "p@50": 2 / 50,
        }
    )


def test_figures_are_means_over_the_debates():
    perfect = {"2": 1.0, "5": 1.0, "1": 0.0, "3": 0.0, "4": 0.0}
    found = ranking_metrics({"a": GOLD, "b": GOLD}, {"a": perfect, "b": {key: -perfect[key] for key in perfect}})
    assert found["map"] == pytest.approx((1 + (1 / 4 + 2 / 5) / 2) / 2)
    assert found["reciprocal_rank"] == pytest.approx((1 + 1 / 4) / 2)
    assert found["r_precision"] == 0.5


def test_equal_scores_keep_the_order_in_which_they_are_given():
    first = ranking_metrics({"d": {"a": True, "b": False}}, {"d": {"a": 0.5, "b": 0.5}})
    second = ranking_metrics({"d": {"a": True, "b": False}}, {"d": {"b": 0.5, "a": 0.5}})
    assert (first["map"], second["map"]) == (1.0, 0.5)


def test_what_is_missing_counts_and_what_is_foreign_does_not():
    found = ranking_metrics({"a": GOLD, "b": GOLD}, {"a": {"foreign": 1.0, "5": 0.9}})
    assert found["map"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["p@1"] == 0.5


def test_a_debate_without_positives_counts_as_nothing():
    assert set(ranking_metrics({"a": {"1": False}}, {"a": {"1": 1.0}}).values()) == {0.0}
    assert set(ranking_metrics({}, {}).values()) == {0.0}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**6)), min_size=1, unique_by=lambda item: item[1]))
def test_average_precision_is_that_of_scikit_learn_without_ties(items):
    gold = {str(i): worthy for i, (worthy, _) in enumerate(items)}
    found = ranking_metrics({"d": gold}, {"d": {str(i): float(score) for i, (_, score) in enumerate(items)}})
    expected = average_precision_score(list(gold.values()), [score for _, score in items]) if any(gold.values()) else 0
    assert found["map"] == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_classification_is_f1_of_the_positive_class(items):
    gold, said = ({str(i): item[side] for i, item in enumerate(items)} for side in (0, 1))
    expected = f1_score([*gold.values()], [*said.values()], zero_division=0)
    assert classification_metrics(gold, said)["f1"] == pytest.approx(expected, abs=1e-9)


def test_an_item_without_prediction_is_wrong():
    found = classification_metrics({"1": True, "2": True, "3": False, "4": False}, {"1": True, "3": False, "x": True})
    assert found == pytest.approx({"f1": 2 / 3, "precision": 1.0, "recall": 0.5, "accuracy": 0.5, "n": 4})
    assert classification_metrics({}, {}) == {"f1": 0.0, "precision": 0.0, "recall": 0.0, "accuracy": 0.0, "n": 0}
