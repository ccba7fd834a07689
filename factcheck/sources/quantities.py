"""Numbers, directions and negation in a sentence, to compare two sentences without a model.

Only what is needed to tell agreement from disagreement: shares ("15 percent", "one in five", "a
fifth") are percentages, durations are hours, money and counts keep their scale ("$5 million").
"""

from __future__ import annotations

import re
from itertools import permutations
from math import isclose

from factcheck.checks.vocabulary import word_set
from factcheck.sources.vocabulary import TENS, UNITS

_UNITS = {word: float(value) for word, value in (UNITS | TENS).items()}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9, "dozen": 12.0}
_HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "minute": 1 / 60}
_VALUE = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|" + "|".join(_UNITS) + r")"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<money>[$£€]\s?)?(?P<value>{_VALUE})(?![\w]|[.,]\d)"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|dozen|m)\b)?"
    r"(?:[\s-]?(?P<unit>%|per\s?cent(?:age points?)?|percentage points?|cents of (?:every|each)|"
    r"hours?|days?|weeks?|minutes?))?",
    re.IGNORECASE,
)
_ONE_IN = re.compile(rf"\b(?P<top>{_VALUE})\s+(?:in|out of)\s+(?:every\s+)?(?P<of>{_VALUE})\b", re.IGNORECASE)
_FRACTION = re.compile(
    rf"\b(?:(?P<top>a|an|one|two|three|four)[\s-])(?P<of>{'|'.join(_PARTS)})s?\b(?!\s+(?:time|term|round|day|week|year|quarter))",
    re.IGNORECASE,
)
_RISE = word_set(
    "rise rises rose risen rising increase increases increased increasing grew grow grows grown climb climbs climbed "
    "up higher more raised raise raises lifted gain gained gains improved improve faster dearer accelerated jumped"
)
_FALL = word_set(
    "fall falls fell fallen falling decrease decreased decline declines declined drop drops dropped dropping down "
    "lower less fewer lowered cut cuts reduced reduce shrank slipped slower slowed cheaper eased shrink trimmed"
)
_NEGATIONS = word_set(
    "no not none never nobody nothing neither nor without cannot denied denies deny rejected rejects hardly"
)
_APPROXIMATELY = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|less than|more than|over|under|at least|up to|fewer than|"
    r"close to)\b",
    re.IGNORECASE,
)
_TIGHT, _LOOSE = 0.002, 0.07  # relative differences taken for rounding
_MAX_TERMS = 6  # more numbers than that give any other number by chance
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def quantities(text: str) -> set[tuple[float, str]]:
    """Return the numbers of ``text`` as (value, kind); kind is share, hours, money or count. Years are left out."""
    found: set[tuple[float, str]] = set()
    rest = text
    for pattern in (_ONE_IN, _FRACTION):
        for match in pattern.finditer(rest):
            whole = _PARTS.get(match["of"].lower()) or _value(match["of"])
            if whole:
                top = 1.0 if match["top"].lower() in ("a", "an") else _value(match["top"])
                found.add((100 * top / whole, "share"))
        rest = pattern.sub(" ", rest)
    for match in _NUMBER.finditer(rest):
        value = _value(match["value"]) * _SCALES.get((match["scale"] or "").lower(), 1.0)
        unit = (match["unit"] or "").lower()
        if unit.startswith(("%", "per", "cents of")):
            found.add((value, "share"))
        elif unit:
            found.add((value * _HOURS[unit.rstrip("s")], "hours"))
        elif match["money"]:
            found.add((value, "money"))
        elif not (match["value"].isdigit() and 1900 <= value <= 2100):
            found.add((value, "count"))
    return found


def numbers_agree(claim: str, text: str) -> int:
    """Return 1 where ``text`` has every number of ``claim``, -1 where it has others of a kind instead, else 0.

    A share or a difference that two numbers of ``text`` give counts as its own.
    """
    wanted, there = quantities(claim) - {(1.0, "count")}, quantities(text)
    if not wanted:
        return 0
    loose = _LOOSE if _APPROXIMATELY.search(claim) else _TIGHT
    known = there | _derived(there)
    missing = [one for one in wanted if not any(_same(one, other, _TIGHT) for other in there)]
    missing = [one for one in missing if not any(_same(one, other, loose) for other in known)]
    if not missing:
        return 1
    return -1 if {kind for _, kind in missing} & {kind for _, kind in there} else 0


def _derived(there: set[tuple[float, str]]) -> set[tuple[float, str]]:
    """Return differences, shares and relative changes of the numbers of one kind, if they are few."""
    found: set[tuple[float, str]] = set()
    if len(there) > _MAX_TERMS:
        return found
    for (a, kind), (b, other) in permutations(there, 2):
        if kind != other or a <= b:
            continue
        if kind != "count":  # counts are too many and too small: any number is a difference of two
            found.add((a - b, kind))
        if b > 0 and kind != "share":
            found |= {(100 * b / a, "share"), (100 * (a - b) / b, "share"), (100 * (a - b) / a, "share")}
    return found


def direction(text: str) -> int:
    """Return 1 for a text that only speaks of a rise, -1 for one that only speaks of a fall, else 0."""
    found = set(map(str.lower, _WORD.findall(text)))
    return (1 if found & _RISE else 0) - (1 if found & _FALL else 0)


def is_negated(text: str) -> bool:
    """Tell whether ``text`` has a negating word."""
    low = text.lower().replace("’", "'")
    return "n't" in low or any(word in _NEGATIONS for word in _WORD.findall(low))


def _value(digits: str) -> float:
    low = digits.lower()
    return _UNITS[low] if low in _UNITS else float(digits.replace(",", ""))


def _same(one: tuple[float, str], other: tuple[float, str], tolerance: float) -> bool:
    kinds = (one[1], other[1])
    return (kinds[0] == kinds[1] or "count" in kinds) and isclose(one[0], other[0], rel_tol=tolerance)
