"""Two models in a row: a fast one scores every pair, an accurate one those that can change a verdict.

A passage that leaves a claim open changes no verdict, and most passages do; so the pairs that the fast model is sure
are neutral keep its scores. Whether a pair is scored again depends on that pair alone and not on its neighbours (the
strongest passages of a claim, say), or a batch of one would differ from a batch of many, and kept scores
(`factcheck.nli.cache`) from new ones. `scripts/measure_cascade.py` draws what it costs and saves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from factcheck.protocols import StanceScorer
from factcheck.types import ModelInfo, StanceScores


class CascadeScorer:
    """Scores with ``fast``, and again with ``accurate`` where the first finds P(neutral) below ``neutral_below``."""

    def __init__(self, fast: StanceScorer, accurate: StanceScorer, *, neutral_below: float) -> None:
        self._fast = fast
        self._accurate = accurate
        self._neutral_below = neutral_below

    @property
    def info(self) -> ModelInfo:
        """Both models in one; the digest changes with either of them and with the cut."""
        one, two = self._fast.info, self._accurate.info
        mixed = hashlib.sha256(f"{one.sha256}\n{two.sha256}\n{self._neutral_below}".encode()).hexdigest()
        return ModelInfo(one.task, f"{one.name}+{two.name}", f"{one.revision}+{two.revision}", mixed)

    def load(self) -> None:
        """Load both models now."""
        self._fast.load()
        self._accurate.load()

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score ``(premise, hypothesis)`` pairs, in order; those that are scored once count as done before the others.

        ``done`` hears of finished pairs.
        """
        scores = self._fast.score(pairs)
        again = [i for i, one in enumerate(scores) if one.neutral < self._neutral_below]
        kept = len(pairs) - len(again)
        if done is not None and kept:
            done(kept)

        def count(number: int) -> None:
            if done is not None:
                done(kept + number)

        for i, better in zip(again, self._accurate.score([pairs[i] for i in again], count), strict=True):
            scores[i] = better
        return scores
