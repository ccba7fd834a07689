"""Does a text say what a sentence says? NLI and plain agreement of numbers and negation, weighed openly.

A small NLI model is unsure of paraphrase and of numbers, so it is asked twice, about the claim and
about its denial, and its answers are weighed with what can be read off the words. The weights are few
and fitted by `scripts/measure_attributions.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.protocols import Embedder, StanceScorer
from factcheck.sources.quantities import direction, is_negated, numbers_agree
from factcheck.text import BlockKind, plain, sentences, words
from factcheck.types import Document, Passage, Span

_STOPWORDS = frozenset(
    "a an the and or but of in on at to for from by with as is are was were be been being has have had do does did "
    "will would can could may might must should it its he she they him her his their this that these those there "
    "which who whom whose what when where why how than then so such only own same too very just about also any some "
    "all most more much many other over under up out into after before between while during said say says told "
    "reported according".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MIN_WORDS = 4
_HEADING_WORDS = 6  # a shorter heading asserts nothing
_WORDS_SHARE = 0.3  # share of common words, beside cosine, in relevance
TOP_K = 4
"""Passages weighed for each claim."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What one passage shows about one claim.

    ``supports`` and ``refutes`` are the NLI probabilities of the claim, ``denial`` that of refuting the
    claim's denial less that of supporting it. ``numbers`` is 1 where the passage has every number of
    the claim, -1 where it has others of the same kind, else 0; ``negated`` tells that one of the two
    is negated and the other is not; ``direction`` is 1 where both speak of a rise or both of a fall, -1
    where they differ, else 0. ``relevance`` (0 to 1) is cosine similarity with the share of the
    claim's content words that the passage has.
    """

    passage: Passage
    relevance: float
    supports: float
    refutes: float
    denial: float
    numbers: int
    negated: bool
    direction: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over signals; fitted by `scripts/measure_attributions.py`, kept here.

    ``decide`` is the least probability of agreement for "says so"; passages below ``relevance`` are
    not on the point.
    """

    bias: float = -0.9
    supports: float = 1.0
    refutes: float = 0.0
    denial: float = 3.0
    numbers: float = 1.9
    negated: float = -2.0
    direction: float = 0.3
    decide: float = 0.5
    relevance: float = 0.2

    def agreement(self, signals: Signals) -> float:
        """Return the probability that the passage says what the claim says."""
        total = (
            self.bias
            + self.supports * signals.supports
            + self.refutes * signals.refutes
            + self.denial * signals.denial
            + self.numbers * signals.numbers
            + self.negated * signals.negated
            + self.direction * signals.direction
        )
        return 1.0 / (1.0 + math.exp(-total))


def signals(
    claims: Sequence[str], documents: Sequence[Sequence[Document]], embedder: Embedder, scorer: StanceScorer
) -> list[list[Signals]]:
    """Return, per claim, what the `TOP_K` most relevant passages of its documents show, best first."""
    distinct = {document.id: document for consulted in documents for document in consulted}
    pieces = {key: windows(document) for key, document in distinct.items()}
    every = [passage for found in pieces.values() for passage in found]
    texts = dict.fromkeys([plain(passage.text) for passage in every])
    vectors = dict(zip(texts, embedder.embed(list(texts)), strict=True)) if texts else {}
    nearest: list[list[tuple[Passage, float]]] = []
    for claim, vector, consulted in zip(claims, embedder.embed(list(claims)), documents, strict=True):
        found = []
        for passage in (p for document in consulted for p in pieces[document.id]):
            text = plain(passage.text)
            cosine = max(0.0, float(vectors[text] @ vector))
            found.append((passage, (1 - _WORDS_SHARE) * cosine + _WORDS_SHARE * common_words(claim, text)))
        nearest.append(sorted(found, key=lambda item: -item[1])[:TOP_K])
    pairs = [(plain(p.text), claim) for claim, found in zip(claims, nearest, strict=True) for p, _ in found]
    scores = scorer.score([*pairs, *((premise, denial(claim)) for premise, claim in pairs)])
    answers = iter(zip(scores[: len(pairs)], scores[len(pairs) :], strict=True))
    results = []
    for claim, found in zip(claims, nearest, strict=True):
        shown = []
        for passage, relevance in found:
            text = plain(passage.text)
            straight, denied = next(answers)
            shown.append(
                Signals(
                    passage=passage,
                    relevance=min(1.0, relevance),
                    supports=straight.supports,
                    refutes=straight.refutes,
                    denial=denied.refutes - denied.supports,
                    numbers=numbers_agree(claim, text),
                    negated=is_negated(claim) != is_negated(text),
                    direction=direction(claim) * direction(text),
                )
            )
        results.append(shown)
    return results


def windows(document: Document) -> list[Passage]:
    """Return the sentences of the document and the pairs of sentences that follow each other in a block."""
    usable = []
    for sentence in sentences(document.text):
        size = len(words(sentence.span.of(document.text)))
        least = _HEADING_WORDS if sentence.block.kind is BlockKind.HEADING else _MIN_WORDS
        if size >= least:
            usable.append(sentence)
    spans = [sentence.span for sentence in usable]
    spans += [Span(a.span.start, b.span.end) for a, b in zip(usable, usable[1:], strict=False) if a.block == b.block]
    return [Passage(document, span) for span in sorted(spans)]


def denial(claim: str) -> str:
    """Return the sentence that denies ``claim``."""
    first = claim.split(maxsplit=1)[0] if claim.split() else ""
    lowered = claim[:1].lower() + claim[1:] if first.lower() in _STOPWORDS else claim
    return f"It is not true that {lowered}"


def common_words(claim: str, text: str) -> float:
    """Return the share of the content words of ``claim`` that ``text`` has."""
    wanted, there = content_words(claim), content_words(text)
    return len(wanted & there) / len(wanted) if wanted else 0.0


def content_words(text: str) -> set[str]:
    """Return the stems of the words of ``text`` that carry meaning."""
    found = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return {_stem(word) for word in found if word not in _STOPWORDS}


def _stem(word: str) -> str:
    for ending in ("ing", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
