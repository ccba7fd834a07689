"""The words that BM25 goes by: stems, without the most common words, with every number and negation."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from factcheck.text import words

_STOPWORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "of", "on",
        "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    }
)  # fmt: skip
"""Lucene's English list without "no" and "not"."""

_local = threading.local()


def stems(text: str) -> list[str]:
    """Return the stems (Snowball, English) of the words of ``text`` in their order; numbers stay as they are."""
    import Stemmer

    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")  # holds a cache, which threads may not share
    kept = [word for word in words(text) if word not in _STOPWORDS]
    found: list[str] = _local.stemmer.stemWords(kept)
    return found


_TELLING = frozenset(
    {
        "no", "not", "never", "none", "nor", "neither", "without", "cannot", "t", "may", "might", "could", "would",
        "should", "only", "almost", "nearly",
    }
)  # fmt: skip
_ALIKE = 0.8  # share of common words among all of two texts


def near_copies(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether texts of these words say the same, as far as words can tell.

    One has all words of the other, eight in ten of all are shared, and what is added holds no number,
    negation or reservation: where a word was exchanged, the texts may contradict each other. The words are
    those of `copy_words`.
    """
    if not one or not other or not (one <= other or other <= one):
        return False
    return len(one & other) >= _ALIKE * len(one | other) and not any(_telling(word) for word in one ^ other)


def copy_words(text: str) -> frozenset[str]:
    """Return the words of ``text`` by which copies are told."""
    return frozenset(words(text))


def _telling(word: str) -> bool:
    return word in _TELLING or any(char.isdigit() for char in word)


def any_near_copy(candidate: frozenset[str], chosen: Iterable[frozenset[str]]) -> bool:
    """Tell whether ``candidate`` is a near-copy of one of ``chosen``."""
    return any(near_copies(candidate, other) for other in chosen)
