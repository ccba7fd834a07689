"""FEVER and SciFact with evidence that has to be found in the corpus: labels and sentences, official figures.

Two ways, which differ in what is searched and in who decides:

- ``retrieved``: each sentence of the corpus stands alone. The nearest ``top_k`` sentences of a claim are
  scored, and the stronger stance decides where its best sentence reaches the threshold of the model;
- ``end-to-end``: the pipeline of a check. Documents are searched by its own index in windows of one to
  three sentences, and its aggregator decides, which weighs passages by relevance; a CONFLICTING verdict
  has no label in these datasets and becomes not enough information. Of a deciding window every sentence is
  predicted as evidence.

FEVER has one label a claim, SciFact one for each abstract: there the decision is made for each abstract
by itself. The whole corpus is held in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from factcheck.checker import FactChecker, make_thresholds
from factcheck.errors import DataError
from factcheck.evaluation.examples import CorpusDocument, SentenceRef, VerificationExample
from factcheck.evaluation.loaders import load_documents
from factcheck.evaluation.loaders.fever import plain_text
from factcheck.evaluation.official.fever import MAX_EVIDENCE, NOT_ENOUGH_INFO, FeverPrediction
from factcheck.evaluation.official.scifact import PredictedAbstract
from factcheck.evaluation.predictions import append_lines, hash_of
from factcheck.evaluation.tasks.resumed import kept_lines
from factcheck.evaluation.tasks.submissions import READERS, official_figures
from factcheck.protocols import Progress, Retriever, silent
from factcheck.text import plain
from factcheck.types import Claim, Document, Evidence, Label, Passage, Span, Stance
from factcheck.verdicts import Thresholds

Mode = Literal["retrieved", "end-to-end"]

_AT_ONCE = 16
_SENTENCES_AT_ONCE = 512
_MAX_RATIONALE = 3  # of an abstract the leaderboard looks at the first three
_STANCES = {Label.SUPPORTED: Stance.SUPPORTS, Label.REFUTED: Stance.REFUTES}
_FEVER = {Stance.SUPPORTS: "SUPPORTS", Stance.REFUTES: "REFUTES", Stance.NEUTRAL: NOT_ENOUGH_INFO}
_SCIFACT = {Stance.SUPPORTS: "SUPPORT", Stance.REFUTES: "CONTRADICT"}


Decision = tuple[Stance, list[Evidence]]
"""The stance that wins, and the passages it rests on, best first."""


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What is searched, where its sentences stand in each document, and a digest of all of it."""

    documents: tuple[Document, ...]
    sentences: Mapping[str, tuple[tuple[Span, SentenceRef], ...]]
    digest: str

    def refs(self, passage: Passage) -> list[SentenceRef]:
        """Return the sentences that ``passage`` touches."""
        return [ref for span, ref in self.sentences[passage.document.id] if span.overlaps(passage.span)]


def evaluate_verification(
    dataset: str,
    claims: Sequence[VerificationExample],
    corpus: Path,
    checker: FactChecker,
    mode: Mode,
    *,
    predictions: Path | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Find evidence for every claim in ``corpus``, label it, and return the official figures.

    ``predictions`` keeps one line a claim in the official format, with a ``key`` beside it that names
    models, settings, corpus and claim; a stopped run goes on from it. Raises DataError for a corpus of
    another form, ConfigError where ``predictions`` holds lines of another run.
    """
    made = _corpus(load_documents(dataset, corpus), dataset, apart=mode == "retrieved")
    if not made.documents:
        raise DataError(f"{corpus}: no sentences; give the corpus of the dataset")
    pipeline = checker.pipeline
    run = (mode, pipeline.embedder.info.sha256, pipeline.scorer.info.sha256, pipeline.config_digest, made.digest)
    keys = {claim.id: hash_of(*run, claim.id, claim.claim) for claim in claims}
    answered = kept_lines(predictions, keys)
    found: dict[str, Any] = {}
    if answered and predictions is not None:
        kept = READERS[dataset](predictions)
        found = {name: prediction for name, prediction in kept.items() if name in answered}
    todo = [claim for claim in claims if claim.id not in found]
    if todo:
        search = _search(checker, made, mode, progress)
        decide = _decider(checker, mode)
        for start in range(0, len(todo), _AT_ONCE):
            progress("claims", len(claims) - len(todo) + start, len(claims))
            part = todo[start : start + _AT_ONCE]
            texts = [_claim(claim, dataset) for claim in part]
            lines = []
            for claim, decided in zip(part, _evidence(texts, search, checker), strict=True):
                found[claim.id], line = _FORMS[dataset](_claim(claim, dataset), decided, made, decide)
                lines.append({"id": int(claim.id) if claim.id.isdecimal() else claim.id, **line, "key": keys[claim.id]})
            append_lines(predictions, lines)
    progress("claims", len(claims), len(claims))
    return {"mode": mode, "top_k": pipeline.top_k, **official_figures(dataset, claims, found)}


def _corpus(documents: Iterable[CorpusDocument], dataset: str, *, apart: bool) -> _Corpus:
    """Make sources of a corpus: one a document, or one a sentence. Of two documents of one name the first stays."""
    clean = plain_text if dataset == "fever" else str
    state = hashlib.sha256()
    made: list[Document] = []
    places: dict[str, tuple[tuple[Span, SentenceRef], ...]] = {}
    for document in documents:
        lines = [
            (SentenceRef(document.id, i), clean(text)) for i, text in enumerate(document.sentences) if text.strip()
        ]
        for group in [[line] for line in lines] if apart else [lines] if lines else []:
            text, spans = "", []
            for ref, sentence in group:
                text += " " if text else ""
                spans.append((Span(len(text), len(text) + len(sentence)), ref))
                text += sentence
            name = f"{document.id}\t{group[0][0].sentence}" if apart else document.id
            if name in places:
                continue
            state.update(f"{name}\n{text}\n".encode("utf-8", "surrogatepass"))
            made.append(replace(Document.from_text(text, title=document.title), id=name))
            places[name] = tuple(spans)
    return _Corpus(tuple(made), places, state.hexdigest())


Search = Callable[[Sequence[str]], list[list[tuple[Passage, float]]]]


def _search(checker: FactChecker, corpus: _Corpus, mode: Mode, progress: Progress) -> Search:
    pipeline = checker.pipeline
    if mode == "end-to-end":
        retriever: Retriever = pipeline.indexer(corpus.documents, progress)
        return lambda queries: retriever.search(queries, pipeline.top_k)
    from factcheck.retrieval.memory import MemoryRetriever

    alone = MemoryRetriever(
        corpus.documents,
        pipeline.embedder,
        sizes=(1,),
        documents_per_call=_SENTENCES_AT_ONCE,
        progress=progress,
    )
    return lambda queries: [
        [(Passage(document, Span(0, len(document.text))), relevance) for document, relevance in hits]
        for hits in alone.search_documents(queries, pipeline.top_k)
    ]


def _evidence(claims: Sequence[Claim], search: Search, checker: FactChecker) -> Iterator[list[Evidence]]:
    """Yield the scored passages of each claim."""
    hits = search([claim.text for claim in claims])
    pairs = [(plain(p.text), claim.text) for claim, own in zip(claims, hits, strict=True) for p, _ in own]
    scores = iter(checker.pipeline.scorer.score(pairs))
    for own in hits:
        yield [Evidence(passage, next(scores), relevance) for passage, relevance in own]


Decider = Callable[[Claim, Sequence[Evidence]], Decision]


def _decider(checker: FactChecker, mode: Mode) -> Decider:
    if mode == "retrieved":
        thresholds = make_thresholds(checker.settings)
        return lambda _, evidence: strongest(evidence, thresholds)

    def verdict(claim: Claim, evidence: Sequence[Evidence]) -> Decision:
        found = checker.pipeline.aggregator.decide(claim, evidence, {}, frozenset())
        stance = _STANCES.get(found.label, Stance.NEUTRAL)
        return stance, [item for item in found.evidence if item.stance is stance is not Stance.NEUTRAL]

    return verdict


def strongest(evidence: Sequence[Evidence], thresholds: Thresholds) -> Decision:
    """Return the stance of the highest probability that reaches its threshold, and its passages.

    At equal probability it is support; below both thresholds NEUTRAL, without passages.
    """
    sides = []
    for stance, least in ((Stance.SUPPORTS, thresholds.support), (Stance.REFUTES, thresholds.refute)):
        own = sorted((item for item in evidence if item.stance is stance), key=lambda item: -_probability(item))
        if own and _probability(own[0]) >= least:
            sides.append((stance, own))
    return max(sides, key=lambda side: _probability(side[1][0]), default=(Stance.NEUTRAL, []))


def _probability(evidence: Evidence) -> float:
    return evidence.scores.supports if evidence.stance is Stance.SUPPORTS else evidence.scores.refutes


def _claim(example: VerificationExample, dataset: str) -> Claim:
    text = plain_text(example.claim) if dataset == "fever" else example.claim
    return Claim(example.id, plain(text), text, Span(0, len(text)), 1.0)


def _refs(decided: Sequence[Evidence], corpus: _Corpus) -> list[SentenceRef]:
    """Return the sentences of the passages, each once, in order."""
    return list(dict.fromkeys(ref for item in decided for ref in corpus.refs(item.passage)))


def _fever(
    claim: Claim, evidence: Sequence[Evidence], corpus: _Corpus, decide: Decider
) -> tuple[FeverPrediction, dict[str, Any]]:
    stance, decided = decide(claim, evidence)
    refs = tuple(_refs(decided, corpus)[:MAX_EVIDENCE])
    line = {"predicted_label": _FEVER[stance], "predicted_evidence": [[ref.document, ref.sentence] for ref in refs]}
    return FeverPrediction(_FEVER[stance], refs), line


def _scifact(
    claim: Claim, evidence: Sequence[Evidence], corpus: _Corpus, decide: Decider
) -> tuple[dict[str, PredictedAbstract], dict[str, Any]]:
    by_abstract: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_abstract.setdefault(corpus.sentences[item.passage.document.id][0][1].document, []).append(item)
    found = {}
    for abstract, own in by_abstract.items():
        stance, decided = decide(claim, own)
        if stance in _SCIFACT:
            sentences = tuple(ref.sentence for ref in _refs(decided, corpus)[:_MAX_RATIONALE])
            found[abstract] = PredictedAbstract(_SCIFACT[stance], sentences)
    line = {name: {"label": one.label, "sentences": list(one.sentences)} for name, one in found.items()}
    return found, {"evidence": line}


_FORMS: Mapping[str, Callable[..., tuple[Any, dict[str, Any]]]] = {"fever": _fever, "scifact": _scifact}
