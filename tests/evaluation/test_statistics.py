import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from factcheck.evaluation.metrics import classification, expected_calibration_error
from factcheck.evaluation.statistics import (
    Interval,
    accuracy,
    bootstrap_interval,
    macro_f1,
    mcnemar,
    paired_bootstrap,
)

VALUES = np.array([0.31, 0.52, 0.77, 0.12, 0.95, 0.44, 0.63, 0.08, 0.71, 0.39, 0.86, 0.27])


def flags(both, first, second, neither=0):
    """The flags of two systems by how many items both, only one, or neither got right."""
    counts = (both, first, second, neither)
    return np.repeat([True, True, False, False], counts), np.repeat([True, False, True, False], counts)


def test_the_interval_of_a_mean_is_that_of_scipy():
    # scipy 1.17.1: bootstrap((VALUES,), np.mean, n_resamples=200_000, method="percentile", rng=default_rng(1))
    found = bootstrap_interval(np.mean, VALUES, resamples=20_000)
    assert found.value == pytest.approx(0.5041666667)
    assert found.low == pytest.approx(0.3508333333, abs=0.005)
    assert found.high == pytest.approx(0.6583333333, abs=0.005)
    assert found.level == 0.95


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    # 80 right of 100: the share of a resample is Binomial(100, 0.8) / 100, of quantiles 0.72 and 0.87
    gold = np.zeros(100, dtype=np.int64)
    predicted = np.repeat([0, 1], [80, 20])
    found = bootstrap_interval(accuracy, gold, predicted, resamples=20_000)
    assert (found.value, found.low, found.high) == pytest.approx((0.8, 0.72, 0.87), abs=0.0101)


def test_a_figure_that_cannot_vary_has_no_width():
    gold = np.array([0, 1, 2, 1])
    assert bootstrap_interval(accuracy, gold, gold) == Interval(1.0, 1.0, 1.0, 0.95)


def test_a_lower_level_has_a_narrower_interval():
    wide, narrow = (bootstrap_interval(np.mean, VALUES, level=level) for level in (0.95, 0.5))
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_the_same_seed_gives_the_same_numbers():
    one, same, other = (bootstrap_interval(np.mean, VALUES, seed=seed) for seed in (3, 3, 4))
    assert one == same != other


def test_items_are_drawn_together_from_all_arrays():
    pairs = np.arange(50), np.arange(50) * 2
    assert bootstrap_interval(lambda one, other: float((one * 2 == other).all()), *pairs).low == 1.0


@pytest.mark.parametrize("arrays", [(), ([],), ([1.0], [1.0, 2.0])])
def test_without_items_or_with_unequal_arrays_there_is_no_interval(arrays):
    with pytest.raises(ValueError, match="items"):
        bootstrap_interval(accuracy, *(np.array(array) for array in arrays))


def test_systems_of_different_items_are_not_compared():
    with pytest.raises(ValueError, match="items"):
        paired_bootstrap(np.mean, (VALUES,), (VALUES[:-1],))


def test_equal_systems_do_not_differ():
    gold, said = np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0])
    found = paired_bootstrap(accuracy, (gold, said), (gold, said))
    assert found.difference == Interval(0.0, 0.0, 0.0, 0.95)
    assert found.p_value == 1.0


def test_a_difference_on_every_item_cannot_be_chance():
    gold = np.zeros(200, dtype=np.int64)
    found = paired_bootstrap(accuracy, (gold, gold), (gold, gold + 1))
    # no resample is as far from 1 as 0 is, and one is added to both counts
    assert (found.difference.value, found.p_value) == (1.0, 1 / 1001)


def test_the_p_value_is_about_that_of_a_sign_test():
    # 40 against 20 of 200: sd of the difference sqrt(60/200 - 0.01)/sqrt(200) = 0.0381, z = 0.1/0.0381 = 2.63,
    # two-sided 0.0087
    first, second = (right.astype(np.int64) for right in flags(100, 40, 20, 40))
    gold = np.ones(200, dtype=np.int64)
    found = paired_bootstrap(accuracy, (gold, first), (gold, second), resamples=20_000)
    assert found.difference.value == pytest.approx(0.1)
    assert found.p_value == pytest.approx(0.0087, abs=0.003)
    assert found.difference.low == pytest.approx(0.1 - 1.96 * 0.0381, abs=0.011)
    turned = paired_bootstrap(accuracy, (gold, second), (gold, first), resamples=20_000)
    assert (turned.p_value, turned.difference.value) == (found.p_value, pytest.approx(-0.1))


@pytest.mark.parametrize(
    ("first", "second", "statistic", "p_value", "method"),
    [
        # statsmodels 0.15.0: mcnemar([[0, first], [second, 0]], exact=first + second < 25, correction=True)
        (1, 8, 1.0, 0.0390625, "exact binomial"),
        (0, 5, 0.0, 0.0625, "exact binomial"),
        (12, 12, 12.0, 1.0, "exact binomial"),
        (9, 15, 9.0, 0.30745625495910645, "exact binomial"),
        (20, 5, 7.84, 0.005110260660855866, "chi-square with continuity correction"),
        (10, 15, 0.64, 0.4237107971667936, "chi-square with continuity correction"),
        (59, 121, 20.67222222222222, 5.450094825427117e-06, "chi-square with continuity correction"),
        # by hand, and so in R, where statsmodels has (0 - 1)²/40
        (20, 20, 0.0, 1.0, "chi-square with continuity correction"),
        (0, 0, 0.0, 1.0, "exact binomial"),
    ],
)
def test_mcnemar_is_that_of_statsmodels(first, second, statistic, p_value, method):
    found = mcnemar(*flags(7, first, second, 3))
    assert (found.only_first, found.only_second, found.method) == (first, second, method)
    assert found.statistic == pytest.approx(statistic, rel=1e-9)
    assert found.p_value == pytest.approx(p_value, rel=1e-9)


def test_mcnemar_by_hand():
    # 1 against 3: twice the chance of at most one head in four throws, 2 · (1 + 4)/16
    assert mcnemar(*flags(0, 1, 3)).p_value == 10 / 16
    assert mcnemar([], []).p_value == 1.0


@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_does_not_depend_on_which_system_is_first(first, second):
    one, other = mcnemar(*flags(2, first, second)), mcnemar(*flags(2, second, first))
    assert one.p_value == other.p_value
    assert 0 < one.p_value <= 1
    assert not math.isnan(one.statistic)


@pytest.mark.parametrize("pair", [([True], [True, False]), ([[True]], [[True]])])
def test_mcnemar_refuses_what_is_not_aligned(pair):
    with pytest.raises(ValueError, match="flags of the same items"):
        mcnemar(*pair)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1))
def test_the_ready_metrics_are_those_of_the_evaluation(items):
    gold, predicted = (np.array(side, dtype=np.int64) for side in zip(*items, strict=True))
    assert accuracy(gold, predicted) == pytest.approx(float(np.mean(gold == predicted)))
    present = sorted(set(gold.tolist()))
    expected = f1_score(gold, predicted, labels=present, average="macro", zero_division=0)
    assert macro_f1(gold, predicted) == pytest.approx(expected, abs=1e-9)


def test_any_metric_of_the_evaluation_can_be_resampled():
    rows = np.random.default_rng(0).dirichlet([1, 1, 1], 500)
    gold = np.random.default_rng(1).integers(0, 3, 500)
    found = bootstrap_interval(expected_calibration_error, rows.max(axis=1), rows.argmax(axis=1) == gold)
    assert found.value == pytest.approx(classification(rows, gold, ("support", "refute", "neutral"))["ece"])
    assert found.low < found.value < found.high
