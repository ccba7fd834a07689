from io import StringIO
from unicodedata import category

import pytest
from fakes import NEUTRAL, claim, document, evidence, refutes, report, supports, verdict
from rich.console import Console

from factcheck.report import render_claims, render_report
from factcheck.types import Failure, Label

PRO = evidence("The bridge\nopened **early**.", supports(), 0.75, path="x/pro.txt", publisher="Herald")
CON = evidence("It never opened.", refutes(0.6), 0.5, path="x/con.txt")
OPEN = evidence("Owls live there.", NEUTRAL, 0.25, path="x/open.txt")
CLAIM = claim("The bridge was opened in 1932.")


def shown(made, *, verbose=False, terminal=False, width=200):
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system="standard" if terminal else "auto")
    render_report(made, console, verbose=verbose)
    return out.getvalue()


def of(*verdicts, title="News", failures=()):
    sources = {e.passage.document.id: e.passage.document for v in verdicts for e in v.evidence}
    return report(document("The bridge was opened in 1932.", title=title), verdicts, sources.values(), failures)


@pytest.mark.parametrize(
    ("label", "word", "quoted", "left_out"),
    [
        (Label.SUPPORTED, "SUPPORTED", ["pro.txt (Herald)", "“The bridge opened early.”"], ["con.txt", "open.txt"]),
        (Label.REFUTED, "REFUTED", ["con.txt", "“It never opened.”"], ["pro.txt", "open.txt"]),
        (Label.CONFLICTING, "CONFLICTING", ["pro.txt", "“It never opened.”"], ["open.txt"]),
        (Label.NOT_ENOUGH_EVIDENCE, "NOT ENOUGH EVIDENCE", ["Because."], ["pro.txt", "con.txt", "open.txt"]),
    ],
)
def test_a_verdict_shows_word_confidence_claim_and_deciding_evidence(label, word, quoted, left_out):
    text = shown(of(verdict(CLAIM, label, PRO, CON, OPEN, confidence=0.873)))
    for part in ("News", word, "87%", CLAIM.text, *quoted):
        assert part in text
    for part in left_out:
        assert part not in text


def test_the_place_of_the_evidence_is_shown():
    assert "[0–28]" in shown(of(verdict(CLAIM, Label.SUPPORTED, PRO)))


def test_verbose_shows_every_passage_with_its_scores():
    text = shown(of(verdict(CLAIM, Label.SUPPORTED, PRO, CON, OPEN)), verbose=True)
    assert "supports 0.90 refutes 0.00 neutral 0.10 near 0.75" in text
    for part in ("con.txt", "open.txt", "refutes 0.60", "“Owls live there.”"):
        assert part in text


def test_the_summary_counts_claims_sources_and_labels():
    verdicts = [
        verdict(CLAIM, Label.SUPPORTED, PRO),
        verdict(CLAIM, Label.SUPPORTED, PRO),
        verdict(CLAIM, Label.REFUTED, CON),
    ]
    summary = shown(of(*verdicts)).splitlines()[1]
    assert summary == "3 claims, 2 sources  ·  ✔ 2 supported  ·  ✘ 1 refuted"


def test_failures_are_shown_in_one_line_each():
    failures = [Failure("ingest", "d.pdf", f"d.pdf: {'very ' * 60}damaged"), Failure("nli", "c-9", "interrupted")]
    lines = shown(of(failures=failures), width=60).splitlines()
    assert any("2 failed" in line for line in lines)
    assert f"ingest: {failures[0].error}" in lines
    assert "nli: interrupted" in lines


def test_an_empty_report_says_so():
    text = shown(of())
    assert "0 claims, 0 sources" in text
    assert "failed" not in text


def test_a_terminal_gets_colour_and_anything_else_only_text():
    made = of(verdict(CLAIM, Label.REFUTED, CON), failures=[Failure("ingest", "d.pdf", "damaged")])
    assert "\x1b[" in shown(made, terminal=True)
    assert "\x1b" not in shown(made, terminal=False)


@pytest.mark.parametrize(
    "hostile", ["[red]x[/] is open.", "[/] is open.", "[link=https://x.test]x", "\\[bold]x", ":smile:"]
)
def test_markup_in_a_text_is_printed_as_it_stands(hostile):
    item = evidence(f"{hostile} Says who?", supports(), path="pro.txt", publisher=hostile)
    failures = [Failure("ingest", "x", hostile)]
    about = verdict(claim(hostile), Label.SUPPORTED, item)
    text = shown(of(about, title=hostile, failures=failures))
    lines = text.splitlines()
    assert lines[0] == hostile
    assert f"  {hostile}" in lines
    assert f"pro.txt ({hostile})" in text
    assert f"“{hostile} Says who?”" in text
    assert lines[-1] == f"ingest: {hostile}"


def control_codes(text):
    return {char for char in text if category(char) == "Cc"} - {"\n"}


every_code = pytest.mark.parametrize("code", ["\x1b[2J", "\x1b]0;owned\x07", "\x9b2J", "\x08", "\r"])


@every_code
@pytest.mark.parametrize("place", ["title", "claim", "evidence", "publisher", "explanation", "failure"])
def test_control_codes_in_a_text_do_not_reach_the_output(place, code):
    at = {place: f"a{code}b"}
    item = evidence(
        f"It {at.get('evidence', '')} opened.", supports(), path="pro.txt", publisher=at.get("publisher", "Herald")
    )
    made = of(
        verdict(claim(f"It {at.get('claim', '')} opened."), Label.SUPPORTED, item),
        verdict(CLAIM, Label.NOT_ENOUGH_EVIDENCE, explanation=f"None {at.get('explanation', '')}."),
        title=at.get("title", "News"),
        failures=[Failure("ingest", "x", at.get("failure", "damaged"))],
    )
    text = shown(made)
    assert control_codes(text) == set()
    for part in ("SUPPORTED", "NOT ENOUGH EVIDENCE", "1 failed"):
        assert part in text


@every_code
def test_control_codes_in_a_claim_do_not_reach_the_list_of_claims(code):
    out = StringIO()
    render_claims(document("x", title=f"a{code}b"), [claim(f"It {code} opened.")], Console(file=out, width=200))
    assert control_codes(out.getvalue()) == set()


def test_claims_are_listed_with_their_offsets():
    out = StringIO()
    claims = [claim("The bridge [red]opened[/].", start=12), claim("It is red.", start=1000)]
    render_claims(document("x", title="News [b]"), claims, Console(file=out, width=200))
    assert out.getvalue().splitlines() == [
        "News [b]",
        "2 claims",
        "        12–38  1.00  The bridge [red]opened[/].",
        "    1000–1010  1.00  It is red.",
    ]
