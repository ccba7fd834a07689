"""When a figure of a passage stands in the place of the claim's: the same thing is counted, and is another number.

Every test here is for disagreement, so each asks for much: a claim that is supported by arithmetic also has a figure
that its evidence does not have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isclose, log10

from factcheck.checks.hedges import Hedge
from factcheck.checks.quantities import Quantity
from factcheck.checks.tokens import Token, stems
from factcheck.checks.units import CURRENCY_SIGNS
from factcheck.checks.vocabulary import word_set

# Least shares of the claim's content words that the passage has (all), and of the words around the figure (near).
# Chosen on the training stories (scripts/measure_checks.py): of what passes, 82 of 85 are
# refuted there, 29 of 34 in the stories kept apart.
SHARED_ALL = 0.6
SHARED_NEAR = 0.6
SHARED_MAGNITUDE = 0.3
_NAME = 0.5
_WORKED_OUT = word_set(
    "average mean median each every per apiece total including includ plus half third quarter times twice double of "
    "remaining rest other without altogether combined week month day hour"
)
_COMPARED = word_set(
    "more less fewer higher lower longer shorter larger smaller older younger above below short cheaper dearer than "
    "another additional extra further"
)
_SIGNS = "".join(CURRENCY_SIGNS)
_YEAR = re.compile(rf"(?<![\w,.{_SIGNS}])(?<![{_SIGNS}]\s)(?:1[5-9]|20)[0-9]{{2}}(?![\w]|,[0-9])")
_MEASURE = r"[0-9]+(?:[A-Za-z]{2,3}|[KMBWV])(?!\w)"  # "40MW" and "5M" are figures; "2A" is a code
_CODE = re.compile(rf"(?<!\w)(?!{_MEASURE})(?=\w*[0-9])(?=\w*[A-Z])\w+")


def shared_words(mine: Sequence[Token], theirs: Sequence[Token]) -> float:
    """Return the share of the claim's content words that the passage has, 0 to 1.

    A name that the passage lacks counts for half: it may stand in the sentence before, or be "the company".
    """
    there = stems(theirs)
    wanted = lacking = 0.0
    seen: set[str] = set()
    for at, token in enumerate(mine):
        if token.stem and token.stem not in seen:
            seen.add(token.stem)
            weight = _NAME if at and token.text[:1].isupper() and token.stem not in there else 1.0
            wanted += weight
            lacking += weight if token.stem not in there else 0.0
    return (wanted - lacking) / wanted if wanted else 0.0


def stands_in_place(
    claim: Sequence[Token], evidence: Sequence[Token], one: Quantity, other: Quantity, *, near: float, shared: float
) -> bool:
    """Tell whether ``other`` stands in the passage where ``one`` stands in the claim."""
    if one.form != other.form or one.dimension != other.dimension or "multiple" in (one.dimension, other.dimension):
        return False
    if one.dimension == "count" and not one.noun & other.noun:
        return False
    if shared < SHARED_ALL or near < SHARED_NEAR:
        return False
    return _role(claim, one) == _role(evidence, other) and _is_plain(claim, evidence)


def is_other_magnitude(one: Quantity, other: Quantity, shared: float) -> bool:
    """Tell "1.84 million" from "1.84 billion", "five years" from "five months", "9 cm" from "9 mm".

    The digits are the same and the size is not: what comes from a slip, rarely from two things.
    """
    if one.dimension != other.dimension or not one.value or not other.value or one.hedge is Hedge.ABOUT:
        return False
    if one.dimension in ("ordinal", "multiple") or one.value * other.value < 0:
        return one.dimension == other.dimension == "temperature" and isclose(one.value, -other.value) and shared >= 0.6
    if one.dimension == "count" and not one.noun & other.noun:
        return False
    ratio = one.value / other.value
    by_ten = log10(abs(ratio))
    is_slip = abs(by_ten) > 0.5 and isclose(by_ten, round(by_ten), abs_tol=1e-9)
    mantissa = abs(other.value) / 10 ** int(log10(abs(other.value)))
    is_round = isclose(mantissa, round(mantissa), rel_tol=1e-9)
    if is_slip and one.unit == other.unit:
        return shared >= (SHARED_ALL if is_round else SHARED_MAGNITUDE)
    return one.unit != other.unit and isclose(_digits(one), _digits(other), rel_tol=1e-9) and shared >= SHARED_ALL


def _digits(one: Quantity) -> float:
    return one.bare


def has_other_year(claim: str, evidence: str) -> bool:
    """Tell whether both name years or codes ("T1", "QI-118") and have none in common."""
    for pattern in (_YEAR, _CODE):
        mine, theirs = set(pattern.findall(claim)), set(pattern.findall(evidence))
        if mine and theirs and not mine & theirs:
            return True
    return False


def _role(tokens: Sequence[Token], one: Quantity) -> tuple[bool, bool, bool]:
    """Return what a figure is in its sentence: a change ("by 16"), a comparison ("16 more"), a start ("from 16")."""
    before = {token.low for token in tokens[max(0, one.first - 3) : one.first]}
    after = {token.low for token in tokens[one.end : one.end + 3]}
    return "by" in before, bool(after & _COMPARED), "from" in before


def _is_plain(claim: Sequence[Token], evidence: Sequence[Token]) -> bool:
    """Tell whether nothing is to be worked out: no word of shares, averages or sums that only one of both has."""
    mine = {token.low for token in claim} & _WORKED_OUT
    theirs = {token.low for token in evidence} & _WORKED_OUT
    return (mine - {"of"}) == (theirs - {"of"})
