"""What one case of labelled articles gives: its gold claims beside the verdicts, and the counts.

Apart from the scoring of a case because results are also kept in files and read back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One gold claim as a reader wants to see it: ``evidence`` is the passage that weighed most."""

    id: str
    claim: str
    kind: str
    gold: str
    reported: str
    confidence: float
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case adds to the totals.

    ``claims`` holds (gold label, reported label or NOT_FOUND), ``quotes``, ``attributions`` and
    ``citations`` whether each gold item was reported right.
    """

    name: str
    claims: tuple[tuple[str, str], ...]
    confidences: tuple[float, ...]
    kinds: tuple[str, ...]
    not_claims: tuple[bool, ...]
    evidence: tuple[bool, ...]
    pairs_right: int
    pairs_claimed: int
    pairs_gold: int
    quotes: tuple[bool, ...]
    attributions: tuple[bool, ...]
    citations: tuple[bool, ...]
    seconds: float
    rows: tuple[GoldClaim, ...] = ()
