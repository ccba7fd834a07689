"""Each direct quotation of an article beside the sources: printed so, cut, changed, or nowhere.

A quotation is looked up by its words: the places of the sources where most of its rarer words stand
together are aligned with it, and the difference is named (`diff`). What is not near any place word for
word may be a paraphrase: then the sense decides, by shared words and, given an embedder, by its vectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from factcheck.protocols import Embedder
from factcheck.sources import diff, names
from factcheck.sources.alignment import CUT, Aligned, Change, Token, align, tokens
from factcheck.sources.paraphrases import Candidate, best_paraphrases
from factcheck.sources.places import IndexedSource, SourceIndex
from factcheck.sources.quotations import RawQuote, find_quotes
from factcheck.sources.unmarked import author_of, speaker_at
from factcheck.types import Document, Passage, Quote, QuoteStatus, Span

_MAX_WORDS = 2_000
"""Longer quotations are looked up by their first words."""
_MISATTRIBUTABLE = 4
"""Fewer words than this two people may well both say."""
_NAMED_BEFORE = 600
"""Characters before a pronoun in which whoever it may stand for is named."""
_BESIDE = 300
"""Characters on either side of a quotation in which a speaker's affiliation is looked for."""
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
    article: Document,
    sources: Sequence[Document],
    *,
    embedder: Embedder | None = None,
    found: Sequence[RawQuote] | None = None,
) -> tuple[Quote, ...]:
    """Return every direct quotation of ``article`` with what became of it in ``sources``.

    Without ``embedder``, a paraphrase is recognized by the words it shares with its source alone. ``found`` are
    the quotations where they are known already.
    """
    quotes = find_quotes(article) if found is None else found
    wanted = [_wanted(article.text, raw) for raw in quotes]
    if not wanted:
        return ()
    index = SourceIndex(sources)
    matches = [_verbatim(article.text, item, index) for item in wanted]
    open_ones = [i for i, match in enumerate(matches) if match is None and len(wanted[i].words) > _MISATTRIBUTABLE - 1]
    # What one quotation of the article prints is hardly what another one paraphrases.
    taken = [match.passage for match in matches if match is not None]
    chosen = best_paraphrases([(wanted[i].raw, wanted[i].words) for i in open_ones], index, embedder, taken)
    for i, candidate in zip(open_ones, chosen, strict=True):
        if candidate is not None:
            matches[i] = _paraphrased(article.text, wanted[i], candidate)
    return tuple(_quote(item.raw, match) for item, match in zip(wanted, matches, strict=True))


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
        near = _nearest(wanted, source, place.words)
        if near is None:
            continue
        named, aligned, window = near
        begin = aligned.source.start
        printed = Span(window[begin].span.start, window[aligned.source.end - 1].span.end)
        words_of = list(_diff(text, wanted.words, source.document.text, window, aligned.changes))
        if named is QuoteStatus.EXACT and _loses_not(wanted, window, begin, source.document.text):
            lost = _whole_words(window, begin - 1, begin)
            words_of.insert(0, ("insert", "", _read(source.document.text, window, lost)))
            printed = Span(window[lost.start].span.start, printed.end)
            named = QuoteStatus.NEGATION_DROPPED
        in_source = printed.of(source.document.text)
        if named is QuoteStatus.EXACT and _ELLIPSIS.search(wanted.raw.text) and not _ELLIPSIS.search(in_source):
            named = QuoteStatus.TRIMMED
        quote = source.quote_at(printed)
        speaker = quote.speaker if quote is not None else speaker_at(source.turns, printed)
        if quote is None and speaker is None:
            speaker = _author(wanted, source.document, printed)
        agrees = names.same_speaker(wanted.raw.speaker, speaker)
        if agrees is False and (
            _may_mean(text, wanted.raw, speaker, quote, source.document.text)
            or _speaks_for(speaker, wanted.raw.speaker, text, wanted.raw.span)
            or _speaks_for(wanted.raw.speaker, speaker, source.document.text, printed)
        ):
            agrees = None
        if (
            named in (QuoteStatus.EXACT, QuoteStatus.TRIMMED)
            and agrees is False
            and len(wanted.words) >= _MISATTRIBUTABLE
        ):
            named = QuoteStatus.MISATTRIBUTED
        found.append(
            _Found(named, Passage(source.document, printed), speaker, agrees, aligned.cost, order, tuple(words_of))
        )
    return min(found, key=lambda f: (_RANK.index(f.status), f.cost, f.agrees is not True, f.order), default=None)


def _nearest(
    wanted: _Wanted, source: IndexedSource, words: Span
) -> tuple[QuoteStatus, Aligned, Sequence[Token]] | None:
    """Align a quotation with one place, with and without the cues that interrupt quotations there."""
    text = source.document.text
    whole = source.words[words.start : words.end]
    windows = [whole]
    inside = [gap for gap in source.gaps if whole and gap.start < whole[-1].span.end and whole[0].span.start < gap.end]
    if inside:
        windows.append(tuple(w for w in whole if not any(gap.start <= w.span.start < gap.end for gap in inside)))
    found = [
        (named, aligned, window)
        for window in windows
        for named, aligned in _named(wanted, window, text)
        if aligned.changes
    ]
    return min(found, key=lambda item: item[1].cost, default=None)


def _named(wanted: _Wanted, window: Sequence[Token], text: str) -> Iterator[tuple[QuoteStatus, Aligned]]:
    """Name the difference between a quotation and the nearest words of a window; nothing if none are near."""
    aligned = align(wanted.words, window)
    if aligned is None:
        return
    aligned = _with_negation(aligned, window, text)
    named = diff.status(aligned.changes, wanted.words, window, wanted.bracketed)
    if named in (None, QuoteStatus.PARAPHRASED):
        cut = align(wanted.words, window, skip=CUT)
        if cut is not None and _is_cut(wanted, cut):
            yield diff.status(cut.changes, wanted.words, window, wanted.bracketed) or QuoteStatus.TRIMMED, cut
            return
    if named is not None:
        yield named, aligned


def _is_cut(wanted: _Wanted, cut: Aligned) -> bool:
    """Tell whether all quoted words are there, with no more clauses left out between than is plausible."""
    holes = sum(change.operation == "insert" for change in cut.changes)
    marked = len(_ELLIPSIS.findall(wanted.raw.text))
    return all(c.operation in ("equal", "insert") for c in cut.changes) and holes <= max(marked, _CUTS)


def _loses_not(wanted: _Wanted, window: Sequence[Token], start: int, text: str) -> bool:
    """Tell whether a quotation that opens like a sentence leaves out the negation right before it."""
    if not start or not wanted.raw.text[:1].isupper() or not diff.is_negator(window[start - 1].norm):
        return False
    return not text[window[start - 1].span.end : window[start].span.start].strip()


def _with_negation(aligned: Aligned, window: Sequence[Token], text: str) -> Aligned:
    """Set a quotation's first word, if the source lacks it, against a negation that stands there: "All", "None"."""
    first, start = aligned.changes[0], aligned.source.start
    if not start or first.operation != "delete" or first.quote.end - first.quote.start != 1:
        return aligned
    between = text[window[start - 1].span.end : window[start].span.start]
    if not diff.is_negator(window[start - 1].norm) or between.strip():
        return aligned
    changes = (Change("replace", first.quote, Span(start - 1, start)), *aligned.changes[1:])
    return replace(aligned, changes=changes, source=Span(start - 1, aligned.source.end))


def _whole_words(window: Sequence[Token], start: int, end: int) -> Span:
    """Widen a range of words to the beginning of the contraction it starts in."""
    while start and window[start - 1].span.end == window[start].span.start:
        start -= 1
    return Span(start, end)


def _may_mean(text: str, raw: RawQuote, theirs: str | None, quote: RawQuote | None, source_text: str) -> bool:
    """Tell whether a pronoun on one side may stand for the speaker of the other, who is named before it."""
    sides = ((text, raw, theirs), (source_text, quote, raw.speaker))
    for where, pronoun, other in sides:
        person = names.person_in(other or "")
        if person is None or pronoun is None or pronoun.mention is None:
            continue
        before = where[max(0, pronoun.mention.start - _NAMED_BEFORE) : pronoun.mention.start]
        if names.is_pronoun(pronoun.mention.of(where)) and person.split()[-1] in before:
            return True
    return False


def _speaks_for(body: str | None, person: str | None, text: str, said: Span) -> bool:
    """Tell whether a person speaks for the body that the other side names: its name stands beside the words."""
    if body is None or person is None or names.person_in(person) is None:
        return False
    named = names.person_in(body)
    # "China" is no person, "Linden" is where "Amara Linden" stands somewhere.
    if named is not None and (" " in named or re.search(rf"[A-Z][\w.’'-]*\s+{re.escape(named)}\b", text)):
        return False
    telling = {names.stem(word) for word in names.WORD.findall(body) if word[0].isupper()} - names.UNNAMING
    beside = {names.stem(word) for word in names.WORD.findall(text[max(0, said.start - _BESIDE) : said.end + _BESIDE])}
    roots = [name[: max(4, len(name) - 1)] for name in telling]  # "China" is in "a Chinese official"
    return bool(roots) and all(any(word.startswith(root) for word in beside) for root in roots)


def _author(wanted: _Wanted, document: Document, printed: Span) -> str | None:
    """Return the author of words that a source prints as its own, if plainly somebody else.

    Only for a long quotation, and a speaker whom the document never names.
    """
    name = author_of(document)
    speaker = names.person_in(wanted.raw.speaker or "")
    is_long = printed.end - printed.start >= 30
    if name is None or speaker is None or not is_long or speaker.split()[-1] in document.text:
        return None
    return name


def _diff(
    text: str, quoted: Sequence[Token], source_text: str, printed: Sequence[Token], changes: Sequence[Change]
) -> Iterator[tuple[str, str, str]]:
    for change in changes:
        yield change.operation, _read(text, quoted, change.quote), _read(source_text, printed, change.source)


def _read(text: str, words: Sequence[Token], run: Span) -> str:
    """Return a run of words as printed; only halves of one word stand without a space."""
    pieces: list[str] = []
    for at in range(run.start, run.end):
        joined = at > run.start and words[at - 1].span.end == words[at].span.start
        pieces.append(("" if joined or not pieces else " ") + words[at].span.of(text))
    return "".join(pieces)


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
