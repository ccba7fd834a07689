"""What an editor should look at, as SARIF 2.1.0: for code hosts, editors and CI that annotate documents.

Supported claims and quotations that are as printed give no result. Lines and columns are those of the
file where the article is a text file; of any other format the text is an extract, which has no lines in
the file, and a result names the file alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote as percent

from factcheck.report.console import origin_of
from factcheck.report.harmless import shown, web_address
from factcheck.report.words import BAD, SAID, citation_tone, compared, quote_tone, words_of
from factcheck.types import Document, Label, Passage, Report, Span, Verdict, digest
from factcheck.verdicts import SIDES

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_TEXT = frozenset({".txt", ".text", ".md", ".markdown"})
_RELATED = 3  # passages named with a result

_RULES = {
    "claim-refuted": ("error", "A source contradicts the claim."),
    "claim-conflicting": ("warning", "Sources disagree about the claim."),
    "claim-not-enough-evidence": ("note", "No source settles the claim."),
    "quotation-differs": ("error", "A quotation is not as its source prints it, or somebody else said it."),
    "quotation-not-found": ("note", "A quotation is in none of the sources."),
    "attribution-contradicted": ("error", "The source that is named says otherwise."),
    "citation-does-not-support": ("error", "The cited page does not support the sentence."),
    "citation-unverified": ("note", "The cited page is not among the sources, or could not be read."),
}
_OF_LABEL = {
    Label.REFUTED: "claim-refuted",
    Label.CONFLICTING: "claim-conflicting",
    Label.NOT_ENOUGH_EVIDENCE: "claim-not-enough-evidence",
}


def to_sarif(report: Report) -> dict[str, Any]:
    """Return the report as a SARIF log of one run."""
    article = _File(report.article)
    results = [_claim(article, verdict) for verdict in report.verdicts if verdict.label in _OF_LABEL]
    results += _findings(article, report)
    counts = Counter(verdict.label for verdict in report.verdicts)
    notifications = [
        {"level": "error", "message": {"text": _message(f"{f.stage}: {f.error}")}, "descriptor": {"id": "failure"}}
        for f in report.failures
    ]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "factcheck",
                        "version": report.provenance.factcheck_version,
                        "rules": [_rule(name, level, text) for name, (level, text) in _RULES.items()],
                        "notifications": [{"id": "failure", "name": "Failure"}],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
                "artifacts": [article.artifact()],
                "results": results,
                "properties": {
                    "claims": {label.value: counts[label] for label in Label},
                    "configDigest": report.provenance.config_digest,
                    "models": [f"{m.task} {m.name} {m.revision} {m.sha256}" for m in report.provenance.models],
                },
            }
        ],
    }


class _File:
    """A document as an artifact, and the regions of its spans."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts = [0, *(match.end() for match in re.finditer("\n", document.text))]
        path = document.path
        self._has_lines = path is not None and PurePath(path).suffix.lower() in _TEXT
        self._uri = _uri(document)

    def artifact(self) -> dict[str, Any]:
        """Return the file itself: where it is, and its digest."""
        return {
            "location": {"uri": self._uri},
            "roles": ["analysisTarget"],
            "hashes": {"sha-256": self._document.sha256},
        }

    def place(self, span: Span) -> dict[str, Any]:
        """Return the place of ``span``: lines and columns, from 1 on, where the file has them."""
        place: dict[str, Any] = {"artifactLocation": {"uri": self._uri}}
        if self._has_lines:
            (line, column), (last, behind) = self._line(span.start), self._line(span.end)
            place["region"] = {
                "startLine": line,
                "startColumn": column,
                "endLine": last,
                "endColumn": behind,
                "snippet": {"text": shown(span.of(self._document.text))},
            }
        return {"physicalLocation": place, "properties": {"span": {"start": span.start, "end": span.end}}}

    def _line(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _claim(article: _File, verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    sides = [item for item in verdict.evidence if item.stance in SIDES[verdict.label]][:_RELATED]
    differing = [compared(check) for item in sides for check in item.checks if not check.agrees]
    text = " ".join([f"{words_of(verdict.label).capitalize()}: {claim.text}", verdict.explanation, *differing])
    result = _result(_OF_LABEL[verdict.label], text, article.place(claim.span), claim.text)
    result["rank"] = round(100 * verdict.confidence, 1)
    result["relatedLocations"] = [_source(item.passage) for item in sides]
    return result


def _findings(article: _File, report: Report) -> list[dict[str, Any]]:
    results = []
    for quote in report.findings.quotes:
        tone = quote_tone(quote.status)
        if tone != "good":
            rule = "quotation-differs" if tone == BAD else "quotation-not-found"
            printed = f" The source prints: “{quote.source.text}”" if quote.source else ""
            text = f"Quotation {words_of(quote.status)}: “{quote.text}”{printed}"
            related = [quote.source] if quote.source else []
            results.append(_result(rule, text, article.place(quote.span), quote.text, related))
    for attribution in report.findings.attributions:
        tone, words = SAID[attribution.source_said_it]
        if tone == BAD:
            text = f"{attribution.source_named} {words}: {attribution.claim}"
            related = [attribution.evidence] if attribution.evidence else []
            place = article.place(attribution.span)
            results.append(_result("attribution-contradicted", text, place, attribution.sentence, related))
    for citation in report.findings.citations:
        tone = citation_tone(citation.status)
        if tone != "good":
            rule = "citation-does-not-support" if tone == BAD else "citation-unverified"
            text = f"Citation {words_of(citation.status)}: {citation.url}"
            related = [citation.evidence] if citation.evidence else []
            key = f"{citation.url} {citation.sentence}"
            results.append(_result(rule, text, article.place(citation.span), key, related))
    return results


def _result(
    rule: str, text: str, location: dict[str, Any], key: str, related: list[Passage] | None = None
) -> dict[str, Any]:
    """Return a result; ``key`` tells it from others of its rule, wherever it moves in the article."""
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": _RULES[rule][0],
        "message": {"text": _message(text)},
        "locations": [location],
        "relatedLocations": [_source(passage) for passage in related or []],
        "partialFingerprints": {"text/v1": digest(rule, key)},
    }


def _source(passage: Passage) -> dict[str, Any]:
    message = f"{origin_of(passage.document)}: {passage.text}"
    return {**_File(passage.document).place(passage.span), "message": {"text": _message(message)}}


def _rule(name: str, level: str, text: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": level},
    }


def _message(text: str) -> str:
    """Return ``text`` as a SARIF message: brackets and braces would be links and placeholders."""
    return re.sub(r"[\[\]\\]", r"\\\g<0>", " ".join(shown(text).split())).replace("{", "{{").replace("}", "}}")


def _uri(document: Document) -> str:
    """Return the file of a document, relative as it was given, or its address; a name where it has neither."""
    if document.path is not None:
        windows = PureWindowsPath(document.path)
        if windows.drive:
            return windows.as_uri() if windows.is_absolute() else percent(windows.as_posix())
        path = PurePosixPath(document.path)
        return path.as_uri() if path.is_absolute() else percent(str(path), errors="replace")
    return web_address(document.url) or percent(f"text-{document.id}")
