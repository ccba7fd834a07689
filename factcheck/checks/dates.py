"""The dates of a claim beside those of a passage, and durations that two dates give.

Dates are compared by what both give: day, month, year, weekday. A date disagrees only where the passage's stands
in its place: of the same shape, after the same preposition, the same words around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.checks.calendar_words import DateWords, dates_of
from factcheck.checks.hedges import allowed
from factcheck.checks.placement import shared_words
from factcheck.checks.quantities import Quantity, quantities_of
from factcheck.checks.tokens import Token, stems, tokens_of
from factcheck.checks.vocabulary import word_set
from factcheck.types import Check, Span

# As for figures (placement.py). A sentence of another year mostly gives another year's figure, which leaves the claim
# open: a period needs more shared words than a day, and no figure of its own that the claim lacks.
_SHARED_DAY = 0.5
_SHARED_PERIOD = 0.7
_SHARED_NEAR = 0.6
_SHARED_AGREE = 0.2
_AROUND = 60  # characters on each side that say what happens on a date
_DAY = 86400.0
_OPEN = word_set("since until till before after by from between through starting")
_YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class _Beside:
    date: DateWords
    other: DateWords
    agrees: bool
    differs: bool
    near: float


def check_dates(claim: str, evidence: str, claim_date: str | None, evidence_date: str | None) -> list[Check]:
    """Return what each date and duration of ``claim`` is beside ``evidence``; dates of publication are ISO 8601."""
    wanted, there = dates_of(claim, claim_date), dates_of(evidence, evidence_date)
    if not there:
        return []
    mine, theirs = tokens_of(claim), tokens_of(evidence)
    shared = shared_words(mine, theirs)
    found = []
    for one in wanted:
        check = _check(claim, evidence, one, wanted, there, shared)
        if check is not None:
            found.append(check)
    found.extend(_durations(claim, evidence, there, evidence_date or claim_date, shared))
    return found


def _check(  # noqa: PLR0917 - both texts and what was found in them
    claim: str, evidence: str, one: DateWords, wanted: Sequence[DateWords], there: Sequence[DateWords], shared: float
) -> Check | None:
    pairs = [_beside(claim, evidence, one, other) for other in there]
    agreeing = [pair for pair in pairs if pair.agrees]
    if agreeing:
        if shared < _SHARED_AGREE:
            return None
        best = max(agreeing, key=lambda pair: pair.near)
        return _made(claim, evidence, one.span, best.other.span, agrees=True)
    pairs = [
        pair for pair in pairs if pair.differs and _shape(one) == _shape(pair.other) and not pair.other.is_reckoned
    ]
    if not pairs or one.is_reckoned or shared < (_SHARED_DAY if one.days else _SHARED_PERIOD):
        return None
    if _has_own_figures(claim, evidence):
        return None
    best = max(pairs, key=lambda pair: pair.near)
    is_taken = any(_agree(other, best.other)[0] for other in wanted if other is not one)
    if is_taken or best.near < _SHARED_NEAR or _before(claim, one.span) != _before(evidence, best.other.span):
        return None
    return _made(claim, evidence, one.span, best.other.span, agrees=False)


def _has_own_figures(claim: str, evidence: str) -> bool:
    """Tell whether the passage has a figure that the claim has not."""
    mine = quantities_of(claim)
    return any(
        other.dimension != "ordinal"
        and not any(one.dimension == other.dimension and one.bare == other.bare for one in mine)
        for other in quantities_of(evidence)
    )


def _beside(claim: str, evidence: str, one: DateWords, other: DateWords) -> _Beside:
    agrees, differs = _agree(one, other)
    mine, theirs = _near(claim, one.span), _near(evidence, other.span)
    near = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return _Beside(one, other, agrees, differs, near)


def _agree(one: DateWords, other: DateWords) -> tuple[bool, bool]:
    """Return whether two dates say one thing, and whether they contradict each other; neither if they share nothing."""
    both = [
        (mine, theirs)
        for mine, theirs in ((one.years, other.years), (one.months, other.months), (one.days, other.days))
        if mine is not None and theirs is not None
    ]
    if one.weekday is not None and (one.days is None or other.days is None):
        if other.weekday is None:
            return False, False
        return one.weekday == other.weekday, one.weekday != other.weekday and not both
    differs = any(not mine & theirs for mine, theirs in both)
    covered = all(
        theirs is not None for mine, theirs in ((one.months, other.months), (one.days, other.days)) if mine is not None
    ) and (one.years is None or other.years is not None or one.months is not None)
    finer = one.days is None and one.months is None and other.years is None
    return bool(both) and not differs and covered and not finer, differs


def _shape(one: DateWords) -> tuple[bool, bool, bool]:
    return one.months is not None, one.days is not None, one.weekday is not None and one.days is None


def _near(text: str, span: Span) -> frozenset[str]:
    around = [
        *tokens_of(text[max(0, span.start - _AROUND) : span.start]),
        *tokens_of(text[span.end : span.end + _AROUND]),
    ]
    return stems(around)


def _before(text: str, span: Span) -> bool:
    """Tell whether a date bounds a period ("since 2019") or is the day itself ("in 2019")."""
    before: Sequence[Token] = tokens_of(text[max(0, span.start - 24) : span.start])
    return any(token.low in _OPEN for token in before[-2:])


def _durations(
    claim: str, evidence: str, there: Sequence[DateWords], published: str | None, shared: float
) -> Iterator[Check]:
    """Yield the durations and ages of the claim that two dates, or one and that of publication, come to."""
    if shared < _SHARED_AGREE:
        return
    for one in quantities_of(claim):
        if one.dimension == "time" and (match := _lasting(one, there, published)) is not None:
            words = " to ".join(span.of(evidence) for span in match)
            whole = Span(match[0].start, match[-1].end)
            value = words if len(match) > 1 else f"{words} to {(published or '')[:10]}"
            yield Check("date", one.span.of(claim), value, agrees=True, claim_span=one.span, evidence_span=whole)


def _lasting(one: Quantity, there: Sequence[DateWords], published: str | None) -> tuple[Span, ...] | None:
    span = allowed(one.value, one.step, one.hedge)
    named = [other for other in there if not other.is_reckoned]
    for first, second in combinations(named, 2):
        days, slack = _apart(first, second)
        if days is not None and span.low - slack * _DAY <= days * _DAY <= span.high + slack * _DAY:
            return first.span, second.span
    today = published[:4] if published else ""
    if today.isdigit() and one.value >= 2 * _YEAR_DAYS * _DAY:
        for other in named:
            if other.years is not None and len(other.years) == 1:
                years = int(today) - next(iter(other.years))
                if span.low <= years * _YEAR_DAYS * _DAY <= span.high:
                    return (other.span,)
    return None


def _apart(first: DateWords, second: DateWords) -> tuple[float | None, float]:
    """Return the days between two dates, and how far that is uncertain."""
    if first.day is not None and second.day is not None:
        return abs((second.day - first.day).days), 1.0
    one_year = first.years is None or second.years is None
    if one_year and first.months and second.months and first.days and second.days:
        parts = (first.months, second.months, first.days, second.days)
        if all(len(part) == 1 for part in parts):
            months = next(iter(second.months)) - next(iter(first.months))
            return abs(30.44 * months + next(iter(second.days)) - next(iter(first.days))), 2.0
    if first.years and second.years and len(first.years) == len(second.years) == 1 and not (first.days or second.days):
        years = float(next(iter(second.years)) - next(iter(first.years)))
        if first.months and second.months and len(first.months) == len(second.months) == 1:
            years += (next(iter(second.months)) - next(iter(first.months))) / 12
        return (abs(years) * _YEAR_DAYS, 2.0) if years else (None, 0.0)
    return None, 0.0


def _made(claim: str, evidence: str, claim_span: Span, evidence_span: Span, *, agrees: bool) -> Check:
    return Check("date", claim_span.of(claim), evidence_span.of(evidence), agrees, claim_span, evidence_span)
