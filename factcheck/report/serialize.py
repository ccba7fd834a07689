"""A report as the JSON of the contract, ``schema_version`` "1"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

from factcheck.types import Claim, Document, Evidence, Report, Span, Verdict

SCHEMA_VERSION = "1"

_CONTEXT = 200  # code points of the source shown on either side of a passage
_DIGITS = 6  # of probabilities: more would differ between machines


def to_dict(report: Report) -> dict[str, Any]:
    """Return the report as plain values, in the order of the contract."""
    article = report.article
    provenance = report.provenance
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
        "quotes": [],
        "attributions": [],
        "citations": [],
        "sources": [_source(source, article) for source in report.sources],
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
        "explanation": verdict.explanation,
        "independent_sources": {"supporting": verdict.supporting_sources, "refuting": verdict.refuting_sources},
        "evidence": [_evidence(evidence) for evidence in verdict.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    passage, scores = evidence.passage, evidence.scores
    text = passage.document.text
    context = text[max(0, passage.span.start - _CONTEXT) : passage.span.end + _CONTEXT]
    return {
        "source_id": passage.document.id,
        "span": _span(passage.span),
        "text": passage.text,
        "context": context,
        "stance": evidence.stance.value,
        "scores": {
            "supports": round(scores.supports, _DIGITS),
            "refutes": round(scores.refutes, _DIGITS),
            "neutral": round(scores.neutral, _DIGITS),
        },
        "relevance": round(evidence.relevance, _DIGITS),
        "checks": [],
    }


def _source(source: Document, article: Document) -> dict[str, Any]:
    same = source.publisher is not None and article.publisher is not None
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
        "independence_group": source.id,
        "is_article_publisher": same and str(source.publisher).casefold() == str(article.publisher).casefold(),
    }
