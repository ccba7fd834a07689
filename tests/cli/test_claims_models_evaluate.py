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


def test_claims_are_listed_with_exact_offsets(tmp_path):
    text = "Mill burns\n\nThe old mill burned down on Friday. Who did it?\n\nExit mobile version\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    result = run("claims", tmp_path / "a.txt", "--format", "json")
    (claim,) = json.loads(result.stdout)["claims"]
    assert claim["sentence"] == "The old mill burned down on Friday."
    assert text[claim["span"]["start"] : claim["span"]["end"]] == claim["sentence"]


def test_claims_below_the_wanted_worthiness_are_left_out(tmp_path):
    (tmp_path / "a.txt").write_text("The old mill burned down on Friday.", encoding="utf-8")
    assert "The old mill" in run("claims", tmp_path / "a.txt", "--min-worthiness", "1").stdout
    result = run("claims", tmp_path / "absent.txt")
    assert (result.exit_code, "no such file" in result.stderr) == (2, True)


@pytest.mark.bundled
def test_models_lists_both_tasks_and_verifies_checksums():
    result = run("models", "--verify", "--format", "json")
    assert result.exit_code == 0
    listed = {model["name"]: model for model in json.loads(result.stdout)["models"]}
    assert {model["task"] for model in listed.values()} == {"embedding", "nli"}
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
