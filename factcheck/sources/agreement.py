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
from itertools import pairwise

from factcheck.checks.vocabulary import word_set
from factcheck.protocols import Embedder, StanceScorer
from factcheck.sources.quantities import direction, is_negated, numbers_agree
from factcheck.text import BlockKind, Sentence, plain, sentences, words
from factcheck.types import Document, Passage, Span

_STOPWORDS = word_set(
    "a an the and or but of in on at to for from by with as is are was were be been being has have had do does did "
    "will would can could may might must should it its he she they him her his their this that these those there "
    "which who whom whose what when where why how than then so such only own same too very just about also any some "
    "all most more much many other over under up out into after before between while during said say says told "
    "reported according"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MIN_WORDS = 4
_WORDS_SHARE = 0.3  # share of common words, beside cosine, in relevance
TOP_K = 4
"""Passages weighed for each claim."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What one passage shows about one claim.

    ``supports`` is the NLI probability that it supports the claim, ``denial`` that it refutes the claim's
    denial less that it supports it (the probability of refuting the claim itself says little with the
    bundled model: it is high for any two sentences with numbers). ``numbers`` is 1 where the passage
    has every number of the claim, -1 where it has others of the same kind, else 0; ``negated`` tells that
    one of the two is negated and the other is not; ``direction`` is 1 where both speak of a rise or both of a fall, -1
    where they differ, else 0. ``relevance`` (0 to 1) is cosine similarity with the share of the
    claim's content words that the passage has.
    """

    passage: Passage
    relevance: float
    supports: float
    denial: float
    numbers: int
    negated: bool
    direction: int


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over signals, every threshold in one place.

    Fitted by `scripts/measure_attributions.py`. ``sharpness`` is how much more a more relevant passage
    counts; ``decide`` the least agreement of a text that says so; below ``relevance`` no passage is on
    the point.
    """

    bias: float = -1.2
    supports: float = 1.9
    denial: float = 3.8
    numbers: float = 3.0
    negated: float = -2.6
    direction: float = 1.6
    sharpness: float = 4.0
    decide: float = 0.5
    relevance: float = 0.15


DEFAULT = Weights()
"""The fitted weights."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How probably a text says what the claim says (0 to 1), and the passage that shows it best."""

    agreement: float
    relevance: float
    passage: Passage


def features(found: Sequence[Signals], sharpness: float) -> tuple[float, float, float, float, float]:
    """Return supports, denial, numbers, negated and direction, each averaged over the passages by relevance.

    The share of a passage is the softmax of ``sharpness`` times its relevance.
    """
    powers = [math.exp(sharpness * one.relevance) for one in found]
    shares = [power / sum(powers) for power in powers]
    rows = [(one.supports, one.denial, one.numbers, one.negated, one.direction) for one in found]
    supports, denied, number, negated, way = (
        sum(share * float(row[column]) for share, row in zip(shares, rows, strict=True)) for column in range(5)
    )
    return supports, denied, number, negated, way


def judge(found: Sequence[Signals], weights: Weights = DEFAULT) -> Judged | None:
    """Return what the passages together say of the claim; None without passages."""
    if not found:
        return None
    whole = _agreement(features(found, weights.sharpness), weights)
    agrees = whole >= weights.decide
    best = max(found, key=lambda one: one.relevance * (_alone(one, weights) if agrees else 1 - _alone(one, weights)))
    return Judged(whole, max(one.relevance for one in found), best.passage)


def _alone(one: Signals, weights: Weights) -> float:
    return _agreement(features([one], weights.sharpness), weights)


def _agreement(values: tuple[float, ...], weights: Weights) -> float:
    factors = (weights.supports, weights.denial, weights.numbers, weights.negated, weights.direction)
    total = weights.bias + sum(factor * value for factor, value in zip(factors, values, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def signals(
    claims: Sequence[tuple[str, str]],
    documents: Sequence[Sequence[Document]],
    embedder: Embedder,
    scorer: StanceScorer,
) -> list[list[Signals]]:
    """Return, per claim, what the `TOP_K` most relevant passages of its documents show, best first.

    A claim is given as the sentence to check and the words that tell what it is about.
    """
    distinct = {document.id: document for consulted in documents for document in consulted}
    pieces = {key: windows(document) for key, document in distinct.items()}
    every = [passage for found in pieces.values() for passage in found]
    texts = dict.fromkeys([plain(passage.text) for passage in every])
    vectors = dict(zip(texts, embedder.embed(list(texts)), strict=True)) if texts else {}
    nearest: list[list[tuple[Passage, float]]] = []
    topics = embedder.embed([topic for _, topic in claims])
    for (_, topic), vector, consulted in zip(claims, topics, documents, strict=True):
        found = []
        for passage in (p for document in consulted for p in pieces[document.id]):
            text = plain(passage.text)
            cosine = max(0.0, float(vectors[text] @ vector))
            found.append((passage, (1 - _WORDS_SHARE) * cosine + _WORDS_SHARE * common_words(topic, text)))
        nearest.append(sorted(found, key=lambda item: -item[1])[:TOP_K])
    pairs = [(plain(p.text), claim) for (claim, _), found in zip(claims, nearest, strict=True) for p, _ in found]
    scores = scorer.score([*pairs, *((premise, denial(claim)) for premise, claim in pairs)])
    answers = iter(zip(scores[: len(pairs)], scores[len(pairs) :], strict=True))
    results = []
    for (claim, _), found in zip(claims, nearest, strict=True):
        shown = []
        for passage, relevance in found:
            text = plain(passage.text)
            straight, denied = next(answers)
            shown.append(
                Signals(
                    passage=passage,
                    relevance=min(1.0, relevance),
                    supports=straight.supports,
                    denial=denied.refutes - denied.supports,
                    numbers=numbers_agree(claim, text),
                    negated=is_negated(claim) != _negates(claim, passage),
                    direction=direction(claim) * direction(text),
                )
            )
        results.append(shown)
    return results


def windows(document: Document) -> list[Passage]:
    """Return the sentences of the document, headings left out, and the pairs that follow each other in a block."""
    every = sentences(document.text)
    usable = [s for s in every if s.block.kind is not BlockKind.HEADING and _is_long(s, document)]
    spans = [sentence.span for sentence in usable]
    spans += [Span(one.span.start, two.span.end) for one, two in pairwise(usable) if one.block == two.block]
    return [Passage(document, span) for span in sorted(spans)]


def _is_long(sentence: Sentence, document: Document) -> bool:
    return len(words(sentence.span.of(document.text))) >= _MIN_WORDS


def _negates(claim: str, passage: Passage) -> bool:
    """Tell whether a sentence of the passage that shares a word with the claim is negated."""
    text = passage.document.text
    inside = [s.span for s in sentences(text) if s.span.overlaps(passage.span)]
    return any(is_negated(span.of(text)) and common_words(claim, span.of(text)) > 0 for span in inside)


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
