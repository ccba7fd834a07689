"""Files of any form and hub datasets through a mapping of fields and labels."""

import builtins
import gzip
import json
import sys
from importlib import metadata
from types import ModuleType, SimpleNamespace

import pytest

from factcheck.errors import ConfigError, DataError, MissingExtraError
from factcheck.evaluation.examples import ClaimExample, PairExample
from factcheck.evaluation.loaders import hub, mapped

FIELDS = {"claim": "statement", "evidence": "source", "label": "verdict", "id": "no"}
LABELS = {"true": "support", "false": "refute", "0": "neutral"}
ROWS = [
    {"no": 1, "statement": "a", "source": "s", "verdict": "true", "extra": "x"},
    {"no": 2, "statement": "b", "source": "t", "verdict": "false", "extra": ""},
]
EXPECTED = [PairExample("1", "a", "s", "support"), PairExample("2", "b", "t", "refute")]


def text_of(ending):
    if ending in {"jsonl", "ndjson"}:
        return "".join(json.dumps(row) + "\n" for row in ROWS)
    if ending == "json":
        return json.dumps(ROWS)
    comma = "," if ending == "csv" else "\t"
    return "\n".join([comma.join(ROWS[0]), *(comma.join(map(str, row.values())) for row in ROWS)])


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("ending", ["jsonl", "ndjson", "json", "csv", "tsv"])
def test_a_mapping_reads_every_text_format_alike(tmp_path, ending, packed):
    file = tmp_path / (f"a.{ending}.gz" if packed else f"a.{ending.upper()}")
    data = text_of(ending).encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    assert list(mapped.pairs(file, fields=FIELDS, labels=LABELS)) == EXPECTED


def write_parquet(file, rows):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file


def test_a_mapping_reads_parquet(tmp_path, monkeypatch):
    monkeypatch.setattr(mapped, "_BATCH", 1)
    file = write_parquet(tmp_path / "a.parquet", ROWS)
    assert list(mapped.pairs(file, fields=FIELDS, labels=LABELS)) == EXPECTED


def test_broken_parquet_is_an_error(tmp_path, refuses):
    pytest.importorskip("pyarrow")
    file = tmp_path / "a.parquet"
    file.write_bytes(b"PAR1 but not really")
    with refuses(DataError, f"{file}: cannot be read"):
        list(mapped.pairs(file))
    with refuses(DataError, "cannot be read"):
        list(mapped.pairs(tmp_path / "none.parquet"))


def test_parquet_rows_have_numbers_and_must_exist(tmp_path, refuses):
    rows = [{"claim": "a", "evidence": "e", "label": "support"}, {"claim": "a", "evidence": None, "label": "support"}]
    file = write_parquet(tmp_path / "a.parquet", rows)
    with refuses(DataError, f"{file}:row 2: no 'evidence'"):
        list(mapped.pairs(file))
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"claim": pa.array([], pa.string())}), file)
    with refuses(DataError, f"{file}: no rows; expected the columns claim, evidence, label, id"):
        list(mapped.pairs(file))


def test_parquet_without_its_library_says_how_to_install_it(tmp_path, refuses, monkeypatch):
    real = builtins.__import__

    def fail(name, *rest, **more):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", fail)
    with refuses(MissingExtraError, "a.parquet", "pip install 'factcheck-toolkit[parquet]'"):
        list(mapped.pairs(tmp_path / "a.parquet"))


def jsonl(tmp_path, *rows):
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_without_a_mapping_the_names_and_labels_are_ours(tmp_path):
    file = jsonl(tmp_path, {"claim": "a", "evidence": ["e.", "f."], "label": "not_support"})
    assert list(mapped.pairs(file)) == [PairExample("0", "a", "e. f.", "not_support")]
    file = jsonl(tmp_path, {"text": "a", "label": "claim", "context": "before"})
    assert list(mapped.claims(file)) == [ClaimExample("0", "a", "claim", "before")]


@pytest.mark.parametrize(("label", "written"), [(1, "1"), (1.0, "1"), (0.5, "0.5"), (True, "true"), (" a ", "a")])
def test_labels_of_any_type_are_matched_as_written(tmp_path, label, written):
    file = jsonl(tmp_path, {"claim": "a", "evidence": "e", "label": label})
    assert [pair.label for pair in mapped.pairs(file, labels={written: "refute"})] == ["refute"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            {"claim": "a", "label": "support"},
            "no 'evidence'; the row has claim, label; say with fields which is evidence",
        ),
        (
            {"claim": {"x": 1}, "evidence": "e", "label": "support"},
            "'claim' is a dict; expected text or a list of texts",
        ),
        ({"claim": ["a", 1], "evidence": "e", "label": "support"}, "'claim' is a list"),
        ({"claim": "a", "evidence": "e", "label": "SUPPORTS"}, "unknown label 'SUPPORTS'; known: support, refute"),
    ],
)
def test_rows_that_do_not_fit_the_mapping_are_refused(tmp_path, refuses, row, reason):
    file = jsonl(tmp_path, row)
    with refuses(DataError, f"{file}:1: ", reason):
        list(mapped.pairs(file))


def test_a_mapping_of_unknown_fields_or_to_unknown_labels_is_refused(tmp_path, refuses):
    file = jsonl(tmp_path, ROWS[0])
    with refuses(ConfigError, "fields: unknown field 'premise'; known: claim, evidence, label, id"):
        list(mapped.pairs(file, fields={"premise": "source"}))
    with refuses(ConfigError, "labels: unknown label 'SUPPORTS'; known: support, refute, neutral, not_support"):
        list(mapped.pairs(file, labels={"true": "SUPPORTS"}))
    with refuses(ConfigError, "fields: unknown field 'claim'; known: text, label, context, id"):
        list(mapped.claims(file, fields={"claim": "x"}))


def test_an_unknown_ending_lists_the_known(tmp_path, refuses):
    with refuses(DataError, "a.xlsx: unknown ending; known: .jsonl"):
        list(mapped.pairs(tmp_path / "a.xlsx"))


class Stream(list):
    """Rows that say, like those of the hub, what the classes of a column are called."""

    def __init__(self, rows, features=None):
        super().__init__(rows)
        self.features = features


@pytest.fixture
def library(monkeypatch):
    """Stand in for the datasets library; ``answer`` makes what load_dataset returns."""
    asked = []
    module = ModuleType("datasets")

    def load_dataset(*args, **options):
        asked.append((args, options))
        return module.answer()

    module.load_dataset = load_dataset
    monkeypatch.setitem(sys.modules, "datasets", module)
    monkeypatch.setattr(metadata, "version", lambda name: "4.0.0")
    return SimpleNamespace(module=module, asked=asked)


def test_a_hub_dataset_is_streamed_and_its_class_numbers_get_their_names(library):
    features = {"label": SimpleNamespace(names=["REFUTES", "SUPPORTS"]), "claim": object()}
    rows = [{"claim": "a", "evidence": "e", "label": 1}, {"claim": "b", "evidence": "f", "label": 0}]
    library.module.answer = lambda: Stream(rows, features)
    labels = {"SUPPORTS": "support", "REFUTES": "refute"}
    assert list(hub.pairs("owner/name", "test", config="v1", labels=labels)) == [
        PairExample("0", "a", "e", "support"),
        PairExample("1", "b", "f", "refute"),
    ]
    assert library.asked == [(("owner/name",), {"name": "v1", "split": "test", "streaming": True})]


def test_sentences_come_from_the_hub_too(library):
    library.module.answer = lambda: Stream([{"sentence": "a", "label": "Yes"}])
    found = hub.claims("owner/name", "dev", fields={"text": "sentence"}, labels={"Yes": "check_worthy"})
    assert list(found) == [ClaimExample("0", "a", "check_worthy")]


def test_a_class_number_without_name_stays_as_it_is(library, refuses):
    library.module.answer = lambda: Stream(
        [{"claim": "a", "evidence": "e", "label": -1}], {"label": SimpleNamespace(names=["support"])}
    )
    with refuses(DataError, "owner/name (test):row 1: unknown label '-1'"):
        list(hub.pairs("owner/name", "test"))


@pytest.mark.parametrize("error", [ConnectionError("no route\nto host"), ValueError("Unknown split"), KeyError()])
def test_a_hub_out_of_reach_is_one_error(library, refuses, error):
    def answer():
        raise error

    library.module.answer = answer
    with refuses(DataError, "owner/name (test): ", "check name, config and split, and that the hub can be reached"):
        list(hub.pairs("owner/name", "test"))


def test_a_hub_split_without_rows_is_an_error(library, refuses):
    library.module.answer = lambda: Stream([])
    with refuses(DataError, "owner/name (test): no rows"):
        list(hub.pairs("owner/name", "test"))


def test_a_folder_named_datasets_is_not_taken_for_the_library(refuses, monkeypatch, tmp_path):
    (tmp_path / "datasets").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "datasets", raising=False)

    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    with refuses(MissingExtraError, "owner/name", "pip install 'factcheck-toolkit[hub]'"):
        list(hub.pairs("owner/name", "test"))
