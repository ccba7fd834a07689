import json
import os
from pathlib import Path

import pytest

from factcheck.errors import ConfigError
from factcheck.store.inputs import Inputs, rows
from factcheck.store.inputs.files import files_of
from factcheck.store.inputs.item import MAX_TEXT, MAX_TITLE, Broken, Item
from factcheck.store.inputs.rows import mapping_of, row_items


@pytest.fixture
def read(tmp_path):
    """Documents, and errors of what is none, of lines given as objects or as bytes."""

    def call(*lines, mapping=()):
        file = tmp_path / "rows.jsonl"
        file.write_bytes(b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines) + b"\n")
        found = list(row_items(file, str(file), mapping_of(list(mapping))))
        documents = [item.read(None).document for item in found if isinstance(item, Item)]
        return documents, [item.error for item in found if isinstance(item, Broken)]

    return call


def test_the_usual_names_are_known(read):
    row = {"_id": 7, "text": "It sank.\r\nAll were saved.", "title": "A ship", "url": "https://o.example/7"}
    ((document,), errors) = read({**row, "date": "2024-05-01", "publisher": "Orwick News"})
    assert errors == []
    assert document.text == row["text"]  # exactly, line ends and all
    assert (document.title, document.url, document.published) == ("A ship", "https://o.example/7", "2024-05-01")
    assert document.publisher == "Orwick News"
    assert len(document.sha256) == 64


def test_fields_are_mapped_also_inside_objects(read):
    row = {"id": 1, "text": "not this", "article": {"body": ["One paragraph.", "Another."]}, "h1": "Title"}
    ((document,), _) = read(row, mapping=["text=article.body", "title=h1"])
    assert (document.text, document.title) == ("One paragraph.\n\nAnother.", "Title")


def test_a_field_with_a_dot_in_its_name_wins(read):
    ((document,), _) = read({"a.b": "this one", "a": {"b": "not this"}}, mapping=["text=a.b"])
    assert document.text == "this one"


def test_action_lines_of_search_dumps_and_blank_lines_are_no_documents(read):
    documents, errors = read({"index": {"_id": "1"}}, {"text": "The ship sank.", "title": "Ship"}, b"", b"  ")
    assert (len(documents), errors) == (1, [])


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (b"{not json", "expected one JSON object"),
        (b"[1, 2]", "not an object"),
        (b'"text"', "not an object"),
        (b'{"title": "t"}', "it has title"),
        (b'{"text": ""}', "no field text"),
        (b'{"text": 0.5e999}', "expected one JSON object"),
        (b'{"text": {"a": 1}}', "no field text"),
        (b"\xff\xfe\x00", "expected one JSON object"),
        (b"[" * 100_000, "expected one JSON object"),
    ],
)
def test_a_line_that_is_no_document_is_named_and_passed_over(read, line, fragment):
    documents, (error,) = read({"text": "Before."}, line, {"text": "After."})
    assert [document.text for document in documents] == ["Before.", "After."]
    assert "rows.jsonl:2: " in error
    assert fragment in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_is_too_long_by_its_contents_and_swallows_no_other(tmp_path, monkeypatch, end):
    monkeypatch.setattr(rows, "MAX_LINE", 40)
    lines = [json.dumps({"text": "x" * (size - len('{"text": ""}'))}).encode() for size in (40, 41, 42, 99, 40, 39)]
    (tmp_path / "r.jsonl").write_bytes(end.join(lines) + end)
    found = [(item.place.rpartition(":")[2], type(item)) for item in row_items(tmp_path / "r.jsonl", "", {})]
    assert found == [("1", Item), ("2", Broken), ("3", Broken), ("4", Broken), ("5", Item), ("6", Item)]


def test_text_that_is_endless_or_only_space_is_refused(tmp_path):
    file = tmp_path / "r.jsonl"
    file.write_text(json.dumps({"text": "x" * (MAX_TEXT + 1)}) + '\n{"text": "  "}\n', encoding="utf-8")
    for item, fragment in zip(row_items(file, "", {}), ("longer than", "no text"), strict=True):
        with pytest.raises(Exception, match=fragment):
            item.read(None)


def test_an_endless_title_is_cut(read):
    ((document,), _) = read({"text": "It sank.", "title": "x" * (MAX_TITLE + 1)})
    assert document.title == "x" * MAX_TITLE


def test_an_id_keeps_its_key_when_lines_move(tmp_path):
    file = tmp_path / "r.jsonl"
    file.write_text('{"id": "a", "text": "A."}\n', encoding="utf-8")
    (before,) = row_items(file, "", {})
    file.write_text('{"id": "b", "text": "B."}\n{"id": "a", "text": "A."}\n', encoding="utf-8")
    _, after = row_items(file, "", {})
    assert before.key == after.key


@pytest.mark.parametrize("option", ["text", "text=", "=body", "body=text", ""])
def test_a_mapping_that_is_none_is_an_error(option, refuses):
    with refuses(ConfigError, "--map", "FIELD=NAME", "published"):
        mapping_of([option])


def test_of_a_beir_folder_only_the_corpus_is_read(tmp_path):
    (tmp_path / "qrels").mkdir()
    for name in ("corpus.jsonl", "queries.jsonl", "readme.md"):
        (tmp_path / name).write_text('{"_id": "1", "text": "A text."}\n', encoding="utf-8")
    assert [file.name for file in files_of(tmp_path)] == ["corpus.jsonl"]


def test_a_folder_is_read_in_the_order_of_names_without_what_is_hidden(tmp_path):
    for name in ("b.txt", "a/z.md", ".git/x.txt", "c.jsonl.gz", "d.warc.gz", "e.bin", "B.HTML"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    names = [file.relative_to(tmp_path).as_posix() for file in files_of(tmp_path)]
    assert names == ["B.HTML", "a/z.md", "b.txt", "c.jsonl.gz", "d.warc.gz"]


def test_a_folder_that_cannot_be_listed_is_a_failure(archive, monkeypatch):
    scandir = os.scandir
    (archive / "locked").mkdir()

    def refused(path):
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    inputs = Inputs([str(archive)])
    items = list(inputs.items())
    assert [item.error for item in items if isinstance(item, Broken)] == [
        f"{archive / 'locked'}: cannot be listed: Permission denied"
    ]
    assert items[-1].position == inputs.total()


def test_positions_grow_to_the_total(archive):
    inputs = Inputs([str(archive), str(archive / "bridge.txt")])
    positions = [item.position for item in inputs.items()]
    assert positions == sorted(positions)
    assert positions[-1] == inputs.total()


def test_a_file_of_an_unknown_format_is_a_failure_where_it_is_named(tmp_path):
    (tmp_path / "a.xyz").write_text("x", encoding="utf-8")
    (item,) = Inputs([str(tmp_path / "a.xyz")]).items()
    with pytest.raises(Exception, match="unknown format"):
        item.read(None)
