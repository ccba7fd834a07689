"""Dates that stand for themselves: "on Tuesday", "3 March" and "last year" with the day, month or year they mean.

Reckoned from the day the article appeared; where that is unknown, nothing is changed. The nearest day before
that fits is meant, or the nearest after it where the sentence looks ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from factcheck.types import Document, Span

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = "|".join(MONTHS)
_SHORT = "|".join(f"{month[:3]}" for month in MONTHS)
_AHEAD = re.compile(
    r"\b(?:will|shall|'ll|’ll|due|planned|next|coming|to be|expects?|expected|begins|opens|starts|takes effect)\b"
)
_BEHIND = re.compile(
    r"\b(?:was|were|had|did|has|have|since|[a-z]{2,}ed|came|went|took|made|gave|fell|rose|won|lost|met|held|told|said|left|"
    r"began|became|put|set|shut|sent|sold|bought|broke|brought|found|got|hit|kept|led|paid|ran|saw|stood|spoke|wrote)\b"
)
_HABIT = re.compile(r"\b(?:every|each|normal|typical|usually|generally|annual|annually|always)\b")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NO_YEAR = r"(?!\s*,?\s*(?:1[5-9]|20)\d\d)"
_WEEKDAY = re.compile(
    rf"(?P<in>\b(?:[Oo]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|of|[Bb]efore|[Aa]fter|[Ll]ate|[Ee]arly)\s+)?"
    rf"\b(?P<lead>(?:[Ll]ast|[Tt]his|[Nn]ext|[Cc]oming)\s+)?(?P<day>{'|'.join(_DAYS)})"
    rf"(?P<part>\s+(?:morning|afternoon|evening|night))?(?!s\b|[’'-]|\s*,?\s*(?:\d|{_MONTH}))"
)
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\b{_NO_YEAR}")
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d:%]|\.\d){_NO_YEAR}")
_MONTH_ALONE = re.compile(
    rf"\b(?P<lead>[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring|[Ff]rom|of|early|late|mid|[Ll]ast)(?P<gap>[\s-]+)"
    rf"(?P<month>{_MONTH})\b(?!\s+\d|[’'-]|\s+(?:and|to|or)\s+(?:{_MONTH})){_NO_YEAR}"
)
_RELATIVE_YEAR = re.compile(
    r"(?P<before>\b[\w’']+\s+)?\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s+(?P<unit>year|month)(?P<own>[’']s)?\b(?!-)"
)
_YESTERDAY = re.compile(r"\b(?P<word>[Yy]esterday|[Tt]omorrow)\b(?![’'])")
_FULL = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH}|{_SHORT})\.?,?\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<m>{_MONTH}|{_SHORT})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
)
_TAKES_IN = frozenset({"in", "of", "from", "since", "for", "until", "by", "during", "than", "to", "before", "after"})
_BYLINE_LINES = 12
_BYLINE_LENGTH = 140


def published_on(article: Document) -> date | None:
    """Return the day on which the article appeared: as read from its file, or as a short line near its top says."""
    if article.published:
        try:
            return date.fromisoformat(article.published[:10])
        except ValueError:
            pass
    lines = [line for line in article.text[:3000].splitlines() if line.strip()][:_BYLINE_LINES]
    for line in lines:
        if len(line) <= _BYLINE_LENGTH and (found := _full_date(line)):
            return found
    return None


def _full_date(line: str) -> date | None:
    for pattern in _FULL:
        if match := pattern.search(line):
            month = match["m"]
            number = int(month) if month.isdigit() else [m[:3] for m in MONTHS].index(month[:3]) + 1
            try:
                return date(int(match["y"]), number, int(match["d"]))
            except ValueError:
                return None
    return None


def date_edits(text: str, span: Span, today: date) -> list[tuple[Span, str]]:
    """Return the parts of ``text`` within ``span`` that name a date relatively, and what each means in full.

    A sentence with a year of its own is left alone, for its months may belong to that year.
    """
    sentence = span.of(text)
    edits: list[tuple[Span, str]] = []
    taken: list[Span] = []

    def put(start: int, end: int, words: str) -> None:
        here = Span(span.start + start, span.start + end)
        if not any(here.overlaps(other) for other in taken):
            taken.append(here)
            edits.append((here, words))

    ahead = bool(_AHEAD.search(sentence))
    for found, words in _relative(sentence, today):
        put(*found, words)
    if not _YEAR.search(sentence) and not _HABIT.search(sentence):
        for found, words in _months(sentence, today, ahead=ahead):
            put(*found, words)
    for match in _WEEKDAY.finditer(sentence):
        if (day := _weekday(match, sentence, today)) is not None:
            closing = "," if re.match(r"\s+[a-z]", sentence[match.end() :]) else ""
            words = f"{match['day']}{match['part'] or ''}, {day.day} {MONTHS[day.month - 1]} {day.year}{closing}"
            put(match.start("lead") if match["lead"] else match.start("day"), match.end(), words)
    return sorted(edits, key=lambda edit: edit[0].start)


def _weekday(match: re.Match[str], sentence: str, today: date) -> date | None:
    behind = (today.weekday() - _DAYS.index(match["day"])) % 7
    lead = (match["lead"] or "").strip().lower()
    if not match["in"] and not lead:
        return None  # "a good Saturday", "Monday papers"
    verb_ahead = re.search(
        r"\b(?:will|due|[’']ll|plans?|expects?|scheduled|takes effect|opens|begins|starts)\b", sentence
    )
    if lead in ("next", "coming") or (verb_ahead and lead != "last"):
        return today + timedelta(days=(-behind) % 7 or 7)
    if not _BEHIND.search(sentence):
        return None
    return today - timedelta(days=behind or (7 if lead == "last" else 0))


def _months(sentence: str, today: date, *, ahead: bool) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _DAY_MONTH.finditer(sentence):
        if (year := _year_of(MONTHS.index(match["month"]) + 1, int(match["day"]), today, ahead=ahead)) is not None:
            yield match.span(), f"{match.group()} {year}"
    for match in _MONTH_DAY.finditer(sentence):
        if (year := _year_of(MONTHS.index(match["month"]) + 1, int(match["day"]), today, ahead=ahead)) is not None:
            yield match.span(), f"{match.group()}, {year}"
    for match in _MONTH_ALONE.finditer(sentence):
        month = MONTHS.index(match["month"]) + 1
        year = _year_of(month, 1, today, ahead=ahead and match["lead"].lower() not in ("since", "last"))
        if year is not None:
            words = f"{match['lead']}{match['gap']}{match['month']} {year}"
            if match["lead"].lower() == "last":
                led = sentence[: match.start()].split()[-1:]
                words = (
                    f"{match['month']} {year}" if led and led[0].lower() in _TAKES_IN else f"in {match['month']} {year}"
                )
            yield match.span(), words


def _year_of(month: int, day: int, today: date, *, ahead: bool) -> int | None:
    """Return the year of the nearest such day before ``today``, or after it with ``ahead``."""
    make: Callable[[int], date | None] = lambda year: _valid(year, month, day)  # noqa: E731
    this = make(today.year)
    if this is None:
        return None
    if ahead:
        # "a ban since 11 August will be extended": a day just past is past, whatever the sentence looks to.
        return today.year if this >= today - timedelta(days=60) else today.year + 1
    # "the rise takes effect on 1 July": a day soon to come is to come.
    return today.year if this <= today + timedelta(days=60) else today.year - 1


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(sentence: str, today: date) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _RELATIVE_YEAR.finditer(sentence):
        before = (match["before"] or "").strip().lower()
        step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
        if match["unit"] == "year":
            named = str(today.year + step)
        else:
            index = today.year * 12 + today.month - 1 + step
            named = f"{MONTHS[index % 12]} {index // 12}"
        if before in ("the", "of the", "earlier", "later") or re.match(
            r"\s+(?:and|or)\s+(?:last|this|next)", sentence[match.end() :]
        ):
            continue
        opens = match.start("which") == 0
        if match["own"]:  # "last year's total"
            words = f"{'The' if opens else 'the'} {named}"
        elif before in _TAKES_IN - {"than"}:
            words = named
        else:
            words = f"{'In' if opens else 'in'} {named}"
        yield (match.start("which"), match.end()), words
    for match in _YESTERDAY.finditer(sentence):
        day = today + timedelta(days=-1 if match["word"].lower() == "yesterday" else 1)
        lead = "On" if match.start() == 0 else "on"
        yield match.span(), f"{lead} {_DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
