"""The words of the sources, indexed to find where most words of a quotation stand together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.sources.alignment import Token, tokens
from factcheck.sources.quotations import RawQuote, find_quotes
from factcheck.sources.unmarked import Turn, turns
from factcheck.types import Document, Span

_PLACES = 8
"""Places aligned per quotation: each copy of a wire story takes one."""
_SLACK = 30
"""Words beyond twice the length of a quotation that a place may hold: what was cut out of it."""
_COMMON = 5_000
"""Occurrences from which on a word no longer helps to find a place."""


@dataclass(frozen=True, slots=True)
class IndexedSource:
    """A source with its words, its quotations, the cues that interrupt them, and the turns of a transcript."""

    document: Document
    words: tuple[Token, ...]
    quotes: tuple[RawQuote, ...]
    gaps: tuple[Span, ...]
    turns: tuple[Turn, ...] = ()

    def quote_at(self, span: Span) -> RawQuote | None:
        """Return the quotation that ``span`` lies in, or None."""
        return next((quote for quote in self.quotes if quote.outer.overlaps(span)), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one source, as a range of its words."""

    source: int
    words: Span


class SourceIndex:
    """The sources of one check, read once for all quotations."""

    def __init__(self, documents: Sequence[Document]) -> None:
        import numpy as np

        self.sources = [_indexed(document) for document in documents]
        self._starts = np.cumsum([0, *(len(source.words) for source in self.sources)])
        positions: dict[str, list[int]] = {}
        at = 0
        for source in self.sources:
            for word in source.words:
                positions.setdefault(word.norm, []).append(at)
                at += 1
        self._positions = {norm: np.array(where, dtype=np.int64) for norm, where in positions.items()}
        self._size = at

    def weight(self, norm: str) -> float:
        """Return how telling a word is: the logarithm of how rare it is in the sources."""
        known = self._positions.get(norm)
        return math.log1p(self._size / len(known)) if known is not None else 0.0

    def places(self, words: Sequence[Token]) -> list[Place]:
        """Return the most promising places for ``words``, best first, never across two sources."""
        import numpy as np

        known = {word.norm for word in words if word.norm in self._positions}
        rare = {norm for norm in known if len(self._positions[norm]) <= _COMMON} or known
        if not rare:
            return []
        ordered = sorted(rare)
        where = np.concatenate([self._positions[norm] for norm in ordered])
        weights = np.concatenate([np.full(len(self._positions[norm]), self.weight(norm)) for norm in ordered])
        order = np.argsort(where, kind="stable")
        where, weights = where[order], weights[order]
        width = 2 * len(words) + _SLACK
        totals = np.concatenate([[0.0], np.cumsum(weights)])
        sources = self._starts.searchsorted(where, side="right") - 1
        ends = np.minimum(where + width, self._starts[sources + 1])
        scores = totals[np.searchsorted(where, ends)] - totals[np.arange(len(where))]
        found: list[Place] = []
        taken: list[tuple[int, int]] = []
        for start in np.argsort(-scores, kind="stable"):
            at, source = int(where[start]), int(sources[start])
            if any(source == there and abs(at - other) < width // 2 for there, other in taken):
                continue
            taken.append((source, at))
            found.append(self._place(source, at, width))
            if len(found) == _PLACES:
                break
        return found

    def _place(self, source: int, at: int, width: int) -> Place:
        begin, end = int(self._starts[source]), int(self._starts[source + 1])
        return Place(source, Span(max(begin, at - width // 2) - begin, min(end, at + width + width // 2) - begin))


def _indexed(document: Document) -> IndexedSource:
    quotes = find_quotes(document)
    gaps = [Span(before.end, after.start) for quote in quotes for before, after in pairwise(quote.parts)]
    # Between two quotations of one speaker in one paragraph there is a cue and nothing else.
    gaps += [
        Span(before.span.end, after.span.start)
        for before, after in pairwise(quotes)
        if before.mention is not None
        and before.outer.end <= before.mention.start < after.outer.start
        and "\n" not in document.text[before.outer.end : after.outer.start]
        and after.outer.start - before.outer.end < 120
    ]
    return IndexedSource(document, tuple(tokens(document.text)), quotes, tuple(gaps), turns(document.text))
