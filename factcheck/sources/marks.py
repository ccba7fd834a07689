"""Pairs of quotation marks, and block quotes, as exact spans.

Kept apart from what makes a quotation of them (`quotes`): this module knows typography alone. Marks
are paired inside one block of text (`factcheck.text.blocks`), so a mark that was never closed spoils
one paragraph at most; a quotation whose next paragraph opens with a mark again goes on there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.text import Block, blocks
from factcheck.types import Span

_DOUBLE = re.compile(r"''|``|‘‘|’’|[\"“”„‟«»＂]")
_OPENERS = ("“", "„", "‟", "«", "``", "‘‘")
_CLOSERS = ("”", "»", "’’")
_BEFORE_OPENING = " \t\r\n\u00a0([{—–-/:*_>‘'“\""
_BEFORE_SINGLE = " \t\r\n\u00a0([{—–:*_>"
_OPENING_SINGLE = re.compile(r"[‘'](?=[\w$£€\[(…])")
# Words that lose their beginning, not the openings of quotations.
_CLIPPED = re.compile(r"[‘'’](?:\d\d|tis|twas|em|til|till|cause|round|n)\b", re.IGNORECASE)
_CLOSING_SINGLE = re.compile(r"(?:''|’’|[’'])(?!\w)")
_STOPS = ",.?!…;:—-–"
_ATTRIBUTION = re.compile(r"\s*(?:—|–|―|--|-)\s*(?=\w)")
_MARKED_LINE = re.compile(r"[ \t]{0,3}>[ \t>]*(.*)")
_MAX_PARAGRAPHS = 30
_MAX_SINGLE = 3_000
"""Characters within which a single mark must be closed."""
_BELOW = re.compile(r"[^\n]*\n(?:\s*\n)?[ \t>]*(?:—|–|―|--)[ \t]*(\w[^\n]{0,120})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two marks, or in one block quote.

    ``parts`` are the quoted words, one span a paragraph or line; ``outer`` takes in the marks.
    ``signature`` is the line "— name" that closes a block quote.
    """

    parts: tuple[Span, ...]
    outer: Span
    is_block: bool = False
    signature: Span | None = None


@dataclass(frozen=True, slots=True)
class _Parsed:
    closed: list[tuple[int, int, int, int]]
    """Start and end with the marks, start and end without them."""
    open_from: tuple[int, int] | None


def stretches(text: str) -> list[Stretch]:
    """Return every quoted stretch of ``text`` in order; stretches inside others are left out."""
    found: list[Stretch] = []
    all_blocks = blocks(text)
    quoted, taken = _block_quotes(text, all_blocks)
    index = 0
    while index < len(all_blocks):
        block = all_blocks[index]
        if index in taken:
            index += 1
            continue
        last = _paragraphs(text, all_blocks, index, taken)
        if last is None:
            found.extend(_in_block(text, block))
            index += 1
            continue
        found.extend(_running_on(text, all_blocks[index : last + 1]))
        index = last + 1
    return sorted([*found, *quoted], key=lambda s: s.outer)


def _in_block(text: str, block: Block) -> Iterator[Stretch]:
    parsed = _parse(text, block.span, nested=True)
    if parsed.open_from is not None:
        parsed = _parse(text, block.span, nested=False)
    closed = list(parsed.closed)
    if parsed.open_from is not None and parsed.open_from[0] == block.span.start:
        # Opens the paragraph and was never closed: the paragraph is the quotation.
        closed.append((block.span.start, block.span.end, parsed.open_from[1], block.span.end))
    closed.extend(_singles(text, block.span, closed))
    for start, end, inner_start, inner_end in sorted(closed):
        part = trim(text, Span(inner_start, max(inner_start, inner_end)))
        if part.start < part.end:
            yield Stretch((part,), Span(start, end))


def _running_on(text: str, run: Sequence[Block]) -> Iterator[Stretch]:
    """Yield the stretches of paragraphs that one quotation runs through."""
    first = _parse(text, run[0].span, nested=True)
    for start, end, inner_start, inner_end in first.closed:
        yield from _one(text, Span(start, end), Span(inner_start, inner_end))
    opened = first.open_from or (run[0].span.start, run[0].span.start)
    parts = [trim(text, Span(opened[1], run[0].span.end))]
    end = run[-1].span.end
    rest: Span | None = None
    for block in run[1:]:
        mark = _DOUBLE.match(text, block.span.start)
        begin = mark.end() if mark else block.span.start
        if block is not run[-1]:
            parts.append(trim(text, Span(begin, block.span.end)))
            continue
        parsed = _parse(text, block.span, nested=True)
        close = parsed.closed[0] if parsed.closed else None
        end = close[1] if close else block.span.end
        parts.append(trim(text, Span(begin, close[3] if close else block.span.end)))
        rest = Span(end, block.span.end)
    kept = tuple(part for part in parts if part.start < part.end)
    if kept:
        yield Stretch(kept, Span(opened[0], end))
    if rest is not None and rest.start < rest.end:
        yield from _in_block(text, Block(rest, run[-1].kind))


def _one(text: str, outer: Span, inner: Span) -> Iterator[Stretch]:
    part = trim(text, inner)
    if part.start < part.end:
        yield Stretch((part,), outer)


def _paragraphs(text: str, all_blocks: Sequence[Block], first: int, taken: set[int]) -> int | None:
    """Return the index of the block in which the quotation left open in block ``first`` ends, or None.

    The convention: no closing mark at the end of a paragraph, an opening one at the start of the next.
    """
    at = first
    while at + 1 < len(all_blocks) and at - first < _MAX_PARAGRAPHS:
        if _parse(text, all_blocks[at].span, nested=True).open_from is None:
            return at if at > first else None
        following = all_blocks[at + 1]
        mark = _DOUBLE.match(text, following.span.start)
        if at + 1 in taken or mark is None or mark.group() in _CLOSERS:
            return None
        at += 1
    closes = _parse(text, all_blocks[at].span, nested=True).open_from is None
    return at if at > first and closes else None


def _parse(text: str, within: Span, *, nested: bool) -> _Parsed:
    """Pair the double marks of one block.

    With ``nested``, an opening mark inside an open quotation opens one inside it; without, it means
    that the first was never closed and is dropped.
    """
    closed: list[tuple[int, int, int, int]] = []
    opened: tuple[int, int] | None = None
    depth = 0
    for mark in _DOUBLE.finditer(text, within.start, within.end):
        opens, closes = _directions(text, mark, within)
        if opened is None:
            if opens:
                opened, depth = mark.span(), 1
        elif closes and not (opens and mark.group() in _OPENERS):
            depth -= 1
            if depth == 0:
                closed.append((opened[0], mark.end(), opened[1], mark.start()))
                opened = None
        elif opens and nested:
            depth += 1
        elif opens:
            opened = mark.span()
    return _Parsed(closed, opened)


def _directions(text: str, mark: re.Match[str], within: Span) -> tuple[bool, bool]:
    """Tell whether a mark can open and whether it can close, by its form and its neighbours."""
    before = text[mark.start() - 1] if mark.start() > within.start else " "
    after = text[mark.end()] if mark.end() < within.end else " "
    opening = before in _BEFORE_OPENING and not after.isspace()
    closing = not before.isspace() and not after.isalnum()
    form = mark.group()
    if form in _OPENERS:
        wrong_way = closing and not opening
        return not wrong_way, wrong_way
    if form in _CLOSERS:
        wrong_way = opening and not closing
        return wrong_way, not wrong_way
    if not opening and not closing:  # between two letters or two spaces: the state decides
        return not after.isspace(), True
    return opening, closing


def _singles(
    text: str, within: Span, closed: Sequence[tuple[int, int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Find quotations between single marks outside of those between double ones."""
    edges = [within.start, *(at for start, end, *_ in sorted(closed) for at in (start, end)), within.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        at = start
        while (mark := _OPENING_SINGLE.search(text, at, end)) is not None:
            at = mark.end()
            before = text[mark.start() - 1] if mark.start() > within.start else " "
            if before not in _BEFORE_SINGLE or _CLIPPED.match(text, mark.start()):
                continue
            if (close := _closing_single(text, mark.end(), end)) is not None:
                yield mark.start(), close.end(), mark.end(), close.start()
                at = close.end()


def _closing_single(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the closing single mark, telling it from a plural possessive ("the teachers' union")."""
    fallback = None
    for mark in _CLOSING_SINGLE.finditer(text, start + 1, min(end, start + _MAX_SINGLE)):
        before = text[mark.start() - 1]
        if before.isspace():
            continue
        if before in _STOPS or before not in "sS":
            return mark
        fallback = fallback or mark
    return fallback


def _block_quotes(text: str, all_blocks: Sequence[Block]) -> tuple[list[Stretch], set[int]]:
    """Return Markdown block quotes and the indexes of the blocks that they take up."""
    found: list[Stretch] = []
    taken: set[int] = set()
    lines: list[Span] = []
    for match in re.finditer(r"[^\n]*\n?", text):
        marked = _MARKED_LINE.fullmatch(match.group().rstrip("\r\n"))
        if marked:
            lines.append(Span(match.start() + marked.start(1), match.start() + marked.end(1)))
            continue
        if lines:
            found.extend(_block_quote(text, lines))
            lines = []
    starts = [block.span.start for block in all_blocks]
    for stretch in found:
        first = max(0, bisect_left(starts, stretch.outer.start) - 1)
        beyond = bisect_left(starts, stretch.outer.end)
        taken.update(i for i in range(first, beyond) if all_blocks[i].span.overlaps(stretch.outer))
    return [_signed_below(text, stretch) for stretch in found], taken


def _block_quote(text: str, lines: Sequence[Span]) -> Iterator[Stretch]:
    parts = [span for span in (trim(text, line) for line in lines) if span.start < span.end]
    signature = None
    if len(parts) > 1 and (dash := _ATTRIBUTION.match(text, parts[-1].start, parts[-1].end)):
        signature = Span(dash.end(), parts.pop().end)
    if _has_own_cue(text, parts):
        return
    whole = [_unmarked(text, parts, index) for index in range(len(parts))]
    kept = tuple(part for part in whole if part.start < part.end)
    if kept:
        yield Stretch(kept, Span(kept[0].start, kept[-1].end), is_block=True, signature=signature)


def _has_own_cue(text: str, parts: Sequence[Span]) -> bool:
    """Tell whether a block opens with a quotation in marks and goes on without: > "We will pay," Ann Poe said."""
    if not parts or not (mark := _DOUBLE.match(text, parts[0].start)):
        return False
    whole = Span(parts[0].start, parts[-1].end)
    closed = _parse(text, whole, nested=True).closed
    if not closed or closed[0][0] != mark.start():
        return False
    edges = [*(at for start, end, *_ in closed for at in (start, end)), whole.end]
    outside = " ".join(text[start:end] for start, end in zip(edges[1::2], edges[2::2], strict=True))
    return len(re.findall(r"\w+", outside)) > 1


def _unmarked(text: str, parts: Sequence[Span], index: int) -> Span:
    """Take the marks off a block quote that has them as well."""
    span = parts[index]
    start, end = span.start, span.end
    if index == 0 and (mark := _DOUBLE.match(text, start, end)):
        start = mark.end()
    if index == len(parts) - 1 and end > start and text[end - 1] in '"”»':
        end -= 1
    return trim(text, Span(start, end))


def _signed_below(text: str, stretch: Stretch) -> Stretch:
    if stretch.signature is not None:
        return stretch
    below = _BELOW.match(text, stretch.outer.end)
    if below is None:
        return stretch
    return Stretch(stretch.parts, stretch.outer, is_block=True, signature=Span(*below.span(1)))


def trim(text: str, span: Span) -> Span:
    """Return ``span`` without white space, emphasis marks and the comma that only leads on to the cue."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in "*_"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",*_"):
        end -= 1
    return Span(start, end)
