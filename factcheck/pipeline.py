"""The check itself: claims, evidence, stances, verdicts, over protocols only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from factcheck.protocols import (
    Aggregator,
    ClaimDetector,
    Embedder,
    Indexer,
    Progress,
    SourceVerifier,
    StanceScorer,
    silent,
)
from factcheck.text import plain
from factcheck.types import (
    Attribution,
    Claim,
    Document,
    Evidence,
    Failure,
    Label,
    Passage,
    Provenance,
    Report,
    SourceNote,
    Span,
    Verdict,
    digest,
)

INTERRUPTED = "interrupted"
"""How the failures of an interrupted check begin."""

_CLAIMS_AT_ONCE = 16
"""Claims scored in one call: few enough that an interruption loses little."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages of a check, each behind its protocol.

    ``config_digest`` and ``version`` go into the report.
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

    def check(
        self,
        article: Document,
        sources: Sequence[Document],
        *,
        failures: Sequence[Failure] = (),
        progress: Progress = silent,
    ) -> Report:
        """Check every claim of ``article`` against ``sources``, and what it says of the sources."""
        report = self._report(article, self.detector.detect(article), sources, failures, progress)
        return self._with_findings(report, progress)

    def verify_sources(
        self,
        article: Document,
        sources: Sequence[Document],
        *,
        failures: Sequence[Failure] = (),
        progress: Progress = silent,
    ) -> Report:
        """Verify quotations, attributions, citations and independence alone: a report without claims."""
        return self._with_findings(self._report(article, (), sources, failures, progress), progress)

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
    ) -> Report:
        failed = list(failures)
        verdicts: list[Verdict] = []
        notes = self.source_verifier.notes(article, sources)
        if claims:
            # The scorer's weights are read from disk while the sources are embedded.
            loading = threading.Thread(target=_load_quietly, args=(self.scorer,), daemon=True)
            loading.start()
            try:
                retriever = self.indexer(sources, progress)
                progress("search", 0, 1)
                found = retriever.search([claim.text for claim in claims], self.top_k)
                progress("search", 1, 1)
                loading.join()
                self._decide(claims, found, verdicts, notes, progress)
            except KeyboardInterrupt:
                open_claims = claims[len(verdicts) :]
                failed.extend(Failure("nli", claim.id, f"{INTERRUPTED} before its verdict") for claim in open_claims)
        return Report(
            article=article,
            verdicts=tuple(verdicts),
            sources=tuple(sources),
            failures=tuple(failed),
            provenance=Provenance(
                factcheck_version=self.version,
                models=(self.embedder.info, self.scorer.info),
                config_digest=self.config_digest,
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            ),
            notes=notes,
        )

    def _with_findings(self, report: Report, progress: Progress) -> Report:
        """Add what the sources' verification finds; the verdict on what was attributed is that on its claim."""
        if any(failure.error.startswith(INTERRUPTED) for failure in report.failures):
            return report
        try:
            findings = self.source_verifier.verify(report.article, report.sources, progress)
        except KeyboardInterrupt:
            failure = Failure("sources", report.article.id, f"{INTERRUPTED} before its sources were verified")
            return replace(report, failures=(*report.failures, failure))
        attributions = tuple(replace(a, content_label=_label_of(a, report.verdicts)) for a in findings.attributions)
        return replace(report, findings=replace(findings, attributions=attributions))

    def _decide(
        self,
        claims: Sequence[Claim],
        found: Sequence[Sequence[tuple[Passage, float]]],
        verdicts: list[Verdict],
        notes: Sequence[SourceNote],
        progress: Progress,
    ) -> None:
        """Score and decide, a group of claims at a time, appending to ``verdicts``."""
        groups = {note.source_id: note.group for note in notes}
        dependent = frozenset(note.source_id for note in notes if note.is_article_publisher or note.cites_article)
        total = sum(len(hits) for hits in found)
        scored = 0
        for start in range(0, len(claims), _CLAIMS_AT_ONCE):
            group = range(start, min(start + _CLAIMS_AT_ONCE, len(claims)))
            pairs = [(plain(passage.text), claims[i].text) for i in group for passage, _ in found[i]]

            def show(done: int, before: int = scored) -> None:
                progress("score evidence", before + done, total)

            scores = iter(self.scorer.score(pairs, show))
            scored += len(pairs)
            for i in group:
                evidence = [Evidence(passage, next(scores), relevance) for passage, relevance in found[i]]
                verdicts.append(self.aggregator.decide(claims[i], evidence, groups, dependent))
        progress("score evidence", total, total)


def _label_of(attribution: Attribution, verdicts: Sequence[Verdict]) -> Label | None:
    """Return the verdict on the claim that shares most of the attribution's words in the article."""
    shared = [
        (min(v.claim.span.end, attribution.span.end) - max(v.claim.span.start, attribution.span.start), v)
        for v in verdicts
    ]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1].label if best[1] is not None and best[0] > 0 else None


def _load_quietly(scorer: StanceScorer) -> None:
    """Load ahead of need; an error is raised again, and reported, where the scorer is used."""
    from factcheck.errors import FactcheckError

    try:
        scorer.load()
    except FactcheckError:
        return
