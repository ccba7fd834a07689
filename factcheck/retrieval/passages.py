"""Sources to passages: windows of adjoining sentences with exact spans."""

from __future__ import annotations

from collections.abc import Sequence

from factcheck.text import BlockKind, Sentence, sentences, words
from factcheck.types import Document, Passage, Span

_MIN_WORDS = 3


def windows(document: Document, sizes: Sequence[int]) -> tuple[tuple[Passage, int], ...]:
    """Return every window of ``sizes`` sentences inside one block, by position, with the number of its sentences.

    A window never splits a sentence nor crosses a block; a block shorter than a size gives one
    window of the whole block. Headings and rows stand alone, and fragments are left out.
    """
    spans: dict[Span, int] = {}
    for block in _by_block(sentences(document.text)):
        usable = [s for s in block if len(words(s.span.of(document.text))) >= _MIN_WORDS]
        for size in sizes if usable and usable[0].block.kind is not BlockKind.HEADING else (1,):
            for first in range(max(1, len(usable) - size + 1)):
                window = usable[first : first + size]
                if window:
                    spans[Span(window[0].span.start, window[-1].span.end)] = len(window)
    return tuple((Passage(document, span), spans[span]) for span in sorted(spans))


def _by_block(found: Sequence[Sentence]) -> list[list[Sentence]]:
    grouped: list[list[Sentence]] = []
    for sentence in found:
        if grouped and grouped[-1][0].block == sentence.block:
            grouped[-1].append(sentence)
        else:
            grouped.append([sentence])
    return grouped
