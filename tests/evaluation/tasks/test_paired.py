import json
from pathlib import Path

import pytest
from fakes import NEUTRAL, FakeScorer, refutes, supports

from factcheck.errors import DataError
from factcheck.evaluation.tasks.paired import evaluate_dataset_pairs, evaluate_oracle

SAMPLES = Path(__file__).parents[3] / "datasets"


def by_count(premise, hypothesis):
    """418 boats and a lighthouse support, 402 boats refute."""
    return supports() if "418" in premise else refutes() if "402" in premise else NEUTRAL


def test_an_official_file_has_the_figures_of_its_pairs():
    file = SAMPLES / "vitaminc" / "sample" / "dev.jsonl"
    result = evaluate_dataset_pairs("vitaminc", file, FakeScorer(by_count))
    assert (result.file, result.metrics["n"], result.metrics["accuracy"]) == (str(file), 3, 1.0)
    wrong = evaluate_dataset_pairs("vitaminc", file, FakeScorer())  # everything neutral
    assert wrong.metrics["accuracy"] == pytest.approx(1 / 3)
    assert wrong.metrics["per_class"]["support"]["recall"] == 0.0


def test_a_second_run_scores_nothing_again(tmp_path):
    file = SAMPLES / "vitaminc" / "sample" / "dev.jsonl"
    kept = tmp_path / "p.jsonl"
    first = evaluate_dataset_pairs("vitaminc", file, FakeScorer(by_count), limit=2, predictions=kept)
    again = FakeScorer(by_count)
    second = evaluate_dataset_pairs("vitaminc", file, again, predictions=kept)
    assert (first.metrics["n"], second.metrics["n"], len(again.pairs)) == (2, 3, 1)
    rows = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [row["file"] for row in rows] == ["dev.jsonl"] * 3


@pytest.mark.parametrize(
    ("dataset", "file"),
    [
        ("fever-symmetric", "fever_symmetric_dev.jsonl"),
        ("climate-fever", "climate-fever.jsonl"),
        ("healthver", "healthver_dev.csv"),
        ("covid-fact", "COVIDFACT_dataset.jsonl"),
        ("covid-fact", "RTE-covidfact/train.tsv"),
        ("wice", "dev.jsonl"),
        ("foolmetwice", "dev.jsonl"),
    ],
)
def test_every_dataset_of_pairs_is_read(dataset, file):
    scorer = FakeScorer()
    result = evaluate_dataset_pairs(dataset, SAMPLES / dataset / "sample" / file, scorer)
    assert result.metrics["n"] == len(scorer.pairs) > 0


def test_claims_stand_beside_their_gold_sentences():
    sample = SAMPLES / "fever" / "sample"
    built = (
        "Brindlecott Lighthouse is a tower of 31 metres , built in 1871 .",
        "Brindlecott Lighthouse was built in 1871.",
    )
    scorer = FakeScorer({built: supports()})
    found = evaluate_oracle("fever", sample / "train.jsonl", sample / "wiki-pages", scorer)
    # One claim has no evidence, of one the page is not in the corpus.
    assert (found.without_evidence, found.not_found) == (1, 1)
    assert (found.pairs.metrics["n"], found.pairs.metrics["accuracy"]) == (2, 0.5)
    premises = [premise for premise, _ in scorer.pairs]
    assert premises[1] == (
        "He moved from Brindlecott to Oskerley in 1930 . Brindlecott ( local name : Brinle ) is a town on the coast ."
    )


def test_scifact_has_a_pair_for_each_label_of_a_claim():
    sample = SAMPLES / "scifact" / "sample"
    found = evaluate_oracle("scifact", sample / "claims_train.jsonl", sample / "corpus.jsonl", FakeScorer())
    assert (found.pairs.metrics["n"], found.without_evidence, found.not_found) == (4, 1, 0)


def test_another_corpus_is_an_error(tmp_path):
    corpus = tmp_path / "wiki-001.jsonl"
    corpus.write_text('{"id": "Other", "text": "", "lines": "0\\tOther ."}\n', encoding="utf-8")
    with pytest.raises(DataError, match="has no gold sentences of"):
        evaluate_oracle("fever", SAMPLES / "fever" / "sample" / "train.jsonl", corpus, FakeScorer())
