"""Premises longer than the model reads, scored in overlapping windows of whole sentences.

The scores of the windows are combined by the strongest window on each side: a long text supports a claim if
some part of it does, and leaves it open only if every part does. The three values are then made to sum
to 1. `scripts/compare_windows.py` measures this against cutting the premise off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from factcheck.text import sentences
from factcheck.types import Span, StanceScores

_SPECIAL = 4  # tokens that a model adds to a pair, at most
_TOKEN = 1  # code point at least: shorter premises need no counting


class Counter(Protocol):
    """Counts tokens, without limit."""

    def __call__(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""
        ...


def cut(pairs: Sequence[tuple[str, str]], max_tokens: int, count: Counter) -> list[list[tuple[str, str]]]:
    """Return, for each ``(premise, hypothesis)``, the pairs to score in its place.

    A premise that fits is one pair, unchanged. A longer one becomes windows of as many sentences as fit,
    each beginning with the last sentence of the window before; a sentence that does not fit by itself is a
    window alone, and loses its end in the model.
    """
    made = [[pair] for pair in pairs]
    doubtful = [i for i, pair in enumerate(pairs) if len(pair[0]) + len(pair[1]) > max_tokens * _TOKEN]
    if not doubtful:
        return made
    premises = count([pairs[i][0] for i in doubtful])
    hypotheses = count([pairs[i][1] for i in doubtful])
    for i, premise, hypothesis in zip(doubtful, premises, hypotheses, strict=True):
        room = max_tokens - hypothesis - _SPECIAL
        if premise > room > 0:
            made[i] = [(window, pairs[i][1]) for window in _windows(pairs[i][0], room, count)]
    return made


def combine(scores: Sequence[StanceScores]) -> StanceScores:
    """Return the scores of a premise from those of its windows; a single window's are its own."""
    if len(scores) == 1:
        return scores[0]
    supports, refutes = max(s.supports for s in scores), max(s.refutes for s in scores)
    neutral = min(s.neutral for s in scores)
    total = supports + refutes + neutral
    return StanceScores(supports / total, refutes / total, neutral / total)


def _windows(premise: str, room: int, count: Counter) -> list[str]:
    spans = [sentence.span for sentence in sentences(premise)] or [Span(0, len(premise))]
    sizes = count([span.of(premise) for span in spans])
    windows: list[str] = []
    first, used = 0, 0
    for index, size in enumerate(sizes):
        if index > first and used + size > room:
            windows.append(premise[spans[first].start : spans[index - 1].end])
            overlaps = sizes[index - 1] + size <= room
            first, used = (index - 1, sizes[index - 1]) if overlaps else (index, 0)
        used += size
    windows.append(premise[spans[first].start : spans[-1].end])
    return windows
