import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pypdf
import pytest
from typer.testing import CliRunner

from factcheck.cli.app import app
from factcheck.report import schema

ARTICLE = """Toll bridge reopens

The Orwick toll bridge reopened on Monday after repairs. The repairs cost 3 million pounds. Who will pay?
"""
SOURCE = (
    "After repairs, the Orwick toll bridge was opened to traffic again on Monday. "
    "The work on it cost 9 million pounds in all.\n"
)


@pytest.fixture
def case(tmp_path):
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "council.txt").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def run(*arguments, stdin=None):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def check(case, *more, article=None):
    return run("check", article or case / "article.txt", "--sources", case / "sources", *more)


def one_line(result):
    """The single line that a user's mistake may print."""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("error: ")
    assert "Traceback" not in result.output
    return lines[0]


@pytest.mark.bundled
def test_a_check_writes_a_valid_report_with_exact_spans(case):
    result = check(case, "--output", case / "r.json")
    assert result.exit_code == 0, result.output
    report = json.loads((case / "r.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(report)
    assert len(report["claims"]) == 2
    for claim in report["claims"]:
        assert report["article"]["text"][claim["span"]["start"] : claim["span"]["end"]] == claim["sentence"]
        for item in claim["evidence"]:
            assert SOURCE[item["span"]["start"] : item["span"]["end"]] == item["text"]


@pytest.mark.bundled
def test_two_runs_give_the_same_bytes_apart_from_the_time(case):
    texts = []
    for name in ("one.json", "two.json"):
        assert check(case, "-o", case / name).exit_code == 0
        texts.append((case / name).read_text(encoding="utf-8"))
    one, two = (text.replace(json.loads(text)["provenance"]["created"], "") for text in texts)
    assert one == two


@pytest.mark.bundled
def test_verdicts_follow_the_sources_and_the_exit_code_follows_fail_on(case):
    result = run(
        "verify",
        "The Orwick bridge reopened to traffic on Monday.",
        "The Orwick bridge stayed closed to traffic on Monday.",
        "--sources",
        case / "sources",
        "--format",
        "json",
        "--fail-on",
        "refuted",
    )
    assert [claim["verdict"] for claim in json.loads(result.stdout)["claims"]] == ["SUPPORTED", "REFUTED"]
    assert result.exit_code == 1


@pytest.mark.bundled
def test_the_text_report_shows_verdict_claim_and_file(case):
    result = check(case)
    assert result.exit_code == 0
    assert "SUPPORTED" in result.stdout
    assert "The Orwick toll bridge reopened on Monday after repairs." in result.stdout
    assert "council.txt" in result.stdout
    assert "\x1b[" not in result.stdout


@pytest.mark.bundled
def test_the_article_may_come_from_standard_input(case):
    result = run("check", "-", "--sources", case / "sources", "--format", "json", stdin=ARTICLE)
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)["claims"]) == 2


@pytest.mark.bundled
def test_unreadable_sources_are_failures_and_the_rest_is_checked(case):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(case / "sources" / "locked.pdf")
    (case / "sources" / "empty.md").write_text("", encoding="utf-8")
    (case / "sources" / "junk.txt").write_bytes(bytes(range(256)) * 40)
    (case / "sources" / "frame.html").write_text("<html><script>1</script></html>", encoding="utf-8")
    result = check(case, "--output", case / "r.json")
    report = json.loads((case / "r.json").read_text(encoding="utf-8"))
    assert result.exit_code == 3
    assert sorted(Path(failure["item"]).name for failure in report["failures"]) == [
        "empty.md",
        "frame.html",
        "junk.txt",
        "locked.pdf",
    ]
    assert len(report["claims"]) == 2
    assert all(claim["evidence"] for claim in report["claims"])


def test_a_missing_article_is_one_line(case):
    result = check(case, article=case / "absent.txt")
    assert result.exit_code == 2
    assert "absent.txt: no such file" in one_line(result)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("junk.txt", bytes(range(256)) * 40, "binary data"),
        ("frame.html", b"<html><body><script>x()</script></body></html>", "no article text"),
        ("article.odt", b"text", "unknown format"),
        ("broken.pdf", b"%PDF-1.4 nothing more", "PDF"),
        ("broken.docx", b"PK\x03\x04 nothing more", ".docx"),
    ],
)
def test_an_unreadable_article_is_one_line(case, name, content, said):
    (case / name).write_bytes(content)
    result = check(case, article=case / name)
    assert result.exit_code == 2
    line = one_line(result)
    assert name in line
    assert said in line


def test_an_encrypted_article_is_one_line(case):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(case / "locked.pdf")
    result = check(case, article=case / "locked.pdf")
    assert result.exit_code == 2
    assert "encrypted PDF" in one_line(result)


def test_sources_without_a_usable_file_are_one_line(case):
    (case / "sources" / "council.txt").unlink()
    (case / "sources" / "picture.png").write_bytes(b"\x89PNG")
    result = check(case)
    assert result.exit_code == 2
    assert "no usable source" in one_line(result)


def test_a_missing_sources_folder_is_one_line(case):
    result = run("check", case / "article.txt", "--sources", case / "absent")
    assert result.exit_code == 2
    assert "absent: no such file or folder" in one_line(result)


def test_an_unwritable_output_is_found_before_any_work(case):
    result = check(case, "--output", case / "article.txt" / "r.json")
    assert result.exit_code == 2
    assert "cannot be written" in one_line(result)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "r.docx"], "unknown report format"),
        (["--fail-on", "wrong"], "unknown verdict 'wrong'"),
        (["--profile", "fast"], "ships no fast model"),
        (["--profile", "fast", "--nli-model", "nli-mpnet"], "exclude each other"),
        (["--nli-model", "nli-nothing"], "bundled: nli-mpnet"),
        (["--embedder", "./nothing"], "no such model folder"),
        (["--config", "absent.toml"], "no such configuration file"),
    ],
)
def test_mistakes_on_the_command_line_are_one_line(case, arguments, said):
    result = check(case, *arguments)
    assert result.exit_code == 2
    assert said in one_line(result)


@pytest.mark.parametrize("address", ["http://127.0.0.1/robots.txt", "https://user@example.org/"])
def test_an_address_that_must_not_be_fetched_is_refused(case, address):
    result = check(case, article=address)
    assert result.exit_code == 2
    assert address.rpartition("@")[2].split("/")[0] in one_line(result) or "not fetched" in one_line(result)


def test_an_empty_claim_is_one_line(case):
    result = run("verify", "  ", "--sources", case / "sources")
    assert result.exit_code == 2
    assert "claim 1: empty" in one_line(result)


@pytest.mark.bundled
@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_an_interrupted_check_keeps_what_was_computed_and_exits_130(tmp_path):
    sentences = "\n\n".join(f"The mayor of town number {i} opened a bridge over the river." for i in range(400))
    (tmp_path / "article.txt").write_text(sentences, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "s.txt").write_text(sentences, encoding="utf-8")
    code = (  # tests that run in the background ignore the signal, and what they start does too
        "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "sys.argv = ['factcheck', 'check', 'article.txt', '-s', 'sources', '-o', 'r.json']; "
        "runpy.run_module('factcheck', run_name='__main__')"
    )
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "FACTCHECK_CACHE_DIR": str(tmp_path / "cache")}
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    while not list((tmp_path / "cache").rglob("*.npy")):  # written when the sources are embedded
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(report)
    interrupted = [failure for failure in report["failures"] if failure["error"].startswith("interrupted")]
    assert len(report["claims"]) + len(interrupted) == 400
    assert interrupted


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_an_interruption_before_any_work_exits_130():
    code = (
        "import factcheck.cli.app as cli, factcheck.cli.common as common\n"
        "def interrupt(*_): raise KeyboardInterrupt\n"
        "cli.State = interrupt\n"
        "import sys; sys.argv = ['factcheck', 'models']\n"
        "cli.main()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 130
    assert "Traceback" not in result.stderr


def test_usage_errors_exit_2_from_the_real_entry_point():
    result = subprocess.run([sys.executable, "-m", "factcheck", "check"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
