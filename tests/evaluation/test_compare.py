import json

import pytest
from fakes import NEUTRAL, FakeScorer, refutes, supports

from factcheck.errors import DataError
from factcheck.evaluation.compare import compare_predictions
from factcheck.evaluation.pairs import evaluate_pairs


def write(file, labels, kind="a"):
    rows = [{"claim": f"{kind} {i}", "evidence": "e", "label": label} for i, label in enumerate(labels)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def predict(files, kept, stance, name):
    for file in files:
        evaluate_pairs(file, FakeScorer(stance, name=name), predictions=kept)
    return kept


def always(score):
    return lambda premise, hypothesis: score


@pytest.fixture
def two(tmp_path):
    """Ten rows of support and five of refutation in one file, four two-way ones in another."""
    files = [
        write(tmp_path / "a.jsonl", ["support"] * 10 + ["refute"] * 5),
        write(tmp_path / "b.jsonl", ["support", "support", "support", "not_support"], "b"),
    ]
    first = predict(files, tmp_path / "first.jsonl", always(supports()), "one")
    return files, first, predict(files, tmp_path / "second.jsonl", always(refutes()), "other")


def test_the_difference_is_first_minus_second_by_file_and_for_all(two):
    _, first, second = two
    found = compare_predictions(first, second)
    a, b, pooled = found["files"]["a.jsonl"], found["files"]["b.jsonl"], found["pooled"]
    assert (a["n"], b["n"], pooled["n"]) == (15, 4, 19)
    assert a["accuracy"] == pytest.approx([10 / 15, 5 / 15])
    # refutation is a right answer where the label is not_support
    assert b["accuracy"] == pytest.approx([3 / 4, 1 / 4])
    assert pooled["difference"] == pytest.approx(13 / 19 - 6 / 19)
    assert pooled["interval"][0] < pooled["difference"] < pooled["interval"][1]
    assert (pooled["only_first_right"], pooled["only_second_right"]) == (13, 6)
    # exact binomial: twice the tail of 5 of 15
    assert a["p_mcnemar"] == pytest.approx(0.3018, abs=1e-4)
    assert [name.split("@")[0] for name in found["models"]] == ["one", "other"]
    assert found == compare_predictions(first, second)


def test_a_model_does_not_differ_from_itself(two):
    _, first, _ = two
    pooled = compare_predictions(first, first)["pooled"]
    assert (pooled["difference"], pooled["p_mcnemar"], pooled["p_bootstrap"]) == (0.0, 1.0, 1.0)


def test_items_that_one_file_alone_has_are_counted_and_left_out(two, tmp_path):
    _, first, _ = two
    (tmp_path / "x").mkdir()
    fewer = write(tmp_path / "x" / "a.jsonl", ["support"] * 3)
    extra = write(tmp_path / "c.jsonl", ["neutral"], "c")
    second = predict([fewer, extra], tmp_path / "third.jsonl", always(NEUTRAL), "third")
    found = compare_predictions(first, second)
    assert (found["only_first"], found["only_second"], found["pooled"]["n"]) == (16, 1, 3)
    assert list(found["files"]) == ["a.jsonl"]


def test_a_row_that_occurs_twice_counts_twice(tmp_path):
    file = write(tmp_path / "a.jsonl", ["support"])
    file.write_text(file.read_text(encoding="utf-8") * 2, encoding="utf-8")
    kept = [predict([file], tmp_path / f"{name}.jsonl", always(supports()), name) for name in ("one", "other")]
    assert compare_predictions(*kept)["pooled"]["n"] == 2


def test_the_same_pair_in_two_files_is_scored_once_and_kept_for_both(tmp_path):
    files = [write(tmp_path / name, ["support"]) for name in ("a.jsonl", "b.jsonl")]
    kept, again = tmp_path / "kept.jsonl", FakeScorer(always(supports()))
    evaluate_pairs(files[0], FakeScorer(always(supports())), predictions=kept)
    evaluate_pairs(files[1], again, predictions=kept)
    assert again.pairs == []
    assert sorted(compare_predictions(kept, kept)["files"]) == ["a.jsonl", "b.jsonl"]
    size = kept.stat().st_size
    evaluate_pairs(files[1], again, predictions=kept)
    assert kept.stat().st_size == size


def test_what_cannot_be_compared_is_an_error(two, tmp_path, refuses):
    files, first, second = two
    with refuses(DataError, "absent.jsonl", "no such file"):
        compare_predictions(first, tmp_path / "absent.jsonl")
    with refuses(DataError, files[0], "no predictions"):
        compare_predictions(first, files[0])
    other = predict([write(tmp_path / "c.jsonl", ["support"], "c")], tmp_path / "o.jsonl", always(NEUTRAL), "one")
    with refuses(DataError, first, other, "no item in common"):
        compare_predictions(first, other)
    second.write_bytes(first.read_bytes() + second.read_bytes())
    with refuses(DataError, second, "2 models", "one@", "other@"):
        compare_predictions(first, second)
