import gzip
import json
from dataclasses import replace

import pytest
from fakes import claim

from factcheck.claims import DeclarativeDetector
from factcheck.errors import DataError
from factcheck.evaluation.claims import DetectedWorthiness, evaluate_claims, examples_scheme, read_claim_examples
from factcheck.evaluation.examples import ClaimExample
from factcheck.evaluation.loaders import rows

ROWS = [
    {"text": "The mill burned down on Friday.", "label": "check_worthy", "id": "a", "dataset": "the set"},
    {"text": "Who did it?", "label": "not", "context": "The mill burned."},
    {"text": "Überall 🌉 hope so.", "label": "not"},
]


class TableDetector:
    """Detects, in a text, one claim for each score that the table has for it."""

    def __init__(self, table):
        self.table = table

    def detect(self, article):
        return tuple(replace(claim(article.text), check_worthiness=score) for score in self.table.get(article.text, ()))


def write(file, items):
    text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()
    file.write_bytes(gzip.compress(text) if file.suffix == ".gz" else text)
    return file


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.jsonl.gz"])
def test_examples_are_read_in_order(tmp_path, name):
    assert read_claim_examples(write(tmp_path / name, ROWS)) == [
        ClaimExample("a", "The mill burned down on Friday.", "check_worthy", dataset="the set"),
        ClaimExample("2", "Who did it?", "not", "The mill burned."),
        ClaimExample("3", "Überall 🌉 hope so.", "not"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "expected text, label"),
        (b"[]", "expected text, label"),
        (b'{"text": "a"}', "label"),
        (b'{"text": 5, "label": "not"}', "text"),
        (b'{"text": "\xff", "label": "not"}', "expected text, label"),
        (b'{"text": "a", "label": "Yes"}', "unknown label 'Yes'; known: check_worthy, not, claim, not_claim"),
    ],
)
@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_a_wrong_row_is_named_by_file_and_line(tmp_path, line, reason, suffix, refuses):
    file = tmp_path / f"claims.{suffix}"
    content = json.dumps(ROWS[0]).encode() + b"\n\n" + line + b"\n"
    file.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    with refuses(DataError, f"{file}:3: ", reason):
        read_claim_examples(file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("absent.jsonl", None, id="missing"),
        pytest.param("blank.jsonl", b"\n \n", id="blank"),
        pytest.param("text.jsonl.gz", b"not compressed", id="not gzip"),
        pytest.param("cut.jsonl.gz", gzip.compress(json.dumps(ROWS[0]).encode())[:-10], id="cut off"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content, refuses):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with refuses(DataError, file):
        read_claim_examples(file)


def test_an_endless_line_is_refused_before_it_is_read(tmp_path, monkeypatch, refuses):
    monkeypatch.setattr(rows, "MAX_ROW", 1000)
    file = write(tmp_path / "claims.jsonl", [*ROWS, {"text": "x" * 5000, "label": "not"}])
    with refuses(DataError, f"{file}:4: a line of more than"):
        read_claim_examples(file)


def test_check_worthiness_and_claims_do_not_mix(tmp_path, refuses):
    file = write(tmp_path / "mixed.jsonl", [*ROWS, {"text": "a", "label": "claim"}])
    with refuses(DataError, file, "split the file"):
        read_claim_examples(file)


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_content(tmp_path):
    file = tmp_path / "claims.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(row).encode() for row in ROWS))
    assert [example.text for example in read_claim_examples(file)] == [row["text"] for row in ROWS]


def test_a_text_is_as_worthy_as_the_best_of_its_claims():
    scorer = DetectedWorthiness(TableDetector({"two": (0.2, 0.7, 0.3)}))
    assert scorer.score(["two", "none"]) == [0.7, 0.0]


def test_figures_by_hand(tmp_path):
    scores = {"a": (0.9,), "b": (0.6,), "c": (0.5,), "d": (0.49,)}
    labels = {"a": "claim", "b": "not_claim", "c": "claim", "d": "claim", "e": "not_claim"}
    file = write(tmp_path / "f.jsonl", [{"text": text, "label": label} for text, label in labels.items()])
    result = evaluate_claims(file, DetectedWorthiness(TableDetector(scores)))
    assert result.file == str(file)
    assert result.metrics == pytest.approx(
        {
            "scheme": "news",
            "n": 5,
            "positives": 3,
            "average_precision": (1 + 2 / 3 + 3 / 4) / 3,
            "roc_auc": (2 + 1 + 1) / 6,
            "threshold": 0.5,
            "f1": 2 / 3,
            "precision": 2 / 3,
            "recall": 2 / 3,
        }
    )


def test_the_threshold_can_be_another(tmp_path):
    file = write(tmp_path / "f.jsonl", [{"text": "a", "label": "claim"}])
    detector = TableDetector({"a": (0.3,)})
    assert evaluate_claims(file, DetectedWorthiness(detector)).metrics["recall"] == 0.0
    assert evaluate_claims(file, DetectedWorthiness(detector, threshold=0.3)).metrics["recall"] == 1.0


def test_a_file_of_one_class_has_no_roc_auc(tmp_path):
    file = write(tmp_path / "f.jsonl", [{"text": "a", "label": "not"}])
    assert evaluate_claims(file, DetectedWorthiness(TableDetector({}))).metrics["roc_auc"] is None


def test_declarative_sentences_are_the_yardstick(tmp_path):
    seen = []
    scorer = DetectedWorthiness(DeclarativeDetector())
    result = evaluate_claims(write(tmp_path / "f.jsonl", ROWS), scorer, progress=lambda *a: seen.append(a))
    assert (result.metrics["recall"], result.metrics["precision"]) == (1.0, 0.5)
    assert seen == [("f.jsonl", 0, 3), ("f.jsonl", 3, 3)]


class SchemeScorer:
    """Keeps the scheme it was asked for; its threshold is another for each."""

    info = None

    def __init__(self):
        self.schemes = set()

    def threshold(self, scheme="news"):
        return {"debates": 0.2, "reports": 0.8}[scheme]

    def score(self, texts, scheme="news"):
        self.schemes.add(scheme)
        return [0.5] * len(texts)


@pytest.mark.parametrize(
    ("dataset", "scheme", "asked", "recall"),
    [("ct24_claimbuster_en", None, "debates", 1.0), ("environmental_claims", None, "reports", 0.0),
     ("environmental_claims", "debates", "debates", 1.0)],
)  # fmt: skip
def test_a_file_is_scored_by_the_scheme_of_its_data_set_or_the_given_one(tmp_path, dataset, scheme, asked, recall):
    scorer = SchemeScorer()
    row = {"text": "Rates fell.", "label": "check_worthy", "dataset": dataset}
    result = evaluate_claims(write(tmp_path / "f.jsonl", [row]), scorer, scheme=scheme)
    assert (scorer.schemes, result.metrics["scheme"], result.metrics["recall"]) == ({asked}, asked, recall)


@pytest.mark.parametrize(
    ("text", "label", "scheme"),
    [("Rates fell.", "not", "debates"), ("Rates fell.", "not_claim", "news"),
     ("Rates fell #bank", "check_worthy", "tweets_worthy"), ("@bank cuts https://t.co/x", "claim", "tweets_claim")],
)  # fmt: skip
def test_without_a_known_data_set_labels_and_texts_tell_the_scheme(text, label, scheme):
    assert examples_scheme([ClaimExample("1", text, label)]) == scheme
