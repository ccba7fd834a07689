import json

import pytest
from typer.testing import CliRunner

from factcheck.cli.app import app

ROWS = [
    {"claim": "The mill burned down.", "evidence": "Fire destroyed the mill on Friday.", "label": "support"},
    {"claim": "The mill is intact.", "evidence": "Fire destroyed the mill on Friday.", "label": "refute"},
    {"claim": "The mill had four owners.", "evidence": "Fire destroyed the mill on Friday.", "label": "neutral"},
]


@pytest.fixture
def pairs(tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return file


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.bundled
def test_claims_are_listed_with_exact_offsets(tmp_path):
    text = "Mill burns\n\nThe old mill burned down on Friday. Who did it?\n\nExit mobile version\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    result = run("claims", tmp_path / "a.txt", "--format", "json")
    (claim,) = json.loads(result.stdout)["claims"]
    assert claim["sentence"] == "The old mill burned down on Friday."
    assert text[claim["span"]["start"] : claim["span"]["end"]] == claim["sentence"]


@pytest.mark.bundled
def test_claims_below_the_wanted_worthiness_are_left_out(tmp_path):
    text = "The old mill burned down on Friday, the fire brigade said. It was a strange and lovely evening."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert "The old mill" in run("claims", tmp_path / "a.txt").stdout
    assert "lovely" not in run("claims", tmp_path / "a.txt").stdout
    assert "lovely" in run("claims", tmp_path / "a.txt", "--min-worthiness", "0").stdout
    assert "0 claims" in run("claims", tmp_path / "a.txt", "--min-worthiness", "1").stdout


def test_an_article_that_is_not_there_is_an_error(tmp_path):
    result = run("claims", tmp_path / "absent.txt")
    assert (result.exit_code, "no such file" in result.stderr) == (2, True)


@pytest.mark.bundled
def test_claims_are_written_as_a_page_json_and_text(tmp_path):
    (tmp_path / "a.txt").write_text("The old mill burned down on Friday, the fire brigade said.", encoding="utf-8")
    targets = [tmp_path / name for name in ("c.html", "c.json", "c.txt")]
    result = run("claims", tmp_path / "a.txt", *(part for target in targets for part in ("--output", target)))
    assert (result.exit_code, result.stdout) == (0, "")
    page, data, text = (target.read_text(encoding="utf-8") for target in targets)
    assert "<mark" in page
    (claim,) = json.loads(data)["claims"]
    assert claim["attribution"]["source"] == "the fire brigade"
    assert text == "The old mill burned down on Friday.\n"
    assert run("claims", tmp_path / "a.txt", "--format", "html").stdout == page
    refused = run("claims", tmp_path / "a.txt", "--output", tmp_path / "c.doc")
    assert (refused.exit_code, ".doc" in refused.stderr) == (2, True)


@pytest.mark.bundled
def test_another_language_is_refused_and_can_be_configured(tmp_path, monkeypatch):
    text = (
        "Der Rat hat am Montag beschlossen, dass die alte Brücke noch in diesem Jahr erneuert wird. Das kostet viel.\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    refused = run("claims", tmp_path / "a.txt")
    assert (refused.exit_code, "German (de)" in refused.stderr) == (2, True)
    monkeypatch.setenv("FACTCHECK_LANGUAGE", "de")
    assert "Das kostet viel." in run("claims", tmp_path / "a.txt").stdout


@pytest.mark.bundled
def test_models_lists_every_task_and_verifies_checksums():
    result = run("models", "--verify", "--format", "json")
    assert result.exit_code == 0
    listed = {model["name"]: model for model in json.loads(result.stdout)["models"]}
    assert {model["task"] for model in listed.values()} == {"check-worthiness", "embedding", "nli"}
    assert all(model["licence"] == "Apache-2.0" and model["metrics"] for model in listed.values())
    assert "checksums match" in run("models", "--verify").stdout


@pytest.mark.bundled
def test_evaluate_pairs_prints_the_figures_of_the_contract(pairs, tmp_path):
    result = run("evaluate", "pairs", pairs, "--json", "--predictions", tmp_path / "p.jsonl")
    figures = json.loads(result.stdout)
    wanted = {"accuracy", "macro_f1", "balanced_accuracy", "ece", "brier", "n", "pairs_per_second", "confusion"}
    assert wanted <= set(figures)
    assert (figures["n"], figures["accuracy"]) == (3, 1.0)
    assert len((tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.bundled
def test_several_files_give_a_mean(pairs, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**ROWS[0], "label": "neutral"}), encoding="utf-8")
    result = run("evaluate", "pairs", pairs, other, "--json")
    assert json.loads(result.stdout)["mean"]["accuracy"] == pytest.approx(0.5)
    assert "mean" in run("evaluate", "pairs", pairs, other).stdout


def test_a_malformed_row_is_named_by_file_and_line(pairs):
    pairs.write_text(pairs.read_text(encoding="utf-8") + '\n{"claim": "x"}\n', encoding="utf-8")
    result = run("evaluate", "pairs", pairs)
    assert result.exit_code == 2
    assert "pairs.jsonl:4" in result.stderr


def test_a_folder_without_cases_is_an_error(tmp_path):
    result = run("evaluate", "articles", tmp_path)
    assert result.exit_code == 2
    assert "no case folders" in result.stderr
