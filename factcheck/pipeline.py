"""The check itself: claims, evidence, stances, verdicts, over protocols only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from factcheck.protocols import (
    Aggregator,
    ClaimDetector,
    Embedder,
    Indexer,
    Progress,
    StanceScorer,
    silent,
)
from factcheck.text import plain
from factcheck.types import Claim, Document, Evidence, Failure, Passage, Provenance, Report, Span, Verdict, digest

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
        """Check every claim of ``article`` against ``sources``."""
        return self._report(article, self.detector.detect(article), sources, failures, progress)

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
                self._decide(claims, found, verdicts, progress)
            except KeyboardInterrupt:
                open_claims = claims[len(verdicts) :]
                failed.extend(Failure("nli", claim.id, "interrupted before its verdict") for claim in open_claims)
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
        )

    def _decide(
        self,
        claims: Sequence[Claim],
        found: Sequence[Sequence[tuple[Passage, float]]],
        verdicts: list[Verdict],
        progress: Progress,
    ) -> None:
        """Score and decide, a group of claims at a time, appending to ``verdicts``."""
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
                verdicts.append(self.aggregator.decide(claims[i], evidence))
        progress("score evidence", total, total)


def _load_quietly(scorer: StanceScorer) -> None:
    """Load ahead of need; an error is raised again, and reported, where the scorer is used."""
    from factcheck.errors import FactcheckError

    try:
        scorer.load()
    except FactcheckError:
        return
