import json
from pathlib import Path

import pytest
from fakes import NEUTRAL, FakeEmbedder, FakeScorer, evidence, refutes, supports

from factcheck.checker import FactChecker
from factcheck.config import Settings
from factcheck.errors import ConfigError, DataError
from factcheck.evaluation.loaders import load_documents
from factcheck.evaluation.loaders.fever import plain_text
from factcheck.evaluation.tasks.submissions import read_gold, score_file
from factcheck.evaluation.tasks.verification import evaluate_verification, strongest
from factcheck.types import Document, Stance
from factcheck.verdicts import Thresholds

SAMPLES = Path(__file__).parents[3] / "datasets"
FEVER, WIKI = SAMPLES / "fever" / "sample" / "train.jsonl", SAMPLES / "fever" / "sample" / "wiki-pages"
SCIFACT, ABSTRACTS = (SAMPLES / "scifact" / "sample" / name for name in ("claims_train.jsonl", "corpus.jsonl"))
PAGE, TOWN, KEEPER = "Brindlecott_Lighthouse", "Brindlecott_-LRB-town-RRB-", "Ivo_Ma\u0301rkesh"


def fever_stance(premise, hypothesis):
    if "built in 1871." in hypothesis:
        return supports(0.9) if "built in 1871" in premise else supports(0.8) if "dates from" in premise else NEUTRAL
    return refutes(0.9) if "never left" in hypothesis and "moved" in premise else NEUTRAL


def scifact_stance(premise, hypothesis):
    if "fever in mice" in hypothesis:
        return supports(0.9) if "1.2 degrees" in premise else supports(0.8) if "40 mice" in premise else NEUTRAL
    if "shortens sleep" in hypothesis:
        return supports() if "hour less" in premise else refutes() if "slept as long" in premise else NEUTRAL
    return NEUTRAL


def checker(stance, **options):
    scorer = FakeScorer(stance, **options)
    # The relevance of a bag of words says little: every passage counts in full.
    settings = Settings(top_k=20, threshold=0.5, cache=False)
    return FactChecker(settings, embedder=FakeEmbedder(), scorer=scorer), scorer


def rows(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_sentences_of_the_corpus_make_labels_and_evidence(tmp_path):
    kept = tmp_path / "p.jsonl"
    made, scorer = checker(fever_stance)
    figures = evaluate_verification("fever", read_gold("fever", [FEVER]), WIKI, made, "retrieved", predictions=kept)
    found = {row["id"]: (row["predicted_label"], row["predicted_evidence"]) for row in rows(kept)}
    assert found == {
        900001: ("SUPPORTS", [[PAGE, 0], [TOWN, 2]]),
        900002: ("REFUTES", [[KEEPER, 1]]),
        900003: ("NOT ENOUGH INFO", []),
        900004: ("NOT ENOUGH INFO", []),
    }
    # Evidence of the second needs two sentences; the fourth has the wrong label and predicts nothing.
    assert (figures["n"], figures["unanswered"]) == (4, 0)
    assert (figures["label_accuracy"], figures["fever_score"]) == (3 / 4, 2 / 4)
    assert figures["evidence_precision"] == pytest.approx(1.0)
    assert figures["evidence_recall"] == pytest.approx(1 / 3)
    assert not any("-LRB-" in premise for premise, _ in scorer.pairs)
    # The file is a submission that scores the same without a model.
    scored = score_file("fever", [FEVER], kept)
    assert scored == {name: figures[name] for name in scored}


def test_scifact_decides_for_each_abstract(tmp_path):
    kept = tmp_path / "p.jsonl"
    made, _ = checker(scifact_stance)
    gold = read_gold("scifact", [SCIFACT])
    figures = evaluate_verification("scifact", gold, ABSTRACTS, made, "retrieved", predictions=kept)
    found = {row["id"]: row["evidence"] for row in rows(kept)}
    assert found == {
        1: {"910001": {"label": "SUPPORT", "sentences": [2, 1]}},
        3: {},
        7: {},
        8: {
            "910001": {"label": "CONTRADICT", "sentences": [3]},
            "910002": {"label": "SUPPORT", "sentences": [1]},
        },
    }
    # Three of four gold abstracts; four of six gold sentences.
    assert figures["abstract_rationalized"] == pytest.approx({"precision": 1.0, "recall": 3 / 4, "f1": 6 / 7})
    assert figures["sentence_label"] == pytest.approx({"precision": 1.0, "recall": 4 / 6, "f1": 4 / 5})
    assert figures["n"] == 4


def test_the_pipeline_predicts_every_sentence_of_a_deciding_window(tmp_path):
    kept = tmp_path / "p.jsonl"
    made, scorer = checker(fever_stance)
    evaluate_verification("fever", read_gold("fever", [FEVER]), WIKI, made, "end-to-end", predictions=kept)
    found = {row["id"]: row for row in rows(kept)}
    assert found[900001]["predicted_label"] == "SUPPORTS"
    assert [PAGE, 0] in found[900001]["predicted_evidence"]
    assert found[900003]["predicted_label"] == "NOT ENOUGH INFO"
    assert any(". It stands" in premise or ". Its lighthouse" in premise for premise, _ in scorer.pairs)  # a window


def test_end_to_end_gives_the_verdicts_of_a_check(tmp_path):
    made, _ = checker(fever_stance)
    gold = read_gold("fever", [FEVER])
    kept = tmp_path / "p.jsonl"
    evaluate_verification("fever", gold, WIKI, made, "end-to-end", predictions=kept)
    pages = [
        Document.from_text(
            " ".join(plain_text(sentence) for sentence in page.sentences if sentence), title=page.title, name=page.id
        )
        for page in load_documents("fever", WIKI)
    ]
    verdicts = made.verify([claim.claim for claim in gold], pages).verdicts
    names = {"SUPPORTED": "SUPPORTS", "REFUTED": "REFUTES"}
    expected = [names.get(verdict.label.value, "NOT ENOUGH INFO") for verdict in verdicts]
    assert [row["predicted_label"] for row in rows(kept)] == expected
    assert expected[0] == "SUPPORTS"


def test_a_stopped_run_goes_on(tmp_path):
    kept = tmp_path / "p.jsonl"
    gold = read_gold("fever", [FEVER])
    made, _ = checker(fever_stance)
    evaluate_verification("fever", gold[:2], WIKI, made, "retrieved", predictions=kept)
    kept.write_bytes(kept.read_bytes() + b'{"id":900003,"predicted_la')  # killed while writing
    made, scorer = checker(fever_stance)
    figures = evaluate_verification("fever", gold, WIKI, made, "retrieved", predictions=kept)
    assert {hypothesis for _, hypothesis in scorer.pairs} == {claim.claim for claim in gold[2:]}
    assert figures["label_accuracy"] == 3 / 4
    assert len(rows(kept)) == 4
    made, scorer = checker(fever_stance, name="another")
    with pytest.raises(ConfigError, match=r"p\.jsonl:1: claim '900001' of another model, corpus or setting"):
        evaluate_verification("fever", gold, WIKI, made, "retrieved", predictions=kept)
    with pytest.raises(ConfigError, match="of another model, corpus or setting"):
        evaluate_verification("fever", gold, WIKI, checker(fever_stance)[0], "end-to-end", predictions=kept)


def test_a_file_that_holds_no_predictions_is_left_alone(tmp_path):
    kept = tmp_path / "notes.txt"
    kept.write_text("Ring the mill.", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"notes\.txt:1: no prediction"):
        evaluate_verification(
            "fever", read_gold("fever", [FEVER]), WIKI, checker(None)[0], "retrieved", predictions=kept
        )
    assert kept.read_text(encoding="utf-8") == "Ring the mill."


def test_a_corpus_without_sentences_is_an_error(tmp_path):
    (tmp_path / "wiki-001.jsonl").write_text('{"id": "", "text": "", "lines": ""}\n', encoding="utf-8")
    with pytest.raises(DataError, match="no sentences; give the corpus"):
        evaluate_verification("fever", read_gold("fever", [FEVER]), tmp_path, checker(None)[0], "retrieved")


def test_the_stronger_side_decides_from_its_threshold_on():
    pro, con, weak = evidence("a b c", supports(0.7)), evidence("d e f", refutes(0.8)), evidence("g h i", refutes(0.6))
    assert strongest([pro, weak, con], Thresholds()) == (Stance.REFUTES, [con, weak])
    assert strongest([pro, weak, con], Thresholds(refute=0.85)) == (Stance.SUPPORTS, [pro])
    assert strongest([pro, con], Thresholds(support=0.75, refute=0.85)) == (Stance.NEUTRAL, [])
    assert strongest([], Thresholds()) == (Stance.NEUTRAL, [])
