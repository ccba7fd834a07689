"""`FactChecker`: settings to concrete components. The only module that names both.

Every import of a model library happens inside the functions below, when it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from factcheck.bundled import bundled, registry
from factcheck.config import Settings, load_settings
from factcheck.errors import ConfigError, InputError, UnknownModelError
from factcheck.paths import cache_folder
from factcheck.pipeline import Pipeline
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
from factcheck.types import Claim, Document, Failure, Report, digest
from factcheck.verdicts import FittedAggregator, MaxAggregator, Thresholds, least_confidence, read_head
from factcheck.version import __version__

SourcesLike = str | Path | Document | Sequence[str | Path | Document]


class FactChecker:
    """Checks articles and claims against sources.

    Every component can be replaced by an object with the methods of its protocol
    (`factcheck.protocols`; ``indexer`` makes the retriever of the sources); what is not given is made
    from ``settings``.

    >>> checker = FactChecker.default()
    >>> report = checker.check("article.txt", sources=["sources/"])
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        detector: ClaimDetector | None = None,
        embedder: Embedder | None = None,
        indexer: Indexer | None = None,
        scorer: StanceScorer | None = None,
        aggregator: Aggregator | None = None,
        source_verifier: SourceVerifier | None = None,
    ) -> None:
        self.settings = settings or Settings()
        chosen = embedder or make_embedder(self.settings)
        for_sources = chosen if embedder or not self.settings.cache else _cached(chosen)
        decider = aggregator or make_aggregator(self.settings)

        def search_in_memory(documents: Sequence[Document], progress: Progress) -> Retriever:
            from factcheck.retrieval.memory import MemoryRetriever

            return MemoryRetriever(documents, for_sources, queries=chosen, progress=progress)

        stances = scorer or make_scorer(self.settings)
        if scorer is None and self.settings.cache:
            stances = _remembered(stances)
        self.pipeline = Pipeline(
            detector=detector or make_detector(),
            embedder=chosen,
            indexer=indexer or search_in_memory,
            scorer=stances,
            aggregator=decider,
            source_verifier=source_verifier or make_source_verifier(chosen, stances),
            top_k=self.settings.top_k,
            version=__version__,
            config_digest=digest(self.settings.digest, fitted_digest(self.settings)),
        )

    @classmethod
    def default(cls) -> FactChecker:
        """Return a checker with the bundled models and the user's settings; needs no network."""
        return cls(load_settings())

    def check(self, article: str | Path | Document, sources: SourcesLike, *, progress: Progress = silent) -> Report:
        """Check an article, given as a path or a document, against files, folders or documents.

        Sources that cannot be read are listed in ``report.failures``. Raises InputError when the
        article, or every source, cannot be read.
        """
        from factcheck.ingest import read_document

        document = article if isinstance(article, Document) else read_document(article)
        documents, failures = _documents(sources, progress)
        return self.pipeline.check(document, documents, failures=failures, progress=progress)

    def verify(self, claims: Sequence[str], sources: SourcesLike, *, progress: Progress = silent) -> Report:
        """Check claims that come without an article; verdicts are in the order of ``claims``."""
        if isinstance(claims, str):
            claims = [claims]
        for number, claim in enumerate(claims, 1):
            if not claim.strip():
                raise InputError(f"claim {number}: empty")
        documents, failures = _documents(sources, progress)
        return self.pipeline.verify(claims, documents, failures=failures, progress=progress)

    def sources(self, article: str | Path | Document, sources: SourcesLike, *, progress: Progress = silent) -> Report:
        """Verify the sources of an article alone: quotations, attributions, citations, independence.

        The report has no claims. Raises InputError as `check` does.
        """
        from factcheck.ingest import read_document

        document = article if isinstance(article, Document) else read_document(article)
        documents, failures = _documents(sources, progress)
        return self.pipeline.verify_sources(document, documents, failures=failures, progress=progress)

    def claims(self, article: str | Path | Document) -> tuple[Claim, ...]:
        """Return the claims of an article without checking them."""
        from factcheck.ingest import read_document

        document = article if isinstance(article, Document) else read_document(article)
        return self.pipeline.detector.detect(document)


def _documents(sources: SourcesLike, progress: Progress) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    from factcheck.ingest import read_sources

    given = [sources] if isinstance(sources, (str, Path, Document)) else list(sources)
    ready = [source for source in given if isinstance(source, Document)]
    paths = [source for source in given if not isinstance(source, Document)]
    if not given:
        raise InputError("no sources given; name files or folders")
    read, failures = read_sources(paths, progress, may_be_empty=bool(ready)) if paths else ((), ())
    return (*ready, *read), failures


def make_detector() -> ClaimDetector:
    """Return the claim detector."""
    from factcheck.claims import DeclarativeDetector

    return DeclarativeDetector()


def make_source_verifier(embedder: Embedder, scorer: StanceScorer) -> SourceVerifier:
    """Return the verifier of quotations, attributions, citations and independence."""
    from factcheck.sources.verifier import RuleVerifier

    return RuleVerifier(embedder, scorer)


_HEAD = "verdicts.json"  # beside an NLI model: what was fitted for its scores


def make_aggregator(settings: Settings) -> Aggregator:
    """Return what decides verdicts from the scores of the NLI model: fitted for it, or by thresholds.

    Raises ConfigError when ``max_error`` asks for more than is known, or than the calibration data can promise.
    """
    model = registry().get(settings.nli_model)
    if model is None or _HEAD not in model.files:
        if settings.max_error is not None:
            raise ConfigError(
                f"max-error: nothing is known of the errors of {settings.nli_model}; "
                "fit them with scripts/tune_verdicts.py"
            )
        return MaxAggregator(make_thresholds(settings))
    head = read_head(model.folder / _HEAD)
    least = settings.threshold or 0.0
    if settings.max_error is not None:
        least = max(least, least_confidence(head.calibration, settings.max_error))
    return FittedAggregator(head, least=least)


def fitted_digest(settings: Settings) -> str:
    """Return what identifies the fitted numbers that verdicts rest on."""
    model = registry().get(settings.nli_model)
    return model.files.get(_HEAD, repr(make_thresholds(settings))) if model else repr(make_thresholds(settings))


def make_thresholds(settings: Settings) -> Thresholds:
    """Return the thresholds fitted for the NLI model, with the one that the settings give."""
    from dataclasses import replace

    model = registry().get(settings.nli_model)
    fitted = Thresholds(**model.thresholds) if model else Thresholds()
    if settings.threshold is None:
        return fitted
    return replace(fitted, support=settings.threshold, refute=settings.threshold)


def make_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name."""
    name = settings.embedder
    if _is_foreign(name, "embedding"):
        from factcheck.huggingface import HuggingFaceEmbedder

        return HuggingFaceEmbedder(_expanded(name))
    from factcheck.retrieval.embed import OnnxEmbedder

    return OnnxEmbedder(bundled(name, "embedding"), threads=settings.threads or None)


def make_scorer(settings: Settings) -> StanceScorer:
    """Return the stance scorer that the settings name."""
    name = settings.nli_model
    if _is_foreign(name, "nli"):
        from factcheck.huggingface import HuggingFaceScorer

        return HuggingFaceScorer(_expanded(name))
    from factcheck.nli import OnnxScorer

    return OnnxScorer(bundled(name, "nli"), threads=settings.threads or None)


def _is_foreign(name: str, task: str) -> bool:
    """Tell whether ``name`` is a folder or a Hugging Face id rather than a bundled model."""
    if any(model.name == name and model.task == task for model in registry().values()):
        return False
    folder = Path(_expanded(name))
    looks_local = name.startswith((".", "/", "~")) or "\\" in name
    if looks_local and not folder.is_dir():
        raise UnknownModelError(f"{name}: no such model folder")
    return folder.is_dir() or "/" in name


def _expanded(name: str) -> str:
    return str(Path(name).expanduser()) if name.startswith("~") else name


def _remembered(scorer: StanceScorer) -> StanceScorer:
    from factcheck.nli.cache import CachedScorer

    return CachedScorer(scorer, cache_folder())


def _cached(embedder: Embedder) -> Embedder:
    from factcheck.retrieval.embed import CachedEmbedder

    return CachedEmbedder(embedder, cache_folder())
