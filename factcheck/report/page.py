"""What the HTML page shows of a report: texts cut into marked pieces, links resolved, nothing to decide.

The template only lays out these values; every one of them is still raw text, which the template's
environment makes harmless and escapes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from factcheck.report.console import origin_of
from factcheck.report.harmless import place_on_page, web_address
from factcheck.report.pieces import Piece, StoredText, pieces
from factcheck.report.words import (
    BAD,
    GOOD,
    OPEN,
    SAID,
    SIGNS,
    TONE_SIGNS,
    citation_tone,
    quote_tone,
    words_of,
)
from factcheck.text import BlockKind, blocks
from factcheck.types import (
    Attribution,
    Check,
    Citation,
    Document,
    Evidence,
    Failure,
    Label,
    Passage,
    Provenance,
    Quote,
    Report,
    SourceNote,
    Span,
    Verdict,
)
from factcheck.verdicts import SIDES

_CONTEXT = 200  # code points of the source shown on either side of a passage
_DECIDING = 4  # passages of the verdict's own side shown with their context; the rest is a line each
_WHOLE = 100_000  # code points up to which a source is carried whole
_WHOLE_ALL = 2_000_000  # code points of all sources from which on only short sources are carried whole
_SHORT = 10_000
_AROUND = 2_000  # code points kept around a quoted passage of any other source


@dataclass(frozen=True, slots=True)
class Status:
    """A verdict or the status of a finding: a class for its colour, a sign, and words."""

    tone: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims have one verdict; ``offset`` and ``width`` are its part of the bar, in percent."""

    status: Status
    number: int
    offset: float
    width: float


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the article: what it is linked to, and how it is marked."""

    text: str
    style: str
    claim: ClaimMark | None
    anchors: tuple[str, ...]
    keys: tuple[str, ...]
    chips: tuple[ClaimMark, ...]


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """A claim as the article shows it: its number and status; ``begins`` and ``ends`` tell its first and last piece."""

    key: str
    number: int
    status: Status
    begins: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a source: where from, in their context, with a place in the stored text and on the web."""

    source: SourceView
    before: str
    pieces: tuple[Piece, ...]
    after: str
    span: Span
    place: tuple[int, int] | None
    link: str | None


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One passage beside a claim."""

    excerpt: Excerpt
    status: Status
    evidence: Evidence
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with its verdict and evidence."""

    key: str
    number: int
    status: Status
    pieces: tuple[Piece, ...]
    verdict: Verdict
    reworded: bool
    deciding: tuple[EvidenceView, ...]
    others: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quotation, with the word-level difference where there is one."""

    key: str
    status: Status
    quote: Quote
    differs: bool
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class AttributionView:
    """One attribution, with the words of the source that it rests on."""

    key: str
    status: Status
    attribution: Attribution
    content: Status | None
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class CitationView:
    """One citation, with what the cited page says."""

    key: str
    status: Status
    citation: Citation
    link: str | None
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source; ``text`` is empty where the page carries none of it, ``alike`` names those of its group."""

    key: str
    number: int
    name: str
    document: Document
    link: str | None
    text: StoredText
    note: SourceNote | None
    alike: tuple[str, ...]
    used_by: tuple[ClaimMark, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template lays out."""

    title: str
    article: Document
    article_link: str | None
    parts: tuple[Part, ...]
    counts: tuple[Count, ...]
    claims: tuple[ClaimView, ...]
    quotes: tuple[QuoteView, ...]
    attributions: tuple[AttributionView, ...]
    citations: tuple[CitationView, ...]
    sources: tuple[SourceView, ...]
    failures: tuple[Failure, ...]
    provenance: Provenance


def verdict_status(label: Label) -> Status:
    """Return how a verdict is shown."""
    return Status(label.value.lower().replace("_", "-"), SIGNS[label], words_of(label))


def page_of(report: Report) -> Page:
    """Return the page of a report."""
    marks = [
        ClaimMark(f"claim-{number}", number, verdict_status(verdict.label))
        for number, verdict in enumerate(report.verdicts, 1)
    ]
    sources = _sources(report, marks)
    findings = report.findings
    claims = tuple(_claim(mark, v, sources) for mark, v in zip(marks, report.verdicts, strict=True))
    quotes = tuple(_quote(f"quote-{n}", quote, sources) for n, quote in enumerate(findings.quotes, 1))
    attributions = tuple(_attribution(f"attribution-{n}", a, sources) for n, a in enumerate(findings.attributions, 1))
    citations = tuple(_citation(f"citation-{n}", c, sources) for n, c in enumerate(findings.citations, 1))
    article = report.article
    spans = [
        *((view.key, view.verdict.claim.span) for view in claims),
        *((view.key, view.quote.span) for view in quotes),
        *((view.key, view.attribution.span) for view in attributions),
        *((view.key, view.citation.span) for view in citations),
    ]
    return Page(
        title=article.title or article.path or "Claims",
        article=article,
        article_link=web_address(article.url),
        parts=_parts(article.text, spans, {mark.key: mark for mark in marks}),
        counts=_counts(report.verdicts),
        claims=claims,
        quotes=quotes,
        attributions=attributions,
        citations=citations,
        sources=tuple(sources.values()),
        failures=report.failures,
        provenance=report.provenance,
    )


def _counts(verdicts: Sequence[Verdict]) -> tuple[Count, ...]:
    numbers = Counter(verdict.label for verdict in verdicts)
    offset = 0.0
    found = []
    for label in Label:
        width = 100.0 * numbers[label] / max(1, len(verdicts))
        found.append(Count(verdict_status(label), numbers[label], round(offset, 3), round(width, 3)))
        offset += width
    return tuple(found)


def _parts(text: str, spans: Iterable[tuple[str, Span]], marks: Mapping[str, ClaimMark]) -> tuple[Part, ...]:
    styles: list[tuple[str, Span]] = []
    at = 0
    for block in blocks(text):
        if block.span.start > at:
            styles.append(("aside", Span(at, block.span.start)))  # markers, rules, front matter
        if block.kind is BlockKind.HEADING:
            styles.append(("heading", block.span))
        at = block.span.end
    names = {"aside", "heading"}
    parts = []
    for piece in pieces(text, [*spans, *styles]):
        claims = [marks[key] for key in piece.keys if key in marks]
        first = claims[0] if claims else None
        if first is not None:
            first = ClaimMark(
                first.key, first.number, first.status, begins=first.key in piece.starts, ends=first.key in piece.ends
            )
        part = Part(
            text=piece.text,
            style=next((key for key in piece.keys if key in names), ""),
            claim=first,
            anchors=tuple(key for key in piece.starts if key not in names),
            keys=tuple(key for key in piece.keys if key not in names),
            chips=tuple(marks[key] for key in piece.ends if key in marks and (first is None or key != first.key)),
        )
        parts.append(part)
    return tuple(parts)


def _claim(mark: ClaimMark, verdict: Verdict, sources: Mapping[str, SourceView]) -> ClaimView:
    sides = SIDES[verdict.label]
    deciding = [item for item in verdict.evidence if item.stance in sides][:_DECIDING]
    others = [item for item in verdict.evidence if not any(item is one for one in deciding)]
    claim = verdict.claim
    checked = [("check", c.claim_span) for item in deciding for c in item.checks if c.claim_span is not None]
    return ClaimView(
        key=mark.key,
        number=mark.number,
        status=mark.status,
        pieces=pieces(claim.text, checked),
        verdict=verdict,
        reworded=" ".join(claim.text.split()) != " ".join(claim.sentence.split()),
        deciding=tuple(_evidence(item, sources) for item in deciding),
        others=tuple(_evidence(item, sources) for item in others),
    )


def _evidence(item: Evidence, sources: Mapping[str, SourceView]) -> EvidenceView:
    tones = {"SUPPORTS": GOOD, "REFUTES": BAD, "NEUTRAL": OPEN}
    tone = tones[item.stance.value]
    checked = [("check", check.evidence_span) for check in item.checks if check.evidence_span is not None]
    sign = "–" if tone == OPEN else TONE_SIGNS[tone]
    return EvidenceView(
        excerpt=_excerpt(item.passage, sources, checked),
        status=Status(tone, sign, words_of(item.stance)),
        evidence=item,
        checks=item.checks,
    )


def _excerpt(passage: Passage, sources: Mapping[str, SourceView], marked: Sequence[tuple[str, Span]] = ()) -> Excerpt:
    document, span = passage.document, passage.span
    text = document.text
    low, high = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    before, after = text[low : span.start], text[span.end : high]
    if low > 0 and " " in before:
        before = "… " + before.split(" ", 1)[1]
    if high < len(text) and " " in after:
        after = after.rsplit(" ", 1)[0] + " …"
    source = sources[document.id]
    return Excerpt(
        source=source,
        before=before,
        pieces=pieces(text, marked, within=span),
        after=after,
        span=span,
        place=source.text.place(span),
        link=place_on_page(document.url, passage.text),
    )


def _quote(key: str, quote: Quote, sources: Mapping[str, SourceView]) -> QuoteView:
    tone = quote_tone(quote.status)
    return QuoteView(
        key=key,
        status=Status(tone, TONE_SIGNS[tone], words_of(quote.status)),
        quote=quote,
        differs=any(operation != "equal" for operation, _, _ in quote.diff),
        excerpt=_excerpt(quote.source, sources) if quote.source else None,
    )


def _attribution(key: str, attribution: Attribution, sources: Mapping[str, SourceView]) -> AttributionView:
    tone, words = SAID[attribution.source_said_it]
    label = attribution.content_label
    return AttributionView(
        key=key,
        status=Status(tone, TONE_SIGNS[tone], words),
        attribution=attribution,
        content=verdict_status(label) if label else None,
        excerpt=_excerpt(attribution.evidence, sources) if attribution.evidence else None,
    )


def _citation(key: str, citation: Citation, sources: Mapping[str, SourceView]) -> CitationView:
    tone = citation_tone(citation.status)
    return CitationView(
        key=key,
        status=Status(tone, TONE_SIGNS[tone], words_of(citation.status)),
        citation=citation,
        link=web_address(citation.url),
        excerpt=_excerpt(citation.evidence, sources) if citation.evidence else None,
    )


def _sources(report: Report, marks: Sequence[ClaimMark]) -> dict[str, SourceView]:
    quoted, documents = _quoted(report)
    used: dict[str, list[ClaimMark]] = defaultdict(list)
    for mark, verdict in zip(marks, report.verdicts, strict=True):
        for source_id in dict.fromkeys(item.passage.document.id for item in verdict.evidence):
            if any(i.passage.document.id == source_id and i.stance in SIDES[verdict.label] for i in verdict.evidence):
                used[source_id].append(mark)
    notes = {note.source_id: note for note in report.notes}
    names = {source.id: origin_of(source) for source in documents}
    groups: dict[str, list[str]] = defaultdict(list)
    for known in report.notes:
        groups[known.group].append(known.source_id)
    much = sum(len(source.text) for source in documents) > _WHOLE_ALL
    views = {}
    for number, source in enumerate(documents, 1):
        note = notes.get(source.id)
        alike = [other for other in groups[note.group] if other != source.id] if note else []
        whole = len(source.text) <= (_SHORT if much else _WHOLE) and (bool(quoted[source.id]) or not much)
        views[source.id] = SourceView(
            key=f"source-{number}",
            number=number,
            name=source.title or source.publisher or names[source.id],
            document=source,
            link=web_address(source.url),
            text=StoredText(source, quoted[source.id], whole=whole, around=_AROUND),
            note=note,
            alike=tuple(names[other] for other in alike if other in names),
            used_by=tuple(used[source.id]),
        )
    return views


def _quoted(report: Report) -> tuple[dict[str, list[Span]], list[Document]]:
    """Return the spans that the page quotes of each source, and all sources: the report's, then others quoted."""
    findings = report.findings
    passages = [
        *(item.passage for verdict in report.verdicts for item in verdict.evidence),
        *(quote.source for quote in findings.quotes),
        *(attribution.evidence for attribution in findings.attributions),
        *(citation.evidence for citation in findings.citations),
    ]
    found: dict[str, list[Span]] = defaultdict(list)
    documents = {source.id: source for source in report.sources}
    for passage in passages:
        if passage is not None:
            documents.setdefault(passage.document.id, passage.document)
            found[passage.document.id].append(passage.span)
    return found, list(documents.values())
