"""The claim detector of articles: candidates, their clauses, how much each deserves a check, how it reads alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.claims.candidates import candidate_sentences
from factcheck.claims.clauses import clauses
from factcheck.claims.dates import published_on
from factcheck.claims.language import require_english
from factcheck.claims.wording import Rewriter, Wording, same_words
from factcheck.protocols import WorthinessScorer
from factcheck.sources.attributions import find_attributions
from factcheck.text import plain
from factcheck.types import Claim, ClaimAttribution, Document, Span, digest


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause to be judged, its sentence, and the subject that it borrows."""

    span: Span
    sentence: Span
    subject: Span | None


class WorthinessDetector:
    """Finds the claims of an English article that deserve a check.

    ``minimum`` is the least check-worthiness of a claim (0 to 1); None takes the model's own threshold.
    """

    def __init__(self, model: WorthinessScorer, *, minimum: float | None = None) -> None:
        self.info = model.info
        self._model = model
        self._minimum = model.threshold() if minimum is None else minimum

    def detect(self, article: Document) -> tuple[Claim, ...]:
        """Return the claims in the order of the article, each once. Raises InputError where it is not English."""
        require_english(article)
        text = article.text
        parts = [
            _Part(clause.span, sentence.span, clause.subject)
            for sentence in candidate_sentences(text)
            for clause in clauses(text, sentence.span)
        ]
        if not parts:
            return ()
        scores = self._model.score([_alone(text, part) for part in parts])
        rewriter = Rewriter(article, find_attributions(article), published_on(article))
        found = [
            _claim(article, part, score, rewriter.reword(part.span, part.subject))
            for part, score in zip(parts, scores, strict=True)
            if score >= self._minimum
        ]
        return tuple(merged(found))


def merged(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with those that say the same as an earlier one made mentions of it."""
    kept: dict[tuple[str, ...], Claim] = {}
    for claim in claims:
        key = same_words(claim.text)
        first = kept.get(key)
        kept[key] = claim if first is None else replace(first, mentions=(*first.mentions, claim.span))
    return list(kept.values())


def _alone(text: str, part: _Part) -> str:
    words = part.span.of(text)
    if part.subject is not None:
        words = f"{part.subject.of(text)} {words}"
    said = plain(words)
    said = said[:1].upper() + said[1:]
    return said if part.span.end == part.sentence.end else f"{said}."


def _claim(article: Document, part: _Part, score: float, wording: Wording) -> Claim:
    raw = wording.attribution
    attribution = ClaimAttribution(raw.speaker, raw.cue, raw.span) if raw is not None else None
    exact = part.span.of(article.text)
    return Claim(
        id=f"c-{digest(article.id, str(part.span.start), exact)}",
        text=wording.text,
        sentence=part.sentence.of(article.text),
        span=part.span,
        check_worthiness=round(score, 6),
        attribution=attribution,
    )
