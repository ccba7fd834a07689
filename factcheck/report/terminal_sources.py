"""What the verification of sources found, for the terminal: quotations, attributions, citations, groups."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from factcheck.report.console import origin_of, print_indented, printable
from factcheck.report.words import BAD, GOOD, OPEN, SAID, TONE_SIGNS, citation_tone, quote_tone, words_of
from factcheck.text import plain
from factcheck.types import QuoteStatus, Report

_STYLE = {GOOD: "green", BAD: "red", OPEN: "yellow"}


def render_findings(report: Report, console: Console) -> None:
    """Print each finding with a sign, its status in words, and the place in the source to open."""
    findings = report.findings
    if findings.quotes:
        _heading("Quotations", console)
    for quote in findings.quotes:
        who = f"  {quote.speaker}" if quote.speaker else ""
        _line(console, quote_tone(quote.status), words_of(quote.status), f"{who}: “{plain(quote.text)}”")
        if quote.source is not None and quote.status is not QuoteStatus.EXACT:
            said_by = f", said by {quote.source_speaker}" if quote.status is QuoteStatus.MISATTRIBUTED else ""
            place = f"{origin_of(quote.source.document)} [{quote.source.span.start}–{quote.source.span.end}]{said_by}"
            print_indented(Text(printable(f"{place}\n“{plain(quote.source.text)}”"), style="dim"), console, indent=4)
    if findings.attributions:
        _heading("Attributions", console)
    for attribution in findings.attributions:
        tone, words = SAID[attribution.source_said_it]
        _line(console, tone, words, f"  {attribution.source_named}: {plain(attribution.claim)}")
        if attribution.evidence is not None:
            place = origin_of(attribution.evidence.document)
            print_indented(
                Text(printable(f"{place}\n“{plain(attribution.evidence.text)}”"), style="dim"), console, indent=4
            )
    if findings.citations:
        _heading("Citations", console)
    for citation in findings.citations:
        _line(console, citation_tone(citation.status), words_of(citation.status), f"  {citation.url}")
        print_indented(Text(printable(plain(citation.sentence)), style="dim"), console, indent=4)
    _render_groups(report, console)


def _render_groups(report: Report, console: Console) -> None:
    """Print which sources count as one, and which rest on the article itself."""
    names = {source.id: origin_of(source) for source in report.sources}
    groups: dict[str, list[str]] = defaultdict(list)
    origins = {note.group: note.origin for note in report.notes if note.origin}
    for note in report.notes:
        groups[note.group].append(names[note.source_id])
    copied = {group: members for group, members in groups.items() if len(members) > 1}
    circular = [note for note in report.notes if note.is_article_publisher or note.cites_article]
    if copied or circular:
        _heading("Independence", console)
    for group, members in copied.items():
        origin = f" (from {origins[group]})" if group in origins else ""
        print_indented(Text(printable(f"one origin{origin}: {', '.join(members)}")), console, indent=2)
    for note in circular:
        why = "the article's own publisher" if note.is_article_publisher else "cites the article"
        print_indented(Text(printable(f"{why}: {names[note.source_id]}")), console, indent=2)


def _heading(title: str, console: Console) -> None:
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", characters="─"))


def _line(console: Console, tone: str, status: str, rest: str) -> None:
    status_shown = (f"{TONE_SIGNS[tone]} {status}", _STYLE[tone])
    print_indented(Text.assemble(status_shown, printable(rest)), console, indent=2)
