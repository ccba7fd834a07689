"""What the difference between a quotation and the source's words amounts to.

Decided on runs of differing words alone: a number changed, a negation gone, words left out, other
words. Whether the speakers agree is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.sources.alignment import Change, Token
from factcheck.sources.vocabulary import AMOUNTS, AUXILIARIES, NEGATORS
from factcheck.types import QuoteStatus

_NEAR = 0.6
"""Share of the quoted words that a source must have in order for a difference to be named by its words
alone: below it the two may have little more than function words in common."""
_FEW = 0.1
"""Share of words that may be others while the rest still counts as printed, with words left out."""
_FEWEST_SHARED = 5
"""Words that a paraphrase must share with its source to be taken for one by its words alone."""
_SHORT = 3
"""Quotations up to this many words must be found word for word: any looser match may be chance."""


def status(
    changes: Sequence[Change], quote: Sequence[Token], source: Sequence[Token], bracketed: frozenset[int]
) -> QuoteStatus | None:
    """Name the difference, or return None when the source words are not near enough to be these.

    ``bracketed`` are the indexes of quoted words in square brackets: an editor's, not the speaker's.
    """
    spoken = len(quote) - len(bracketed)
    equal = sum(c.quote.end - c.quote.start for c in changes if c.operation == "equal")
    runs = [c for c in changes if c.operation != "equal"]
    own = [c for c in runs if not _is_editorial(c, bracketed)]
    lost = sum(sum(index not in bracketed for index in range(c.quote.start, c.quote.end)) for c in own)
    if not spoken or (runs and equal < _NEAR * spoken) or (spoken <= _SHORT and lost):
        return None
    if any(_negation(c, quote, source) for c in own):
        return QuoteStatus.NEGATION_DROPPED
    if any(_number(c, quote, source) for c in own):
        return QuoteStatus.ALTERED_NUMBER
    if not runs:
        return QuoteStatus.EXACT
    trimmed = len(own) < len(runs) or any(c.operation == "insert" for c in own)
    if trimmed and lost <= _FEW * spoken:
        return QuoteStatus.TRIMMED
    return QuoteStatus.PARAPHRASED if equal >= _FEWEST_SHARED else None


def numbers(words: Sequence[Token]) -> set[str]:
    """Return the values of the numbers among ``words``; the word "one" is left out, being a pronoun too."""
    return {token.norm for token in words if token.is_number and token.norm != "1"}


def _is_editorial(change: Change, bracketed: frozenset[int]) -> bool:
    quoted = range(change.quote.start, change.quote.end)
    return bool(quoted) and all(index in bracketed for index in quoted)


def _negation(change: Change, quote: Sequence[Token], source: Sequence[Token]) -> bool:
    """Tell whether one side of a differing run is negated and the other is not."""
    quoted = [token.norm for token in quote[change.quote.start : change.quote.end]]
    printed = [token.norm for token in source[change.source.start : change.source.end]]
    if _negations(quoted) % 2 == _negations(printed) % 2:
        return False
    longer = printed if _negations(printed) > _negations(quoted) else quoted
    shorter = quoted if longer is printed else printed
    other = [word for word in longer if not is_negator(word) and word not in AUXILIARIES and word not in shorter]
    # "and gave it no thought" left out is a trimmed clause; "not" left out turns the sense.
    return len(other) <= len(shorter) + (1 if is_negator(longer[0]) else 0)


def _negations(words: Sequence[str]) -> int:
    return sum(is_negator(word) for word in words)


def is_negator(word: str) -> bool:
    """Tell whether a word, as compared, negates."""
    return word in NEGATORS


def _number(change: Change, quote: Sequence[Token], source: Sequence[Token]) -> bool:
    """Tell whether a run replaces a number or an amount by another."""
    quoted = quote[change.quote.start : change.quote.end]
    printed = source[change.source.start : change.source.end]
    one = {token.norm for token in quoted if token.is_number or token.norm in AMOUNTS}
    other = {token.norm for token in printed if token.is_number or token.norm in AMOUNTS}
    return bool(one and other and one != other)
