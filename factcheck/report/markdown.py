"""A report as Markdown (CommonMark with tables), for issues, wikis and pull requests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from factcheck.report.console import origin_of
from factcheck.report.harmless import shown, web_address
from factcheck.report.words import SAID, SIGNS, TONE_SIGNS, citation_tone, compared, quote_tone, words_of
from factcheck.text import plain
from factcheck.types import Attribution, Citation, Document, Evidence, Label, Quote, Report, Verdict
from factcheck.verdicts import SIDES

# What begins markup anywhere in a line; "@" and "#" also name people and issues on code hosts.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~$@!(){}]")
_ADDRESS = re.compile(r"://|(?<=\bwww)\.", re.IGNORECASE)
_DECIDING = 3  # passages shown on each claim


def render_markdown(report: Report) -> str:
    """Return the report as Markdown; no text of the article or a source can act as markup in it."""
    return "\n".join(_lines(report)) + "\n"


def escaped(text: str) -> str:
    """Return ``text`` on one line, with every character that Markdown would act on escaped."""
    one_line = " ".join(shown(text).split())
    return _ADDRESS.sub(lambda m: f"\\{m.group()}", _SPECIAL.sub(lambda m: f"\\{m.group()}", one_line))


def _lines(report: Report) -> Iterator[str]:
    article = report.article
    yield f"# {escaped(article.title or article.path or 'Claims')}"
    yield ""
    counted = f"{len(report.verdicts)} claims, {len(report.sources)} sources"
    yield f"{counted}. A verdict says what these sources say, no more."
    if report.verdicts:
        counts = Counter(verdict.label for verdict in report.verdicts)
        yield from _table(["Verdict", "Claims"], ([_sign(label), str(counts[label])] for label in Label))
        yield from _heading("Claims")
    for number, verdict in enumerate(report.verdicts, 1):
        yield from _claim(number, verdict)
    findings = report.findings
    if findings.quotes:
        yield from _heading("Quotations")
        yield from (line for quote in findings.quotes for line in _quote(quote))
    if findings.attributions:
        yield from _heading("Attributions")
        yield from (line for attribution in findings.attributions for line in _attribution(attribution))
    if findings.citations:
        yield from _heading("Citations")
        yield from (line for citation in findings.citations for line in _citation(citation))
    if report.sources:
        yield from _heading("Sources")
        yield from _sources(report)
    if report.failures:
        yield from _heading("Failures")
        yield from (f"- **{escaped(failure.stage)}**: {escaped(failure.error)}" for failure in report.failures)
    yield from _heading("Provenance")
    provenance = report.provenance
    yield f"- factcheck {escaped(provenance.factcheck_version)}, {escaped(provenance.created)}"
    for model in provenance.models:
        name, revision = escaped(model.name), escaped(model.revision)
        yield f"- {escaped(model.task)}: {name}, revision {revision}, SHA-256 {model.sha256}"
    yield f"- settings {escaped(provenance.config_digest)}, article SHA-256 {article.sha256}"
    if provenance.store_version:
        yield f"- store {escaped(provenance.store_version)}"


def _claim(number: int, verdict: Verdict) -> Iterator[str]:
    yield f"### {number}. {_sign(verdict.label)}, {verdict.confidence:.0%}"
    yield ""
    yield f"**{escaped(verdict.claim.text)}**"
    yield ""
    yield escaped(verdict.explanation)
    yield ""
    on_side = [item for item in verdict.evidence if item.stance in SIDES[verdict.label]]
    for item in on_side[:_DECIDING]:
        yield from _evidence(item)
    yield (
        f"Independent sources: {verdict.supporting_sources} supporting, {verdict.refuting_sources} refuting; "
        f"{len(verdict.evidence)} passages read."
    )
    yield ""


def _evidence(item: Evidence) -> Iterator[str]:
    span, s = item.passage.span, item.scores
    yield f"> {escaped(plain(item.passage.text))}"
    yield ">"
    yield (
        f"> — {_name(item.passage.document)}, characters {span.start}–{span.end}: **{words_of(item.stance)}** "
        f"(supports {s.supports:.2f}, refutes {s.refutes:.2f}, neutral {s.neutral:.2f}, relevance {item.relevance:.2f})"
    )
    for check in item.checks:
        yield ">"
        yield f"> {escaped(compared(check))}"
    yield ""


def _quote(quote: Quote) -> Iterator[str]:
    who = f" {escaped(quote.speaker)}:" if quote.speaker else ""
    yield f"- {TONE_SIGNS[quote_tone(quote.status)]} **{words_of(quote.status)}**{who} “{escaped(quote.text)}”"
    if quote.source is not None and any(operation != "equal" for operation, _, _ in quote.diff):
        said_by = f", said by {escaped(quote.source_speaker)}" if quote.source_speaker else ""
        yield f"  - {_name(quote.source.document)} prints{said_by}: “{escaped(plain(quote.source.text))}”"
        yield f"  - differences: {'; '.join(_difference(*change) for change in quote.diff if change[0] != 'equal')}"


def _difference(operation: str, ours: str, theirs: str) -> str:
    if operation == "replace":
        return f"“{escaped(ours)}” for “{escaped(theirs)}”"
    return f"“{escaped(ours)}” added" if ours else f"“{escaped(theirs)}” left out"


def _attribution(attribution: Attribution) -> Iterator[str]:
    tone, words = SAID[attribution.source_said_it]
    yield f"- {TONE_SIGNS[tone]} **{words}** {escaped(attribution.source_named)}: {escaped(attribution.claim)}"
    if attribution.content_label is not None:
        yield f"  - verdict on what was said: {words_of(attribution.content_label)}"
    if attribution.evidence is not None:
        evidence = attribution.evidence
        yield f"  - {_name(evidence.document)}: “{escaped(plain(evidence.text))}”"


def _citation(citation: Citation) -> Iterator[str]:
    address = web_address(citation.url)
    where = f"<{address}>" if address else escaped(citation.url)
    yield f"- {TONE_SIGNS[citation_tone(citation.status)]} **{words_of(citation.status)}** {where}"
    yield f"  - cited by: {escaped(citation.sentence)}"
    if citation.evidence is not None:
        yield f"  - the page: “{escaped(plain(citation.evidence.text))}”"


def _sources(report: Report) -> Iterator[str]:
    notes = {note.source_id: note for note in report.notes}
    sizes = Counter(note.group for note in report.notes)
    groups: dict[str, int] = {}
    rows = []
    for source in report.sources:
        note, remarks = notes.get(source.id), []
        if note is not None and sizes[note.group] > 1:
            remarks.append(f"one origin {groups.setdefault(note.group, len(groups) + 1)}")
        if note is not None and note.is_article_publisher:
            remarks.append("the article’s own publisher")
        if note is not None and note.cites_article:
            remarks.append("rests on the article")
        if note is not None and note.namesake:
            remarks.append(escaped(f"about {note.namesake[1]}, not {note.namesake[0]}: decides nothing"))
        address = web_address(source.url)
        place = f"<{address}>" if address else escaped(source.path or source.url or "")
        cells = [source.title or source.id, source.publisher or "", source.published or ""]
        rows.append([*map(escaped, cells), ", ".join(remarks), place])
    yield from _table(["Source", "Publisher", "Published", "Independence", "Place"], rows)


def _table(heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _heading(title: str) -> Iterator[str]:
    yield from ("", f"## {title}")
    yield ""


def _sign(label: Label) -> str:
    return f"{SIGNS[label]} {words_of(label).capitalize()}"


def _name(document: Document) -> str:
    return escaped(origin_of(document))
