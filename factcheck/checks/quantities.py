"""Figures of a text with what they count: number, unit, rounding word, the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from factcheck.checks.hedges import Hedge, hedge_at
from factcheck.checks.numerals import Numeral, numerals_of
from factcheck.checks.tokens import Token, tokens_of
from factcheck.checks.units import CURRENCIES, CURRENCY_CODES, CURRENCY_SIGNS, HUNDREDTHS, UNITS, Unit
from factcheck.checks.vocabulary import word_set
from factcheck.types import Span

_MULTIPLES = {
    "doubled": 2.0, "doubling": 2.0, "double": 2.0, "doubles": 2.0, "twice": 2.0, "twofold": 2.0, "tripled": 3.0,
    "triple": 3.0, "trebled": 3.0, "threefold": 3.0, "quadrupled": 4.0, "fourfold": 4.0, "tenfold": 10.0,
    "halved": 0.5, "halving": 0.5,
}  # fmt: skip
_MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)
_AROUND = 7  # tokens on each side that say what a figure is of
_NOUN = 4  # tokens after a count that may name what is counted
_MOST = 40  # figures of a text that are looked at
_CALENDAR = frozenset(("time",))
_OUT_OF = (["in"], ["in", "every"], ["out", "of"], ["out", "of", "every"])
_FALL = 2.0  # "from 2.6 to 2.4 million" falls by less than half, if both are millions
_BARRIERS = frozenset((";", "|", "•"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: ``value`` in the base unit of ``dimension``, rounded to ``step``; ``high`` is a range's upper end.

    ``bare`` is the number as written, before its ``measure`` is applied, ``scale`` what a word as "million" multiplies
    it by. ``dimension`` is count, percent, points,
    multiple, ordinal, money:NAME or one of the units'. ``noun``
    holds the stems that may name what is counted, ``around`` the stems near it; ``first`` and ``end`` are its tokens.
    """

    span: Span
    value: float
    step: float
    dimension: str
    unit: str
    hedge: Hedge
    high: float | None
    noun: frozenset[str]
    around: frozenset[str]
    form: str
    first: int
    end: int
    bare: float
    scale: float
    measure: Unit


@lru_cache(maxsize=4096)
def quantities_of(text: str) -> tuple[Quantity, ...]:
    """Return the figures of ``text`` in order; days, months and years of the calendar are none."""
    tokens = tokens_of(text)
    found: list[Quantity] = []
    for numeral in numerals_of(tokens)[:_MOST]:
        quantity = _quantity(text, tokens, numeral)
        if quantity is not None:
            found.append(quantity)
    found.extend(_multiples(text, tokens))
    found.sort(key=lambda one: one.first)
    return tuple(_shares(text, tokens, _ranges(tokens, found)))


def _quantity(text: str, tokens: Sequence[Token], numeral: Numeral) -> Quantity | None:
    low = [token.low for token in tokens[numeral.first : numeral.end + 4]]
    after = low[numeral.end - numeral.first :]
    before = tokens[numeral.first - 1].low if numeral.first else ""
    start, end = tokens[numeral.first].span.start, tokens[numeral.end - 1].span.end
    is_money = before in CURRENCY_SIGNS or before in CURRENCY_CODES
    if numeral.form == "number" and not is_money and _is_calendar(tokens, numeral, before, after):
        return None
    if numeral.form != "number":
        dimension, unit = ("percent", "%") if numeral.form == "fraction" else ("ordinal", "")
        scale = 100.0 if numeral.form == "fraction" else 1.0
        return _made(text, tokens, numeral, Span(start, end), numeral.end, Unit(dimension, scale, name=unit))
    if is_money:
        sign = tokens[numeral.first - 1]
        name = CURRENCY_SIGNS.get(before) or CURRENCY_CODES[before]
        return _made(text, tokens, numeral, Span(sign.span.start, end), numeral.end, Unit(f"money:{name}", name=name))
    unit_found, taken = _unit_after(tokens, numeral)
    if unit_found is not None:
        stop = numeral.end + taken
        return _made(text, tokens, numeral, Span(start, tokens[stop - 1].span.end), stop, unit_found)
    return _made(text, tokens, numeral, Span(start, end), numeral.end, Unit("count"))


def _is_calendar(  # noqa: PLR0911 - a case each
    tokens: Sequence[Token], numeral: Numeral, before: str, after: Sequence[str]
) -> bool:
    """Tell a day or a year from a figure: "3 March", "March 3", "in 2024", "2024/25", "14:30" and "section 5"."""
    next_word = after[0] if after else ""
    token = tokens[numeral.first]
    is_plain = token.is_number and numeral.end == numeral.first + 1 and "," not in token.text and "." not in token.text
    if not is_plain:
        return False
    if next_word in _MONTHS and not (next_word in ("may", "march") and tokens[numeral.end].text[:1].islower()):
        return True
    if before in _MONTHS and numeral.value <= 31 and tokens[numeral.first - 1].text[:1].isupper():
        return next_word not in ("percent", "%", "per")
    if len(token.text) == 4 and 1000 <= numeral.value <= 2100:
        return numeral.value >= 1500 and next_word not in ("percent", "%") and _unit_after(tokens, numeral)[0] is None
    if before in ("/", "-", "–") and next_word in ("/", "-", "–"):
        return True
    is_part = numeral.first > 1 and before in ("/", "-", "–", ":") and tokens[numeral.first - 2].is_number
    if is_part and (before == ":" or len(tokens[numeral.first - 2].text) == 4):
        return True
    return next_word == ":" and numeral.end + 1 < len(tokens) and tokens[numeral.end + 1].is_number


def _unit_after(tokens: Sequence[Token], numeral: Numeral) -> tuple[Unit | None, int]:
    """Return the unit after a number and the tokens it takes."""
    at = numeral.end
    skipped = 1 if at < len(tokens) and tokens[at].low in ("-", "‑") else 0
    if at + skipped < len(tokens) and tokens[at + skipped].low in ("us", "american", "swiss"):
        skipped += 1
    words = [token.low for token in tokens[at + skipped : at + skipped + 3]]
    for length in (3, 2, 1):
        if len(words) < length:
            continue
        name = " ".join(words[:length])
        for form in (name, name.removesuffix("s"), words[0].removesuffix("s") + name[len(words[0]) :]):
            if form in UNITS and not (len(form) == 1 and form.isalpha() and not _is_symbol(tokens, at + skipped)):
                return UNITS[form], length + skipped
    if words:
        name = words[0].removesuffix("s") if words[0] not in HUNDREDTHS else words[0]
        if name in CURRENCIES:
            return Unit(f"money:{CURRENCIES[name]}", name=CURRENCIES[name]), 1 + skipped
        if name in HUNDREDTHS and (len(name) > 1 or tokens[at].span.start == tokens[at - 1].span.end):
            return Unit(f"money:{HUNDREDTHS[name]}", 0.01, name=HUNDREDTHS[name]), 1 + skipped
    return None, 0


def _is_symbol(tokens: Sequence[Token], at: int) -> bool:
    """Tell the unit "t" or "g" from a letter that begins a word of its own."""
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    return tokens[at].text.islower() and following not in ("'", "’")


def _made(  # noqa: PLR0917 - what a figure is made of
    text: str, tokens: Sequence[Token], numeral: Numeral, span: Span, stop: int, unit: Unit
) -> Quantity:
    window = [*_back(tokens, numeral.first), *_forward(tokens, stop)]
    noun: list[str] = []
    for token in tokens[stop : stop + _NOUN]:
        if token.stem:
            noun.append(token.stem)
        elif noun or not token.is_word or token.low in ("of", "and", "were", "was"):
            break
    return Quantity(
        span=span,
        value=numeral.value * unit.factor + unit.offset,
        step=numeral.step * unit.factor,
        dimension=unit.dimension,
        unit=unit.name,
        hedge=hedge_at(text, span.start, span.end),
        high=None,
        noun=frozenset(noun),
        around=frozenset(token.stem for token in window if token.stem),
        form=numeral.form,
        first=numeral.first,
        end=stop,
        bare=numeral.value,
        scale=numeral.scale,
        measure=unit,
    )


def _back(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    found = []
    for token in reversed(tokens[max(0, at - _AROUND) : at]):
        if token.low in _BARRIERS:
            break
        found.append(token)
    return found


def _forward(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    found = []
    for token in tokens[at : at + _AROUND]:
        if token.low in _BARRIERS:
            break
        found.append(token)
    return found


def _multiples(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    found: list[Quantity] = []
    for at, token in enumerate(tokens):
        value = _MULTIPLES.get(token.low)
        if value is not None and len(found) < _MOST:
            numeral = Numeral(at, at + 1, value, value / 10, "multiple")
            found.append(_made(text, tokens, numeral, token.span, at + 1, Unit("multiple", name="times")))
    return found


def _ranges(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """Join "15 to 20 percent" to one figure, hand a unit back over "from 2.4 to 2.6 million", make "ten times" one."""
    made: list[Quantity] = []
    for one in found:
        last = made[-1] if made else None
        link = tokens[last.end].low if last is not None and last.end < len(tokens) else ""
        if last is None or _begin(tokens, one) - last.end != 1 or link not in ("to", "-", "–", "and", "or"):
            made.append(_times(tokens, one))
            continue
        last = made[-1] = _completed(tokens, last, one, link)
        begin = _begin(tokens, last)
        before = tokens[begin - 1].low if begin else ""
        is_range = (before == "between" and link == "and") or (
            link in ("-", "–", "to") and before not in ("from", "by")
        )
        if is_range and last.dimension == one.dimension and last.value < one.value and one.high is None:
            made[-1] = replace(
                last, high=one.value, span=Span(last.span.start, one.span.end), end=one.end, noun=one.noun,
                around=last.around | one.around, step=max(last.step, one.step),
            )  # fmt: skip
        else:
            made.append(_times(tokens, one))
    return made


def _begin(tokens: Sequence[Token], one: Quantity) -> int:
    """Return the first token of a figure, with the sign of a currency before it."""
    return one.first - (one.span.start < tokens[one.first].span.start)


def _completed(tokens: Sequence[Token], last: Quantity, one: Quantity, link: str) -> Quantity:
    """Give ``last`` the unit and the scale that only ``one`` names: "50 to 60 pence", "£2.4 and £2.6 million"."""
    is_open = last.dimension == "count" or _begin(tokens, last) < last.first  # no unit stands after it
    if last.dimension == "count" and one.form == "number" and one.dimension not in ("count", "ordinal", "multiple"):
        last = _measured(last, one.measure, 1.0)
    most = one.bare / one.scale * (_FALL if link == "to" else 1.0)
    if is_open and last.dimension == one.dimension and last.scale == 1.0 < one.scale and last.bare < most:
        return _measured(last, last.measure, one.scale)  # not so "800 to 1.2 million"
    return last


def _measured(one: Quantity, unit: Unit, scale: float) -> Quantity:
    """Return a figure without a scale, in ``unit`` and times ``scale``."""
    bare, step = one.bare * scale, one.step / one.measure.factor * scale
    return replace(
        one, value=bare * unit.factor + unit.offset, step=step * unit.factor, dimension=unit.dimension,
        unit=unit.name, bare=bare, scale=scale, measure=unit,
    )  # fmt: skip


def _times(tokens: Sequence[Token], one: Quantity) -> Quantity:
    """Make a multiple of "ten times" (not of "ten times a year")."""
    after = [token.low for token in tokens[one.end : one.end + 2]]
    if one.dimension == "count" and after[:1] == ["times"] and after[1:] not in (["a"], ["in"], ["since"], ["per"]):
        return replace(one, dimension="multiple", unit="times", end=one.end + 1, step=max(one.step, one.value / 20))
    return one


def _shares(text: str, tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """Make a share of "one in eight", "seven in ten" and "31 out of 36"."""
    made: list[Quantity] = []
    for at, token in enumerate(tokens):  # "one" is no figure of its own
        if token.low == "one" and at + 2 < len(tokens) and tokens[at + 1].low in ("in", "out"):
            near = (q for q in found if q.dimension == "count" and 2 <= q.first - at <= 4)
            whole = next((q for q in near if [word.low for word in tokens[at + 1 : q.first]] in _OUT_OF), None)
            if whole is not None and 1 < whole.value <= 1000:
                share = 100 / whole.value
                made.append(
                    replace(whole, value=share, step=share / 10, dimension="percent", unit="%", first=at,
                            span=Span(token.span.start, whole.span.end), form="fraction",
                            hedge=hedge_at(text, token.span.start, whole.span.end))
                )  # fmt: skip
    taken = {q.end for q in made}
    previous: Quantity | None = None
    for one in found:
        if one.end in taken:
            previous = None
            continue
        between = [token.low for token in tokens[previous.end : one.first]] if previous is not None else []
        if (
            previous is not None
            and previous.dimension == one.dimension == "count"
            and between in _OUT_OF
            and 0 < previous.value < one.value <= 1000
        ):
            share = 100 * previous.value / one.value
            made.remove(previous)
            one = replace(  # noqa: PLW2901 - the share takes the place of both
                one, value=share, step=share / 20, dimension="percent", unit="%", first=previous.first,
                span=Span(previous.span.start, one.span.end), form="fraction", hedge=previous.hedge,
            )  # fmt: skip
        made.append(one)
        previous = one
    return sorted(made, key=lambda q: q.first)
