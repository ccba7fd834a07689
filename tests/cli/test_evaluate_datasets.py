import json
from pathlib import Path

import pytest
from fakes import FakeScorer, refutes, supports
from typer.testing import CliRunner

from factcheck import checker
from factcheck.cli.app import app
from factcheck.evaluation.loaders import LOADERS, load_pairs

SAMPLES = Path(__file__).parents[2] / "datasets"
FEVER = SAMPLES / "fever" / "sample" / "train.jsonl"
VITAMINC = SAMPLES / "vitaminc" / "sample" / "dev.jsonl"
AVERITEC = SAMPLES / "averitec" / "sample" / "dev.json"
NAMES = [name for name in LOADERS if name not in {"beir", "pairs", "claims"}]


def run(*arguments):
    return CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])


@pytest.fixture
def scorer(monkeypatch):
    """Stands for the model: 418 boats support, everything else refutes."""
    made = FakeScorer(lambda premise, _: supports() if "418" in premise else refutes())
    monkeypatch.setattr(checker, "make_scorer", lambda settings: made)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_has_a_command_with_an_example(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example: factcheck evaluate {name} " in " ".join(result.output.split())


def test_the_users_own_files_keep_their_commands():
    assert "JSONL files: claim, evidence, label." in run("pairs", "--help").output
    assert "JSONL files: text, label" in " ".join(run("claims", "--help").output.split())


def test_a_prediction_file_is_scored_without_a_model(tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text(
        '{"id": 900003, "predicted_label": "NOT ENOUGH INFO", "predicted_evidence": []}\n', encoding="utf-8"
    )
    figures = json.loads(run("fever", FEVER, "--score", file, "--json").stdout)
    assert (figures["n"], figures["unanswered"], figures["fever_score"]) == (4, 3, 0.25)
    shown = run("fever", FEVER, "--score", file).stdout
    assert "fever score" in shown
    assert "0.250" in shown


def test_figures_of_figures_are_shown_by_their_whole_names(tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text('{"id": 1, "evidence": {}}\n', encoding="utf-8")
    gold = SAMPLES / "scifact" / "sample" / "claims_train.jsonl"
    assert "abstract label only f1" in run("scifact", gold, "--score", file).stdout


def test_pairs_of_one_file_are_one_object_and_of_several_have_a_mean(scorer):
    figures = json.loads(run("vitaminc", VITAMINC, "--json", "--bootstrap", "100").stdout)
    assert (figures["n"], figures["accuracy"]) == (3, pytest.approx(2 / 3))
    assert set(figures["intervals"]) == {"accuracy", "macro_f1", "ece"}
    symmetric = SAMPLES / "fever-symmetric" / "sample"
    files = [symmetric / "fever_symmetric_dev.jsonl", symmetric / "fever_symmetric_generated.jsonl"]
    printed = json.loads(run("fever-symmetric", *files, "--json").stdout)
    assert list(printed["files"]) == [str(file) for file in files]
    assert printed["pooled"]["n"] == 6
    shown = run("fever-symmetric", *files, "--bootstrap", "100").stdout
    assert "mean" in shown
    assert "accuracy 95 % low" in shown


def test_pairs_of_a_dataset_have_the_figures_of_evaluate_pairs(scorer, tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text(
        "".join(
            json.dumps({"claim": pair.claim, "evidence": pair.evidence, "label": pair.label}) + "\n"
            for pair in load_pairs("vitaminc", VITAMINC)
        ),
        encoding="utf-8",
    )
    own, official = (json.loads(run(*names, "--json").stdout) for names in (("pairs", file), ("vitaminc", VITAMINC)))
    measured = {"pairs_per_second", "peak_memory_mb"}
    assert list(own) == list(official)
    assert {k: v for k, v in own.items() if k not in measured} == {
        k: v for k, v in official.items() if k not in measured
    }


def test_a_report_is_written(scorer, tmp_path):
    assert run("vitaminc", VITAMINC, "--report", tmp_path / "run", "--bootstrap", "100").exit_code == 0
    assert "dev.jsonl" in (tmp_path / "run" / "index.html").read_text(encoding="utf-8")


def test_gold_sentences_are_scored_as_pairs(scorer):
    result = run("fever", FEVER, "--mode", "oracle", "--corpus", FEVER.parent / "wiki-pages", "--json")
    figures = json.loads(result.stdout)
    assert (figures["mode"], figures["n"], figures["accuracy"]) == ("oracle", 2, 0.5)
    assert (figures["without_evidence"], figures["not_found"]) == (1, 1)


def test_questions_are_judged_and_written(scorer, tmp_path):
    figures = json.loads(run("averitec", AVERITEC, "--json", "--predictions", tmp_path / "p.json").stdout)
    assert (figures["mode"], figures["n"]) == ("oracle", 3)
    assert figures["accuracy"] == pytest.approx(2 / 3)  # what nobody answered is not enough evidence, rightly
    assert len(json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))) == 3


def test_sentences_worth_checking_are_found():
    shown = run("checkthat", SAMPLES / "checkthat" / "sample" / "dev_v2.tsv").stdout
    assert "map" in shown
    assert "p@50" in shown
    figures = json.loads(run("claimbuster", SAMPLES / "claimbuster" / "sample" / "groundtruth.csv", "--json").stdout)
    assert {"average_precision", "roc_auc", "f1"} <= set(figures)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("fever", FEVER), "no corpus; give --corpus"),
        (("fever", FEVER, "--score", "p.jsonl", "--limit", "2"), "--score: scores a whole prediction file"),
        (("averitec", AVERITEC, "--score", "p.json", "--limit", "2"), "--score: scores a whole prediction file"),
        (("fever", FEVER, "--score", "absent.jsonl"), "absent.jsonl: cannot be read"),
        (("vitaminc", FEVER), "train.jsonl:1: "),
        (("vitaminc", VITAMINC, "--predictions", "."), "is a folder"),
        (("checkthat", VITAMINC), "dev.jsonl:1: "),
        (("averitec", VITAMINC), "no JSON array"),
    ],
)
def test_what_cannot_be_evaluated_is_said(scorer, arguments, reason):
    result = run(*arguments)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())


@pytest.mark.bundled
def test_evidence_is_found_in_a_corpus_by_the_bundled_models(tmp_path):
    options = ("--corpus", FEVER.parent / "wiki-pages", "--top-k", "2", "--json", "--predictions", tmp_path / "p.jsonl")
    figures = json.loads(run("fever", FEVER, *options).stdout)
    assert (figures["mode"], figures["n"], figures["unanswered"]) == ("retrieved", 4, 0)
    assert len((tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()) == 4
