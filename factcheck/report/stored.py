"""A report read back from its JSON: the fields that `replay` and `changes` need, checked as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from factcheck.errors import InputError
from factcheck.report.serialize import SCHEMA_VERSION

_MAX_BYTES = 500_000_000


class StoredSpan(msgspec.Struct, frozen=True):
    """A half-open range of code points, as written."""

    start: int
    end: int

    def of(self, text: str) -> str | None:
        """Return the part of ``text`` that the span covers, or None where it does not lie within."""
        return text[self.start : self.end] if 0 <= self.start <= self.end <= len(text) else None


class StoredCheck(msgspec.Struct, frozen=True):
    """One check of a claim with a passage."""

    kind: str
    claim_value: str
    evidence_value: str
    agrees: bool


class StoredScores(msgspec.Struct, frozen=True):
    """The probabilities of the three stances."""

    supports: float
    refutes: float
    neutral: float


class StoredEvidence(msgspec.Struct, frozen=True):
    """One passage beside a claim."""

    source_id: str
    span: StoredSpan
    text: str
    stance: str
    scores: StoredScores
    checks: tuple[StoredCheck, ...] = ()


class StoredClaim(msgspec.Struct, frozen=True):
    """One claim with its verdict."""

    id: str
    text: str
    sentence: str
    span: StoredSpan
    verdict: str
    confidence: float
    evidence: tuple[StoredEvidence, ...]


class StoredQuote(msgspec.Struct, frozen=True):
    """One quotation."""

    text: str
    span: StoredSpan
    source_id: str | None
    source_span: StoredSpan | None
    source_text: str | None


class StoredFinding(msgspec.Struct, frozen=True):
    """One attribution or citation; the first reports did not write the words of their evidence."""

    sentence: str
    span: StoredSpan
    source_id: str | None
    evidence_span: StoredSpan | None = None
    evidence_text: str | None = None


class StoredArticle(msgspec.Struct, frozen=True):
    """The article, with its text."""

    id: str
    path: str | None
    text: str
    sha256: str


class StoredSource(msgspec.Struct, frozen=True):
    """A source, without its text."""

    id: str
    path: str | None
    url: str | None
    title: str | None
    sha256: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.path or self.url or self.title or self.id


class StoredModel(msgspec.Struct, frozen=True):
    """A model by task, name, revision and digest."""

    task: str
    name: str
    revision: str
    sha256: str


class StoredProvenance(msgspec.Struct, frozen=True):
    """What made the report."""

    factcheck_version: str
    models: tuple[StoredModel, ...]
    config_digest: str
    created: str
    store_version: str | None = None


class StoredReport(msgspec.Struct, frozen=True):
    """A whole report."""

    schema_version: str
    article: StoredArticle
    claims: tuple[StoredClaim, ...]
    quotes: tuple[StoredQuote, ...]
    attributions: tuple[StoredFinding, ...]
    citations: tuple[StoredFinding, ...]
    sources: tuple[StoredSource, ...]
    provenance: StoredProvenance


def read_report(path: Path) -> StoredReport:
    """Read a report that `--output report.json` wrote; raises InputError, one line, when it is none."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: larger than {_MAX_BYTES // 1_000_000} MB; not a report")
        # Not msgspec's own decoder: Python's reads the lone surrogates that a report may carry.
        text = path.read_bytes().decode("utf-8-sig", "surrogatepass")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; give a report in JSON") from error
    try:
        value = _parsed(text)
        if not isinstance(value, dict) or "schema_version" not in value:
            raise InputError(f"{path}: not a report; give what `factcheck check --output report.json` wrote")
        if value["schema_version"] != SCHEMA_VERSION:
            version = value["schema_version"]
            raise InputError(f"{path}: schema version {version!r}; this factcheck reads {SCHEMA_VERSION!r}")
        return msgspec.convert(value, StoredReport)
    except ValueError as error:
        raise InputError(f"{path}: not a report: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise InputError(f"{path}: not a report: nested too deeply") from error


def _parsed(text: str) -> Any:
    import json

    return json.loads(text)
