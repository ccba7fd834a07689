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
    SourceFindings,
    SourceNote,
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
