from dataclasses import replace
from io import StringIO

import pytest
from fakes import document, passage, report
from rich.console import Console

from factcheck.report import render_report
from factcheck.types import (
    Attribution,
    Citation,
    CitationStatus,
    Quote,
    QuoteStatus,
    Reliability,
    SourceFindings,
    SourceNote,
    SourceProvenance,
    Span,
)

ARTICLE = document('The mayor said: "We never closed it." More at the town\'s page.', name="article.txt")
WIRE = document("The mayor said they had never closed it.", name="wire.txt", publisher="Hollin Press")
COPY = document("Copied: the mayor said they had never closed it.", name="copy.txt")
SPAN = Span(16, 34)


def shown(findings=None, notes=()):
    made = replace(report(ARTICLE, sources=(WIRE, COPY)), findings=findings or SourceFindings(), notes=tuple(notes))
    console = Console(file=StringIO(), width=100, highlight=False)
    render_report(made, console)
    return console.file.getvalue()


def test_a_quotation_that_differs_shows_the_words_of_the_source_and_where():
    said = passage("they had never closed it", WIRE)
    text = shown(
        SourceFindings(quotes=(Quote("We never closed it.", SPAN, "the mayor", QuoteStatus.PARAPHRASED, said),))
    )
    assert "✘ paraphrased  the mayor: “We never closed it.”" in text
    assert f"wire.txt (Hollin Press) [{said.span.start}–{said.span.end}]" in text
    assert "“they had never closed it”" in text


def test_an_exact_quotation_is_one_line_and_one_not_found_is_open():
    said = passage("never closed it", WIRE)
    quotes = (
        Quote("never closed it", SPAN, None, QuoteStatus.EXACT, said),
        Quote("We will see", SPAN, None, QuoteStatus.NOT_FOUND),
    )
    text = shown(SourceFindings(quotes=quotes))
    assert "✔ exact: “never closed it”" in text
    assert "? not found: “We will see”" in text
    assert "wire.txt" not in text


def test_the_other_speaker_of_a_misattributed_quotation_is_named():
    said = passage("never closed it", WIRE)
    quote = Quote("never closed it", SPAN, "the owner", QuoteStatus.MISATTRIBUTED, said, "the mayor")
    assert "said by the mayor" in shown(SourceFindings(quotes=(quote,)))


@pytest.mark.parametrize(
    ("said_it", "words"), [("yes", "✔ said so"), ("no", "✘ said otherwise"), ("unknown", "? nothing")]
)
def test_attributions_say_whether_the_source_said_it(said_it, words):
    evidence = passage("they had never closed it", WIRE) if said_it != "unknown" else None
    made = Attribution("S.", SPAN, "the mayor", "said", "It was never closed.", said_it, evidence=evidence)
    text = shown(SourceFindings(attributions=(made,)))
    assert words in text
    assert "the mayor: It was never closed." in text
    assert ("wire.txt" in text) == (said_it != "unknown")


def test_citations_show_the_address_and_its_sentence():
    made = Citation("https://town.test/a", SPAN, "More at the town's page.", CitationStatus.NOT_IN_SOURCES)
    text = shown(SourceFindings(citations=(made,)))
    assert "? not in sources  https://town.test/a" in text
    assert "More at the town's page." in text


def test_copies_and_circular_sources_are_listed():
    notes = (
        SourceNote(WIRE.id, "g", "Hollin Press"),
        SourceNote(COPY.id, "g", "Hollin Press", is_article_publisher=True),
    )
    text = shown(notes=notes)
    assert "one origin (from Hollin Press): wire.txt (Hollin Press), copy.txt" in text
    assert "the article's own publisher: copy.txt" in text


def test_independent_sources_need_no_section():
    assert "Independence" not in shown(notes=(SourceNote(WIRE.id, "a"), SourceNote(COPY.id, "b")))


def test_hostile_words_do_not_command_the_terminal():
    quote = Quote("now \x1b[2J gone", SPAN, "[red]x[/]\x07", QuoteStatus.NOT_FOUND)
    text = shown(SourceFindings(quotes=(quote,)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]x[/]" in text


def test_sources_of_one_publisher_are_shown_as_one_family_unless_they_are_copies_anyway():
    wire, copy = (SourceNote(source.id, f"g{i}", family="hollin.example") for i, source in enumerate((WIRE, COPY)))
    assert "one publisher (hollin.example): wire.txt (Hollin Press), copy.txt" in shown(notes=(wire, copy))
    assert "one publisher" not in shown(notes=(wire, replace(copy, group=wire.group)))
    assert "one publisher" not in shown(notes=(wire, replace(copy, family=None)))


def test_provenance_is_shown_with_what_is_missing_and_the_users_rating():
    origin = SourceProvenance(
        "Hollin Press", "Li \x1bWei", "2024-05-17", "2024-06-01", "https://hollin.example/a", False, "en", ("date",)
    )
    rated = replace(origin, https=True, missing=(), reliability=Reliability("hollin.example", "high", "own judgement"))
    first, second = SourceNote(WIRE.id, "a", provenance=origin), SourceNote(COPY.id, "b", provenance=rated)
    lines = [line.strip() for line in shown(notes=(first, second)).splitlines()]
    facts = "by Li Wei  ·  published 2024-05-17  ·  modified 2024-06-01  ·  language en"
    assert f"wire.txt (Hollin Press)  {facts}" in " ".join(lines)
    assert "not HTTPS" in " ".join(lines)
    assert "without date" in " ".join(lines)
    assert "https://hollin.example/a" in lines
    assert "your table rates hollin.example: high (own judgement)" in lines


def test_the_chain_of_an_attribution_and_the_archived_copy_of_a_dead_link_are_shown():
    said = Attribution("s", SPAN, "Hollin", "said", "They never closed it.", "unknown", chain=("Hollin", "a letter"))
    dead = Citation("https://a.example", SPAN, "s", CitationStatus.UNREACHABLE, archived="https://archive.example/a")
    text = shown(SourceFindings(attributions=(said,), citations=(dead,)))
    assert "reported by Hollin, who cites a letter" in text
    assert "archived copy: https://archive.example/a" in text
