"""Scoring of what a report says of its sources, against a case's gold labels.

Quotations and attributions are matched by overlap of spans, citations by address and sentence; what is
not found is wrong. Independence is compared over pairs of the case's files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

from factcheck.sources.links import canonical
from factcheck.types import CitationStatus, Report, Span

_SAID = {True: "yes", False: "no"}
_CITED = {CitationStatus.SUPPORTS: True, CitationStatus.DOES_NOT_SUPPORT: False}

Locate = Callable[[str], Span | None]
"""Where a gold sentence stands in the article's text; None if it does not."""


def quotes_right(report: Report, gold: Sequence[Mapping[str, Any]], locate: Locate) -> tuple[bool, ...]:
    """Tell of each gold quotation whether the one reported there has its status."""
    right = []
    for wanted in gold:
        span = locate(wanted["quote"])
        found = [quote for quote in report.findings.quotes if span is not None and quote.span.overlaps(span)]
        if span is None:  # broken by its cue: the article has the words, but not in one run
            found = [quote for quote in report.findings.quotes if _alike(quote.text, wanted["quote"]) > _SAME]
        best = max(found, key=lambda quote: _alike(quote.text, wanted["quote"]), default=None)
        right.append(best is not None and best.status.value == wanted["status"])
    return tuple(right)


def attributions_right(report: Report, gold: Sequence[Mapping[str, Any]], locate: Locate) -> tuple[bool, ...]:
    """Tell of each gold attribution whether "did X say so" is answered as in the gold labels."""
    right = []
    for wanted in gold:
        span = locate(wanted["sentence"])
        found = [made for made in report.findings.attributions if span is not None and made.span.overlaps(span)]
        best = max(found, key=lambda made: _alike(made.claim, wanted["claim"]), default=None)
        said = wanted["source_said_it"]
        answer = _SAID[said] if isinstance(said, bool) else said
        right.append(best is not None and best.source_said_it == answer)
    return tuple(right)


def citations_right(report: Report, gold: Sequence[Mapping[str, Any]], locate: Locate) -> tuple[bool, ...]:
    """Tell of each gold citation whether its page is said to support the sentence, or to be out of reach."""
    right = []
    for wanted in gold:
        span = locate(wanted["sentence"])
        same = [made for made in report.findings.citations if canonical(made.url) == canonical(wanted["url"])]
        found = next((made for made in same if span is not None and made.span.overlaps(span)), None)
        right.append(found is not None and _CITED.get(found.status, "unreachable") == wanted["supports"])
    return tuple(right)


def independence_pairs(report: Report, gold: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Return how many pairs of files are rightly put together, put together at all, and together in gold."""
    groups = {note.source_id: note.group for note in report.notes}
    files = [(Path(s.path).name, groups.get(s.id, s.id)) for s in report.sources if s.path]
    same = {frozenset((a, b)) for (a, i), (b, j) in combinations(files, 2) if i == j}
    wanted = {frozenset(pair) for group in gold for pair in combinations(group, 2)}
    return len(same & wanted), len(same), len(wanted)


_SAME = 0.6  # of characters: the same quotation with another's words around it stays below


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
