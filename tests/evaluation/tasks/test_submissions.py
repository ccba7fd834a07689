import json
from pathlib import Path

import pytest

from factcheck.errors import ConfigError, DataError
from factcheck.evaluation.tasks.submissions import score_file

SAMPLES = Path(__file__).parents[3] / "datasets"
FEVER = SAMPLES / "fever" / "sample" / "train.jsonl"
SCIFACT = SAMPLES / "scifact" / "sample" / "claims_train.jsonl"
AVERITEC = SAMPLES / "averitec" / "sample" / "dev.json"


def lines(file, *rows):
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def fever(identity, label, *evidence):
    return {"id": identity, "predicted_label": label, "predicted_evidence": list(evidence)}


def test_fever_predictions_have_the_figures_of_the_shared_task(tmp_path):
    predictions = lines(
        tmp_path / "p.jsonl",
        # Right, with a whole set of evidence and a sentence that is none.
        fever(900001, "SUPPORTS", ["Brindlecott_Lighthouse", 0], ["Brindlecott_Lighthouse", 1]),
        # Right, with one of the two sentences of the set; the accent is composed here, decomposed in the gold.
        fever(900002, "REFUTES", ["Ivo_M\u00e1rkesh", 1]),
        fever(900003, "NOT ENOUGH INFO"),
        fever(7, "SUPPORTS"),  # no claim of the file
    )
    figures = score_file("fever", [FEVER], predictions)
    assert (figures["n"], figures["unanswered"]) == (4, 1)
    assert figures["label_accuracy"] == pytest.approx(3 / 4)
    assert figures["fever_score"] == pytest.approx(2 / 4)  # the first and the one without evidence
    # Three verifiable claims: precisions 1/2, 1 and (nothing predicted) 1; recalls 1, 0 and 0.
    assert figures["evidence_precision"] == pytest.approx(2.5 / 3)
    assert figures["evidence_recall"] == pytest.approx(1 / 3)
    assert figures["evidence_f1"] == pytest.approx(2 * (2.5 / 3) * (1 / 3) / (2.5 / 3 + 1 / 3))


def test_scifact_predictions_have_the_figures_of_the_leaderboard(tmp_path):
    predictions = lines(
        tmp_path / "p.jsonl",
        {"id": 1, "evidence": {"910001": {"label": "SUPPORT", "sentences": [1, 2]}}},
        {"id": 3, "evidence": {"910002": {"label": "SUPPORT", "sentences": [2]}}},  # the wrong label
        {"id": 7, "evidence": {}},
    )
    figures = score_file("scifact", [SCIFACT], predictions)
    assert (figures["n"], figures["unanswered"]) == (4, 1)
    # Four gold abstracts with six sentences; two abstracts with three sentences are predicted.
    assert figures["abstract_label_only"] == pytest.approx({"precision": 1 / 2, "recall": 1 / 4, "f1": 1 / 3})
    assert figures["sentence_selection"] == pytest.approx({"precision": 1.0, "recall": 3 / 6, "f1": 2 / 3})
    assert figures["sentence_label"] == pytest.approx({"precision": 2 / 3, "recall": 2 / 6, "f1": 4 / 9})


def test_averitec_predictions_are_matched_with_the_gold_questions(tmp_path):
    pytest.importorskip("nltk")
    pytest.importorskip("scipy")
    predictions = tmp_path / "p.json"
    evidence = [{"question": "How many boats took part?", "answer": "418, more than anywhere on the coast"}]
    rows = [
        {"claim_id": 0, "pred_label": "Refuted", "evidence": []},
        {"claim_id": 2, "pred_label": "Conflicting Evidence/Cherrypicking", "evidence": evidence},
    ]
    predictions.write_text(json.dumps(rows), encoding="utf-8")
    figures = score_file("averitec", [AVERITEC], predictions)
    assert (figures["n"], figures["unanswered"]) == (3, 1)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["macro_f1"] == pytest.approx(2 / 4)
    assert figures["averitec_score"]["0.25"] == pytest.approx(1 / 3)  # the first has the label and no evidence


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([fever(1, "MAYBE")], "p.jsonl:1: unknown predicted_label 'MAYBE'; known: SUPPORTS"),
        ([fever(1, "REFUTES"), fever(1, "REFUTES")], "p.jsonl:2: claim '1' occurs twice"),
        ([{"id": 1, "label": "REFUTES"}], "p.jsonl:1: .*expected id, predicted_label, predicted_evidence"),
        ([fever(1, "REFUTES", ["Page"])], "p.jsonl:1: "),
        ([], "no rows"),
    ],
)
def test_a_broken_prediction_is_named_by_file_and_line(tmp_path, rows, reason):
    with pytest.raises(DataError, match=reason):
        score_file("fever", [FEVER], lines(tmp_path / "p.jsonl", *rows))


def test_an_unknown_label_of_an_abstract_is_an_error(tmp_path):
    row = {"id": 1, "evidence": {"5": {"label": "NEUTRAL", "sentences": [0]}}}
    with pytest.raises(DataError, match="unknown label of document 5 'NEUTRAL'"):
        score_file("scifact", [SCIFACT], lines(tmp_path / "p.jsonl", row))


def test_a_claim_in_two_files_is_an_error(tmp_path):
    with pytest.raises(DataError, match="claim '900001' is in an earlier file too"):
        score_file("fever", [FEVER, FEVER], lines(tmp_path / "p.jsonl", fever(1, "REFUTES")))


def test_datasets_without_a_format_of_predictions_say_so(tmp_path):
    with pytest.raises(ConfigError, match="datasets with one: fever, scifact, averitec"):
        score_file("vitaminc", [FEVER], tmp_path / "p.jsonl")
