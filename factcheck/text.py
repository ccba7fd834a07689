"""Blocks and sentences of a text, as exact spans.

A *block* is a run of lines that reads on: a paragraph (hard-wrapped or not), a heading, a list item,
a table row. Sentences never cross a block. Sentence boundaries come from `sentencex`, chosen on the
development cases (see `scripts/compare_splitters.py`); what it misses there is mended here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

import sentencex

from factcheck.types import Span

# Where lines are whole paragraphs, a shorter line without a final stop is a headline or menu entry.
_LONG = 60
_REMEMBERED = 100_000  # code points of a text whose sentences are kept: with all that are kept, some 100 MB at most
# In hard-wrapped text: the least share of the width that a full line fills, the widths that occur in
# mails, PDF columns and typescripts, and the lines it takes to tell.
_FULL = 0.75
_NARROWEST, _WIDEST = 30, 120
_ENOUGH_LINES = 6
_STOPS = ".!?:;\"”’')]…"
_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ITEM = re.compile(r"\s*(?:[-*+•▪◦–]|\d{1,3}[.)])\s+")
_QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")
_RULE = re.compile(r"\s*(?:[-=_*~]\s*){3,}$|(?=[^|]*\|)[\s:|-]+$")
_TITLES = re.compile(
    r"(?:^|[\s(“\"])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Cllr|St|vs|No|Nos|approx|"
    r"[A-Z])\.\s*$"
)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?:\w[\w -]*:|[ \t]+\S|-[ \t]).*\n)+---[ \t]*(?:\n|$)")
_EMPHASIS = re.compile(r"(\*\*|\*|(?<!\w)__?)(?=\S)(.+?)(?<=\S)\1(?!(?<=_)\w)")
_RUN_IN = re.compile(r"(\*\*|__)(?=\S)[^\n]{1,120}?(?:[.:?!]\1|\1:)\s+")
_RUN_IN_WORDS = 5
_CLOSING = re.compile(r"[*_]{1,3}(?=\s)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+")


class BlockKind(str, Enum):
    """What a block is, as far as its form shows."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that reads on, without its Markdown marker."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, trimmed of space, in its block."""

    span: Span
    block: Block


def blocks(text: str) -> list[Block]:
    """Split ``text`` into blocks, in order; blank lines, rules and front matter belong to none."""
    found: list[Block] = []
    open_block: Block | None = None
    last = ""
    width = _wrap_width(text)
    front = _FRONT_MATTER.match(text)
    body = front.end() if front else 0
    for start, line in _lines(text):
        if start < body:
            continue
        stripped = line.strip()
        if not stripped or _RULE.match(line):
            open_block = None
            continue
        kind, offset = _classify(line)
        span = _trim(text, start + offset, start + len(line))
        if span.start == span.end:
            open_block = None
            continue
        if open_block is not None and kind is BlockKind.PARAGRAPH and _reads_on(last, stripped, width):
            open_block = Block(Span(open_block.span.start, span.end), open_block.kind)
            found[-1] = open_block
        elif span.start < span.end:
            open_block = Block(span, kind)
            found.append(open_block)
            if kind in (BlockKind.HEADING, BlockKind.ROW):
                open_block = None
        last = stripped
    return [_mark_headings(part, text) for block in found for part in _lead_in(block, text)]


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """Return every sentence of ``text``; ``sentence.span.of(text)`` is exactly its words.

    ``language`` is an ISO 639-1 code; one without rules of its own is split like its nearest kin. Every stage asks
    for those of the same texts: they are split once and remembered, unless a text is long.
    """
    return list(_remembered(text, language)) if len(text) <= _REMEMBERED else _sentences(text, language)


@lru_cache(maxsize=512)
def _remembered(text: str, language: str) -> tuple[Sentence, ...]:
    return tuple(_sentences(text, language))


def _sentences(text: str, language: str) -> list[Sentence]:
    found: list[Sentence] = []
    for block in blocks(text):
        if block.kind in (BlockKind.HEADING, BlockKind.ROW):
            found.append(Sentence(block.span, block))
            continue
        found.extend(Sentence(span, block) for span in _split(text, block.span, language))
    return found


def plain(text: str) -> str:
    """Return ``text`` on one line, without Markdown emphasis: how a sentence is read aloud."""
    return _EMPHASIS.sub(r"\2", " ".join(text.split()))


def words(text: str) -> list[str]:
    """Return the lower-case word tokens of ``text``."""
    return _WORD.findall(text.lower())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for match in _LINE.finditer(text):
        if match.group():
            yield match.start(), match.group().rstrip("\n")


def _classify(line: str) -> tuple[BlockKind, int]:
    if match := _HEADING.match(line):
        return BlockKind.HEADING, match.end()
    if line.lstrip().startswith("|"):
        return BlockKind.ROW, 0
    if match := _ITEM.match(line):
        return BlockKind.ITEM, match.end()
    if match := _QUOTED.match(line):
        return BlockKind.PARAGRAPH, match.end()
    return BlockKind.PARAGRAPH, 0


def _reads_on(last: str, line: str, width: int | None) -> bool:
    """Tell whether ``line`` continues ``last``, in a text wrapped at ``width`` or not wrapped at all."""
    mid_sentence = last[-1] not in _STOPS or line[0].islower() or bool(_TITLES.search(last))
    if width is not None:  # a full line reads on; a short one ends its paragraph
        return len(last) >= _FULL * width or (mid_sentence and line[0].islower())
    return mid_sentence and (len(last) >= _LONG or line[0].islower())


def _wrap_width(text: str) -> int | None:
    """Return the width at which ``text`` is hard-wrapped, or None where lines are whole paragraphs.

    Lines that another line follows directly are nearly all full in wrapped text, and of any length
    otherwise.
    """
    lines = [line.strip() for line in text.splitlines()]
    followed = sorted(len(line) for line, after in pairwise(lines) if line and after)
    if len(followed) < _ENOUGH_LINES:
        return None
    width = followed[int(0.9 * (len(followed) - 1))]
    full = sum(length >= _FULL * width for length in followed)
    return width if _NARROWEST <= width <= _WIDEST and full >= 0.7 * len(followed) else None


def _lead_in(block: Block, text: str) -> list[Block]:
    """Part a bold run-in heading (``**Limits.** The trial …``) from the paragraph it opens."""
    match = _RUN_IN.match(text, block.span.start, block.span.end)
    if block.kind is BlockKind.ROW or match is None or match.end() == block.span.end:
        return [block]
    if "." in match.group() and len(words(match.group())) > _RUN_IN_WORDS:
        return [block]  # a sentence in bold
    heading = Block(_trim(text, block.span.start, match.end()), BlockKind.HEADING)
    return [heading, Block(Span(match.end(), block.span.end), block.kind)]


def _mark_headings(block: Block, text: str) -> Block:
    """Make a heading of a paragraph of one short line without a final stop."""
    words_of = block.span.of(text)
    is_line = block.kind is BlockKind.PARAGRAPH and "\n" not in words_of and len(words_of) < 160
    if is_line and words_of[-1] not in _STOPS:
        return Block(block.span, BlockKind.HEADING)
    return block


def _split(text: str, within: Span, language: str) -> list[Span]:
    # Line ends inside a block are wrapping, not structure: the splitter must not see them.
    piece = within.of(text).replace("\n", " ").replace("\r", " ")
    piece = _SURROGATE.sub("\ufffd", piece)
    spans: list[Span] = []
    glue = False
    for boundary in sentencex.get_sentence_boundaries(language, piece):
        start, end = within.start + boundary["start_index"], within.start + boundary["end_index"]
        if glue and spans:
            start = spans.pop().start
        if spans and (closing := _CLOSING.match(text, start, end)):
            spans[-1] = Span(spans[-1].start, closing.end())
            start = closing.end()
        span = _trim(text, start, end)
        if span.start < span.end:
            spans.append(span)
        glue = bool(_TITLES.search(Span(start, end).of(text)))
    return spans


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
