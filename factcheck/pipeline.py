"""The check itself: claims, evidence, stances, verdicts, over protocols only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from factcheck.checks import adjusted, compare
from factcheck.nli.premise import premise_of
from factcheck.protocols import (
    Aggregator,
    ClaimDetector,
    Embedder,
    Indexer,
    Progress,
    Retriever,
    SourceVerifier,
    StanceScorer,
    silent,
)
from factcheck.text import plain
from factcheck.types import (
    INTERRUPTED,
    Attribution,
    CitedPages,
    Claim,
    Document,
    Evidence,
    Failure,
    Label,
    ModelInfo,
    Passage,
    Provenance,
    Report,
    SourceNote,
    Span,
    StanceScores,
    Standing,
    Verdict,
    digest,
)

_CLAIMS_AT_ONCE = 16
"""Claims scored in one call: few enough that an interruption loses little."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages of a check, each behind its protocol.

    For each claim ``top_k`` passages that may decide are scored, and those set aside that are better.
    ``config_digest``, ``version`` and ``store_version`` go into the report.
    """

    detector: ClaimDetector
    embedder: Embedder
    indexer: Indexer
    scorer: StanceScorer
    aggregator: Aggregator
    source_verifier: SourceVerifier
    top_k: int
    version: str
    config_digest: str
    store_version: str | None = None

    def check(
        self,
        article: Document,
        sources: Sequence[Document],
        *,
        failures: Sequence[Failure] = (),
        cited: CitedPages | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Check every claim of ``article`` against ``sources``, and what it says of the sources.

        Pages that were fetched because the article cites them (``cited``) bear on its quotations, attributions and
        citations; verdicts rest on the sources that the user chose alone.
        """
        report = self._report(article, self.detector.detect(article), sources, failures, progress, cited=cited)
        return self._with_findings(report, progress, cited)

    def verify_sources(
        self,
        article: Document,
        sources: Sequence[Document],
        *,
        failures: Sequence[Failure] = (),
        cited: CitedPages | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Verify quotations, attributions, citations and independence alone: a report without claims."""
        return self._with_findings(self._report(article, (), sources, failures, progress, cited=cited), progress, cited)

    def verify(
        self,
        claims: Sequence[str],
        sources: Sequence[Document],
        *,
        failures: Sequence[Failure] = (),
        progress: Progress = silent,
    ) -> Report:
        """Check given claims; the report's article is the claims, one a line."""
        article = Document.from_text("\n".join(claims), name="claims")
        made, start = [], 0
        for text in claims:
            span = Span(start, start + len(text))
            identity = f"c-{digest(article.id, str(start), text)}"
            made.append(Claim(identity, plain(text), text, span, check_worthiness=1.0))
            start += len(text) + 1
        return self._report(article, tuple(made), sources, failures, progress)

    def _report(
        self,
        article: Document,
        claims: tuple[Claim, ...],
        sources: Sequence[Document],
        failures: Sequence[Failure],
        progress: Progress,
        *,
        cited: CitedPages | None = None,
    ) -> Report:
        pages = cited or CitedPages()
        failed = [*failures, *pages.failures]
        verdicts: list[Verdict] = []
        notes: tuple[SourceNote, ...] | None = None
        if claims:
            # The scorer's weights are read from disk while the sources are embedded.
            loading = threading.Thread(target=_load_quietly, args=(self.scorer,), daemon=True)
            loading.start()
            try:
                retriever = self.indexer(sources, progress)
                progress("search", 0, 1)
                sources, found, notes = self._found(article, claims, sources, pages, retriever)
                progress("search", 1, 1)
                loading.join()
                self._decide(article, claims, found, verdicts, notes, progress=progress)
            except KeyboardInterrupt:
                open_claims = claims[len(verdicts) :]
                failed.extend(Failure("nli", claim.id, f"{INTERRUPTED} before its verdict") for claim in open_claims)
        if notes is None:
            notes = self.source_verifier.notes(article, (*sources, *pages.documents))
        return Report(
            article=article,
            verdicts=tuple(verdicts),
            sources=(*sources, *pages.documents),
            failures=tuple(failed),
            provenance=Provenance(
                factcheck_version=self.version,
                models=(*_info_of(self.detector), self.embedder.info, self.scorer.info),
                config_digest=self.config_digest,
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                store_version=self.store_version,
            ),
            notes=notes,
        )

    def _found(
        self,
        article: Document,
        claims: Sequence[Claim],
        sources: Sequence[Document],
        pages: CitedPages,
        retriever: Retriever,
    ) -> tuple[tuple[Document, ...], list[list[tuple[Passage, float]]], tuple[SourceNote, ...]]:
        """Return the sources with those that a store brings in, the passages of each claim, and the sources' notes.

        What a store brings in may have to be set aside in its turn: then it is searched once more.
        """
        texts = [claim.text for claim in claims]
        notes = self.source_verifier.notes(article, (*sources, *pages.documents))
        aside = Standing.of(notes).set_aside
        found = retriever.search(texts, self.top_k, aside)
        consulted = _with_evidence(sources, found)
        if len(consulted) > len(sources):
            notes = self.source_verifier.notes(article, (*consulted, *pages.documents))
            more = Standing.of(notes).set_aside
            if not more <= aside:
                found = retriever.search(texts, self.top_k, more | aside)
                consulted = _with_evidence(sources, found)
                notes = self.source_verifier.notes(article, (*consulted, *pages.documents))
        return consulted, found, notes

    def _with_findings(self, report: Report, progress: Progress, cited: CitedPages | None) -> Report:
        """Add what the sources' verification finds; the verdict on what was attributed is that on its claim."""
        if report.was_interrupted:
            return report
        try:
            unreachable = cited.unreachable if cited else {}
            findings = self.source_verifier.verify(report.article, report.sources, progress, unreachable)
        except KeyboardInterrupt:
            failure = Failure("sources", report.article.id, f"{INTERRUPTED} before its sources were verified")
            return replace(report, failures=(*report.failures, failure))
        attributions = tuple(replace(a, content_label=_label_of(a, report.verdicts)) for a in findings.attributions)
        return replace(report, findings=replace(findings, attributions=attributions))

    def _decide(
        self,
        article: Document,
        claims: Sequence[Claim],
        found: Sequence[Sequence[tuple[Passage, float]]],
        verdicts: list[Verdict],
        notes: Sequence[SourceNote],
        *,
        progress: Progress,
    ) -> None:
        """Score and decide, a group of claims at a time, appending to ``verdicts``."""
        standing = Standing.of(notes)
        total = sum(len(hits) for hits in found)
        scored = 0
        for start in range(0, len(claims), _CLAIMS_AT_ONCE):
            group = range(start, min(start + _CLAIMS_AT_ONCE, len(claims)))
            pairs = [(premise_of(passage), claims[i].text) for i in group for passage, _ in found[i]]

            def show(done: int, before: int = scored) -> None:
                progress("score evidence", before + done, total)

            scores = iter(self.scorer.score(pairs, show))
            scored += len(pairs)
            for i in group:
                evidence = [
                    _checked(claims[i], passage, next(scores), relevance, article.published)
                    for passage, relevance in found[i]
                ]
                verdicts.append(self.aggregator.decide(claims[i], evidence, standing))
        progress("score evidence", total, total)


def _checked(
    claim: Claim, passage: Passage, scores: StanceScores, relevance: float, claim_date: str | None
) -> Evidence:
    """Return the evidence with its checks, and the scores as the rules of the checks leave them."""
    source = passage.document
    found = compare(claim.text, passage.text, claim_date=claim_date, evidence_date=source.published)
    checks = tuple(
        replace(one, evidence_span=one.evidence_span.shifted(passage.span.start)) if one.evidence_span else one
        for one in found
    )
    return Evidence(passage, adjusted(scores, checks), relevance, checks)


def _with_evidence(
    sources: Sequence[Document], found: Sequence[Sequence[tuple[Passage, float]]]
) -> tuple[Document, ...]:
    """Return the sources with the documents that a store brought in, in the order they were found."""
    every = {source.id: source for source in sources}
    for hits in found:
        for passage, _ in hits:
            every.setdefault(passage.document.id, passage.document)
    return tuple(every.values())


def _label_of(attribution: Attribution, verdicts: Sequence[Verdict]) -> Label | None:
    """Return the verdict on the claim that shares most of the attribution's words in the article."""
    shared = [
        (min(v.claim.span.end, attribution.span.end) - max(v.claim.span.start, attribution.span.start), v)
        for v in verdicts
    ]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1].label if best[1] is not None and best[0] > 0 else None


def _info_of(detector: ClaimDetector) -> tuple[ModelInfo, ...]:
    """Return which model the detector uses, if it uses one and says so."""
    info = getattr(detector, "info", None)
    return (info,) if isinstance(info, ModelInfo) else ()


def _load_quietly(scorer: StanceScorer) -> None:
    """Load ahead of need; an error is raised again, and reported, where the scorer is used."""
    from factcheck.errors import FactcheckError

    try:
        scorer.load()
    except FactcheckError:
        return
