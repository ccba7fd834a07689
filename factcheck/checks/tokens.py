"""Words, numerals and marks of a text with their places: what every check reads.

One pass over a text; a token knows its stem, by which forms of one word are held together, and whether it
is a function word, which says nothing of what a sentence is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from factcheck.checks.vocabulary import word_set
from factcheck.types import Span

_TOKEN = re.compile(
    r"[0-9]{1,3}(?:[,\u00a0\u202f\u2009][0-9]{3})+(?![0-9])(?:\.[0-9]+)?"  # 1,204 and 1 204
    r"|[^\W\d_]+[0-9]\w*"  # F7 and T1 are names
    r"|[0-9]+(?:\.[0-9]+)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|\S"
)
_STOP = word_set(
    "a an the of to in on at by for from with as and or but nor that which who whom whose this these those it its they "
    "them their he him his she her we us our you your i me my is are was were be been being am has have had do does "
    "did will would shall should can could may might must than then there here so such if when while where what how "
    "about into over under after before between during through per each every some any all both also only just more "
    "most less least up down out off not no very too own same other another said says say according mr mrs ms dr"
)
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e")
_STEM = 7
"""Letters of a stem at most."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, numeral or mark; ``stem`` is empty for function words, numerals and marks."""

    text: str
    span: Span
    low: str
    stem: str
    is_word: bool
    is_number: bool


@lru_cache(maxsize=8192)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text`` in order; every ``token.span.of(text) == token.text``."""
    return tuple(_token(match) for match in _TOKEN.finditer(text))


def stem(word: str) -> str:
    """Return what forms of ``word`` share; it must be lower case."""
    word = word.replace("’", "'").removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    return word[:_STEM]


def stems(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the stems of the content words among ``tokens``."""
    return frozenset(token.stem for token in tokens if token.stem)


def _token(match: re.Match[str]) -> Token:
    text = match.group()
    is_number = "0" <= text[0] <= "9"
    is_word = not is_number and text[0].isalpha()
    low = text.lower()
    key = stem(low) if is_word and low not in _STOP and (len(low) > 1) else ""
    return Token(text, Span(*match.span()), low, key, is_word, is_number)
