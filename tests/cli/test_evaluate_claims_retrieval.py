import json

import pytest
from typer.testing import CliRunner

from factcheck.cli.app import app

ROWS = [
    {"text": "The old mill cost 40 million dollars, twice as much as 10 years ago.", "label": "check_worthy"},
    {"text": "Who did it?", "label": "not"},
    {"text": "Thank you, and good night to all of you.", "label": "not"},
]


@pytest.fixture
def labelled(tmp_path):
    file = tmp_path / "claims[1].jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return file


@pytest.fixture
def beir(tmp_path):
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "a", "text": "The ferry costs four dollars."}, {"_id": "b", "text": "Owls hunt by night."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "When do owls hunt?"}', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("q\tb\t1\n", encoding="utf-8")
    return folder


def run(*arguments):
    return CliRunner().invoke(app, ["evaluate", *(str(argument) for argument in arguments)])


@pytest.mark.bundled
def test_the_scheme_of_labels_can_be_given(labelled):
    assert json.loads(run("claims", labelled, "--scheme", "news", "--json").stdout)["scheme"] == "news"
    assert run("claims", labelled, "--scheme", "novels").exit_code == 2


@pytest.mark.bundled
def test_claims_of_one_file_are_one_object(labelled):
    figures = json.loads(run("claims", labelled, "--json").stdout)
    assert (figures["n"], figures["recall"], figures["precision"], figures["scheme"]) == (3, 1.0, 1.0, "debates")
    assert {"average_precision", "f1", "roc_auc"} <= set(figures)


@pytest.mark.bundled
def test_claims_of_several_files_have_a_mean(labelled, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(ROWS[0]), encoding="utf-8")
    printed = json.loads(run("claims", labelled, other, "--json").stdout)
    assert list(printed["files"]) == [str(labelled), str(other)]
    assert printed["mean"]["precision"] == pytest.approx(1.0)
    assert printed["mean"]["roc_auc"] == pytest.approx(1.0)  # the second file has none
    shown = run("claims", labelled, other).stdout
    assert "claims[1].jsonl" in shown
    assert "mean" in shown
    assert "average precision" in shown
    assert "–" in shown


def test_a_malformed_claim_is_named_by_file_and_line(labelled):
    labelled.write_text(labelled.read_text(encoding="utf-8") + '\n{"text": "x"}\n', encoding="utf-8")
    result = run("claims", labelled)
    assert result.exit_code == 2
    assert "claims[1].jsonl:4" in result.stderr


@pytest.mark.bundled
def test_retrieval_prints_the_figures_of_the_contract_and_keeps_the_run(beir, tmp_path):
    result = run("retrieval", beir, "--json", "--run", tmp_path / "run.txt", "--top-k", "1")
    figures = json.loads(result.stdout)
    assert (figures["n"], figures["ndcg@10"], figures["mrr@10"], figures["recall@100"]) == (1, 1.0, 1.0, 1.0)
    wanted = {"recall@5", "recall@10", "map", "queries_per_second", "index_passages_per_second", "n"}
    assert wanted <= set(figures)
    assert (tmp_path / "run.txt").read_text(encoding="utf-8").startswith("q Q0 b 1 ")
    assert not (tmp_path / "cache" / "embeddings").exists()  # a second run embeds again
    shown = run("retrieval", beir).stdout
    assert "ndcg@10" in shown
    assert "queries per second" in shown


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(("--split", "dev"), "no split 'dev'; there are: test"), (("--run", "."), "is a folder")],
)
def test_what_cannot_be_evaluated_is_said(beir, arguments, reason):
    result = run("retrieval", beir, *arguments)
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())


def test_a_folder_that_is_no_collection_is_an_error(tmp_path):
    result = run("retrieval", tmp_path)
    assert result.exit_code == 2
    assert "no qrels" in result.stderr
