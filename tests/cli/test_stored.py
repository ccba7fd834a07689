import json

import pytest
from fakes import supports
from report_samples import full_report
from typer.testing import CliRunner

from factcheck.cli.app import app
from factcheck.report import dumps, to_dict
from factcheck.types import Document


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def kept(tmp_path):
    """A report of one source, both in files."""
    from dataclasses import replace

    from fakes import claim, passage, report, verdict

    from factcheck.ingest import read_document
    from factcheck.types import Evidence, Label

    (tmp_path / "s.txt").write_text("It was opened in 1932. Nobody came.", encoding="utf-8")
    source = read_document(tmp_path / "s.txt")
    article = Document.from_text("The bridge was opened in 1932.")
    item = Evidence(passage("It was opened in 1932.", source), supports(), 1.0)
    made = report(article, [verdict(claim(), Label.SUPPORTED, item)], [source])
    (tmp_path / "old.json").write_text(dumps(to_dict(made)), encoding="utf-8")
    other = replace(made.verdicts[0], label=Label.REFUTED)
    (tmp_path / "new.json").write_text(dumps(to_dict(replace(made, verdicts=(other,)))), encoding="utf-8")
    return tmp_path


def test_replay_says_that_everything_is_there(kept):
    result = run("replay", kept / "old.json")
    assert result.exit_code == 0
    assert "1 passages of 1 sources and 1 spans" in result.stdout
    assert "✔ everything is exactly there" in result.stdout


def test_replay_lists_mismatches_and_exits_3(kept):
    (kept / "s.txt").write_text("It was opened in \x1b[31m1933. Nobody came.", encoding="utf-8")
    result = run("replay", kept / "old.json")
    assert result.exit_code == 3
    assert "✘ source changed" in result.stdout
    assert "report “It was opened in 1932.”" in result.stdout
    assert "\x1b" not in result.stdout
    told = json.loads(run("replay", kept / "old.json", "--format", "json").stdout)
    assert [mismatch["problem"] for mismatch in told["mismatches"]] == ["source changed", "text changed"]


def test_replay_takes_sources_that_moved(kept):
    (kept / "s.txt").rename(kept / "moved.txt")
    assert run("replay", kept / "old.json").exit_code == 3
    assert run("replay", kept / "old.json", "--sources", kept / "moved.txt").exit_code == 0


def test_diff_tells_what_changed_and_why(kept):
    result = run("diff", kept / "old.json", kept / "new.json")
    assert result.exit_code == 0
    assert "1 verdicts changed, 0 unchanged" in result.stdout
    assert "SUPPORTED 88% → REFUTED 88%" in result.stdout
    told = json.loads(run("diff", kept / "old.json", kept / "new.json", "-f", "json").stdout)
    assert told["verdicts"][0]["reasons"][0]["kind"] == "settings"


@pytest.mark.parametrize(("names", "code"), [("refuted", 1), ("changed", 1), ("supported,conflicting", 0)])
def test_diff_fails_on_what_is_named(kept, names, code):
    assert run("diff", kept / "old.json", kept / "new.json", "--fail-on", names).exit_code == code
    assert run("diff", kept / "old.json", kept / "old.json", "--fail-on", names).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [("replay", "absent.json"), ("diff", "absent.json", "absent.json"), ("diff", "x", "y", "--fail-on", "wrong")],
)
def test_a_mistake_is_one_line_and_exit_2(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_every_command_shows_an_example():
    for command in ("replay", "diff"):
        assert "Example: factcheck" in run(command, "--help").stdout


def test_a_full_report_reads_back(tmp_path):
    from factcheck.report.stored import read_report

    (tmp_path / "r.json").write_text(dumps(to_dict(full_report())), encoding="utf-8")
    assert len(read_report(tmp_path / "r.json").claims) == 5
