"""Quotations in other words: the sentence of the sources that says what a quotation says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.protocols import Embedder
from factcheck.sources import names
from factcheck.sources.alignment import Token
from factcheck.sources.places import IndexedSource, SourceIndex
from factcheck.sources.quotations import RawQuote
from factcheck.text import sentences
from factcheck.types import Document, Passage, Span

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

_MOST = 1_000
"""Candidates compared by sense, in all: beyond that, those that share most words with a quotation."""
_WORTH_COMPARING = 0.1
"""Share of words from which on a sentence outside of quotations is compared by sense."""
_STEM = 5
"""Letters by which forms of one word are held together ("open", "opens")."""
# Least similarity of a paraphrase: cosine of sentence vectors, or share of weighted words when there is
# no embedder. Where both name the same speaker less is enough; where the words are not printed as a
# quotation, or are another's, more is needed. Measured with the bundled embedder: of 400 true restatements
# 97 % reach 0.45; the nearest other thing that the same speaker said in the same article does in 25 % of
# 296 cases, fewer once what other quotations print is left out.
_COSINE_SAME, _COSINE_OTHER = 0.45, 0.7
_WORDS_SAME, _WORDS_OTHER = 0.3, 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quotation or a sentence of a source, as something that a paraphrase may stand for."""

    document: Document
    span: Span
    words: tuple[Token, ...]
    speaker: str | None
    is_quote: bool

    @property
    def text(self) -> str:
        """The exact words."""
        return self.span.of(self.document.text)


def candidates(index: SourceIndex) -> list[Candidate]:
    """Return every quotation of the sources, every sentence of one, and every sentence outside."""
    return [candidate for source in index.sources for candidate in _of(source)]


def best_paraphrases(
    wanted: Sequence[tuple[RawQuote, Sequence[Token]]],
    index: SourceIndex,
    embedder: Embedder | None,
    taken: Sequence[Passage] = (),
) -> list[Candidate | None]:
    """Return, for each quotation, what it paraphrases, or None.

    ``taken`` are the places that other quotations were found at: they and their copies are no candidates.
    """
    pool = _without(candidates(index), taken) if wanted else []
    if not pool:
        return [None] * len(wanted)
    stems = [_stems(candidate.words, index) for candidate in pool]
    shared = [[_shared(quoted, other) for other in stems] for quoted in (_stems(words, index) for _, words in wanted)]
    if embedder is None:
        return [
            _best(raw, pool, scores, same=_WORDS_SAME, other=_WORDS_OTHER)
            for (raw, _), scores in zip(wanted, shared, strict=True)
        ]
    strongest = [max(row[at] for row in shared) for at in range(len(pool))]
    likely = [at for at in range(len(pool)) if pool[at].is_quote or strongest[at] >= _WORTH_COMPARING]
    kept = sorted(sorted(likely, key=lambda at: (-strongest[at], at))[:_MOST])
    pool = [pool[at] for at in kept]
    texts = list(dict.fromkeys(candidate.text for candidate in pool))  # copies of a wire story repeat each other
    vectors: Vectors = embedder.embed([*(raw.text for raw, _ in wanted), *texts])
    row_of = {text: len(wanted) + at for at, text in enumerate(texts)}
    rows = vectors[[row_of[candidate.text] for candidate in pool]]
    cosines = vectors[: len(wanted)] @ rows.T
    return [
        _best(raw, pool, [float(value) for value in row], same=_COSINE_SAME, other=_COSINE_OTHER)
        for (raw, _), row in zip(wanted, cosines, strict=True)
    ]


def _without(pool: Sequence[Candidate], taken: Sequence[Passage]) -> list[Candidate]:
    spans: dict[str, list[Span]] = {}
    for passage in taken:
        spans.setdefault(passage.document.id, []).append(passage.span)

    def is_taken(candidate: Candidate) -> bool:
        return any(span.overlaps(candidate.span) for span in spans.get(candidate.document.id, ()))

    copies = {candidate.text for candidate in pool if is_taken(candidate)}
    return [candidate for candidate in pool if candidate.text not in copies]


def _best(
    raw: RawQuote, pool: Sequence[Candidate], scores: Sequence[float], *, same: float, other: float
) -> Candidate | None:
    """Return the candidate furthest above what is asked of it."""
    best, margin = None, 0.0
    for candidate, score in zip(pool, scores, strict=True):
        agrees = candidate.is_quote and names.same_speaker(raw.speaker, candidate.speaker) is True
        above = score - (same if agrees else other)
        if above > margin:
            best, margin = candidate, above
    return best


def _stems(words: Sequence[Token], index: SourceIndex) -> dict[str, float]:
    """Return the stems of ``words`` with their weights; a word that no source has weighs 1."""
    return {token.norm[:_STEM]: index.weight(token.norm) or 1.0 for token in words}


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the share of the weighted stems that both have (Dice), 0 to 1."""
    total = sum(one.values()) + sum(other.values())
    return sum(one[stem] + other[stem] for stem in one.keys() & other.keys()) / total if total else 0.0


def _of(source: IndexedSource) -> list[Candidate]:
    text = source.document.text
    starts = [token.span.start for token in source.words]
    found: dict[Span, Candidate] = {}

    def add(span: Span, speaker: str | None, *, is_quote: bool) -> None:
        words = source.words[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        if len(words) > 2 and span not in found:
            found[span] = Candidate(source.document, span, words, speaker, is_quote)

    parts = [(part, quote.speaker) for quote in source.quotes for part in quote.parts]
    for part, speaker in parts:
        add(part, speaker, is_quote=True)
    for sentence in sentences(text):
        for part, speaker in parts:
            if sentence.span.overlaps(part):
                inside = Span(max(sentence.span.start, part.start), min(sentence.span.end, part.end))
                add(inside, speaker, is_quote=True)
        if not any(part.start <= sentence.span.start and sentence.span.end <= part.end + 2 for part, _ in parts):
            turn = next((turn for turn in source.turns if turn.span.overlaps(sentence.span)), None)
            inside = Span(max(sentence.span.start, turn.span.start), sentence.span.end) if turn else sentence.span
            add(inside, turn.speaker if turn else None, is_quote=turn is not None and turn.speaker is not None)
    return list(found.values())
