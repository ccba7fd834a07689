"""A report as the JSON of the contract, ``schema_version`` "1"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

from factcheck.types import (
    Attribution,
    Citation,
    Claim,
    Document,
    Evidence,
    Passage,
    Quote,
    Report,
    SourceNote,
    Span,
    Verdict,
)

SCHEMA_VERSION = "1"

_CONTEXT = 200  # code points of the source shown on either side of a passage
_DIGITS = 6  # of probabilities: more would differ between machines


def to_dict(report: Report) -> dict[str, Any]:
    """Return the report as plain values, in the order of the contract."""
    article = report.article
    provenance = report.provenance
    notes = {note.source_id: note for note in report.notes}
    return {
        "schema_version": SCHEMA_VERSION,
        "article": {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "path": article.path,
            "published": article.published,
            "text": article.text,
            "sha256": article.sha256,
        },
        "claims": [_verdict(verdict) for verdict in report.verdicts],
        "quotes": [_quote(quote) for quote in report.findings.quotes],
        "attributions": [_attribution(attribution) for attribution in report.findings.attributions],
        "citations": [_citation(citation) for citation in report.findings.citations],
        "sources": [_source(source, article, notes.get(source.id)) for source in report.sources],
        "failures": [{"stage": f.stage, "item": f.item, "error": f.error} for f in report.failures],
        "provenance": {
            "factcheck_version": provenance.factcheck_version,
            "models": [
                {"task": m.task, "name": m.name, "revision": m.revision, "sha256": m.sha256} for m in provenance.models
            ],
            "config_digest": provenance.config_digest,
            "store_version": provenance.store_version,
            "created": provenance.created,
        },
    }


def claims_to_dict(article: Document, claims: Sequence[Claim]) -> dict[str, Any]:
    """Return detected claims without verdicts."""
    return {
        "schema_version": SCHEMA_VERSION,
        "article": {"id": article.id, "title": article.title, "path": article.path, "sha256": article.sha256},
        "claims": [_claim(claim) for claim in claims],
    }


def dumps(value: dict[str, Any]) -> str:
    """Return ``value`` as indented JSON with a final line end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every report satisfies."""
    text = resources.files("factcheck.report").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "text": claim.text,
        "sentence": claim.sentence,
        "span": _span(claim.span),
        "check_worthiness": claim.check_worthiness,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        **_claim(verdict.claim),
        "verdict": verdict.label.value,
        "confidence": round(verdict.confidence, _DIGITS),
        "probabilities": {label.value: round(share, _DIGITS) for label, share in verdict.probabilities},
        "abstained": verdict.abstained,
        "explanation": verdict.explanation,
        "independent_sources": {"supporting": verdict.supporting_sources, "refuting": verdict.refuting_sources},
        "evidence": [_evidence(evidence) for evidence in verdict.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    passage, scores = evidence.passage, evidence.scores
    return {
        "source_id": passage.document.id,
        "span": _span(passage.span),
        "text": passage.text,
        "context": _context(passage),
        "stance": evidence.stance.value,
        "scores": {
            "supports": round(scores.supports, _DIGITS),
            "refutes": round(scores.refutes, _DIGITS),
            "neutral": round(scores.neutral, _DIGITS),
        },
        "relevance": round(evidence.relevance, _DIGITS),
        "checks": [],
    }


def _context(passage: Passage) -> str:
    span = passage.span
    return passage.document.text[max(0, span.start - _CONTEXT) : span.end + _CONTEXT]


def _quote(quote: Quote) -> dict[str, Any]:
    source = quote.source
    return {
        "text": quote.text,
        "span": _span(quote.span),
        "speaker": quote.speaker,
        "status": quote.status.value,
        "source_id": source.document.id if source else None,
        "source_span": _span(source.span) if source else None,
        "source_text": source.text if source else None,
        "source_context": _context(source) if source else None,
        "source_speaker": quote.source_speaker,
        "diff": [{"operation": kind, "article": ours, "source": theirs} for kind, ours, theirs in quote.diff],
    }


def _attribution(attribution: Attribution) -> dict[str, Any]:
    label, evidence = attribution.content_label, attribution.evidence
    return {
        "sentence": attribution.sentence,
        "span": _span(attribution.span),
        "source_named": attribution.source_named,
        "cue": attribution.cue,
        "claim": attribution.claim,
        "source_said_it": attribution.source_said_it,
        "content_verdict": label.value if label else None,
        "source_id": attribution.source.id if attribution.source else None,
        "evidence_span": _span(evidence.span) if evidence else None,
        "evidence_text": evidence.text if evidence else None,
        "chain": list(attribution.chain),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    evidence = citation.evidence
    return {
        "url": citation.url,
        "span": _span(citation.span),
        "sentence": citation.sentence,
        "status": citation.status.value,
        "source_id": citation.source.id if citation.source else None,
        "evidence_span": _span(evidence.span) if evidence else None,
        "evidence_text": evidence.text if evidence else None,
    }


def _source(source: Document, article: Document, note: SourceNote | None) -> dict[str, Any]:
    same = source.publisher is not None and article.publisher is not None
    published_by_article = same and str(source.publisher).casefold() == str(article.publisher).casefold()
    return {
        "id": source.id,
        "path": source.path,
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "author": source.author,
        "published": source.published,
        "retrieved": source.retrieved,
        "sha256": source.sha256,
        "independence_group": note.group if note else source.id,
        "is_article_publisher": note.is_article_publisher if note else published_by_article,
        "origin": note.origin if note else None,
        "cites_article": note.cites_article if note else False,
    }
