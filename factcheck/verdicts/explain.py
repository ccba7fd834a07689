"""One sentence that says why: who says what, and where it differs, in the evidence's own words."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.text import plain
from factcheck.types import Evidence, Label
from factcheck.verdicts.voices import SIDES

_LONGEST = 240  # code points quoted


def explain(label: Label, ordered: Sequence[Evidence], *, abstained: bool = False) -> str:
    """Return the explanation of a verdict; ``ordered`` has its deciding passages first."""
    if label is Label.NOT_ENOUGH_EVIDENCE:
        if not ordered:
            return "No passage of the sources is about this."
        if abstained:
            return f"The {len(ordered)} nearest passages do not settle this surely enough."
        return f"None of the {len(ordered)} nearest passages settles this."
    best = [next((e for e in ordered if e.stance is stance), ordered[0]) for stance in SIDES[label]]
    if label is Label.CONFLICTING:
        return f"Sources disagree: {'; '.join(f'{_source(e)} says “{_short(e)}”' for e in best)}."
    if label is Label.SUPPORTED:
        return f"{_source(best[0])} supports this: “{_short(best[0])}”."
    return f"{_source(best[0])} contradicts this{_difference(best[0])}: “{_short(best[0])}”."


def _difference(evidence: Evidence) -> str:
    """Name the first value in which claim and passage differ, when a check found one."""
    differing = next((check for check in evidence.checks if not check.agrees), None)
    return f" (claim: {differing.claim_value}; source: {differing.evidence_value})" if differing else ""


def _source(evidence: Evidence) -> str:
    document = evidence.passage.document
    file = document.path.replace("\\", "/").rsplit("/", 1)[-1] if document.path else None
    return document.publisher or document.title or file or document.id


def _short(evidence: Evidence) -> str:
    said = plain(evidence.passage.text).rstrip(".")
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"
