"""Dates of a text: which years, months, days and weekdays each leaves open.

`dateparser` was measured and not taken: on 22 expressions it read 18, at milliseconds each, with one day
where a text names a quarter or a year, and its search in a sentence takes "may" and "31 of 36" for dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from factcheck.types import Span

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
}
_MONTH = {name: number for number, name in enumerate(_MONTHS, 1)} | _SHORT | {"dec": 12}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SEASONS = {
    "spring": frozenset((3, 4, 5, 6)),
    "summer": frozenset((6, 7, 8, 9)),
    "autumn": frozenset((9, 10, 11, 12)),
    "winter": frozenset((12, 1, 2, 3)),
}
_NUMBERS = {
    word: number
    for number, word in enumerate(["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
]
_PARTS = {"early": range(1, 13), "beginning of": range(1, 11), "start of": range(1, 11), "mid": range(10, 22)}
_PARTS |= {"mid-": range(10, 22), "middle of": range(10, 22), "late": range(19, 32), "end of": range(24, 32)}
_M = r"(?P<month>" + "|".join(_MONTHS) + r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_Y = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
_D = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_PART = r"(?:(?P<part>early|mid-?|late|(?:the )?(?:beginning|start|middle|end) of)[ -]?)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.,/-]){_Y}-(?P<monthnumber>[01][0-9])-(?P<day>[0-3][0-9])(?!\w)",
        rf"(?<![\w.,]){_D}(?: of)? {_M}(?:,? {_Y})?(?!\w)",
        rf"(?<!\w){_M} {_D}(?:,? {_Y})?(?![\w%]|[.,][0-9]| percent| per cent)",
        rf"(?<!\w){_PART}{_M}(?: of)?,? {_Y}(?![\w])",
        rf"(?<!\w)(?P<quarter>first|second|third|fourth) quarter(?: of {_Y})?(?!\w)",
        rf"(?<!\w)Q(?P<quarternumber>[1-4])(?: {_Y})?(?!\w)",
        rf"(?<!\w)(?P<half>first|second) half of {_Y}(?!\w)",
        rf"(?<!\w)(?P<season>spring|summer|autumn|winter)(?: of)? {_Y}(?!\w)",
        rf"(?<!\w)(?P<century>{'|'.join(_ORDINALS)}|[0-9]{{1,2}}th)[ -]century(?!\w)",
        r"(?<![\w.,/-])(?:the )?(?P<decade>1[0-9]{2}0|20[0-9]0)s(?!\w)",
        rf"(?<![\w.,/$€£-]){_Y}/(?P<next>[0-9]{{2,4}})(?!\w)",
        rf"(?<![\w.,/$€£-]){_Y}(?![\w%/]|[.,][0-9]|-[0-9]|\s?(?:percent|per cent|euros|pounds|dollars|people|tonnes))",
        rf"(?<!\w)(?P<weekday>{'|'.join(_DAYS)})(?!\w)",
        r"(?<!\w)(?P<relative>yesterday|today|tomorrow|(?:last|this|next|the previous|the past) (?:year|month|week))"
        r"(?!\w)",
        r"(?<!\w)(?P<count>[0-9]{1,2}|a|two|three|four|five|six|seven|eight|nine|ten) "
        r"(?P<unit>day|week|month|year)s? ago(?!\w)",
        rf"(?<!\w){_PART}{_M}(?!\w)",
    )
)
_MOST = 30
_RECKONED = range(1000, 3000)  # years of publication that others are reckoned from: the calendar ends at 1 and 9999
# What a pattern that ignores case takes for s and i, and lower() leaves: the long s of old prints, the Turkish i.
_PLAIN = str.maketrans({"\u017f": "s", "\u0131": "i", "\u0307": None})


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date as far as the text gives it; None leaves a component open, several values are a period.

    ``is_reckoned`` tells that it was worked out from the day of publication ("last year").
    """

    span: Span
    years: frozenset[int] | None = None
    months: frozenset[int] | None = None
    days: frozenset[int] | None = None
    weekday: int | None = None
    is_reckoned: bool = False

    @property
    def day(self) -> date | None:
        """The one day that it names, if it names one."""
        parts = (self.years, self.months, self.days)
        if any(part is None or len(part) != 1 for part in parts):
            return None
        year, month, day = (next(iter(part or (1,))) for part in parts)
        try:
            return date(year, month, day)
        except ValueError:
            return None


@lru_cache(maxsize=4096)
def dates_of(text: str, published: str | None) -> tuple[DateWords, ...]:
    """Return the dates of ``text`` in order; ``published`` (ISO 8601) is what "last year" is reckoned from."""
    reference = _parsed(published)
    taken: list[Span] = []
    found: list[DateWords] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if len(found) >= _MOST or any(span.overlaps(other) for other in taken):
                continue
            made = _date(match, span, reference)
            if made is not None:
                taken.append(span)
                found.append(made)
    found.sort(key=lambda one: one.span)
    return tuple(_with_weekdays(text, found))


def _parsed(published: str | None) -> date | None:
    try:
        found = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
    return found if found is not None and found.year in _RECKONED else None


def _date(match: re.Match[str], span: Span, reference: date | None) -> DateWords | None:  # noqa: PLR0911 - a case each
    given = {key: value.lower().translate(_PLAIN) for key, value in match.groupdict().items() if value}
    year = frozenset((int(given["year"]),)) if "year" in given else None
    if "weekday" in given:
        return DateWords(span, weekday=_DAYS.index(given["weekday"]))
    if "relative" in given:
        return _relative(span, given["relative"], reference)
    if "count" in given:
        return _ago(span, given["count"], given["unit"], reference)
    if "century" in given:
        number = _ORDINALS.index(given["century"]) + 1 if given["century"] in _ORDINALS else int(given["century"][:-2])
        return DateWords(span, years=frozenset(range(100 * number - 99, 100 * number + 1)))
    if "decade" in given:
        return DateWords(span, years=frozenset(range(int(given["decade"]), int(given["decade"]) + 10)))
    if "next" in given and year is not None:
        first = next(iter(year))
        return (
            DateWords(span, years=frozenset((first, first + 1)))
            if (first + 1) % 100 == int(given["next"][-2:])
            else None
        )
    months = _months(given)
    if "month" in given and months is None:
        return None
    if given.get("month") in ("may", "march", "mar") and len(given) == 1 and not match["month"][:1].isupper():
        return None
    days = None
    if "day" in given:
        if not 1 <= int(given["day"]) <= 31:
            return None
        days = frozenset((int(given["day"]),))
    elif "part" in given:
        days = frozenset(_PARTS.get(given["part"].removeprefix("the ").strip(), range(1, 32)))
    return DateWords(span, year, months, days)


def _months(given: dict[str, str]) -> frozenset[int] | None:
    if "monthnumber" in given:
        number = int(given["monthnumber"])
        return frozenset((number,)) if 1 <= number <= 12 else None
    if "month" in given:
        number = _MONTH.get(given["month"].rstrip("."), 0)
        return frozenset((number,)) if number else None
    if "quarter" in given or "quarternumber" in given:
        at = int(given["quarternumber"]) if "quarternumber" in given else _ORDINALS.index(given["quarter"]) + 1
        return frozenset(range(3 * at - 2, 3 * at + 1))
    if "half" in given:
        return frozenset(range(1, 7)) if given["half"] == "first" else frozenset(range(7, 13))
    return _SEASONS[given["season"]] if "season" in given else None


def _relative(span: Span, words: str, reference: date | None) -> DateWords | None:
    if reference is None:
        return None
    if words in ("yesterday", "today", "tomorrow"):
        return _exact(span, reference + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[words]))
    shift = {"last": -1, "this": 0, "next": 1}.get(words.partition(" ")[0], -1)
    if words.endswith("year"):
        return DateWords(span, years=frozenset((reference.year + shift,)), is_reckoned=True)
    if words.endswith("month"):
        month = reference.month - 1 + shift
        return DateWords(
            span, frozenset((reference.year + month // 12,)), frozenset((month % 12 + 1,)), is_reckoned=True
        )
    return None


def _ago(span: Span, count: str, unit: str, reference: date | None) -> DateWords | None:
    if reference is None:
        return None
    number = int(count) if count.isdigit() else _NUMBERS[count]
    if unit == "year":
        return DateWords(span, years=frozenset((reference.year - number,)), is_reckoned=True)
    if unit == "month":
        month = reference.year * 12 + reference.month - 1 - number
        return DateWords(span, frozenset((month // 12,)), frozenset((month % 12 + 1,)), is_reckoned=True)
    exact = reference - timedelta(days=number * (7 if unit == "week" else 1))
    return _exact(span, exact) if unit == "day" else None


def _exact(span: Span, day: date) -> DateWords:
    found = DateWords(span, frozenset((day.year,)), frozenset((day.month,)), frozenset((day.day,)), is_reckoned=True)
    return replace(found, weekday=day.weekday())


def _with_weekdays(text: str, found: list[DateWords]) -> Iterator[DateWords]:
    """Yield the dates; a weekday before a day ("Sunday, 12 October") is a part of it."""
    waiting: DateWords | None = None
    for one in found:
        if waiting is not None:
            joins = text[waiting.span.end : one.span.start].strip(" ,()") == "" and one.days is not None
            if joins:
                yield replace(one, weekday=waiting.weekday, span=Span(waiting.span.start, one.span.end))
                waiting = None
                continue
            yield waiting
            waiting = None
        if one.weekday is not None and one.days is None:
            waiting = one
        else:
            day = one.day
            yield one if day is None else replace(one, weekday=day.weekday())
    if waiting is not None:
        yield waiting
