import json

import pytest
from fakes import FakeEmbedder, FakeScorer, refutes, same_or_denied, supports
from typer.testing import CliRunner

import factcheck.checker
from factcheck.cli.app import app

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

ROWS = [
    {"claim": "The mill burned down.", "evidence": "The mill burned down.", "label": "support"},
    {"claim": "The mill burned down.", "evidence": "The mill never burned.", "label": "refute"},
    {"claim": "The mill is [red].", "evidence": "Owls.", "label": "neutral"},
]


@pytest.fixture
def pairs(tmp_path):
    file = tmp_path / "[a].jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return file


@pytest.fixture
def model(monkeypatch):
    """Replaces the model; call it to choose one."""

    def choose(name, stance):
        monkeypatch.setattr(factcheck.checker, "make_scorer", lambda settings: FakeScorer(stance, name=name))

    monkeypatch.setattr(factcheck.checker, "make_embedder", lambda settings: FakeEmbedder())
    choose("one", lambda premise, hypothesis: refutes() if "never" in premise else supports())
    return choose


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code in (0, 2), result.output
    return result


def test_pairs_with_report_intervals_and_slices(pairs, model, tmp_path):
    result = run("evaluate", "pairs", pairs, "--report", tmp_path / "out", "--json")
    figures = json.loads(result.stdout)
    assert "wrote" in result.stderr
    assert (tmp_path / "out" / "index.html").is_file()
    assert figures["intervals"]["accuracy"][0] <= figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["slices"]["negation in claim"]["no"]["n"] == 3
    assert 0 <= figures["aurc"] <= 1
    assert "command" in json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))


def test_pairs_show_intervals_when_asked_and_slices_when_verbose(pairs, model):
    assert "interval" not in run("evaluate", "pairs", pairs).stdout
    assert "accuracy of all pairs: 0.667, 95 % interval" in run("evaluate", "pairs", pairs, "--bootstrap", "100").stdout
    assert "claim length" in run("-v", "evaluate", "pairs", pairs).stdout
    assert run("evaluate", "pairs", pairs, "--bootstrap", "1").exit_code == 2


def test_a_report_that_cannot_be_written_is_refused_before_any_work(pairs, model, tmp_path):
    model("none", lambda premise, hypothesis: pytest.fail("scored"))
    result = run("evaluate", "pairs", pairs, "--report", pairs)
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)


def test_several_files_give_pooled_figures(pairs, model, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(ROWS[0]), encoding="utf-8")
    figures = json.loads(run("evaluate", "pairs", pairs, other, "--bootstrap", "100", "--json").stdout)
    assert figures["pooled"]["accuracy"] == pytest.approx(3 / 4)
    assert figures["mean"]["accuracy"] == pytest.approx((2 / 3 + 1) / 2)


def test_articles_with_report_and_kept_cases(model, tmp_path):
    case = tmp_path / "cases" / "one"
    (case / "sources").mkdir(parents=True)
    sentence = "The old bridge opened in 1932."
    (case / "article.txt").write_text(sentence, encoding="utf-8")
    (case / "sources" / "a.txt").write_text(sentence, encoding="utf-8")
    claim = {"sentence": sentence, "claim": sentence, "label": "REFUTED", "evidence": []}
    gold = {"claims": [claim], "not_claims": [], "independent_groups": [["a.txt"]]}
    (case / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    model("one", same_or_denied)
    arguments = ("evaluate", "articles", tmp_path / "cases", "--predictions", tmp_path / "kept.jsonl")
    result = run(*arguments, "--report", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["intervals"]["verdict_accuracy"] == [0.0, 0.0]
    assert sentence in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "verdict accuracy" in run(*arguments).stdout
    board = run("evaluate", "leaderboard", tmp_path / "out")
    assert "Verdict accuracy" in board.stdout


def test_compare_and_leaderboard(pairs, model, tmp_path):
    for name, stance in (("one", same_or_denied), ("[two]", lambda premise, hypothesis: supports())):
        model(name, stance)
        place = tmp_path / name
        run("evaluate", "pairs", pairs, "--predictions", tmp_path / f"{name}.jsonl", "--report", place)
    shown = run("evaluate", "compare", tmp_path / "one.jsonl", tmp_path / "[two].jsonl", "--bootstrap", "100").stdout
    assert "[a].jsonl" in shown
    assert "second: [two]@" in shown
    found = run("evaluate", "compare", tmp_path / "one.jsonl", tmp_path / "[two].jsonl", "--json").stdout
    assert json.loads(found)["pooled"]["difference"] == pytest.approx(1 / 3)
    output = tmp_path / "board.html"
    board = run("evaluate", "leaderboard", tmp_path / "one", tmp_path / "[two]", "--output", output)
    assert "0.667*" in board.stdout
    assert "[two]" in board.stdout
    assert "[two]" in output.read_text(encoding="utf-8")
    assert run("evaluate", "leaderboard", tmp_path).exit_code == 2
    assert run("evaluate", "leaderboard", tmp_path / "one", "--output", tmp_path).exit_code == 2
    assert run("evaluate", "compare", pairs, tmp_path / "absent").exit_code == 2


def test_compare_counts_what_one_file_alone_has(pairs, model, tmp_path):
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    run("evaluate", "pairs", pairs, "--predictions", one)
    other.write_text("".join(one.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    assert "left out: 1 only in the first, 0 only in the second" in run("evaluate", "compare", one, other).stdout
