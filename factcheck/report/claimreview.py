"""Verdicts as schema.org ClaimReview in JSON-LD: drafts that a publisher completes and signs.

``creativeWorkStatus`` is "Draft" and there is no ``author``: a review on a site is somebody's word, and
this package is nobody. The publisher adds ``author`` and ``url`` and sets the status.
"""

from __future__ import annotations

import re
from typing import Any

from factcheck.report.harmless import shown, web_address
from factcheck.report.words import words_of
from factcheck.types import Document, Label, Report, Verdict
from factcheck.verdicts import SIDES

_RATINGS = {Label.REFUTED: 1, Label.CONFLICTING: 3, Label.SUPPORTED: 5}
"""On the usual scale from 1 (false) to 5 (true); a claim without enough evidence has no number."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")


def to_claimreview(report: Report) -> dict[str, Any]:
    """Return one ClaimReview for each claim, as a JSON-LD graph."""
    return {"@context": "https://schema.org", "@graph": [_review(report, verdict) for verdict in report.verdicts]}


def _review(report: Report, verdict: Verdict) -> dict[str, Any]:
    provenance = report.provenance
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": words_of(verdict.label).capitalize()}
    if verdict.label in _RATINGS:
        rating |= {"ratingValue": _RATINGS[verdict.label], "worstRating": 1, "bestRating": 5}
    rating["ratingExplanation"] = shown(verdict.explanation)
    deciding = [item.passage.document for item in verdict.evidence if item.stance in SIDES[verdict.label]]
    sources = {document.id: document for document in deciding}.values()
    models = ", ".join(model.name for model in provenance.models)
    return _filled(
        {
            "@type": "ClaimReview",
            "identifier": verdict.claim.id,
            "claimReviewed": verdict.claim.text,
            "datePublished": _date(provenance.created),
            "creativeWorkStatus": "Draft",
            "creditText": f"Checked by factcheck {provenance.factcheck_version} ({models})",
            "itemReviewed": _filled(
                {
                    "@type": "Claim",
                    "text": verdict.claim.sentence,
                    "datePublished": _date(report.article.published),
                    "appearance": _work(report.article),
                }
            ),
            "reviewRating": rating,
            "citation": [_work(document) for document in sources] or None,
        }
    )


def _work(document: Document) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": shown(document.publisher)} if document.publisher else None
    return _filled(
        {
            "@type": "CreativeWork",
            "headline": document.title,
            "url": web_address(document.url),
            "datePublished": _date(document.published),
            "creditText": document.author,
            "publisher": publisher,
            "identifier": f"sha256:{document.sha256}",
        }
    )


def _date(value: str | None) -> str | None:
    """Return an ISO 8601 date as schema.org wants it; what is none says nothing."""
    return value if value and _DATE.fullmatch(value) else None


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is unknown; strings become harmless for whatever page shows them."""
    known = {key: value for key, value in values.items() if value is not None}
    return {key: shown(value) if isinstance(value, str) else value for key, value in known.items()}
