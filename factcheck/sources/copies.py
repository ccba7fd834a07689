"""Copied text: which documents share long runs of words, how much of each, and where.

Exact, by an inverted index of shingles (runs of five words): on what a check reads, up to tens of
thousands of documents, that is quick enough for no approximation to pay. Quoted words are left out:
two reporters who heard one statement are not copies of each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.sources.marks import stretches
from factcheck.types import Document, Span

_WORD = re.compile(r"\w+")
_SHINGLE = 5
"""Words of a shingle: short enough to survive an editor, long enough not to recur by chance."""
_BOILERPLATE = 100
"""A shingle that stands in more documents than this is a form of words, not a copy."""
_FEWEST = 15
"""Shingles from which on a document can be told to be a copy."""
_LEAST_RUN = 8
"""Words of a shared run that is worth showing."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two documents with words in common: ``share`` is the part of the shorter one, 0 to 1."""

    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class CopiedRun:
    """Words that stand in two documents alike, case and punctuation apart."""

    first: Span
    second: Span


def overlaps(documents: Sequence[Document]) -> list[Overlap]:
    """Return every pair of documents (by index) that shares a shingle, in order."""
    sets = [frozenset(shingle for shingle, _ in _shingles(document.text)) for document in documents]
    where: dict[str, list[int]] = {}
    for index, shingles in enumerate(sets):
        for shingle in sorted(shingles):
            where.setdefault(shingle, []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in where.values():
        if 1 < len(holders) <= _BOILERPLATE:
            shared.update(combinations(holders, 2))
    found = []
    for (first, second), count in sorted(shared.items()):
        shorter = min(len(sets[first]), len(sets[second]))
        if shorter >= _FEWEST:
            found.append(Overlap(first, second, count / shorter))
    return found


def copied_runs(first: Document, second: Document) -> tuple[CopiedRun, ...]:
    """Return the runs of at least eight words that both documents have, in the order of the first."""
    ours = list(_shingles(first.text))
    places: dict[str, Span] = {}
    for shingle, span in _shingles(second.text):
        places.setdefault(shingle, span)
    found: list[CopiedRun] = []
    for shingle, span in ours:
        other = places.get(shingle)
        if other is None:
            continue
        last = found[-1] if found else None
        if last and last.first.overlaps(span) and last.second.overlaps(other) and other.end > last.second.end:
            found[-1] = CopiedRun(Span(last.first.start, span.end), Span(last.second.start, other.end))
        elif not last or span.start >= last.first.end:
            found.append(CopiedRun(span, other))
    return tuple(run for run in found if len(_WORD.findall(run.first.of(first.text))) >= _LEAST_RUN)


def _shingles(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the shingles of the words outside of quotations, with their places."""
    quoted = stretches(text)
    edges = [0, *(at for stretch in quoted for at in (stretch.outer.start, stretch.outer.end)), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        words = list(_WORD.finditer(text, start, max(start, end)))
        for at in range(len(words) - _SHINGLE + 1):
            run = words[at : at + _SHINGLE]
            yield " ".join(word.group().lower() for word in run), Span(run[0].start(), run[-1].end())


def components(size: int, links: Mapping[tuple[int, int], object] | Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the groups that ``links`` between ``size`` items make, each in order."""
    parent = list(range(size))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for first, second in links:
        one, other = sorted((root(first), root(second)))
        parent[other] = one
    groups: dict[int, list[int]] = {}
    for item in range(size):
        groups.setdefault(root(item), []).append(item)
    return list(groups.values())
