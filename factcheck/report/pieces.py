"""A text cut where the spans over it begin and end, for reports that mark words in their context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from factcheck.report.harmless import shown
from factcheck.types import Document, Span

_NOTE = "\n\n[… {count} characters left out …]\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that the same spans cover.

    ``keys`` names those spans, the shortest first; ``starts`` and ``ends`` those that begin and end here.
    """

    text: str
    keys: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]


def pieces(text: str, spans: Iterable[tuple[str, Span]], *, within: Span | None = None) -> tuple[Piece, ...]:
    """Cut the part of ``text`` that ``within`` covers (all of it by default) at the ends of ``spans``.

    The pieces joined are that part. Spans may overlap and nest; what reaches beyond is clipped, and
    empty spans are passed over.
    """
    frame = within or Span(0, len(text))
    clipped = [(key, max(s.start, frame.start), min(s.end, frame.end)) for key, s in spans]
    kept = sorted(((key, start, end) for key, start, end in clipped if start < end), key=lambda k: k[2] - k[1])
    cuts = sorted({frame.start, frame.end, *(k[1] for k in kept), *(k[2] for k in kept)})
    opening: dict[int, list[tuple[str, int, int]]] = {}
    for one in kept:
        opening.setdefault(one[1], []).append(one)
    active: list[tuple[str, int, int]] = []
    found = []
    for start, end in pairwise(cuts):
        begun = opening.get(start, [])
        active = sorted([*(a for a in active if a[2] > start), *begun], key=lambda a: a[2] - a[1])
        piece = Piece(
            text=text[start:end],
            keys=tuple(key for key, _, _ in active),
            starts=tuple(key for key, _, _ in begun),
            ends=tuple(key for key, _, last in active if last == end),
        )
        found.append(piece)
    return tuple(found)


class StoredText:
    """The text of a source as a page carries it: whole, or only around the passages that the page quotes.

    ``text`` is as `harmless.shown` makes it. Places in it are counted in UTF-16 code units, as browsers do.
    """

    def __init__(self, document: Document, quoted: Sequence[Span], *, whole: bool, around: int) -> None:
        source = document.text
        windows = [Span(0, len(source))] if whole else _windows(quoted, around, len(source))
        self._source = source
        self._windows: list[tuple[Span, int]] = []  # a part of the source, and where it begins in `text`
        parts: list[str] = []
        length = at = 0
        for window in windows:
            if window.start > at:
                parts.append(_NOTE.format(count=f"{window.start - at:,}"))
                length += _units(parts[-1])
            self._windows.append((window, length))
            parts.append(shown(window.of(source)))
            length += _units(parts[-1])
            at = window.end
        if windows and at < len(source):
            parts.append(_NOTE.format(count=f"{len(source) - at:,}"))
        self.text = "".join(parts)

    def place(self, span: Span) -> tuple[int, int] | None:
        """Return where ``span`` of the source lies in ``text``, or None when it was left out."""
        for window, base in self._windows:
            if window.start <= span.start and span.end <= window.end:
                start = base + _units(shown(self._source[window.start : span.start]))
                return start, start + _units(shown(span.of(self._source)))
        return None


def _windows(quoted: Sequence[Span], around: int, length: int) -> list[Span]:
    """Return the quoted spans with their surroundings, overlapping ones joined."""
    wide = sorted(Span(max(0, s.start - around), min(length, s.end + around)) for s in quoted)
    joined: list[Span] = []
    for span in wide:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
