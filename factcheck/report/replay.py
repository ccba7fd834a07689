"""Whether every quoted sentence of a report is still exactly where the report says.

The article's text is in the report, so its offsets are checked there; sources are read again, from where
the report found them or from where the user says they are now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from factcheck.errors import InputError
from factcheck.report.stored import StoredReport, StoredSource, StoredSpan
from factcheck.types import Document


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that is not as the report says.

    ``problem`` is "source missing", "source changed", "text changed", "text moved" or "article changed";
    ``item`` names the claim or finding, ``source`` the file; ``expected`` are the report's words, and
    ``found`` what stands there now.
    """

    problem: str
    item: str
    source: str
    detail: str
    expected: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """The outcome: how much was compared, what differs, and remarks that are no mismatch."""

    passages: int
    spans: int
    sources: int
    mismatches: tuple[Mismatch, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "passages": self.passages,
            "spans": self.spans,
            "sources": self.sources,
            "mismatches": [asdict(mismatch) for mismatch in self.mismatches],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Quoted:
    """Words that the report quotes of a source."""

    item: str
    source_id: str
    span: StoredSpan
    text: str


def replay(report: StoredReport, *, beside: Path | None = None, sources: Sequence[Path] = ()) -> Replay:
    """Check a report against its sources.

    Sources are looked for in ``sources`` by their digests, then by their names, then at the paths of the
    report, from the working folder and from ``beside``, the report's own folder. Raises InputError when
    ``sources`` cannot be read at all.
    """
    mismatches = list(_article(report))
    notes: list[str] = []
    article, note = _reread(report.article.path, [Path(), *([beside] if beside else [])])
    if article is not None and (article.sha256, article.text) != (report.article.sha256, report.article.text):
        name = report.article.path or report.article.id
        mismatches.append(Mismatch("article changed", "article", name, "the file is not what was checked"))
    elif article is None:
        notes.append(note or "the article has no file; its text was taken from the report")
    given = _given(sources)
    found: dict[str, Document | None] = {}
    quoted = list(_quoted(report))
    wanted = {item.source_id for item in quoted}
    for source in report.sources:
        document, why = _find(source, given, beside)
        found[source.id] = document
        if document is None and source.id in wanted:
            mismatches.append(Mismatch("source missing", "source", source.name, why or "not among the sources given"))
        elif document is None:
            notes.append(f"{source.name}: not found, and not quoted")
        elif document.sha256 != source.sha256:
            detail = f"its SHA-256 is {document.sha256[:12]}…, the report's {source.sha256[:12]}…"
            mismatches.append(Mismatch("source changed", "source", source.name, detail))
    names = {source.id: source.name for source in report.sources}
    compared = 0
    for item in quoted:
        document = found.get(item.source_id)
        if item.source_id not in names:
            mismatches.append(Mismatch("source missing", item.item, item.source_id, "not in the report's list"))
        if document is None:
            continue
        compared += 1
        there = item.span.of(document.text)
        if there != item.text:
            mismatches.append(_moved(item, names[item.source_id], document.text, there))
    spans = len(report.claims) + len(report.quotes) + len(report.attributions) + len(report.citations)
    checked = sum(document is not None for document in found.values())
    return Replay(compared, spans, checked, tuple(mismatches), tuple(notes))


def _article(report: StoredReport) -> Iterator[Mismatch]:
    """Yield what does not lie in the article's text where the report says."""
    text = report.article.text
    name = report.article.path or report.article.id
    items = [
        *((f"claim {n}", claim.span, claim.sentence) for n, claim in enumerate(report.claims, 1)),
        *((f"quotation {n}", quote.span, None) for n, quote in enumerate(report.quotes, 1)),
        *((f"attribution {n}", finding.span, None) for n, finding in enumerate(report.attributions, 1)),
        *((f"citation {n}", finding.span, None) for n, finding in enumerate(report.citations, 1)),
    ]
    for item, span, expected in items:
        there = span.of(text)
        # A quotation may be broken by its cue and an attribution ends before its full stop: only a
        # claim's words are written twice.
        if there is None or (expected is not None and there != expected):
            detail = f"characters {span.start} to {span.end} of the article are other words"
            yield Mismatch("text changed", item, name, detail, expected, there)


def _quoted(report: StoredReport) -> Iterator[_Quoted]:
    for number, claim in enumerate(report.claims, 1):
        for item in claim.evidence:
            yield _Quoted(f"claim {number}", item.source_id, item.span, item.text)
    for number, quote in enumerate(report.quotes, 1):
        if quote.source_id and quote.source_span and quote.source_text is not None:
            yield _Quoted(f"quotation {number}", quote.source_id, quote.source_span, quote.source_text)
    for kind, findings in (("attribution", report.attributions), ("citation", report.citations)):
        for number, finding in enumerate(findings, 1):
            if finding.source_id and finding.evidence_span and finding.evidence_text is not None:
                yield _Quoted(f"{kind} {number}", finding.source_id, finding.evidence_span, finding.evidence_text)


def _moved(item: _Quoted, source: str, text: str, there: str | None) -> Mismatch:
    place = f"characters {item.span.start} to {item.span.end}"
    at = text.find(item.text)
    if at >= 0:
        detail = f"{place} are other words; the sentence now stands at {at} to {at + len(item.text)}"
        return Mismatch("text moved", item.item, source, detail, item.text, there)
    return Mismatch("text changed", item.item, source, f"{place} are other words", item.text, there)


def _given(paths: Sequence[Path]) -> tuple[Document, ...]:
    from factcheck.ingest import read_sources

    return read_sources([str(path) for path in paths])[0] if paths else ()


def _among(source: StoredSource, given: Sequence[Document]) -> Document | None:
    """Return the document with the source's digest, else the one with its address or file name."""
    by_digest: Mapping[str, Document] = {document.sha256: document for document in reversed(given)}
    if source.sha256 in by_digest:
        return by_digest[source.sha256]
    for document in given:
        same_page = source.url is not None and document.url == source.url
        same_file = source.path is not None and document.path is not None and _last(document.path) == _last(source.path)
        if same_page or same_file:
            return document
    return None


def _find(source: StoredSource, given: Sequence[Document], beside: Path | None) -> tuple[Document | None, str | None]:
    document = _among(source, given)
    if document is not None:
        return document, None
    if source.path is None:
        return None, "it was no file; name where it is kept with --sources"
    return _reread(source.path, [Path(), *([beside] if beside else [])])


def _reread(path: str | None, folders: Sequence[Path]) -> tuple[Document | None, str | None]:
    """Read a file again, from the first of ``folders`` that has it; None, and why, when there is none."""
    from factcheck.ingest import read_document

    if path is None:
        return None, None
    for folder in folders:
        if (folder / path).is_file():
            try:
                return read_document(folder / path, name=path), None
            except InputError as error:
                return None, str(error)
    return None, f"{path}: no such file; name where it is now with --sources"


def _last(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
