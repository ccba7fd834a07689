import json

import pytest
from fakes import FakeScorer, refutes, supports

from factcheck.errors import DataError
from factcheck.evaluation.pairs import evaluate_pairs
from factcheck.evaluation.run import FORMAT, pairs_run, peak_memory, read_run

ROWS = [
    {"claim": "It did not open.", "evidence": "It never opened.", "label": "support", "id": "1"},
    {"claim": "It opened in 1932.", "evidence": "It opened early.", "label": "refute", "id": "2"},
    {"claim": "Owls.", "evidence": "x" * 5000, "label": "neutral"},
    {"claim": "It opened.", "evidence": "It opened.", "label": "support"},
]
RUN = {"format": FORMAT, "task": "pairs", "models": [], "headline": {}, "intervals": {}, "parts": {}}


def says(premise, hypothesis):
    return supports(0.8) if "early" in premise else refutes(0.6) if "x" in premise else supports(0.9)


def made(tmp_path, *contents, resamples=0):
    scorer, results = FakeScorer(says), []
    for number, rows in enumerate(contents):
        file = tmp_path / f"{number}.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        results.append(evaluate_pairs(file, scorer))
    return pairs_run(results, scorer.info, resamples=resamples, command="factcheck evaluate pairs")


def test_figures_are_over_all_pairs_of_all_files(tmp_path):
    two_way = [{"claim": "a", "evidence": "b", "label": "not_support"}]
    run = made(tmp_path, ROWS, two_way)
    assert (run["headline"]["n"], run["headline"]["accuracy"]) == (5, pytest.approx(2 / 5))
    assert run["confusion"]["labels"] == ["support", "refute", "neutral", "not_support"]
    assert run["confusion"]["counts"] == [[2, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]
    assert [part["accuracy"] for part in run["parts"].values()] == [0.5, 0.0]
    assert run["slices"]["negation in claim"]["yes"] == {"n": 1, "accuracy": 1.0, "macro_f1": 1.0}
    assert run["slices"]["date in claim"]["yes"]["accuracy"] == 0.0
    assert (run["intervals"], "intervals" in run["parts"]["0.jsonl"]) == ({}, False)
    assert run["headline"]["pairs_per_second"] > 0


def test_mistakes_are_the_wrong_ones_surest_first_and_short(tmp_path):
    mistakes = made(tmp_path, ROWS)["mistakes"]
    assert [(m["id"], m["gold"], m["predicted"], m["confidence"]) for m in mistakes] == [
        ("2", "refute", "support", 0.8),
        ("", "neutral", "refute", 0.6),
    ]
    assert len(mistakes[1]["evidence"]) < 2000


def test_intervals_hold_the_figure_and_are_the_same_again(tmp_path):
    run = made(tmp_path, ROWS * 10, ROWS, resamples=200)
    for name in ("accuracy", "macro_f1", "ece"):
        low, high = run["intervals"][name]
        assert low <= run["headline"][name] <= high
        assert low < high
    assert made(tmp_path, ROWS * 10, ROWS, resamples=200)["intervals"] == run["intervals"]
    assert set(run["parts"]["1.jsonl"]["intervals"]) == {"accuracy", "macro_f1", "ece"}


def test_a_run_says_what_made_it(tmp_path):
    run = made(tmp_path, ROWS)
    assert (run["format"], run["task"], run["command"]) == (FORMAT, "pairs", "factcheck evaluate pairs")
    assert run["models"][0]["name"] == "fake-scorer"
    assert len(run["models"][0]["sha256"]) == 64


def test_a_run_is_read_back(tmp_path):
    run = made(tmp_path, ROWS)
    (tmp_path / "run.json").write_text(json.dumps(run), encoding="utf-8")
    found = read_run(tmp_path / "run.json")
    assert (found.task, found.headline, list(found.parts)) == ("pairs", run["headline"], ["0.jsonl"])
    assert (found.models[0].name, found.parts["0.jsonl"].accuracy) == ("fake-scorer", 0.5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "cannot be read"),
        ("{", "no run"),
        ("[" * 100_000, "no run"),
        ("[]", "no run"),
        (json.dumps({**RUN, "format": "other"}), "not of the format"),
        (json.dumps({**RUN, "headline": {"n": "x"}}), "no run"),
        (json.dumps({**RUN, "parts": {"a": 1}}), "no run"),
        (json.dumps({**RUN, "intervals": {"accuracy": [1]}}), "no run"),
        (json.dumps({**RUN, "task": "<b>"}), "no run"),
    ],
)
def test_what_is_no_run_is_a_data_error(tmp_path, text, reason, refuses):
    file = tmp_path / "run.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with refuses(DataError, file, reason):
        read_run(file)


def test_peak_memory_is_in_megabytes():
    pytest.importorskip("resource")
    assert 10 < peak_memory() < 100_000
