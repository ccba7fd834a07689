"""Each direct quotation of an article beside the sources: printed so, cut, changed, or nowhere.

A quotation is looked up by its words: the places of the sources where most of its rarer words stand
together are aligned with it, and the difference is named (`diff`). What is not near any place word for
word may be a paraphrase: then the sense decides, by shared words and, given an embedder, by its vectors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.protocols import Embedder
from factcheck.sources import diff, names
from factcheck.sources.alignment import CUT, Aligned, Change, Token, align, tokens
from factcheck.sources.paraphrases import Candidate, best_paraphrases
from factcheck.sources.places import SourceIndex
from factcheck.sources.quotations import RawQuote, find_quotes
from factcheck.types import Document, Passage, Quote, QuoteStatus, Span

_MAX_WORDS = 2_000
"""Longer quotations are looked up by their first words."""
_MISATTRIBUTABLE = 4
"""Fewer words than this two people may well both say."""
_CUTS = 1
"""Clauses that may be missing without an ellipsis before the rest no longer counts as one quotation."""
_BRACKETED = re.compile(r"\[[^\[\]\n]{0,200}\]")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.|\[\s*\]")
_RANK = (
    QuoteStatus.EXACT,
    QuoteStatus.TRIMMED,
    QuoteStatus.MISATTRIBUTED,
    QuoteStatus.NEGATION_DROPPED,
    QuoteStatus.ALTERED_NUMBER,
    QuoteStatus.PARAPHRASED,
)


@dataclass(frozen=True, slots=True)
class _Found:
    status: QuoteStatus
    passage: Passage
    speaker: str | None
    agrees: bool | None
    cost: int
    order: int
    diff: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    raw: RawQuote
    words: tuple[Token, ...]
    bracketed: frozenset[int]


def verify_quotes(
    article: Document, sources: Sequence[Document], *, embedder: Embedder | None = None
) -> tuple[Quote, ...]:
    """Return every direct quotation of ``article`` with what became of it in ``sources``.

    Without ``embedder``, a paraphrase is recognized by the words it shares with its source alone.
    """
    return verify_found(article, find_quotes(article), sources, embedder=embedder)


def verify_found(
    article: Document, quotes: Sequence[RawQuote], sources: Sequence[Document], *, embedder: Embedder | None = None
) -> tuple[Quote, ...]:
    """Do the same for quotations found before."""
    wanted = [_wanted(article.text, raw) for raw in quotes]
    if not wanted:
        return ()
    index = SourceIndex(sources)
    found = [_verbatim(article.text, item, index) for item in wanted]
    open_ones = [i for i, match in enumerate(found) if match is None and len(wanted[i].words) > _MISATTRIBUTABLE - 1]
    chosen = best_paraphrases([(wanted[i].raw, wanted[i].words) for i in open_ones], index, embedder)
    for i, candidate in zip(open_ones, chosen, strict=True):
        if candidate is not None:
            found[i] = _paraphrased(article.text, wanted[i], candidate)
    return tuple(_quote(item.raw, match) for item, match in zip(wanted, found, strict=True))


def _wanted(text: str, raw: RawQuote) -> _Wanted:
    words: list[Token] = []
    for part in raw.parts:
        words.extend(tokens(text, part))
    words = words[:_MAX_WORDS]
    brackets = [m.span() for m in _BRACKETED.finditer(text, raw.span.start, raw.span.end)]
    inside = frozenset(
        i for i, word in enumerate(words) if any(start <= word.span.start < end for start, end in brackets)
    )
    return _Wanted(raw, tuple(words), inside)


def _verbatim(text: str, wanted: _Wanted, index: SourceIndex) -> _Found | None:
    """Return the best place that has the words, or nearly."""
    if not wanted.words:
        return None
    found = []
    for order, place in enumerate(index.places(wanted.words)):
        source = index.sources[place.source]
        window = source.words[place.words.start : place.words.end]
        near = _named(wanted, window, source.gaps)
        if near is None:
            continue
        named, aligned, changes = near
        printed = Span(window[aligned.source.start].span.start, window[aligned.source.end - 1].span.end)
        if (
            named is QuoteStatus.EXACT
            and _ELLIPSIS.search(wanted.raw.text)
            and not _ELLIPSIS.search(printed.of(source.document.text))
        ):
            named = QuoteStatus.TRIMMED
        speaker = source.speaker_at(printed) or _author(wanted, source.document, printed)
        agrees = names.same_speaker(wanted.raw.speaker, speaker)
        if (
            named in (QuoteStatus.EXACT, QuoteStatus.TRIMMED)
            and agrees is False
            and len(wanted.words) >= _MISATTRIBUTABLE
        ):
            named = QuoteStatus.MISATTRIBUTED
        words_of = tuple(_diff(text, wanted.words, source.document.text, window, changes))
        found.append(_Found(named, Passage(source.document, printed), speaker, agrees, aligned.cost, order, words_of))
    return min(found, key=lambda f: (_RANK.index(f.status), f.cost, f.agrees is not True, f.order), default=None)


def _named(
    wanted: _Wanted, window: Sequence[Token], gaps: Sequence[Span]
) -> tuple[QuoteStatus, Aligned, tuple[Change, ...]] | None:
    """Align a quotation with one place and name the difference; None when the place is not near."""
    aligned = align(wanted.words, window)
    if aligned is None:
        return None
    changes = _without_cues(aligned, window, gaps)
    named = diff.status(changes, wanted.words, window, wanted.bracketed)
    if named not in (None, QuoteStatus.PARAPHRASED):
        return named, aligned, changes
    cut = align(wanted.words, window, skip=CUT)
    if cut is not None:
        parts = _without_cues(cut, window, gaps)
        holes = sum(change.operation == "insert" for change in parts)
        marked = len(_ELLIPSIS.findall(wanted.raw.text))
        whole = all(change.operation in ("equal", "insert") for change in parts)
        if whole and holes <= max(marked, _CUTS):
            return diff.status(parts, wanted.words, window, wanted.bracketed) or QuoteStatus.TRIMMED, cut, parts
    return (named, aligned, changes) if named is not None else None


def _author(wanted: _Wanted, document: Document, printed: Span) -> str | None:
    """Return the author of words that a source prints as its own, if plainly somebody else.

    Only for a personal byline, a long quotation, and a speaker whom the document never names.
    """
    name = names.person_in(document.author or "")
    speaker = names.person_in(wanted.raw.speaker or "")
    is_long = printed.end - printed.start >= 30
    if name is None or speaker is None or not is_long or speaker.split()[-1] in document.text:
        return None
    return name


def _without_cues(aligned: Aligned, window: Sequence[Token], gaps: Sequence[Span]) -> tuple[Change, ...]:
    """Drop source words that interrupt a quotation there: "…," she said, "…"."""
    kept = []
    for change in aligned.changes:
        if change.operation == "insert":
            skipped = Span(window[change.source.start].span.start, window[change.source.end - 1].span.end)
            if any(gap.start <= skipped.start and skipped.end <= gap.end for gap in gaps):
                continue
        kept.append(change)
    return tuple(kept)


def _diff(
    text: str, quoted: Sequence[Token], source_text: str, printed: Sequence[Token], changes: Sequence[Change]
) -> list[tuple[str, str, str]]:
    return [
        (
            change.operation,
            " ".join(token.span.of(text) for token in quoted[change.quote.start : change.quote.end]),
            " ".join(token.span.of(source_text) for token in printed[change.source.start : change.source.end]),
        )
        for change in changes
    ]


def _paraphrased(text: str, wanted: _Wanted, candidate: Candidate) -> _Found:
    aligned = align(wanted.words, candidate.words)
    changes = aligned.changes if aligned is not None else ()
    theirs, ours = diff.numbers(candidate.words), diff.numbers(wanted.words)
    differs = bool(theirs and ours and not theirs & ours)
    return _Found(
        status=QuoteStatus.ALTERED_NUMBER if differs else QuoteStatus.PARAPHRASED,
        passage=Passage(candidate.document, candidate.span),
        speaker=candidate.speaker,
        agrees=None,
        cost=0,
        order=0,
        diff=tuple(_diff(text, wanted.words, candidate.document.text, candidate.words, changes)),
    )


def _quote(raw: RawQuote, found: _Found | None) -> Quote:
    if found is None:
        return Quote(raw.text, raw.span, raw.speaker, QuoteStatus.NOT_FOUND)
    return Quote(raw.text, raw.span, raw.speaker, found.status, found.passage, found.speaker, found.diff)
