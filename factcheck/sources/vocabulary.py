"""Sets of words from prose: how the lists of this package are written down."""

from __future__ import annotations

from factcheck.checks.vocabulary import word_set

__all__ = ["word_set"]
