import json

import pytest
from fakes import FakeEmbedder
from typer.testing import CliRunner

from factcheck.cli.app import app

COMMANDS = ("", "create", "add", "remove", "info", "search", "verify", "compact")


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch):
    import factcheck.checker

    monkeypatch.setattr(factcheck.checker, "make_embedder", lambda settings: FakeEmbedder(dimensions=64))


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "bridge.txt").write_text("The Orwick bridge reopened on Monday.", encoding="utf-8")
    (tmp_path / "archive" / "mayor.txt").write_text("The mayor of Orwick has resigned.", encoding="utf-8")
    return tmp_path / "archive"


@pytest.fixture
def store(tmp_path, archive):
    assert run("create", tmp_path / "store", archive).exit_code == 0
    return tmp_path / "store"


def run(*arguments):
    return CliRunner().invoke(app, ["index", *(str(argument) for argument in arguments)])


def as_json(*arguments, code=0):
    result = run(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Example: factcheck index" in result.output


def test_from_creation_to_removal(store, archive):
    (archive / "ship.txt").write_text("The ship from Orwick sank on Friday.", encoding="utf-8")
    added = as_json("add", store, archive)
    assert added == {
        "added": 1,
        "replaced": 0,
        "unchanged": 2,
        "failed": 0,
        "store_version": 3,
        "documents": 3,
        "passages": 3,
    }
    assert as_json("remove", store, archive / "ship.txt") == {"removed": 1, "store_version": 4}
    info = as_json("info", store)
    assert (info["store_version"], info["documents"]) == (4, 2)
    assert info["sources"] == [{"source": str(archive), "documents": 2}]
    assert [version["documents"] for version in info["versions"]] == [0, 2, 3, 2]
    assert as_json("info", store, "--store-version", 3)["documents"] == 3
    assert "2 documents" in run("info", store).stdout


def test_search_prints_passages_with_scores_and_exact_spans(store, archive):
    (result,) = as_json("search", store, "the bridge reopened on monday", "--top-k", 1)["queries"]
    (hit,) = result["passages"]
    assert hit["path"] == str(archive / "bridge.txt")
    assert "The Orwick bridge reopened on Monday."[hit["span"]["start"] : hit["span"]["end"]] == hit["text"]
    assert 0.5 < hit["score"] <= 1.0
    shown = run("search", store, "the bridge reopened", "--top-k", "1").stdout
    assert "bridge.txt [0–37]" in shown
    assert "“The Orwick bridge reopened on Monday.”" in shown


def test_search_neutralizes_what_a_hostile_source_contains(store, tmp_path):
    (tmp_path / "evil.txt").write_text("The bridge \x1b[31m[bold]fell[/bold] today.", encoding="utf-8")
    run("add", store, tmp_path / "evil.txt")
    shown = run("search", store, "the bridge fell today", "--top-k", "1").stdout
    assert "\x1b" not in shown
    assert "[bold]fell[/bold]" in shown


def test_verify_of_a_whole_store_and_of_one_that_was_changed(store):
    from factcheck.store.writer import writing

    assert as_json("verify", store)["differences"] == 0
    with writing(store) as writer:
        writer.passages.update(where="start = 0", values={"text": "forged"})
        writer.commit("forged")
    result = run("verify", store)
    assert result.exit_code == 3
    assert result.stderr.count("is not the text at its span") == 2
    assert as_json("verify", store, code=3)["differences"] == 2
    assert run("verify", store, "--store-version", "2").exit_code == 0


def test_records_that_fail_are_listed_and_the_exit_code_says_so(store, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"body": "A ship sank today."}\nbroken\n', encoding="utf-8")
    result = run("add", store, rows, "--failures", tmp_path / "failures.jsonl", "--map", "text=body")
    assert result.exit_code == 3
    assert f"failed: {rows}:2: " in result.stderr
    assert "added 1, replaced 0, unchanged 0, failed 1" in result.stdout
    (line,) = (tmp_path / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["item"] == f"{rows}:2"


def test_the_folder_of_the_failures_is_made(store, tmp_path):
    (tmp_path / "rows.jsonl").write_text("broken\n", encoding="utf-8")
    result = run("add", store, tmp_path / "rows.jsonl", "--failures", tmp_path / "new" / "dir" / "f.jsonl")
    assert result.exit_code == 3
    assert (tmp_path / "new" / "dir" / "f.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["archive", "archive/bridge.txt/f.jsonl", "x" * 300], ids=["folder", "below", "long"])
def test_failures_that_cannot_be_written_are_an_error_before_the_store_is_made(tmp_path, archive, name):
    result = run("create", tmp_path / "store", archive, "--failures", tmp_path / name)
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (("add", "{store}", "{store}/gone"), "no such file"),
        (("add", "{store}"), "nothing to add"),
        (("add", "{store}-not", "{archive}"), "no evidence store here"),
        (("add", "{store}", "{archive}", "--map", "x=y"), "--map x=y"),
        (("create", "{store}"), "is a store already"),
        (("create", "{archive}"), "has other files"),
        (("create", "{store}2", "--sizes", "0"), "--sizes 0"),
        (("remove", "{store}", "nothing"), "nothing in this store"),
        (("info", "{archive}"), "no evidence store here"),
        (("verify", "{store}", "--store-version", "99"), "no version 99"),
        (("search", "{archive}", "x"), "no evidence store here"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(store, archive, arguments, fragment):
    result = run(*(argument.format(store=store, archive=archive) for argument in arguments))
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    assert fragment in line
    assert as_json("info", store)["store_version"] == 2


def test_without_lancedb_the_extra_is_named(monkeypatch, tmp_path, archive):
    import sys

    monkeypatch.setitem(sys.modules, "lancedb", None)
    result = run("create", tmp_path / "s", archive)
    assert result.exit_code == 2
    assert "pip install 'factcheck-toolkit[store]'" in result.stderr


def test_compact_keeps_as_many_versions_as_asked(store):
    assert run("compact", store, "--keep", "1").exit_code == 0
    assert len(as_json("info", store)["versions"]) == 1
    assert as_json("verify", store)["differences"] == 0
