"""Up or down: the direction that a text gives to one of its figures.

"28 percent higher" and "28 percent fewer" have the same figure and say the contrary; so do "rose from 61 to 64" and
"down from 64 to 61".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.checks.quantities import Quantity
from factcheck.checks.tokens import Token
from factcheck.checks.vocabulary import word_set
from factcheck.types import Span

_UP = word_set(
    "more higher longer larger greater bigger older later above up rise rises rose risen rising increase increases "
    "increased increasing grew grow grows grown growing climb climbs climbed climbing gain gains gained jump jumped "
    "jumps raised raise raises raising surged soared doubled expanded widened improved ahead exceeded exceeds "
    "exceed dearer taller heavier faster plus surplus profit"
)
_DOWN = word_set(
    "less fewer lower shorter smaller younger earlier below down fall falls fell fallen falling decrease decreases "
    "decreased decreasing decline declines declined declining drop drops dropped dropping shrank shrink shrinks shrunk "
    "cut cuts cutting reduce reduced reduces reducing reduction lost lose loses slipped slid sank plunged halved "
    "narrowed worsened behind short cheaper lighter slower minus deficit loss"
)
_FROM_BEFORE = word_set("against compared from instead after than")
_BREAKS = word_set(", ; : | ( ) — – while whereas but and or")
_BEFORE, _AFTER = 7, 3  # tokens in which the word stands, before and after a figure


@dataclass(frozen=True, slots=True)
class Direction:
    """The word that gives a figure its direction: ``sign`` is 1 for up, -1 for down."""

    sign: int
    span: Span


def direction_of(tokens: Sequence[Token], figure: Quantity) -> Direction | None:
    """Return the direction of ``figure``: the word after it ("28 percent fewer"), else the nearest before it."""
    for at in range(figure.end, min(figure.end + _AFTER, len(tokens))):
        if tokens[at].low in _BREAKS or tokens[at].is_number:
            break
        found = _direction(tokens, at)
        if found is not None:
            return found
    for at in range(figure.first - 1, max(-1, figure.first - 1 - _BEFORE), -1):
        if tokens[at].low in _BREAKS:
            return None
        found = _direction(tokens, at)
        if found is not None and not _bounds(tokens, at, figure):
            return found
    return None


def change_of(tokens: Sequence[Token], first: Quantity, second: Quantity) -> int:
    """Return 1 where two figures, in the order of the text, are a rise in time, -1 for a fall, 0 if it does not say.

    "5,616, compared with 4,800" names the later one first; "from 4,800 to 5,616" the earlier one.
    """
    if second.first < first.first:
        first, second = second, first
    before = tokens[first.first - 1].low if first.first else ""
    between = [token.low for token in tokens[first.end : second.first]]
    if len(between) > 8 or first.value == second.value:
        return 0
    rises = 1 if second.value > first.value else -1
    if before == "from" and between[-1:] == ["to"]:
        return rises
    return -rises if _FROM_BEFORE & set(between) else 0


def _direction(tokens: Sequence[Token], at: int) -> Direction | None:
    low = tokens[at].low
    if low in _UP:
        return Direction(1, tokens[at].span)
    return Direction(-1, tokens[at].span) if low in _DOWN else None


def _bounds(tokens: Sequence[Token], at: int, figure: Quantity) -> bool:
    """Tell a hedge ("more than 28 percent", "up to 30") from a direction."""
    following = [token.low for token in tokens[at + 1 : figure.first]]
    if tokens[at].low in ("above", "below"):
        return len(following) < 2
    if tokens[at].low in ("up", "down"):
        return following[:1] == ["to"]
    if tokens[at].low in ("more", "less", "fewer", "higher", "lower", "longer", "older", "younger", "later", "earlier"):
        return following[:1] == ["than"] and len(following) < 4
    return False
