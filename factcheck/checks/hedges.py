"""Rounding and bounding words around a figure: which exact values the figure allows.

"nearly 40 percent" allows 39.6 and not 41; "more than 600" allows 650; "214" allows 214 alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from math import inf


class Hedge(str, Enum):
    """How a figure is meant."""

    NONE = ""
    ABOUT = "about"
    ALMOST = "almost"
    OVER = "over"
    JUST_OVER = "just over"
    UNDER = "under"
    AT_LEAST = "at least"
    AT_MOST = "at most"


_BEFORE: tuple[tuple[Hedge, str], ...] = (
    (Hedge.JUST_OVER, r"(?:just|a little|slightly|a bit|barely) (?:over|more than|above)|a good"),
    (Hedge.ALMOST, r"nearly|almost|just (?:under|below|short of)|(?:a little|slightly) (?:under|less than)|close to|"
                   r"approaching|a little short of|not quite"),
    (Hedge.AT_LEAST, r"at least|no fewer than|no less than|not less than|not fewer than|a minimum of"),
    (Hedge.AT_MOST, r"at most|up to|no more than|not more than|a maximum of|at the most|not exceeding"),
    (Hedge.OVER, r"more than|over|above|exceed(?:s|ed|ing)?|in excess of|upwards of|greater than|higher than|beyond|"
                 r"older than|longer than|better than"),
    (Hedge.UNDER, r"less than|fewer than|under|below|lower than|smaller than|shorter than|younger than"),
    (Hedge.ABOUT, r"about|around|roughly|some|approximately|approx\.?|an estimated|circa|ca\.?|or so|more or less|"
                  r"virtually|on the order of|estimated at"),
)  # fmt: skip
_BEFORE_PATTERNS = tuple(
    (hedge, re.compile(rf"(?:^|[^\w])(?:{words})(?: (?:a|an|the))?[\s(]*[$€£¥]?\s*$", re.IGNORECASE))
    for hedge, words in _BEFORE
)
_AFTER_PATTERN = re.compile(r"[^.,;]{0,24}?\b(?P<more>or more|or older|or over)\b|\s*(?P<so>or so)\b", re.IGNORECASE)
_LOOK = 28

# How far figures may part, as shares of the figure: a reading of what writers of the training stories call "about",
# "nearly" and "more than", and of what they round without a word; not fitted.
_ROUNDED = 0.025
_ABOUT = 0.08
_ALMOST = 0.1
_JUST_OVER = 0.12
_TOLD = 0.35  # "more than 600" is said of 650, hardly of 1,200: beyond that it is neither agreement nor its contrary


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values a figure allows: within ``low`` and ``high`` they agree, beyond ``least`` and ``most`` they do not."""

    low: float
    high: float
    least: float
    most: float


def hedge_at(text: str, start: int, end: int) -> Hedge:
    """Return the hedge of the figure at ``start`` to ``end``."""
    before = text[max(0, start - _LOOK) : start]
    for hedge, pattern in _BEFORE_PATTERNS:
        if pattern.search(before):
            return hedge
    if match := _AFTER_PATTERN.match(text, end):
        return Hedge.AT_LEAST if match["more"] else Hedge.ABOUT
    return Hedge.NONE


def allowed(value: float, step: float, hedge: Hedge) -> Allowed:
    """Return what ``value``, rounded to ``step``, allows under ``hedge``."""
    size = abs(value)
    slack = min(step / 2, size * _ROUNDED)
    tiny = size * 1e-9 + 1e-12
    low, high = value - slack - tiny, value + slack + tiny
    if hedge is Hedge.ABOUT:
        wide = max(slack, size * _ABOUT)
        return Allowed(value - wide, value + wide, value - 1.5 * wide, value + 1.5 * wide)
    if hedge is Hedge.ALMOST:
        return Allowed(value - size * _ALMOST, value + slack, value - size * 2 * _ALMOST, value + slack)
    if hedge is Hedge.JUST_OVER:
        return Allowed(value - tiny, value + size * _JUST_OVER, value - tiny, value + 2 * size * _JUST_OVER)
    if hedge in (Hedge.OVER, Hedge.AT_LEAST):
        return Allowed(value - tiny, value + size * _TOLD, value - tiny, inf)
    if hedge in (Hedge.UNDER, Hedge.AT_MOST):
        return Allowed(value - size * _TOLD, value + tiny, -inf, value + tiny)
    return Allowed(low, high, low, high)
