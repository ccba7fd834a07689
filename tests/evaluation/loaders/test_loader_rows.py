"""The readers below all loaders: compressed and oddly saved files, broken rows, and no growth with the file."""

import csv
import gzip
import io
import json
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import DataError
from factcheck.evaluation.loaders import rows
from factcheck.evaluation.loaders.rows import csv_rows, json_array, json_lines, known, tsv_rows


class Named(msgspec.Struct):
    name: str


def lines_of(file):
    return [row.name for _, row in json_lines(file, Named, "name")]


def array_of(file):
    return [row.name for _, row in json_array(file, Named, "name")]


def csv_of(file):
    return [row["name"] for _, row in csv_rows(file, ("name",))]


def tsv_of(file):
    return [cells[0] for _, cells in tsv_rows(file, ("name",))][1:]


TEXTS = {
    "jsonl": ('{"name": "Ü1"}\n\n{"name": "b"}\n', lines_of),
    "json": ('[\n {"name": "Ü1"},\n {"name": "b"}\n]\n', array_of),
    "csv": ("id,name\n1,Ü1\n\n2,b\n", csv_of),
    "tsv": ("name\tid\nÜ1\t1\n\nb\t2\n", tsv_of),
}
FORMATS = pytest.mark.parametrize("ending", TEXTS)


@FORMATS
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "cut"])
def test_files_are_read_however_they_were_saved(tmp_path, ending, packed, encoding, end, last):
    text, read = TEXTS[ending]
    data = (text if last else text.rstrip("\n")).replace("\n", end).encode(encoding)
    file = tmp_path / (f"rows.{ending}.gz" if packed else f"rows.{ending}")
    file.write_bytes(gzip.compress(data) if packed else data)
    assert read(file) == ["Ü1", "b"]


@FORMATS
@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_an_empty_file_is_an_error(tmp_path, refuses, ending, text):
    file = tmp_path / f"rows.{ending}"
    file.write_text(text, encoding="utf-8")
    with refuses(DataError, file, "expected", "name"):
        TEXTS[ending][1](file)


@pytest.mark.parametrize(("ending", "text"), [("json", "[]"), ("csv", "id,name\n")])
def test_a_file_without_rows_is_an_error(tmp_path, refuses, ending, text):
    file = tmp_path / f"rows.{ending}"
    file.write_text(text)
    with refuses(DataError, f"{file}: no rows", "name"):
        TEXTS[ending][1](file)


@FORMATS
def test_a_file_that_is_not_there_or_a_folder_is_an_error(tmp_path, refuses, ending):
    with refuses(DataError, "cannot be read: No such file"):
        TEXTS[ending][1](tmp_path / "none")
    with refuses(DataError, "cannot be read: Is a directory"):
        TEXTS[ending][1](tmp_path)


@FORMATS
@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"a" * 99)[:-9], gzip.compress(b"")[:10] + b"\xff" * 20])
def test_a_damaged_archive_is_an_error(tmp_path, refuses, ending, data):
    file = tmp_path / f"rows.{ending}.gz"
    file.write_bytes(data)
    with refuses(DataError, file):
        TEXTS[ending][1](file)


@pytest.mark.parametrize("ending", ["json", "csv", "tsv"])
@pytest.mark.parametrize("data", [b"\xff", "ü".encode("latin-1"), b"\0"])
def test_text_that_is_not_utf8_is_an_error_with_its_line(tmp_path, refuses, ending, data):
    text, read = TEXTS[ending]
    file = tmp_path / f"rows.{ending}"
    file.write_bytes(text.encode().replace(b"b", data))
    number = 1 + text[: text.index("b")].count("\n")
    with refuses(DataError, f"{file}:{number}: ", "UTF-8"):
        read(file)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"name": "b"', "Input data was truncated"),
        ("name", "invalid"),
        ("[1]", "Expected `object`, got `array`"),
        ("{}", "missing required field `name`"),
        ('{"name": 3}', "Expected `str`, got `int` - at `$.name`"),
        ('{"name": null}', "Expected `str`, got `null`"),
    ],
)
def test_a_broken_line_of_json_names_line_and_field(tmp_path, refuses, line, reason):
    file = tmp_path / "rows.jsonl"
    file.write_text('{"name": "a"}\n' + line + "\n")
    with refuses(DataError, f"{file}:2: ", reason, "expected name"):
        lines_of(file)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('{"name": "a"}', 1, "no JSON array"),
        ('[{"name": "a"}\n {"name": "b"}]', 2, "expected a comma or ]"),
        ('[{"name": "a"},\n]', 2, "Expecting value"),
        ('[{"name": "a"},\n {"name": "b"}', 2, "expected a comma or ]"),
        ('[{"name": "a"},\n {"name":\n "b}]', 3, "Unterminated string"),
        ('[{"name": "a"}]\n{}', 2, "more text after the array"),
        ('[{"name": "a"},\n {"nam": "b"}]', 2, "missing required field `name`"),
        ('[{"name": "a"}, 7]', 1, "Expected `object`, got `int`"),
    ],
)
def test_a_broken_array_names_the_line(tmp_path, refuses, text, place, reason):
    file = tmp_path / "rows.json"
    file.write_text(text)
    with refuses(DataError, f"{file}:{place}: ", reason):
        array_of(file)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_an_error_and_no_crash(tmp_path, refuses, opening):
    deep = opening * 200_000
    for file, read in ((tmp_path / "rows.jsonl", json_lines), (tmp_path / "rows.json", json_array)):
        file.write_text(f'[{{"x": {deep}' if file.suffix == ".json" else f'{{"x": {deep}\n')
        with refuses(DataError, f"{file}:1: "):
            list(read(file, dict[str, Any], "x"))


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("id,title\n1,a\n", 1, "no column name; the columns are id, title"),
        ("id,name\n1,a\n2\n", 3, "1 cells, the header has 2"),
        ("id,name\n1,a,b\n", 2, "3 cells, the header has 2; quote cells that hold commas"),
        ('id,name\n1,"a\n\nb"\n2,"c"d\n', 5, "close the quotes"),
        ('id,name\n1,"a\n2,b\n', 2, "close the quotes"),
    ],
)
def test_a_broken_row_of_csv_names_the_line_it_begins_in(tmp_path, refuses, text, place, reason):
    file = tmp_path / "rows.csv"
    file.write_text(text)
    with refuses(DataError, f"{file}:{place}: ", reason):
        csv_of(file)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("name\tid\na\n", 2, "1 cells, the first line has 2; separate them by tabs"),
        ("name\tid\na\t1\t2\n", 2, "3 cells"),
        ('name\tid\na\t1\n"b\nc\n', 3, "a quoted cell does not end"),
    ],
)
def test_a_broken_line_of_tsv_names_the_line_it_begins_in(tmp_path, refuses, text, place, reason):
    file = tmp_path / "rows.tsv"
    file.write_text(text)
    with refuses(DataError, f"{file}:{place}: ", reason):
        tsv_of(file)


def test_quotes_of_tsv_are_taken_off_only_around_whole_cells(tmp_path):
    file = tmp_path / "rows.tsv"
    file.write_text('name\tid\n"a ""b"" c"\t1\n"a" and "b"\t2\n"open\t3\n"\t4\n"two\nlines"\t5\n')
    assert tsv_of(file) == ['a "b" c', '"a" and "b"', '"open', '"', "two\nlines"]


def test_a_line_beyond_the_bound_is_an_error(tmp_path, refuses, monkeypatch):
    monkeypatch.setattr(rows, "MAX_ROW", 1 << 10)
    file = tmp_path / "rows.jsonl"
    file.write_text('{"name": "a"}\n{"name": "' + "b" * 2000 + '"}\n')
    with refuses(DataError, f"{file}:2: a line of more than"):
        lines_of(file)


def test_a_record_beyond_the_bound_is_an_error(tmp_path, refuses, monkeypatch):
    monkeypatch.setattr(rows, "MAX_ROW", 1 << 10)
    monkeypatch.setattr(rows, "_CHUNK", 1 << 8)
    file = tmp_path / "rows.json"
    file.write_text("[" + '{"name":\n' + "\n" * 5000 + '"b"}]')
    with refuses(DataError, file):
        array_of(file)


def test_the_bound_cuts_no_record_that_is_within_it(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "_CHUNK", 16)
    names = ["x" * size for size in range(60)]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([{"name": name} for name in names], indent=1))
    assert array_of(file) == names


def test_an_unknown_label_lists_the_known_and_is_cut_short(refuses):
    with refuses(DataError, f"f:3: unknown label {'x' * 80!r}; known: a, b"):
        known({"a": "1", "b": "2"}, "x" * 500, "f:3")


def test_the_columns_found_are_listed_on_one_line(tmp_path, refuses):
    file = tmp_path / "rows.csv"
    file.write_text('"i\nd",other\n1,2\n')
    with refuses(DataError, "no column name; the columns are i d, other"):
        csv_of(file)


@FORMATS
def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(rows, "_CHUNK", 1 << 14)
    peaks = []
    for count in (500, 5000):
        records = [{"name": "n" * 100, "id": str(i)} for i in range(count)]
        stream = io.StringIO()
        if ending == "jsonl":
            stream.writelines(json.dumps(record) + "\n" for record in records)
        elif ending == "json":
            json.dump(records, stream, indent=1)
        else:
            writer = csv.DictWriter(stream, ["name", "id"], delimiter="," if ending == "csv" else "\t")
            writer.writeheader()
            writer.writerows(records)
        file = tmp_path / f"rows{count}.{ending}"
        file.write_text(stream.getvalue())
        read = {
            "jsonl": lambda file: json_lines(file, Named, "name"),
            "json": lambda file: json_array(file, Named, "name"),
            "csv": lambda file: csv_rows(file, ("name",)),
            "tsv": tsv_rows,
        }[ending]
        tracemalloc.start()
        assert sum(1 for _ in read(file)) == count + (ending == "tsv")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
    assert peaks[1] < file.stat().st_size / 2


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=20)


@given(st.lists(CELL, min_size=1, max_size=8))
def test_any_text_survives_json_and_csv(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("rows")
    (folder / "a.jsonl").write_text("".join(json.dumps({"name": name}) + "\n" for name in names))
    (folder / "a.json").write_text(json.dumps([{"name": name} for name in names], ensure_ascii=False), "utf-8")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["name"], *([name] for name in names)])
    assert lines_of(folder / "a.jsonl") == array_of(folder / "a.json") == csv_of(folder / "a.csv") == names


def refusal(read, file):
    """Return the message of the DataError with which ``file`` is refused, or nothing."""
    try:
        read(file)
    except DataError as error:
        return str(error)
    return None


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_one_line_that_names_the_file(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("rows")
    for ending, (_, read) in TEXTS.items():
        file = folder / f"a.{ending}"
        file.write_bytes(data)
        message = refusal(read, file)
        assert message is None or (message.startswith(str(file)) and len(message.splitlines()) == 1)
