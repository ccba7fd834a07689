"""What the verification of sources found, for the terminal: quotations, attributions, citations, groups."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from factcheck.report.console import origin_of, print_indented, printable
from factcheck.report.words import BAD, GOOD, OPEN, SAID, TONE_SIGNS, citation_tone, quote_tone, words_of
from factcheck.text import plain
from factcheck.types import QuoteStatus, Report, SourceNote

_STYLE = {GOOD: "green", BAD: "red", OPEN: "yellow"}
_SHOWN_SOURCES = 30


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
            _dim(console, f"{place}\n“{plain(quote.source.text)}”", indent=4)
    if findings.attributions:
        _heading("Attributions", console)
    for attribution in findings.attributions:
        tone, words = SAID[attribution.source_said_it]
        _line(console, tone, words, f"  {attribution.source_named}: {plain(attribution.claim)}")
        if len(attribution.chain) > 1:
            _dim(console, f"reported by {', who cites '.join(attribution.chain)}", indent=4)
        if attribution.evidence is not None:
            place = origin_of(attribution.evidence.document)
            _dim(console, f"{place}\n“{plain(attribution.evidence.text)}”", indent=4)
    if findings.citations:
        _heading("Citations", console)
    for citation in findings.citations:
        _line(console, citation_tone(citation.status), words_of(citation.status), f"  {citation.url}")
        _dim(console, plain(citation.sentence), indent=4)
        if citation.archived:
            _dim(console, f"archived copy: {citation.archived}", indent=4)
    _render_groups(report, console)
    _render_provenance(report, console)


def _render_groups(report: Report, console: Console) -> None:
    """Print which sources count as one, and which rest on the article itself."""
    names = {source.id: origin_of(source) for source in report.sources}
    groups: dict[str, list[str]] = defaultdict(list)
    origins = {note.group: note.origin for note in report.notes if note.origin}
    for note in report.notes:
        groups[note.group].append(names[note.source_id])
    copied = {group: members for group, members in groups.items() if len(members) > 1}
    related: dict[str, list[SourceNote]] = defaultdict(list)
    for note in report.notes:
        if note.family:
            related[note.family].append(note)
    related = {name: notes for name, notes in related.items() if len({note.group for note in notes}) > 1}
    circular = [note for note in report.notes if note.is_article_publisher or note.cites_article]
    others = [note for note in report.notes if note.namesake]
    if copied or related or circular or others:
        _heading("Independence", console)
    for group, members in copied.items():
        origin = f" (from {origins[group]})" if group in origins else ""
        print_indented(Text(printable(f"one origin{origin}: {', '.join(members)}")), console, indent=2)
    for family, notes in related.items():
        members = [names[note.source_id] for note in notes]
        print_indented(Text(printable(f"one publisher ({family}): {', '.join(members)}")), console, indent=2)
    for note in circular:
        why = "the article's own publisher" if note.is_article_publisher else "cites the article"
        print_indented(Text(printable(f"{why}: {names[note.source_id]}")), console, indent=2)
    for note in others:
        meant, found = note.namesake or ("", "")
        why = f"about {found}, not {meant}, so it decides nothing"
        print_indented(Text(printable(f"{why}: {names[note.source_id]}")), console, indent=2)


def _render_provenance(report: Report, console: Console) -> None:
    """Print where each source is from: byline, dates, language, what is missing, and the user's rating."""
    known = {note.source_id: note.provenance for note in report.notes if note.provenance}
    if not known:
        return
    _heading("Sources", console)
    for source in report.sources[:_SHOWN_SOURCES]:
        origin = known.get(source.id)
        if origin is None:
            continue
        facts = [
            f"by {origin.author}" if origin.author else "",
            f"published {origin.published}" if origin.published else "",
            f"modified {origin.modified}" if origin.modified else "",
            f"fetched {source.retrieved}" if source.retrieved else "",
            f"language {origin.language}" if origin.language else "",
            "not HTTPS" if origin.https is False else "",
            f"without {', '.join(origin.missing)}" if origin.missing else "",
        ]
        line = Text(printable(origin_of(source)))
        line.append(printable("  " + "  ·  ".join(fact for fact in facts if fact)), style="dim")
        print_indented(line, console, indent=2)
        address = origin.canonical_url or source.url
        if address:
            _dim(console, address, indent=4)
        if origin.reliability:
            note = f" ({origin.reliability.note})" if origin.reliability.note else ""
            _dim(console, f"your table rates {origin.reliability.domain}: {origin.reliability.rating}{note}", indent=4)
    if len(report.sources) > _SHOWN_SOURCES:
        _dim(console, f"… {len(report.sources)} sources in all; the JSON report has every one", indent=2)


def _dim(console: Console, words: str, *, indent: int) -> None:
    print_indented(Text(printable(words), style="dim"), console, indent=indent)


def _heading(title: str, console: Console) -> None:
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", characters="─"))


def _line(console: Console, tone: str, status: str, rest: str) -> None:
    status_shown = (f"{TONE_SIGNS[tone]} {status}", _STYLE[tone])
    print_indented(Text.assemble(status_shown, printable(rest)), console, indent=2)
