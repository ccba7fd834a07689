import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from factcheck.evaluation.metrics import (
    average_precision,
    brier,
    classification,
    confusion,
    detection,
    expected_calibration_error,
    ndcg,
    precision_recall_f1,
    roc_auc,
)

CLASSES = ("support", "refute", "neutral")


def ints(*values):
    return np.array(values, dtype=np.int64)


def floats(*values):
    return np.array(values, dtype=np.float64)


def test_confusion_has_gold_in_rows():
    assert confusion(ints(0, 0, 1, 2), ints(0, 1, 1, 0), 3).tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 0]]


def test_precision_recall_and_f1_by_hand():
    # class 0: 3 right of 4 claimed and 5 existing; class 1: 1 of 3 and 2; class 2: never claimed
    rows = precision_recall_f1(np.array([[3, 2, 0], [1, 1, 0], [0, 0, 0]]))
    assert rows[0] == pytest.approx({"precision": 3 / 4, "recall": 3 / 5, "f1": 2 / 3, "n": 5})
    assert rows[1] == pytest.approx({"precision": 1 / 3, "recall": 1 / 2, "f1": 2 / 5, "n": 2})
    assert rows[2] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 0}


@pytest.mark.parametrize(
    ("confidence", "right", "expected"),
    [
        ([0.9, 0.9, 0.7, 0.3], [True, False, True, False], (2 * 0.4 + 0.3 + 0.3) / 4),
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 0.0], [False, True], 1.0),
        # 0.41 and 0.46 share a bin of width 1/15, so that their errors cancel: mean 0.435, accuracy 0.5
        ([0.41, 0.46], [True, False], 0.065),
        # 0.39 and 0.41 do not: 2/5 parts them
        ([0.39, 0.41], [True, False], (0.61 + 0.41) / 2),
        ([], [], 0.0),
    ],
)
def test_calibration_error_by_hand(confidence, right, expected):
    found = expected_calibration_error(floats(*confidence), np.array(right, dtype=bool))
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_confidence_on_an_edge_belongs_to_the_lower_bin():
    # two bins: 0.5 is in the first, with 0.1; together their mean confidence 0.3 stands against 0.5
    assert expected_calibration_error(floats(0.5, 0.1), np.array([True, False]), bins=2) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("probabilities", "gold", "expected"),
    [
        ([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], [0, 2], (0.09 + 0.04 + 0.01 + 0.01 + 0.01 + 0.04) / 2),
        ([[1.0, 0.0, 0.0]], [0], 0.0),
        ([[1.0, 0.0, 0.0]], [1], 2.0),
        (np.zeros((0, 3)), [], 0.0),
    ],
)
def test_brier_by_hand(probabilities, gold, expected):
    assert brier(np.array(probabilities, dtype=np.float64), ints(*gold)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("ranked", "k", "expected"),
    [
        # gains 0, 2, 1 at ranks 1 to 3: 2/log2(3) + 1/log2(4) = 1.761860, of at best 2 + 1/log2(3) = 2.630930
        ("abc", 3, 0.669672),
        ("bca", 3, 1.0),
        ("bc", 3, 1.0),
        ("b", 3, 2 / 2.630930),
        ("abc", 1, 0.0),
        ("bac", 1, 1.0),
        ("xyz", 3, 0.0),
        ("", 3, 0.0),
    ],
)
def test_ndcg_by_hand(ranked, k, expected):
    assert ndcg(ranked, {"b": 2, "c": 1}, k) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("gains", [{}, {"a": 0}])
def test_a_query_without_gains_has_no_ndcg(gains):
    assert ndcg("abc", gains, 3) == 0.0


def test_all_figures_by_hand():
    probabilities = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1], [0.5, 0.25, 0.25]])
    figures = classification(probabilities, ints(0, 0, 1, 1), CLASSES)
    assert (figures["n"], figures["unanswered"], figures["accuracy"]) == (4, 0, 0.5)
    # support and refute: precision, recall and F1 a half each; neutral has no rows and does not count
    assert (figures["macro_f1"], figures["balanced_accuracy"]) == (0.5, 0.5)
    assert figures["confusion"] == {"labels": list(CLASSES), "counts": [[1, 1, 0], [1, 1, 0], [0, 0, 0]]}
    assert figures["per_class"]["neutral"]["n"] == 0
    # bins: two rows at 0.8 (both right), one at 0.6 (wrong), one at 0.5 (wrong)
    assert figures["ece"] == pytest.approx((0.2 + 0.2 + 0.6 + 0.5) / 4)
    # squared distances: 0.06, 0.49+0.36+0.01, 0.06, 0.25+0.5625+0.0625
    assert figures["brier"] == pytest.approx((0.06 + 0.86 + 0.06 + 0.875) / 4)


def test_no_rows_give_figures_of_nothing():
    figures = classification(np.zeros((0, 3)), ints(), CLASSES)
    assert (figures["n"], figures["accuracy"], figures["macro_f1"], figures["ece"], figures["brier"]) == (0, 0, 0, 0, 0)


def test_an_unanswered_row_counts_as_wrong():
    probabilities = np.array([[1.0, 0.0, 0.0], [np.nan] * 3, [0.0, 1.0, 0.0], [np.nan] * 3])
    figures = classification(probabilities, ints(0, 0, 1, 2), CLASSES)
    assert (figures["accuracy"], figures["unanswered"]) == (0.5, 2)
    assert [figures["per_class"][name]["recall"] for name in CLASSES] == [0.5, 1.0, 0.0]
    assert figures["balanced_accuracy"] == 0.5


def test_an_unanswered_row_has_confidence_zero():
    probabilities = np.array([[np.nan] * 3, [1.0, 0.0, 0.0]])
    # wrong with confidence 0 and right with confidence 1: perfectly calibrated
    assert classification(probabilities, ints(0, 0), CLASSES)["ece"] == 0.0


def test_an_unanswered_row_lowers_the_precision_of_no_class():
    probabilities = np.array([[1.0, 0.0, 0.0], [np.nan] * 3, [0.0, 1.0, 0.0]])
    figures = classification(probabilities, ints(0, 0, 1), CLASSES)
    assert figures["per_class"]["support"] == pytest.approx({"precision": 1.0, "recall": 0.5, "f1": 2 / 3, "n": 2})
    assert figures["per_class"]["refute"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}
    assert figures["macro_f1"] == pytest.approx(5 / 6)


rows = st.tuples(*[st.integers(0, 50)] * 3).filter(any).map(lambda row: [value / sum(row) for value in row])


@given(st.lists(st.tuples(rows, st.integers(0, 2)), min_size=1, max_size=40))
def test_figures_agree_with_scikit_learn(cases):
    probabilities, gold = np.array([row for row, _ in cases]), ints(*(label for _, label in cases))
    predicted = probabilities.argmax(axis=1)
    figures = classification(probabilities, gold, CLASSES)
    present = sorted(set(gold.tolist()))
    assert figures["accuracy"] == pytest.approx(accuracy_score(gold, predicted), abs=1e-12)
    assert figures["macro_f1"] == pytest.approx(
        f1_score(gold, predicted, labels=present, average="macro", zero_division=0), abs=1e-12
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # scikit-learn notes classes that gold does not have
        expected = balanced_accuracy_score(gold, predicted)
    assert figures["balanced_accuracy"] == pytest.approx(expected, abs=1e-12)
    counts = confusion_matrix(gold, predicted, labels=range(3))
    assert figures["confusion"]["counts"] == counts.tolist()


@given(st.lists(st.tuples(rows, st.integers(0, 2)), max_size=40))
def test_every_rate_stays_in_its_range(cases):
    probabilities = np.array([row for row, _ in cases]).reshape(len(cases), 3)
    figures = classification(probabilities, ints(*(label for _, label in cases)), CLASSES)
    for name in ("accuracy", "macro_f1", "balanced_accuracy", "ece"):
        assert 0.0 <= figures[name] <= 1.0
    assert 0.0 <= figures["brier"] <= 2.0


def flags(*values):
    return np.array(values, dtype=np.bool_)


# Few distinct scores, so that ties are common.
SCORED = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.50001, 0.9, 1.0]), st.booleans()), min_size=1)


def test_average_precision_by_hand():
    # positives at ranks 1 and 3
    assert average_precision(floats(0.9, 0.8, 0.7, 0.1), flags(1, 0, 1, 0)) == pytest.approx((1 + 2 / 3) / 2)
    # both in one tie of four: one step, of precision 1/2
    assert average_precision(floats(0.5, 0.5, 0.5, 0.5), flags(1, 0, 1, 0)) == 0.5
    assert average_precision(floats(0.5, 0.4), flags(0, 0)) == average_precision(floats(), flags()) == 0.0


def test_roc_auc_by_hand():
    # of four pairs two are in order, one is a tie
    assert roc_auc(floats(0.9, 0.5, 0.5, 0.7), flags(1, 1, 0, 0)) == pytest.approx((2 + 0.5) / 4)
    assert (
        roc_auc(floats(0.9, 0.5), flags(1, 1)) is roc_auc(floats(0.9), flags(0)) is roc_auc(floats(), flags()) is None
    )


@given(SCORED)
def test_detection_is_that_of_scikit_learn(items):
    scores, positive = floats(*(score for score, _ in items)), flags(*(is_positive for _, is_positive in items))
    found = detection(scores, positive, 0.5)
    reported = scores >= 0.5
    assert found["f1"] == pytest.approx(f1_score(positive, reported, zero_division=0), abs=1e-9)
    assert found["precision"] == pytest.approx(precision_score(positive, reported, zero_division=0), abs=1e-9)
    assert found["recall"] == pytest.approx(recall_score(positive, reported, zero_division=0), abs=1e-9)
    assert (found["n"], found["positives"], found["threshold"]) == (len(items), positive.sum(), 0.5)
    if positive.any():
        assert found["average_precision"] == pytest.approx(average_precision_score(positive, scores), abs=1e-9)
    if positive.any() and not positive.all():
        assert found["roc_auc"] == pytest.approx(roc_auc_score(positive, scores), abs=1e-9)
