"""The figures of a claim beside those of a passage.

A figure agrees where the passage gives a value that it allows, or two figures that come to it. It
disagrees only where the passage's figure stands in the same place: same unit, the same words around it, in a
sentence that shares most of the claim's words. Otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.checks.arithmetic import Derived, derived
from factcheck.checks.direction import change_of, direction_of
from factcheck.checks.hedges import allowed
from factcheck.checks.placement import has_other_year, is_other_magnitude, shared_words, stands_in_place
from factcheck.checks.quantities import Quantity, quantities_of
from factcheck.checks.tokens import Token, stems, tokens_of
from factcheck.types import Check, Span

_CHANGE = re.compile(
    r"\b(?:more|less|fewer|higher|lower|longer|shorter|larger|smaller|older|younger|above|below|short of|margin|"
    r"majority|"
    r"difference|differ\w*|gap|up|down|rose|risen|rise|grew|grown|fell|fallen|fall|drop\w*|increas\w*|decreas\w*|"
    r"declin\w*|cut|reduc\w*|shr[aiu]nk\w*|gain\w*|lost|loss|lead|ahead|behind|later|earlier|after|before|by|"
    r"remain\w*|left|rest|other|without|not|no|never|short|missing|cheaper|dearer|saved?)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:total\w*|altogether|in all|both|combined|together|sum|overall|two|all|in total)\b", re.IGNORECASE
)
_REASONING = re.compile(r" [÷×−+] | less |^change from ")
"""What the value of ``_worked_out`` has, and no figure: a range has a hyphen, a dash or a word."""
_SHARED_DIRECTION = 0.4
"""Least share of the claim's content words at which contrary directions of one figure count."""
_LEAST_EXACT = 20.0
"""From here on a sum or difference that comes out exactly is hardly chance, whatever the claim's words."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the claim beside one of the passage: shares of the words that both have, 0 to 1."""

    claim: Quantity
    evidence: Quantity
    near: float
    same_noun: bool
    agrees: bool
    differs: bool


def check_numbers(claim: str, evidence: str) -> list[Check]:
    """Return what each figure of ``claim`` is beside ``evidence``; nothing for those it does not speak to."""
    wanted, there = quantities_of(claim), quantities_of(evidence)
    if not wanted or not there:
        return []
    pair = _Pair(claim, evidence, tokens_of(claim), tokens_of(evidence), wanted, there)
    found = [check for one in wanted if (check := _check(pair, one)) is not None]
    return _swapped(pair, found) or found


@dataclass(frozen=True, slots=True)
class _Pair:
    claim: str
    evidence: str
    mine: Sequence[Token]
    theirs: Sequence[Token]
    wanted: Sequence[Quantity]
    there: Sequence[Quantity]

    @property
    def shared(self) -> float:
        return shared_words(self.mine, self.theirs)


def _check(pair: _Pair, one: Quantity) -> Check | None:
    shared = pair.shared
    both = [beside(one, other) for other in pair.there if _comparable(one, other)]
    agreeing = [item for item in both if item.agrees and _same_thing(item, shared)]
    best = max(agreeing, key=lambda item: (item.near, item.same_noun), default=None)
    if best is not None:
        against = _other_direction(pair, one, best.evidence, shared)
        return against or _made(pair, one.span, best.evidence.span, agrees=True)
    sum_up = _derives(pair, one) if shared > 0 else None
    if sum_up is not None:
        return _worked_out(pair, one, sum_up)
    if has_other_year(pair.claim, pair.evidence):
        return None
    if _derives(pair, one, is_asked=False) is not None:
        return None
    for item in sorted(both, key=lambda item: -item.near):
        other = item.evidence
        if not item.differs or _taken(other, one, pair.wanted):
            continue
        in_place = stands_in_place(pair.mine, pair.theirs, one, other, near=item.near, shared=shared)
        if in_place or is_other_magnitude(one, other, shared):
            return _made(pair, one.span, other.span, agrees=False)
    return None


def _other_direction(pair: _Pair, one: Quantity, other: Quantity, shared: float) -> Check | None:
    """Return the check of a figure that both have, and that rises in one and falls in the other."""
    mine, theirs = direction_of(pair.mine, one), direction_of(pair.theirs, other)
    if one.dimension == "ordinal" or one.hedge is not other.hedge:
        return None
    if mine is None or theirs is None or mine.sign == theirs.sign or shared < _SHARED_DIRECTION:
        return None
    return _made(pair, _cover(mine.span, one.span), _cover(theirs.span, other.span), agrees=False)


def _swapped(pair: _Pair, found: Sequence[Check]) -> list[Check]:
    """Return disagreements where two figures of the claim stand crosswise in the passage, else nothing."""
    for first, second in combinations([one for one in pair.wanted if one.dimension != "ordinal"], 2):
        if first.dimension != second.dimension or beside(first, second).agrees:
            continue
        here = [_only(first, pair.there), _only(second, pair.there)]
        if here[0] is None or here[1] is None or here[0] is here[1]:
            continue
        mine = (_next_to(pair.mine, first), _next_to(pair.mine, second))
        theirs = (_next_to(pair.theirs, here[0]), _next_to(pair.theirs, here[1]))
        mine, theirs = (mine[0] - mine[1], mine[1] - mine[0]), (theirs[0] - theirs[1], theirs[1] - theirs[0])
        straight = bool(mine[0] & theirs[0]) or bool(mine[1] & theirs[1])
        across = bool(mine[0] & theirs[1]) and bool(mine[1] & theirs[0])
        if across and not straight:
            return [
                *(check for check in found if check.claim_span not in (first.span, second.span)),
                _made(pair, first.span, here[1].span, agrees=False),
                _made(pair, second.span, here[0].span, agrees=False),
            ]
    return []


def _only(one: Quantity, there: Sequence[Quantity]) -> Quantity | None:
    same = [other for other in there if other.dimension == one.dimension and beside(one, other).agrees]
    return same[0] if len(same) == 1 else None


def _next_to(tokens: Sequence[Token], one: Quantity) -> frozenset[str]:
    return stems(tokens[one.end : one.end + 3]) | stems(tokens[max(0, one.first - 2) : one.first])


def _cover(first: Span, second: Span) -> Span:
    return Span(min(first.start, second.start), max(first.end, second.end))


def beside(claim: Quantity, evidence: Quantity) -> Beside:
    """Compare two figures of one dimension."""
    mine, theirs = allowed(claim.value, claim.step, claim.hedge), allowed(evidence.value, evidence.step, evidence.hedge)
    top = mine if claim.high is None else allowed(claim.high, claim.step, claim.hedge)
    other_top = theirs if evidence.high is None else allowed(evidence.high, evidence.step, evidence.hedge)
    agrees = max(mine.low, theirs.low) <= min(top.high, other_top.high)
    differs = max(mine.least, theirs.least) > min(top.most, other_top.most)
    if claim.unit != evidence.unit and claim.dimension == evidence.dimension != "count":
        differs = differs and abs(claim.value - evidence.value) > 0.03 * abs(evidence.value)
        agrees = agrees or abs(claim.value - evidence.value) <= 0.01 * abs(evidence.value)
    near = len(claim.around & evidence.around) / max(1, min(len(claim.around), len(evidence.around)))
    return Beside(claim, evidence, near, bool(claim.noun & evidence.noun), agrees, differs)


def _comparable(one: Quantity, other: Quantity) -> bool:
    if one.dimension == other.dimension:
        return True
    if {one.dimension, other.dimension} == {"percent", "points"}:
        return True
    is_money = one.dimension.startswith("money:") and other.dimension.startswith("money:")
    return is_money and "money:" in (one.dimension, other.dimension)


def _same_thing(pair: Beside, shared: float) -> bool:
    """Tell whether figures of one value are figures of one thing, as far as their words show."""
    if pair.claim.dimension != pair.evidence.dimension and "points" in (pair.claim.dimension, pair.evidence.dimension):
        return False
    if pair.claim.dimension in ("count", "ordinal") and pair.claim.value < _LEAST_EXACT:
        return pair.same_noun or (pair.near > 0 and shared >= 0.3)
    return shared > 0


def _taken(evidence: Quantity, one: Quantity, wanted: Sequence[Quantity]) -> bool:
    """Tell whether another figure of the claim has this figure of the passage for its own."""
    others = [other for other in wanted if other is not one and _comparable(other, evidence)]
    return any(beside(other, evidence).agrees for other in others)


def _derives(pair: _Pair, one: Quantity, *, is_asked: bool = True) -> Derived | None:
    if one.high is not None or one.dimension == "ordinal":
        return None
    span = allowed(one.value, one.step, one.hedge)
    around = pair.claim[max(0, one.span.start - 100) : one.span.end + 100]
    for sum_up in derived(pair.there, one.dimension):
        if span.low <= sum_up.value <= span.high and (not is_asked or _is_asked_for(one, sum_up, around)):
            return sum_up
    return None


def _is_asked_for(one: Quantity, sum_up: Derived, around: str) -> bool:
    if one.dimension in ("percent", "points", "multiple"):
        return True
    if sum_up.sign == "-":
        return _CHANGE.search(around) is not None
    if sum_up.sign == "+":
        return one.value >= _LEAST_EXACT or _SUM.search(around) is not None
    return one.value >= _LEAST_EXACT


def _made(pair: _Pair, claim_span: Span, evidence_span: Span, *, agrees: bool) -> Check:
    return Check(
        "number", claim_span.of(pair.claim), evidence_span.of(pair.evidence), agrees, claim_span, evidence_span
    )


def _worked_out(pair: _Pair, one: Quantity, sum_up: Derived) -> Check:
    said = [term.span.of(pair.evidence) for term in sum_up.terms]
    if sum_up.sign == "100-":
        value = f"100 − {said[0]}"
    elif sum_up.sign == "100-×":
        value = f"{said[1]} less {said[0]}"
    elif sum_up.sign == "%":
        value = f"change from {said[0]} to {said[1]}"
    else:
        value = f" {sum_up.sign.replace('-', '−').replace('/', '÷')} ".join(said)
    spans = [term.span for term in sum_up.terms]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    agrees = True
    if len(sum_up.terms) == 2 and sum_up.sign in ("%", "-"):
        direction = direction_of(pair.mine, one)
        change = change_of(pair.theirs, sum_up.terms[0], sum_up.terms[1])
        agrees = direction is None or change in (0, direction.sign)
    return Check("number", one.span.of(pair.claim), value, agrees, one.span, whole)


def is_worked_out(check: Check) -> bool:
    """Tell whether a figure's check has for its value what figures of the passage come to ("40 ÷ 50")."""
    return _REASONING.search(check.evidence_value) is not None
