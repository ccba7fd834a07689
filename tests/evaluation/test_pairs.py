import gzip
import json

import pytest
from fakes import FakeScorer, model_info, refutes, supports

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.pairs import LabelledPair, evaluate_pairs, pair_metrics, read_labelled_pairs
from factcheck.types import StanceScores

ROWS = [
    {"claim": "It opened.", "evidence": "It opened early.", "label": "support", "id": "1"},
    {"claim": "It opened.", "evidence": "It never opened.", "label": "refute", "source": "passed over"},
    {"claim": "Überall 🌉.", "evidence": "Owls.", "label": "neutral"},
]


def write(file, rows):
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    file.write_bytes(gzip.compress(text) if file.suffix == ".gz" else text)
    return file


def many(tmp_path, count):
    return write(
        tmp_path / "many.jsonl", [{"claim": str(i), "evidence": "e", "label": "support"} for i in range(count)]
    )


def says(premise, hypothesis):
    """Refutation where the premise says never, support where it says early, else neutral."""
    return refutes() if "never" in premise else supports() if "early" in premise else supports(0.1)


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.gz"])
def test_pairs_are_read_in_order(tmp_path, name):
    assert read_labelled_pairs(write(tmp_path / name, ROWS)) == [
        LabelledPair("It opened.", "It opened early.", "support", "1"),
        LabelledPair("It opened.", "It never opened.", "refute"),
        LabelledPair("Überall 🌉.", "Owls.", "neutral"),
    ]


def test_blank_lines_are_passed_over(tmp_path):
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n" + "\n  \n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    assert len(read_labelled_pairs(file)) == 3


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "expected claim, evidence, label"),
        (b"[]", "expected claim, evidence, label"),
        (b'{"claim": "a", "evidence": "b"}', "label"),
        (b'{"claim": "a", "label": "support"}', "evidence"),
        (b'{"claim": 5, "evidence": "b", "label": "support"}', "claim"),
        (b'{"claim": "a", "evidence": "b", "label": "SUPPORTS"}', "unknown label 'SUPPORTS'; known: support, refute"),
        (b'{"claim": "\xff", "evidence": "b", "label": "support"}', "expected claim, evidence, label"),
    ],
)
@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_a_wrong_row_is_named_by_file_and_line(tmp_path, line, reason, suffix):
    file = tmp_path / f"pairs.{suffix}"
    content = json.dumps(ROWS[0]).encode() + b"\n\n" + line + b"\n"
    file.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    with pytest.raises(DataError) as caught:
        read_labelled_pairs(file)
    assert str(caught.value).startswith(f"{file}:3: ")
    assert reason in str(caught.value)


def garbled(whole):
    """Overwrite the middle of the compressed data, past the header."""
    return whole[:20] + b"\xff" * 20 + whole[40:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("absent.jsonl", None, id="missing"),
        pytest.param("empty.jsonl", b"", id="empty"),
        pytest.param("blank.jsonl", b"\n \n", id="blank"),
        pytest.param("text.jsonl.gz", b"not compressed", id="not gzip"),
        pytest.param("cut.jsonl.gz", gzip.compress(json.dumps(ROWS[0]).encode())[:-10], id="cut off"),
        pytest.param("bad.jsonl.gz", garbled(gzip.compress(json.dumps(ROWS).encode())), id="garbled"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DataError, match=name):
        read_labelled_pairs(file)


def test_two_way_and_three_way_labels_do_not_mix(tmp_path):
    file = write(tmp_path / "mixed.jsonl", [*ROWS, {"claim": "a", "evidence": "b", "label": "not_support"}])
    with pytest.raises(DataError, match="mix two-way and three-way"):
        read_labelled_pairs(file)


def test_a_limit_takes_a_fixed_sample_in_the_order_of_the_file(tmp_path):
    file = many(tmp_path, 50)
    chosen = [int(row.claim) for row in read_labelled_pairs(file, 10)]
    assert len(set(chosen)) == 10
    assert chosen == sorted(chosen) != list(range(10))
    assert chosen == [int(row.claim) for row in read_labelled_pairs(file, 10)]
    assert set(chosen) < {int(row.claim) for row in read_labelled_pairs(file, 20)}


@pytest.mark.parametrize("limit", [50, 51, None])
def test_a_limit_beyond_the_file_takes_all(tmp_path, limit):
    assert len(read_labelled_pairs(many(tmp_path, 50), limit)) == 50


def test_three_way_figures_by_hand():
    scores = [StanceScores(0.8, 0.1, 0.1), StanceScores(0.5, 0.4, 0.1), StanceScores(0.1, 0.1, 0.8)]
    figures = pair_metrics(["support", "refute", "neutral"], scores)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert figures["confusion"]["labels"] == ["support", "refute", "neutral"]
    assert figures["confusion"]["counts"] == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]


def test_a_two_way_file_sums_refutation_and_neutral():
    # 0.4 for support is the largest of three and yet less than the rest together
    scores = [StanceScores(0.4, 0.3, 0.3), StanceScores(0.6, 0.4, 0.0), StanceScores(0.1, 0.2, 0.7)]
    figures = pair_metrics(["not_support", "support", "support"], scores)
    assert figures["confusion"] == {"labels": ["support", "not_support"], "counts": [[1, 1], [0, 1]]}
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["brier"] == pytest.approx((2 * 0.4**2 + 2 * 0.4**2 + 2 * 0.9**2) / 3)


def test_a_pair_without_scores_is_wrong():
    figures = pair_metrics(["support", "support"], [supports(), None])
    assert (figures["accuracy"], figures["unanswered"]) == (0.5, 1)


def test_a_file_is_scored_with_the_evidence_as_premise(tmp_path):
    scorer, seen = FakeScorer(says), []
    file = write(tmp_path / "pairs.jsonl", ROWS)
    result = evaluate_pairs(file, scorer, progress=lambda *args: seen.append(args))
    assert scorer.pairs == [(row["evidence"], row["claim"]) for row in ROWS]
    assert (result.file, result.metrics["n"], result.metrics["accuracy"]) == (str(file), 3, 1.0)
    assert result.metrics["pairs_per_second"] > 0
    assert seen == [("pairs.jsonl", done, 3) for done in (1, 2, 3)]


def test_a_second_run_with_predictions_scores_nothing(tmp_path):
    file, kept = write(tmp_path / "pairs.jsonl", ROWS), tmp_path / "new" / "kept.jsonl"
    first, second = FakeScorer(says), FakeScorer(says)
    one, other = (evaluate_pairs(file, scorer, predictions=kept).metrics for scorer in (first, second))
    assert (len(first.pairs), len(second.pairs)) == (3, 0)
    assert other.pop("pairs_per_second") is None
    assert one.pop("pairs_per_second") is not None
    assert one == other


def test_predictions_are_one_line_a_pair_with_label_and_scores(tmp_path):
    kept = tmp_path / "kept.jsonl"
    evaluate_pairs(write(tmp_path / "pairs.jsonl", ROWS), FakeScorer(says), predictions=kept)
    entries = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [(entry["id"], entry["label"], entry["scores"]) for entry in entries] == [
        ("1", "support", [0.9, 0.0, pytest.approx(0.1)]),
        ("", "refute", [0.0, 0.9, pytest.approx(0.1)]),
        ("", "neutral", [0.1, 0.0, 0.9]),
    ]


def test_predictions_of_another_model_are_not_used(tmp_path):
    file, kept = write(tmp_path / "pairs.jsonl", ROWS), tmp_path / "kept.jsonl"
    evaluate_pairs(file, FakeScorer(says), predictions=kept)
    other = FakeScorer(says, name="other")
    assert other.info != model_info("nli", "fake-scorer")
    evaluate_pairs(file, other, predictions=kept)
    assert len(other.pairs) == 3


def test_only_what_is_missing_is_scored_and_progress_counts_the_rest(tmp_path):
    kept, seen, scorer = tmp_path / "kept.jsonl", [], FakeScorer(says)
    evaluate_pairs(write(tmp_path / "pairs.jsonl", ROWS[:2]), FakeScorer(says), predictions=kept)
    evaluate_pairs(
        write(tmp_path / "pairs.jsonl", ROWS), scorer, predictions=kept, progress=lambda *args: seen.append(args)
    )
    assert scorer.pairs == [("Owls.", "Überall 🌉.")]
    assert seen == [("pairs.jsonl", 3, 3)]


def cut_last_line(kept):
    kept.write_bytes(kept.read_bytes()[:-15])


def test_a_last_line_cut_off_is_scored_again(tmp_path):
    file, kept, scorer = write(tmp_path / "pairs.jsonl", ROWS), tmp_path / "kept.jsonl", FakeScorer(says)
    evaluate_pairs(file, FakeScorer(says), predictions=kept)
    cut_last_line(kept)
    result = evaluate_pairs(file, scorer, predictions=kept)
    assert scorer.pairs == [("Owls.", "Überall 🌉.")]
    assert result.metrics["accuracy"] == 1.0


def test_a_line_written_after_one_that_was_cut_off_is_kept(tmp_path):
    file, kept, third = write(tmp_path / "pairs.jsonl", ROWS), tmp_path / "kept.jsonl", FakeScorer(says)
    evaluate_pairs(file, FakeScorer(says), predictions=kept)
    cut_last_line(kept)
    evaluate_pairs(file, FakeScorer(says), predictions=kept)
    evaluate_pairs(file, third, predictions=kept)
    assert third.pairs == []


@pytest.mark.parametrize("line", ["", "[]", "5", "null", '{"key": "a"}', '{"key": "a", "scores": [1, 0]}', "\x00\x00"])
def test_foreign_lines_among_the_predictions_are_passed_over(tmp_path, line):
    kept, scorer = tmp_path / "kept.jsonl", FakeScorer(says)
    kept.write_text(line + "\n", encoding="utf-8")
    evaluate_pairs(write(tmp_path / "pairs.jsonl", ROWS), scorer, predictions=kept)
    assert len(scorer.pairs) == 3


def test_an_interrupted_run_keeps_what_it_has_scored(tmp_path):
    # 600 pairs are two calls, the second of which is interrupted
    file, kept, second = many(tmp_path, 600), tmp_path / "kept.jsonl", FakeScorer(says)
    with pytest.raises(KeyboardInterrupt):
        evaluate_pairs(file, FakeScorer(says, interrupt_at=2), predictions=kept)
    evaluate_pairs(file, second, predictions=kept)
    assert len(second.pairs) == 600 - 512


@pytest.mark.parametrize("place", ["file/kept.jsonl", "folder"])
def test_predictions_that_cannot_be_kept_are_an_output_error(tmp_path, place):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be"):
        evaluate_pairs(write(tmp_path / "pairs.jsonl", ROWS), FakeScorer(says), predictions=tmp_path / place)
