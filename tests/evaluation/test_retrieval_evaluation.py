import json
from math import log2

import pytest
from fakes import FakeEmbedder

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.retrieval import evaluate_retrieval, read_collection, write_run

CORPUS = [
    {
        "_id": "bridge",
        "title": "The harbour bridge",
        "text": "It was opened in March 1932. Six trains cross it hourly.",
    },
    {
        "_id": "ferry",
        "text": "The ferry needs thirty minutes. Tickets for the ferry cost four dollars.",
        "metadata": {},
    },
    {"_id": "owls", "title": "", "text": "Owls hunt by night. The town owl was seen near the mill."},
    {"_id": "empty", "title": "", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "A ferry ticket costs four dollars."},
    {"_id": "q2", "text": "Owls hunt at night."},
    {"_id": "unjudged", "text": "Nothing."},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tferry\t1\nq1\towls\t0\nq2\towls\t2\nq2\tabsent\t1\n"


@pytest.fixture
def beir(tmp_path):
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def test_a_collection_is_read_with_the_judged_queries_only(beir):
    collection = read_collection(beir)
    assert [document.id for document in collection.documents] == ["bridge", "ferry", "owls", "empty"]
    assert collection.documents[0].text.startswith("The harbour bridge\n\nIt was opened")
    assert collection.documents[2].text.startswith("Owls hunt")
    assert collection.queries == {"q1": QUERIES[0]["text"], "q2": QUERIES[1]["text"]}
    assert collection.judgements == {"q1": {"ferry": 1, "owls": 0}, "q2": {"owls": 2, "absent": 1}}


def test_identifiers_may_be_numbers_and_titles_null(beir):
    (beir / "corpus.jsonl").write_text('{"_id": 7, "title": null, "text": "Owls hunt by night."}', encoding="utf-8")
    assert [(document.id, document.text) for document in read_collection(beir).documents] == [
        ("7", "Owls hunt by night.")
    ]


def test_judgements_may_lack_a_header_and_end_lines_as_on_windows(beir):
    (beir / "qrels" / "dev.tsv").write_bytes(b"q1\tferry\t1\r\nq2\towls\t1\r\n")
    assert read_collection(beir).judgements == {"q1": {"ferry": 1}, "q2": {"owls": 1}}


@pytest.mark.parametrize(
    ("there", "asked", "taken"),
    [
        (["train", "test", "dev"], None, "dev"),
        (["train", "test"], None, "test"),
        (["heldout"], None, "heldout"),
        (["train", "test", "dev"], "train", "train"),
    ],
)
def test_the_split_is_the_one_asked_for_or_dev_or_test_or_the_only_one(beir, there, asked, taken):
    (beir / "qrels" / "dev.tsv").unlink()
    for name in there:
        judgement = "1" if name == taken else "0"
        (beir / "qrels" / f"{name}.tsv").write_text(f"q1\tferry\t{judgement}\n", encoding="utf-8")
    assert read_collection(beir, asked).judgements == {"q1": {"ferry": 1}}


@pytest.mark.parametrize(
    ("there", "asked", "reason"),
    [
        (["train", "heldout"], None, "neither dev nor test; choose one; there are: heldout, train"),
        (["train", "dev"], "test", "no split 'test'; there are: dev, train"),
        (["dev"], "../dev", "no split '../dev'; there are: dev"),
        ([], None, "no qrels/*.tsv"),
    ],
)
def test_without_the_split_those_that_exist_are_listed(beir, there, asked, reason, refuses):
    (beir / "qrels" / "dev.tsv").unlink()
    for name in there:
        (beir / "qrels" / f"{name}.tsv").write_text(QRELS, encoding="utf-8")
    with refuses(DataError, beir, reason):
        read_collection(beir, asked)


@pytest.mark.parametrize(
    ("name", "content", "place", "reason"),
    [
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "b"}', "corpus.jsonl:2", "expected _id, title, text"),
        ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}', "corpus.jsonl", "occurs twice"),
        ("corpus.jsonl", "\n", "corpus.jsonl", "no rows"),
        ("queries.jsonl", "{", "queries.jsonl:1", "expected _id, text"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}', "queries.jsonl", "no query 'q2'"),
        ("qrels/dev.tsv", "query-id\tcorpus-id\tscore\nq1 ferry 1\n", "dev.tsv:2", "by tabs"),
        ("qrels/dev.tsv", "q1\tferry\t1\nq2\towls\tyes\n", "dev.tsv:2", "whole number"),
        ("qrels/dev.tsv", "query-id\tcorpus-id\tscore\n", "dev.tsv", "no judgements"),
        ("corpus.jsonl", None, "corpus.jsonl", "cannot be read"),
    ],
)
def test_what_is_malformed_is_named_by_file_and_line(beir, name, content, place, reason, refuses):
    if content is None:
        (beir / name).unlink()
    else:
        (beir / name).write_text(content, encoding="utf-8")
    with refuses(DataError, place, reason):
        read_collection(beir)


def test_figures_of_a_search(beir):
    seen = []
    found = evaluate_retrieval(beir, FakeEmbedder(), progress=lambda *args: seen.append(args))
    # both find theirs first; the other document of q2, of gain 1, is not in the corpus
    assert (found["n"], found["documents"]) == (2, 4)
    assert found["passages"] == 4  # a title, and one window of each of three texts
    assert found["ndcg@10"] == pytest.approx((1 + 2 / (2 + 1 / log2(3))) / 2)
    assert found["recall@5"] == found["recall@10"] == found["recall@100"] == found["map"] == (1 + 1 / 2) / 2
    assert found["mrr@10"] == 1.0
    assert found["queries_per_second"] > 0
    assert found["index_passages_per_second"] > 0
    assert seen == [("embed sources", 0, 4), ("embed sources", 4, 4), ("search", 0, 2), ("search", 2, 2)]


def test_only_so_many_documents_are_ranked(beir):
    (beir / "qrels" / "dev.tsv").write_text("q1\tferry\t1\nq1\towls\t1\n", encoding="utf-8")
    assert evaluate_retrieval(beir, FakeEmbedder(), top_k=1)["recall@100"] == 0.5
    assert evaluate_retrieval(beir, FakeEmbedder(), top_k=3)["recall@100"] == 1.0


def test_the_run_file_holds_the_rankings(beir, tmp_path):
    file = tmp_path / "new" / "run.txt"
    evaluate_retrieval(beir, FakeEmbedder(), run=file)
    rows = [line.split(" ") for line in file.read_text(encoding="utf-8").splitlines()]
    assert next(row[:4] for row in rows if row[0] == "q1") == ["q1", "Q0", "ferry", "1"]
    assert {row[5] for row in rows} == {"factcheck"}
    scores = [float(row[4]) for row in rows if row[0] == "q2"]
    assert scores == sorted(scores, reverse=True)
    assert len(rows) == 6  # the empty document is never found


def test_a_run_file_is_ordered_as_trec_eval_reads_it(tmp_path):
    write_run(tmp_path / "run", {"q": {"a": 0.5, "b": 0.5, "c": 1.0}}, tag="t")
    assert (tmp_path / "run").read_text(encoding="utf-8") == "q Q0 c 1 1.0 t\nq Q0 b 2 0.5 t\nq Q0 a 3 0.5 t\n"


def test_a_run_file_that_cannot_be_written_is_an_output_error(tmp_path, refuses):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with refuses(OutputError, "cannot be written"):
        write_run(tmp_path / "file" / "run", {})


@pytest.mark.parametrize("name", ["a b", "a\tb", "", " a"])
def test_a_run_file_takes_no_identifiers_with_spaces(beir, tmp_path, name, refuses):
    rows = [*CORPUS, {"_id": name, "text": "x"}]
    (beir / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with refuses(DataError, repr(name), "--run"):
        evaluate_retrieval(beir, FakeEmbedder(), run=tmp_path / "run")
    assert evaluate_retrieval(beir, FakeEmbedder())["documents"] == 5
