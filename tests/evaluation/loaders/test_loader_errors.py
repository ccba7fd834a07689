"""What each loader says to a record that is not of its form, and what it takes although it is unusual."""

import json
from pathlib import Path

import pytest

from factcheck.errors import DataError
from factcheck.evaluation.examples import GoldEvidence, QuestionAnswer, SentenceRef, VerificationExample
from factcheck.evaluation.loaders import (
    LOADERS,
    load_claims,
    load_documents,
    load_pairs,
    load_queries,
    load_questions,
    load_verification,
)
from factcheck.evaluation.loaders.beir import queries

SYMMETRIC = {"id": "1", "label": "SUPPORTS", "claim": "c", "evidence_sentence": "e"}
CLIMATE = {
    "claim_id": "1",
    "claim": "c",
    "claim_label": "DISPUTED",
    "evidences": [{"evidence_id": "A:1", "evidence_label": "REFUTES", "evidence": "e"}],
}
COVID = {"claim": "c", "label": "SUPPORTED", "evidence": ["a", "b"]}
WICE = {"label": "supported", "claim": "c", "evidence": ["a"], "meta": {"id": "dev1"}}
FM2 = {"id": "x", "text": "c", "label": "REFUTES", "gold_evidence": [{"text": "a", "section_header": "s"}]}
VITAMINC = {"unique_id": "1_1", "claim": "c", "evidence": "e", "label": "REFUTES"}
FEVER = {"id": 1, "label": "SUPPORTS", "claim": "c", "evidence": [[[1, 2, "A", 0]]]}
SCIFACT = {"id": 1, "claim": "c", "evidence": {"7": [{"sentences": [0], "label": "SUPPORT"}]}, "cited_doc_ids": [7]}

LOAD = {"pairs": load_pairs, "verification": load_verification, "claims": load_claims, "questions": load_questions}


def write(tmp_path, name, text):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def lines(tmp_path, *records):
    return write(tmp_path, "rows.jsonl", "".join(json.dumps(record) + "\n" for record in records))


def load(name, file):
    return list(LOAD[LOADERS[name].task](name, file))


def without(record, key):
    return {name: value for name, value in record.items() if name != key}


RECORDS = [
    ("fever-symmetric", SYMMETRIC),
    ("climate-fever", CLIMATE),
    ("covid-fact", COVID),
    ("wice", WICE),
    ("foolmetwice", FM2),
    ("vitaminc", VITAMINC),
    ("fever", FEVER),
    ("scifact", SCIFACT),
]


@pytest.mark.parametrize(("name", "record"), RECORDS, ids=[name for name, _ in RECORDS])
def test_a_second_line_without_claim_or_of_another_form_is_named(tmp_path, refuses, name, record):
    claim = "text" if name == "foolmetwice" else "claim"
    for broken, reason in ((without(record, claim), claim), ({**record, claim: 5}, f"$.{claim}"), ([], "object")):
        file = lines(tmp_path, record, broken)
        with refuses(DataError, f"{file}:2: ", reason, "expected"):
            load(name, file)


@pytest.mark.parametrize(
    ("name", "record", "known"),
    [
        ("fever-symmetric", {**SYMMETRIC, "label": "NEI"}, "unknown label 'NEI'; known: SUPPORTS, REFUTES"),
        ("fever-symmetric", without(SYMMETRIC, "label"), "no label; expected label or gold_label: SUPPORTS, REFUTES"),
        ("fever-symmetric", without(SYMMETRIC, "evidence_sentence"), "no evidence; expected evidence_sentence"),
        (
            "climate-fever",
            {**CLIMATE, "evidences": [{**CLIMATE["evidences"][0], "evidence_label": "DISPUTED"}]},
            "unknown evidence_label 'DISPUTED'; known: SUPPORTS, REFUTES, NOT_ENOUGH_INFO",
        ),
        ("covid-fact", {**COVID, "label": "supported"}, "unknown label 'supported'; known: SUPPORTED, REFUTED"),
        ("wice", {**WICE, "label": ""}, "known: supported, partially_supported, not_supported"),
        ("foolmetwice", {**FM2, "label": "NEUTRAL"}, "known: SUPPORTS, REFUTES"),
        ("vitaminc", {**VITAMINC, "label": "REFUTED"}, "known: SUPPORTS, REFUTES, NOT ENOUGH INFO"),
        ("fever", {**FEVER, "label": "REFUTED"}, "known: SUPPORTS, REFUTES, NOT ENOUGH INFO"),
        ("fever", without(FEVER, "label"), "no label; a blind test file cannot be scored"),
        ("fever", {**FEVER, "evidence": [["A", 0]]}, "evidence: Expected `array`, got `str`"),
        ("fever", {**FEVER, "evidence": [[["A", 0]]]}, "expected sets of [annotation id, evidence id, page, line]"),
        (
            "scifact",
            {**SCIFACT, "evidence": {"7": [{"sentences": [0], "label": "SUPPORTS"}]}},
            "unknown label of the evidence 'SUPPORTS'; known: SUPPORT, CONTRADICT",
        ),
    ],
)
def test_labels_and_evidence_that_are_not_of_the_dataset_are_refused(tmp_path, refuses, name, record, known):
    file = lines(tmp_path, record)
    with refuses(DataError, f"{file}:1: ", known):
        load(name, file)


def test_ids_may_be_numbers_or_text_and_optional_fields_may_be_missing(tmp_path):
    assert load("fever-symmetric", lines(tmp_path, {**SYMMETRIC, "id": 7}))[0].id == "7"
    assert load("foolmetwice", lines(tmp_path, {**FM2, "id": 7}))[0].id == "7"
    assert load("climate-fever", lines(tmp_path, {**CLIMATE, "claim_id": 3}))[0].id == "3/A:1"
    assert load("wice", lines(tmp_path, {**WICE, "meta": {"id": 5}}))[0].id == "5"
    assert load("vitaminc", lines(tmp_path, VITAMINC, without(VITAMINC, "unique_id")))[1].id == "1"
    assert load("fever", lines(tmp_path, {**FEVER, "id": "x1"}))[0].id == "x1"
    assert load("scifact", lines(tmp_path, without({**SCIFACT, "id": "s"}, "cited_doc_ids")))[0].id == "s"


def test_fever_evidence_that_is_null_or_sampled_does_not_count(tmp_path):
    file = lines(
        tmp_path,
        {**FEVER, "label": "NOT ENOUGH INFO", "evidence": [[[1, None, None, None]]]},
        {**FEVER, "label": "NOT ENOUGH INFO", "evidence": [[1, 2, "Sampled_Page", -1]]},
        {**FEVER, "evidence": [[[1, 2, "A", 0], [1, 2, None, None]], [[1, 2, "B", 3]]]},
        without({**FEVER, "label": "NOT ENOUGH INFO"}, "evidence"),
    )
    examples = load("fever", file)
    assert [example.evidence for example in examples] == [
        (),
        (),
        (GoldEvidence("SUPPORTS", (SentenceRef("B", 3),)),),
        (),
    ]


def test_the_blind_test_file_of_fever_is_read_where_that_is_meant(tmp_path):
    file = lines(tmp_path, {"id": 5, "claim": "c"})
    assert list(load_verification("fever", file, labelled=False)) == [VerificationExample("5", "c", "")]


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        ("", ()),
        ("0\ta\tlink\tLink\n1\tb", ("a", "b")),
        ("0\ta\n2\tc", ("a", "", "c")),
        ("0\ta\nstill a\tlink\n1\tb", ("a still a", "b")),
        ("0\t1999 was wet\n1\t", ("1999 was wet", "")),
    ],
)
def test_the_lines_of_a_page_keep_their_numbers(tmp_path, written, sentences):
    file = lines(tmp_path, {"id": "P", "text": "", "lines": written})
    assert next(load_documents("fever", file)).sentences == sentences


def test_a_page_with_an_impossible_sentence_number_is_refused(tmp_path, refuses):
    file = lines(tmp_path, {"id": "P", "text": "", "lines": "0\ta\n90000000\tb"})
    with refuses(DataError, f"{file}:1: lines: sentence number 90000000"):
        list(load_documents("fever", file))


def test_a_folder_without_pages_is_refused(tmp_path, refuses):
    with refuses(DataError, f"{tmp_path}: no wiki-*.jsonl", "unpack"):
        list(load_documents("fever", tmp_path))


def test_a_broken_abstract_is_refused(tmp_path, refuses):
    file = lines(tmp_path, {"doc_id": 1, "title": "t", "abstract": "one string"})
    with refuses(DataError, f"{file}:1: ", "$.abstract", "expected doc_id, title, abstract"):
        list(load_documents("scifact", file))


def test_averitec_takes_what_releases_and_predictions_differ_in(tmp_path):
    question = "q"
    rows = [
        {"claim": "a", "label": "Supported", "claim_id": 7, "questions": [{"question": question}]},
        {"claim": "b", "label": "Refuted", "questions": [{"question": question, "answers": {"answer": "one"}}]},
        {
            "claim": "c",
            "label": "Refuted",
            "questions": [{"question": question, "answers": [{"answer": "Yes", "answer_type": "Boolean"}]}],
        },
        {"claim": "d", "label": "Refuted"},
    ]
    examples = load("averitec", write(tmp_path, "dev.json", json.dumps(rows)))
    assert [example.id for example in examples] == ["7", "1", "2", "3"]
    assert [example.answers for example in examples] == [
        (QuestionAnswer(question, "No answer could be found."),),
        (QuestionAnswer(question, "one"),),
        (QuestionAnswer(question, "Yes"),),
        (),
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"claim": "a", "label": "supported"}, "unknown label 'supported'; known: Supported, Refuted, Not Enough"),
        ({"claim": "a"}, "no label; a blind test file cannot be scored"),
        ({"label": "Refuted"}, "missing required field `claim`"),
        ({"claim": "a", "label": "Refuted", "questions": [{"question": "q", "answers": [{}]}]}, "answer"),
    ],
)
def test_averitec_refuses_what_is_broken(tmp_path, refuses, record, reason):
    file = write(tmp_path, "dev.json", json.dumps([{"claim": "a", "label": "Refuted"}, record], indent=1))
    with refuses(DataError, f"{file}:6: ", reason):
        load("averitec", file)


def test_the_blind_test_file_of_averitec_is_read_where_that_is_meant(tmp_path):
    file = write(tmp_path, "test.json", '[{"claim": "a", "claim_id": 0}]')
    assert [(row.id, row.label) for row in load_questions("averitec", file, labelled=False)] == [("0", "")]


@pytest.mark.parametrize(
    ("name", "file", "text", "place", "reason"),
    [
        ("healthver", "a.csv", "id,evidence,claim,label\n1,e,c,True\n", 2, "known: Supports, Refutes, Neutral"),
        (
            "healthver",
            "a.csv",
            "id,claim,label\n1,c,Neutral\n",
            1,
            "no column evidence; the columns are id, claim, label",
        ),
        ("covid-fact", "a.tsv", "0\te\tc\tmaybe\n", 1, "unknown label 'maybe'; known: entailment, not_entailment"),
        ("covid-fact", "a.tsv", "0\te\tentailment\n", 1, "3 cells; expected index, sentence1, sentence2, label"),
        ("checkthat", "a.tsv", "1\tA\ttext\t2\n", 1, "unknown label '2'; known: 1, 0, yes, no"),
        ("checkthat", "a.tsv", "1\ttext\t1\n", 1, "3 cells; expected line number, speaker, text, label"),
        ("checkthat", "a.tsv", "Sentence_id\tText\n1\ta\n", 1, "no column check_worthiness or claim_worthiness"),
        ("checkthat", "a.tsv", "Sentence_id\tclass_label\n1\tYes\n", 1, "no column text or tweet_text or sentence"),
        ("claimbuster", "a.csv", "Sentence_id,Text,Verdict\n1,a,2\n", 2, "unknown Verdict '2'; known: 1, 0, -1"),
        ("claimbuster", "a.json", '[{"sentence_id": 1, "text": "a", "label": 9}]', 1, "known: 1, 0, -1"),
    ],
)
def test_tables_that_are_not_of_the_dataset_are_refused(tmp_path, refuses, name, file, text, place, reason):
    path = write(tmp_path, file, text)
    with refuses(DataError, f"{path}:{place}: ", reason):
        load(name, path)


def test_checkthat_takes_other_spellings_of_header_and_label(tmp_path):
    file = write(tmp_path, "a.tsv", "\ufeffsentence_id \tTEXT\tClass_Label\r\n7\tOne.\tYES\r\n8\tTwo.\tno\r\n")
    assert [(row.id, row.text, row.label) for row in load("checkthat", file)] == [
        ("7", "One.", "check_worthy"),
        ("8", "Two.", "not"),
    ]


def beir(tmp_path, qrels="query-id\tcorpus-id\tscore\nq1\td1\t1\n", asked='{"_id": "q1", "text": "q"}\n'):
    write(tmp_path, "corpus.jsonl", '{"_id": 1, "text": "d"}\n')
    write(tmp_path, "queries.jsonl", asked)
    write(tmp_path, "qrels/test.tsv", qrels)
    return tmp_path


@pytest.mark.parametrize(
    ("qrels", "reason"),
    [
        ("query-id\tcorpus-id\tscore\nq1\td1\thigh\n", "test.tsv:2: score 'high'; expected a whole number"),
        ("q1 d1 1\n", "test.tsv:1: 1 cells; expected query-id, corpus-id, score, separated by tabs"),
        ("query-id\tcorpus-id\tscore\nq9\td1\t1\n", "no query 'q9', which qrels/test.tsv judges; add it"),
    ],
)
def test_broken_judgements_are_refused(tmp_path, refuses, qrels, reason):
    with refuses(DataError, reason):
        list(load_queries("beir", beir(tmp_path, qrels)))


def test_a_split_that_is_not_there_lists_those_that_are(tmp_path, refuses):
    with refuses(DataError, "dev.tsv: no such file; splits here: test"):
        list(load_queries("beir", beir(tmp_path), "dev"))
    with refuses(DataError, "splits here: none"):
        list(load_queries("beir", tmp_path / "nowhere"))


def test_judgements_without_header_and_numbers_as_ids_are_taken(tmp_path):
    folder = beir(tmp_path, "1\td1\t2\n", '{"_id": 1, "text": "q"}\n')
    assert [(row.id, row.gains) for row in load_queries("beir", folder)] == [("1", (("d1", 2),))]
    document = next(load_documents("beir", folder))
    assert (document.id, document.title, document.sentences) == ("1", "", ("d",))


def test_a_compressed_corpus_is_found(tmp_path):
    import gzip

    folder = beir(tmp_path)
    for name in ("corpus.jsonl", "queries.jsonl"):
        plain = folder / name
        Path(f"{plain}.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    assert len(list(load_documents("beir", folder))) == len(list(queries(folder))) == 1
