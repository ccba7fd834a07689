import json
from pathlib import Path

import pytest
from fever_cases import SETS, draw, official
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.evaluation.examples import GoldEvidence, SentenceRef, VerificationExample
from factcheck.evaluation.official.fever import FeverPrediction, fever_metrics

RECORDED = json.loads((Path(__file__).parent / "fever_scores.json").read_text(encoding="utf-8"))
NAMES = ("fever_score", "label_accuracy", "evidence_precision", "evidence_recall", "evidence_f1")


def ref(page, line):
    return SentenceRef(page, line)


def claim(label, *groups, name="1"):
    return VerificationExample(name, "A claim.", label, tuple(GoldEvidence(label, group) for group in groups))


def figures(gold, predictions):
    found = fever_metrics(gold, predictions)
    assert found["n"] == len(gold)
    return [found[name] for name in NAMES]


def oracle(gold, predictions):
    """The definitions of the shared task's paper, one claim at a time."""
    rows = []
    for claim in gold:
        predicted = predictions.get(claim.id)
        five = list(predicted.evidence)[:5] if predicted else []
        same = bool(predicted) and predicted.label.lower() == claim.label.lower()
        groups = [[s in five for s in group.sentences] for group in claim.evidence]
        found = any(all(group) for group in groups)
        needed = claim.label != "NOT ENOUGH INFO"
        named = [any(s in group.sentences for group in claim.evidence) for s in five]
        precision = named.count(True) / len(named) if named else 1.0
        rows.append((same and (found or not needed), same, needed, precision, found or not groups))
    scored = [row for row in rows if row[2]]
    precision = sum(row[3] for row in scored) / len(scored) if scored else 1.0
    recall = sum(row[4] for row in scored) / len(scored) if scored else 0.0
    f1 = 2 / (1 / precision + 1 / recall) if precision and recall else 0.0
    return [sum(row[0] for row in rows) / len(rows), sum(row[1] for row in rows) / len(rows), precision, recall, f1]


def test_240_prediction_sets_score_as_the_official_scorer_recorded():
    assert len(RECORDED) == SETS == 240
    for seed, expected in enumerate(RECORDED):
        assert figures(*draw(seed)) == pytest.approx(expected, abs=1e-6), seed


@given(st.integers(min_value=SETS, max_value=10**9))
@settings(max_examples=300)
def test_any_prediction_set_scores_as_the_definitions_say(seed):
    assert figures(*draw(seed)) == pytest.approx(oracle(*draw(seed)), abs=1e-9)


def test_any_prediction_set_scores_as_the_official_scorer_says():
    pytest.importorskip("fever.scorer", reason="fever-scorer has a setup.py that pip cannot build; see fever_cases.py")

    @given(st.integers(min_value=SETS, max_value=10**9))
    @settings(max_examples=300)
    def compare(seed):
        assert figures(*draw(seed)) == pytest.approx(official(*draw(seed)), abs=1e-6)

    compare()


def test_the_prediction_sets_hold_all_that_is_peculiar():
    drawn = [draw(seed) for seed in range(SETS)]
    predictions = [(claim, found.get(claim.id)) for gold, found in drawn for claim in gold]
    assert any(predicted is None for _, predicted in predictions)
    evidence = [predicted.evidence for _, predicted in predictions if predicted]
    assert any(not found for found in evidence)
    assert any(len(found) > 5 for found in evidence)
    assert any(len(set(found)) < len(found) for found in evidence)
    assert {claim.label for claim, _ in predictions} == {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"}
    assert any(claim.label == "SUPPORTS" and not claim.evidence for claim, _ in predictions)


@pytest.mark.parametrize(
    ("label", "evidence", "strict"),
    [
        ("SUPPORTS", [ref("A", 1), ref("A", 2)], 1.0),
        ("supports", [ref("A", 2), ref("A", 1)], 1.0),
        ("SUPPORTS", [ref("B", 0)], 1.0),  # another whole set
        ("SUPPORTS", [ref("A", 1), ref("B", 1)], 0.0),  # half a set
        ("REFUTES", [ref("A", 1), ref("A", 2)], 0.0),
        ("SUPPORTS", [ref("X", i) for i in range(5)] + [ref("B", 0)], 0.0),  # the sixth does not count
        ("SUPPORTS", [ref("X", 0)] * 4 + [ref("B", 0)], 1.0),
        ("SUPPORTS", [], 0.0),
    ],
)
def test_the_strict_score_needs_the_label_and_a_whole_set_in_five(label, evidence, strict):
    gold = [claim("SUPPORTS", (ref("A", 1), ref("A", 2)), (ref("B", 0),))]
    found = fever_metrics(gold, {"1": FeverPrediction(label, tuple(evidence))})
    assert (found["fever_score"], found["label_accuracy"]) == (strict, float(label.upper() == "SUPPORTS"))


def test_precision_counts_repetitions_and_sentences_of_incomplete_sets():
    gold = [claim("REFUTES", (ref("A", 1), ref("A", 2)))]
    found = fever_metrics(gold, {"1": FeverPrediction("REFUTES", (ref("A", 1), ref("A", 1), ref("B", 1)))})
    assert (found["evidence_precision"], found["evidence_recall"], found["evidence_f1"]) == (2 / 3, 0.0, 0.0)


def test_not_enough_info_needs_no_evidence_and_takes_no_part_in_its_scores():
    gold = [claim("NOT ENOUGH INFO"), claim("SUPPORTS", (ref("A", 0),), name="2")]
    predictions = {"1": FeverPrediction("NOT ENOUGH INFO", (ref("X", 9),)), "2": FeverPrediction("SUPPORTS")}
    assert figures(gold, predictions) == [0.5, 1.0, 1.0, 0.0, 0.0]


def test_a_missing_claim_stays_in_the_denominators():
    gold = [claim("SUPPORTS", (ref("A", 0),)), claim("SUPPORTS", (ref("A", 0),), name="2")]
    right = FeverPrediction("SUPPORTS", (ref("A", 0),))
    assert figures(gold, {"2": right}) == [0.5, 0.5, 1.0, 0.5, pytest.approx(2 / 3)]
    assert figures(gold, {"2": right, "foreign": right}) == figures(gold, {"2": right})
    assert figures(gold, {}) == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_no_claims_score_nothing():
    assert figures([], {}) == [0.0, 0.0, 1.0, 0.0, 0.0]
