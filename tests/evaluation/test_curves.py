import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.evaluation.curves import aurc, curve_points, reliability, risk_coverage
from factcheck.evaluation.metrics import expected_calibration_error

ITEMS = st.lists(st.tuples(st.sampled_from([0.0, 0.3, 0.5, 0.51, 0.9, 1.0]), st.booleans()), min_size=1, max_size=30)


def arrays(items):
    return np.array([c for c, _ in items], dtype=float), np.array([r for _, r in items], dtype=bool)


def test_risk_is_the_error_rate_of_the_surest():
    confidence, right = np.array([0.6, 0.9, 0.8, 0.7]), np.array([False, True, True, False])
    assert risk_coverage(confidence, right).tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])
    assert aurc(confidence, right) == pytest.approx((1 / 3 + 1 / 2) / 4)


def test_equal_confidence_counts_in_no_order():
    confidence = np.array([0.5, 0.5])
    for right in ([True, False], [False, True]):
        assert risk_coverage(confidence, np.array(right)).tolist() == [0.5, 0.5]


@given(ITEMS, st.randoms())
def test_the_order_of_items_does_not_matter(items, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    assert risk_coverage(*arrays(items)) == pytest.approx(risk_coverage(*arrays(shuffled)))
    assert risk_coverage(*arrays(items))[-1] == pytest.approx(1 - arrays(items)[1].mean())


@given(ITEMS)
def test_bins_give_the_expected_calibration_error(items):
    confidence, right = arrays(items)
    bins = reliability(confidence, right)
    assert sum(row["n"] for row in bins) == len(items)
    total = sum(row["n"] * abs(row["confidence"] - row["accuracy"]) for row in bins)
    assert total / len(items) == pytest.approx(expected_calibration_error(confidence, right))


@pytest.mark.parametrize(("n", "points"), [(0, 0), (1, 1), (7, 7), (200, 200), (5000, 200)])
def test_a_curve_has_few_points_and_ends_with_all_items(n, points):
    found = curve_points(np.linspace(0, 1, n))
    assert len(found) == points
    if n:
        assert found[-1] == {"coverage": 1.0, "risk": float(np.linspace(0, 1, n)[-1])}


def test_nothing_has_no_area():
    assert aurc(np.zeros(0), np.zeros(0, dtype=bool)) == 0.0
