"""Numbers in digits and in words: "1,204", "1.2m", "two hundred and fourteen", "half a million", "a third".

Own code because what was measured loses: on 61 expressions of news prose quantulum3 read 34 right, at tens of
milliseconds each; text2num 38, and it rewrites the text, which loses the offsets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.checks.tokens import Token
from factcheck.checks.vocabulary import word_set

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_UNITS = {word: value for value, word in enumerate(_SMALL)}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
_ATTACHED = {"m": 1e6, "k": 1e3, "b": 1e9, "bn": 1e9, "mn": 1e6, "tn": 1e12}
_NOT_VIEWERS = word_set("tall long wide high deep thick of from above below and or to in at by away apart")
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
    "twentieth": 20,
}
_ORDINALS = {
    word: value
    for value, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"], 1)
}
_ORDINALS |= {word: value for value, word in enumerate(["ninth", "tenth", "eleventh", "twelfth", "thirteenth"], 9)}
_AFTER_FRACTION = word_set(
    "of the less more higher lower fewer larger smaller cheaper above below since in on from to by as compared and or "
    "said were was are is have had did do its their his her our that who a an"
)


_BEFORE_SIGN = word_set("to of at was is were by and ( : |")


_LARGEST = 1e18
"""Words that come to more are no number: "million million million"."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as tokens ``first`` to ``end`` (half-open) say it.

    ``step`` is what it is rounded to: 1 for 214, 100 for 1,200, 0.1 for 39.6. ``form`` is number, fraction
    (``value`` is at most 1), or ordinal. ``scale`` is what its last words multiply it by: 1e6 for "2.6 million".
    """

    first: int
    end: int
    value: float
    step: float
    form: str = "number"
    scale: float = 1.0


def numerals_of(tokens: Sequence[Token]) -> list[Numeral]:
    """Return the numbers among ``tokens`` in order; a lone "one" or "a" is none."""
    found: list[Numeral] = []
    at = 0
    while at < len(tokens):
        numeral = _fraction(tokens, at) or _digits(tokens, at) or _words(tokens, at) or _ordinal(tokens, at)
        if numeral is None:
            at += 1
        else:
            found.append(numeral)
            at = numeral.end
    return found


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _skip_hyphen(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if _low(tokens, at) in ("-", "‑", "‐") else at


def _digits(tokens: Sequence[Token], at: int) -> Numeral | None:
    token = tokens[at]
    if not token.is_number or len(token.text) > 24:
        return None
    plain = "".join(char for char in token.text if char in "0123456789.")
    value, step = float(plain), _step(plain)
    if _low(tokens, at - 1) == "minus" or (_low(tokens, at - 1) in ("−", "-") and _low(tokens, at - 2) in _BEFORE_SIGN):
        value = -value
    after = at + 1
    following = _low(tokens, after)
    is_attached = after < len(tokens) and tokens[after].span.start == token.span.end
    if is_attached and following in ("st", "nd", "rd", "th"):
        return Numeral(at, after + 1, value, 1.0, "ordinal")
    scale = _ATTACHED.get(following) if is_attached else None
    if following == "m" and scale is not None and not _is_million(tokens, at):
        scale = None
    after_hyphen = _skip_hyphen(tokens, after)
    if scale is None and (scale := _SCALES.get(_low(tokens, after_hyphen))) is not None:
        after = after_hyphen
    if scale is None:
        return Numeral(at, after, value, step)
    return Numeral(at, after + 1, value * scale, step * scale, scale=scale)


def _is_million(tokens: Sequence[Token], at: int) -> bool:
    """Tell "1.2m viewers" and "£1.2m" from "a wall of 1.2m"."""
    if _low(tokens, at - 1) in ("$", "€", "£", "¥", "usd", "eur", "gbp", "chf"):
        return True
    after = _low(tokens, at + 2)
    return after[:1].isalpha() and after not in _NOT_VIEWERS


def _step(plain: str) -> float:
    if "." in plain:
        return float(10.0 ** -len(plain.split(".")[1]))
    zeros = len(plain) - len(plain.rstrip("0"))
    return float(10.0 ** min(zeros, max(len(plain) - 1, 0)))


def _words(tokens: Sequence[Token], at: int) -> Numeral | None:  # noqa: PLR0912 - one case a kind of word
    total, current, step, seen, scaled = 0.0, 0.0, 1.0, False, 1.0
    here, end = at, at
    is_half_a = (_low(tokens, at), _low(tokens, at + 1)) == ("half", "a") and _low(tokens, at + 2) in _SCALES
    if _low(tokens, at) in ("a", "half", "several") and _low(tokens, at + 1) not in _SCALES and not is_half_a:
        return None
    while here < len(tokens):
        low = _low(tokens, here)
        if low in _TENS and current % 100 == 0:
            current, step, seen, scaled = current + _TENS[low], 10.0, True, 1.0
        elif low in _UNITS and (current % 10 == 0 or not seen) and (current % 100 != 10):
            if seen and current and current % 100 and _UNITS[low] > 9:
                break
            current, step, seen, scaled = current + _UNITS[low], 1.0, True, 1.0
        elif low in _SCALES and (seen or here > at):
            scale = _SCALES[low]
            current, step, seen, scaled = (current or 1.0) * scale, step * scale, True, scaled * scale
            if scale >= 1e3:
                total, current = total + current, 0.0
        elif low == "a" and here == at and _low(tokens, here + 1) in _SCALES:
            here += 1
            continue
        elif low == "half" and here == at and _low(tokens, at + 1) == "a" and _low(tokens, at + 2) in _SCALES:
            scale = _SCALES[_low(tokens, at + 2)]
            return Numeral(at, at + 3, scale / 2, scale / 10)
        elif low == "and" and seen and _low(tokens, here + 1) == "a" and _low(tokens, here + 2) == "half":
            return Numeral(at, here + 3, total + current + 0.5, 0.5)
        elif low in ("and", "-") and seen and _goes_on(tokens, here, total + current, low):
            here += 1
            continue
        else:
            break
        here += 1
        end = here
    value = total + current
    if seen and end + 1 < len(tokens) and _low(tokens, end) == "-" and (last := _ORDINALS.get(_low(tokens, end + 1))):
        return Numeral(at, end + 2, value + last, 1.0, "ordinal")
    if not seen or (value == 1 and end == at + 1) or value > _LARGEST:
        return None
    return Numeral(at, end, value, step, scale=scaled)


def _goes_on(tokens: Sequence[Token], at: int, value: float, mark: str) -> bool:
    """Tell whether "and" or a hyphen stands inside a number: "two hundred and fourteen", "twenty-one"."""
    after = _low(tokens, at + 1)
    if mark == "-":
        return after in _SCALES or (after in _UNITS and 20 <= value % 100 < 100 and value % 10 == 0)
    return value >= 100 and value % 100 == 0 and (after in _UNITS or after in _TENS)


def _fraction(tokens: Sequence[Token], at: int) -> Numeral | None:  # noqa: PLR0911 - a case each
    low = _low(tokens, at)
    if low == "half":
        before, after = _low(tokens, at - 1), _low(tokens, at + 1)
        is_share = before not in ("first", "second", "last", "-", "latter") and after in ("of", "the", "its", "their")
        if is_share or before in ("than", "nearly", "almost", "by", "about"):
            return Numeral(at, at + 1, 0.5, 0.01, "fraction")
        return None
    top = 1.0 if low in ("a", "an", "one") else float(_UNITS.get(low, 0))
    if not 1 <= top <= 12:
        return None
    here = _skip_hyphen(tokens, at + 1)
    word = _low(tokens, here)
    part = _PARTS.get(word) or _PARTS.get(word.removesuffix("s")) or (2 if word == "halves" else None)
    if part is None or top >= part:
        return None
    next_token = tokens[here + 1] if here + 1 < len(tokens) else None
    is_plural = word.endswith("s")
    if next_token is not None and next_token.is_word and next_token.low not in _AFTER_FRACTION and not is_plural:
        return None  # "a third season", "a quarter century"
    if word == "quarter" and _low(tokens, at - 1) in ("per", "for", "of", "in", "every"):
        return None
    return Numeral(at, here + 1, top / part, top / part / 20, "fraction")


def _ordinal(tokens: Sequence[Token], at: int) -> Numeral | None:
    value = _ORDINALS.get(_low(tokens, at))
    if value is None or _low(tokens, at + 1) in ("time", "half", "quarter", "of", "place", "to", "", ",", ".", "and"):
        return None
    return Numeral(at, at + 1, float(value), 1.0, "ordinal")
