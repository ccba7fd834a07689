"""Sources about another thing of nearly the same name: Orwin's reservoirs, not Orrin's.

A source that keeps naming something that looks like a main name of the article, and hardly names the
article's, speaks of something else, whatever words the two share. Its passages are shown and decide nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from factcheck.types import Document

_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_A-Z’']{4,}")
_COMMON = re.compile(r"\b[^\W\d_A-Z]{4,}\b")
_LONGEST = 200_000  # code points read of each text
_MOST_NAMES = 400  # of a text, the most frequent ones
_TWICE = 2
_LIKE, _LONG, _LIKE_IF_LONG = 0.7, 9, 0.8  # least similarity; long names are alike by their endings alone


@dataclass(frozen=True, slots=True)
class Namesake:
    """What the article names, and what the source names in its place."""

    meant: str
    found: str


def namesake(article: Document, source: Document) -> Namesake | None:
    """Return the pair of look-alike names that sets ``source`` apart from ``article``, or None.

    A name is a capitalized word of five letters or more that neither text uses in lower case. The article's must occur twice in
    it, the source's twice in the source, not at all in the article, and more than twice as often in the source as
    the article's. Alike are names with the same first letter and a similarity (Ratcliff and Obershelp, as in
    `difflib`) of 0.7, of 0.8 if either has nine letters; a name and its derivative ("China", "Chinese") are one. Of several pairs the most frequent in the article counts.
    """
    ours, theirs = _names(article), _names(source)
    common = _common(article) | _common(source)
    candidates = [n for n, count in theirs.items() if count >= _TWICE and n not in ours and n.lower() not in common]
    for meant, count in sorted(ours.items(), key=lambda item: (-item[1], item[0])):
        if count < _TWICE or meant.lower() in common or _derived(meant, theirs):
            continue
        alike = [n for n in candidates if theirs[n] > _TWICE * theirs[meant] and _alike(meant, n)]
        if alike:
            return Namesake(meant, max(alike, key=lambda n: (theirs[n], n)))
    return None


def _names(document: Document) -> Counter[str]:
    text = f"{document.title or ''}. {document.text[:_LONGEST]}"
    return Counter(dict(Counter(_NAME.findall(text)).most_common(_MOST_NAMES)))


def _common(document: Document) -> set[str]:
    return set(_COMMON.findall(document.text[:_LONGEST]))


def _derived(name: str, others: Counter[str]) -> bool:
    """Tell whether the source uses another form of ``name`` twice: it does speak of it."""
    stem = name[: max(4, len(name) - 2)]
    return sum(count for other, count in others.items() if other != name and other.startswith(stem)) >= _TWICE


def _alike(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    if one[0] != other[0] or one.startswith(other) or other.startswith(one):
        return False
    least = _LIKE_IF_LONG if max(len(one), len(other)) >= _LONG else _LIKE
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= least
