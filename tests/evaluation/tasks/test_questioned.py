import json
from pathlib import Path

import pytest
from fakes import NEUTRAL, FakeScorer, refutes, supports

from factcheck.evaluation.tasks.questioned import judge_answers, label_figures, write_items
from factcheck.evaluation.tasks.submissions import read_averitec, read_questioned
from factcheck.verdicts import MaxAggregator

FILE = Path(__file__).parents[3] / "datasets" / "averitec" / "sample" / "dev.json"


def stance(premise, hypothesis):
    return refutes() if "1 April" in premise else supports() if "418" in premise else NEUTRAL


def test_answers_make_labels_and_official_predictions(tmp_path):
    claims = read_questioned("averitec", [FILE])
    scorer = FakeScorer(stance)
    items = judge_answers(claims, scorer, MaxAggregator())
    assert scorer.pairs[0] == (
        "Where was the ban first announced? In the Lorvane Gazette of 1 April",
        "The mayor of Oskerley banned bicycles.",
    )
    assert not any("No answer could be found" in premise for premise, _ in scorer.pairs)
    assert [item.pred_label for item in items] == ["Refuted", "Not Enough Evidence", "Supported"]
    figures = label_figures(claims, items)
    assert (figures["n"], figures["accuracy"]) == (3, pytest.approx(2 / 3))
    # Supported and Conflicting have an F1 of 0, the other two of 1.
    assert figures["macro_f1"] == pytest.approx(2 / 4)
    write_items(tmp_path / "p.json", items)
    written = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    assert (written[0]["claim_id"], written[0]["pred_label"]) == (0, "Refuted")
    read = read_averitec(tmp_path / "p.json")
    assert [read[claim.id].label for claim in claims] == [item.pred_label for item in items]
    assert len(read["0"].evidence) == 3


def test_answers_that_disagree_conflict():
    (claim, *_) = read_questioned("averitec", [FILE])
    scorer = FakeScorer(lambda premise, _: refutes() if "1 April" in premise else supports())
    (item,) = judge_answers([claim], scorer, MaxAggregator())
    assert item.pred_label == "Conflicting Evidence/Cherrypicking"


def test_a_limit_takes_a_fixed_sample():
    whole = read_questioned("averitec", [FILE])
    part = read_questioned("averitec", [FILE], 2)
    assert part == read_questioned("averitec", [FILE], 2)
    assert len(part) == 2
    assert all(claim in whole for claim in part)


def test_broken_characters_stop_nothing(tmp_path):
    row = {"claim": "A \ud800 claim.", "label": "Refuted", "questions": [{"question": "\udc00?", "answers": []}]}
    (tmp_path / "dev.json").write_text(json.dumps([row]), encoding="utf-8")
    claims = read_questioned("averitec", [tmp_path / "dev.json"])
    write_items(tmp_path / "p.json", judge_answers(claims, FakeScorer(), MaxAggregator()))
    assert read_averitec(tmp_path / "p.json")["0"].evidence[0].question == "??"
