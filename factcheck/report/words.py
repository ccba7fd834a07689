"""The words and signs of every report: one for each verdict, stance and status, whatever the format."""

from __future__ import annotations

from collections.abc import Mapping

from factcheck.types import Check, CitationStatus, Label, QuoteStatus, Stance

# A sign and a word beside each colour: a verdict must be readable without colours.
SIGNS: Mapping[Label, str] = {
    Label.SUPPORTED: "✔",
    Label.REFUTED: "✘",
    Label.CONFLICTING: "≠",
    Label.NOT_ENOUGH_EVIDENCE: "?",
}
GOOD, BAD, OPEN = "good", "bad", "open"
TONE_SIGNS: Mapping[str, str] = {GOOD: "✔", BAD: "✘", OPEN: "?"}
"""Of the status of a finding: as it should be, not as it should be, nobody can tell."""

SAID: Mapping[str, tuple[str, str]] = {
    "yes": (GOOD, "said so"),
    "no": (BAD, "said otherwise"),
    "unknown": (OPEN, "nothing found"),
}
"""Of ``Attribution.source_said_it``: tone and words."""

_QUOTE_TONES = {QuoteStatus.EXACT: GOOD, QuoteStatus.TRIMMED: GOOD, QuoteStatus.NOT_FOUND: OPEN}
_CITATION_TONES = {CitationStatus.SUPPORTS: GOOD, CitationStatus.DOES_NOT_SUPPORT: BAD}


def words_of(value: Label | Stance | QuoteStatus | CitationStatus) -> str:
    """Return a verdict, stance or status as words: NOT_FOUND is "not found"."""
    return str(value.value).replace("_", " ").lower()


def quote_tone(status: QuoteStatus) -> str:
    """Return the tone of a quotation's status."""
    return _QUOTE_TONES.get(status, BAD)


def citation_tone(status: CitationStatus) -> str:
    """Return the tone of a citation's status."""
    return _CITATION_TONES.get(status, OPEN)


def compared(check: Check) -> str:
    """Return a check as a line: what was compared, what the claim and the passage say, whether they agree."""
    sign, relation = ("✔", "agrees with") if check.agrees else ("✘", "differs from")
    return f"{sign} {check.kind}: claim “{check.claim_value}” {relation} source “{check.evidence_value}”"
