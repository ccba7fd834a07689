"""Words with exact offsets, and the alignment of a quotation with a stretch of a source.

Words compare without case, accents, kinds of apostrophe or punctuation; numbers compare by value,
whether in digits or in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.sources.vocabulary import SCALES, TENS, UNITS
from factcheck.types import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[%$£€]")
# "cannot" and "can't" are "can not": what is dropped from them is the same word.
_STEMS = {"ca": "can", "wo": "will", "sha": "shall"}
# Costs of one word: skipped in the source, not in the source, another in its place, a number in the place
# of a number. Skipping is cheap,
# for quotations leave words out far more often than they make words up.
_SKIP, _LOSE, _CHANGE, _NUMBER = 4, 8, 10, 7
CUT = 1
"""Cost of a skipped word when whole clauses may have been cut out."""
_LARGEST = 20_000_000
"""Cells of an alignment table: above this the source window is cut."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number: how it compares, and where it stands."""

    norm: str
    span: Span

    @property
    def is_number(self) -> bool:
        """Whether this is a number, in digits or words."""
        return self.norm[0].isdigit()


@dataclass(frozen=True, slots=True)
class Change:
    """A run of the alignment: half-open ranges of tokens of the quotation and of the source."""

    operation: str
    quote: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Aligned:
    """The cheapest way to read a quotation out of a source: ``source`` is the range of its tokens."""

    changes: tuple[Change, ...]
    source: Span
    cost: int


def tokens(text: str, within: Span | None = None) -> list[Token]:
    """Return the words of ``text`` (of ``within``) in order; "sixty-one" is one token, as is "61"."""
    span = within or Span(0, len(text))
    raw = [token for match in _TOKEN.finditer(text, span.start, span.end) for token in _words(match)]
    return list(_numbers(raw, text))


def _words(match: re.Match[str]) -> Iterator[Token]:
    """Yield the word, or the two that a contraction with "not" stands for: "don't" is "do" and "not"."""
    norm = _norm(match.group())
    stem = "can" if norm == "cannot" else norm.removesuffix("n't")
    if stem in ("", norm):
        yield Token(norm, Span(*match.span()))
        return
    cut = match.end() - (len(norm) - len(stem))
    yield Token(_STEMS.get(stem, stem), Span(match.start(), cut))
    yield Token("not", Span(cut, match.end()))


def _norm(word: str) -> str:
    if word[0].isdigit():
        return re.sub(r",(?=\d{3}\b)", "", word)
    folded = unicodedata.normalize("NFKD", word.lower().replace("’", "'").replace("ʼ", "'"))
    return "".join(char for char in folded if not unicodedata.combining(char))


def _numbers(raw: Sequence[Token], text: str) -> Iterator[Token]:
    """Put number words together to the number they name."""
    at = 0
    while at < len(raw):
        end, total, current = at, 0, 0
        last = 0
        while end < len(raw):
            word = raw[end].norm
            joined = end == at or re.fullmatch(r"[\s-]+", text[raw[end - 1].span.end : raw[end].span.start])
            if not joined:
                break
            if word in UNITS and last in (0, 10, 100, 1000) and not (last == 10 and UNITS[word] > 9):
                current, last = current + UNITS[word], 1
            elif word in TENS and last in (0, 100, 1000):
                current, last = current + TENS[word], 10
            elif word in SCALES and end > at:
                if word == "hundred":
                    current, last = current * 100, 100
                else:
                    total, current, last = total + current * SCALES[word], 0, 1000
            else:
                break
            end += 1
        if end == at:
            yield raw[at]
            at += 1
        else:
            yield Token(str(total + current), Span(raw[at].span.start, raw[end - 1].span.end))
            at = end


def align(quote: Sequence[Token], source: Sequence[Token], *, skip: int = _SKIP) -> Aligned | None:
    """Align all of ``quote`` with the part of ``source`` that is cheapest; None for no words.

    ``skip`` is the cost of a source word left out inside (another word in its place costs 10).
    Semi-global alignment (Sellers 1980): source words before and after the match cost nothing.
    """
    import numpy as np

    rows, columns = len(quote), min(len(source), max(1, _LARGEST // (len(quote) + 1)))
    if not rows or not columns:
        return None
    vocabulary: dict[str, int] = {}
    left = np.array([vocabulary.setdefault(token.norm, len(vocabulary)) for token in quote])
    right = np.array([vocabulary.setdefault(token.norm, len(vocabulary)) for token in source[:columns]])
    kinds = np.array([token.is_number for token in source[:columns]])
    table = np.zeros((rows + 1, columns + 1), dtype=np.int32)
    skipping = skip * np.arange(columns + 1, dtype=np.int32)
    for row in range(1, rows + 1):
        # A number in the place of a number is one word changed, not one lost and one skipped.
        change = np.where(kinds, _NUMBER, _CHANGE) if quote[row - 1].is_number else np.full(columns, _CHANGE)
        diagonal = table[row - 1, :-1] + np.where(right == left[row - 1], 0, change)
        best = table[row - 1] + _LOSE
        best[1:] = np.minimum(best[1:], diagonal)
        table[row] = np.minimum.accumulate(best - skipping) + skipping
    return _traced(table, left, right, kinds, quote, skip=skip)


def _traced(
    table: npt.NDArray[np.int32],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
    kinds: npt.NDArray[np.bool_],
    quote: Sequence[Token],
    *,
    skip: int,
) -> Aligned:
    row, column = len(left), int(table[-1].argmin())
    cost, end = int(table[-1, column]), column
    steps: list[tuple[str, int, int]] = []
    while row > 0:
        here = table[row, column]
        if column > 0:
            equal = left[row - 1] == right[column - 1]
            both = quote[row - 1].is_number and kinds[column - 1]
            change = 0 if equal else (_NUMBER if both else _CHANGE)
            if here == table[row - 1, column - 1] + change:
                row, column = row - 1, column - 1
                steps.append(("equal" if equal else "replace", row, column))
                continue
            if here == table[row, column - 1] + skip:
                column -= 1
                steps.append(("insert", row, column))
                continue
        row -= 1
        steps.append(("delete", row, column))
    return Aligned(tuple(_runs(steps[::-1])), Span(column, end), cost)


def _runs(steps: Sequence[tuple[str, int, int]]) -> Iterator[Change]:
    """Gather steps into runs of "equal" and of one kind of difference each."""
    at = 0
    while at < len(steps):
        end = at
        same = steps[at][0] == "equal"
        while end < len(steps) and (steps[end][0] == "equal") == same:
            end += 1
        run = steps[at:end]
        from_quote = [row for operation, row, _ in run if operation != "insert"]
        from_source = [column for operation, _, column in run if operation != "delete"]
        quoted = Span(run[0][1], run[0][1] + len(from_quote))
        printed = Span(run[0][2], run[0][2] + len(from_source))
        name = "equal" if same else "replace" if from_quote and from_source else "delete" if from_quote else "insert"
        yield Change(name, quoted, printed)
        at = end
