"""`FactChecker`: settings to concrete components. The only module that names both.

Every import of a model library happens inside the functions below, when it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.bundled import VERDICT_HEAD, bundled, registry
from factcheck.config import Settings, load_settings
from factcheck.errors import ConfigError, InputError, UnknownModelError
from factcheck.paths import cache_folder
from factcheck.pipeline import Pipeline
from factcheck.protocols import (
    Aggregator,
    ClaimDetector,
    Embedder,
    Indexer,
    PageReader,
    Progress,
    Retriever,
    SourceVerifier,
    StanceScorer,
    silent,
)
from factcheck.types import CitedPages, Claim, Document, Failure, Report, digest
from factcheck.verdicts import (
    FittedAggregator,
    MaxAggregator,
    Thresholds,
    least_confidence,
    least_open_confidence,
    read_head,
)
from factcheck.version import __version__

if TYPE_CHECKING:
    from factcheck.claims import OnnxWorthiness
    from factcheck.store.reader import Store

CLAIMS_MODEL = "claims-minilm"
"""The bundled check-worthiness model that detects the claims of articles."""

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
        pages: PageReader | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._pages = pages
        chosen = embedder or make_embedder(self.settings)
        for_sources = chosen if embedder or not self.settings.cache else _cached(chosen)
        head = _fitted_head(self.settings) if scorer is None else None
        decided_by = head[1] if head else repr(make_thresholds(self.settings, fitted=scorer is None))

        def search_in_memory(documents: Sequence[Document], progress: Progress) -> Retriever:
            from factcheck.retrieval.memory import MemoryRetriever

            return MemoryRetriever(documents, for_sources, queries=chosen, progress=progress)

        stances = scorer or make_scorer(self.settings)
        if scorer is None and self.settings.cache:
            stances = _remembered(stances)
        self.pipeline = Pipeline(
            detector=detector or make_detector(self.settings),
            embedder=chosen,
            indexer=indexer or search_in_memory,
            scorer=stances,
            aggregator=aggregator or make_aggregator(self.settings, fitted=scorer is None),
            source_verifier=source_verifier or make_source_verifier(chosen, stances, self.settings),
            top_k=self.settings.top_k,
            version=__version__,
            config_digest=digest(self.settings.digest, decided_by),
        )

    @classmethod
    def default(cls) -> FactChecker:
        """Return a checker with the bundled models and the user's settings; needs no network."""
        return cls(load_settings())

    def check(
        self,
        article: str | Path | Document,
        sources: SourcesLike,
        *,
        fetch: bool = False,
        store_version: int | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Check an article, given as a path, an address or a document, against sources.

        Sources are files, folders, stores, addresses or documents; ``store_version`` is the version of the one
        store among them to use, else its latest. With ``fetch``, pages that the article cites and the sources
        lack are fetched as well. What cannot be read is listed in ``report.failures``. Raises InputError when
        the article, or every source, cannot be read.
        """
        document = self.article(article)
        pipeline, consulted, failures = self._consulting(document, sources, store_version, progress)
        cited = self._cited(document, consulted, progress) if fetch else None
        return pipeline.check(document, consulted, failures=failures, cited=cited, progress=progress)

    def verify(
        self,
        claims: Sequence[str],
        sources: SourcesLike,
        *,
        store_version: int | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Check claims that come without an article; verdicts are in the order of ``claims``."""
        if isinstance(claims, str):
            claims = [claims]
        for number, claim in enumerate(claims, 1):
            if not claim.strip():
                raise InputError(f"claim {number}: empty")
        documents, failures, stores = self._sources(sources, store_version, progress)
        return self._over(documents, stores).verify(claims, documents, failures=failures, progress=progress)

    def sources(
        self,
        article: str | Path | Document,
        sources: SourcesLike,
        *,
        fetch: bool = False,
        store_version: int | None = None,
        progress: Progress = silent,
    ) -> Report:
        """Verify the sources of an article alone: quotations, attributions, citations, independence.

        The report has no claims. Parameters and errors are those of `check`.
        """
        document = self.article(article)
        pipeline, consulted, failures = self._consulting(document, sources, store_version, progress)
        cited = self._cited(document, consulted, progress) if fetch else None
        return pipeline.verify_sources(document, consulted, failures=failures, cited=cited, progress=progress)

    def claims(self, article: str | Path | Document) -> tuple[Claim, ...]:
        """Return the claims of an article without checking them."""
        return self.pipeline.detector.detect(self.article(article))

    def article(self, article: str | Path | Document) -> Document:
        """Read an article from a path, an address (``https://…``, which is fetched) or ``-`` for standard input."""
        from factcheck.ingest import read_document
        from factcheck.web import is_address

        if isinstance(article, Document):
            return article
        return self.pages.page(str(article)) if is_address(article) else read_document(article)

    @property
    def pages(self) -> PageReader:
        """What reads web pages; nothing is asked for before an address is named or fetching is wanted."""
        if self._pages is None:
            self._pages = make_pages(self.settings)
        return self._pages

    def _sources(
        self, sources: SourcesLike, store_version: int | None, progress: Progress
    ) -> tuple[tuple[Document, ...], tuple[Failure, ...], tuple[Store, ...]]:
        """Return the documents of files, folders and addresses, what failed of them, and the stores, opened."""
        from factcheck.ingest import read_sources
        from factcheck.store.reader import is_store
        from factcheck.web import is_address

        given = [sources] if isinstance(sources, (str, Path, Document)) else list(sources)
        if not given:
            raise InputError("no sources given; name files, folders or a store")
        ready = [source for source in given if isinstance(source, Document)]
        failures: list[Failure] = []
        paths: list[str | Path] = []
        in_stores: list[str | Path] = []
        for source in given:
            if isinstance(source, Document):
                continue
            if is_address(source):
                try:
                    ready.append(self.pages.page(str(source)))
                except InputError as error:
                    failures.append(Failure("fetch", str(source), str(error)))
            else:
                (in_stores if is_store(source) else paths).append(source)
        stores = _stores(in_stores, store_version)
        enough = bool(ready or stores)
        read, unread = read_sources(paths, progress, may_be_empty=enough) if paths else ((), ())
        if not enough and not read:
            raise InputError(failures[0].error)
        return (*ready, *read), (*failures, *unread), stores

    def _cited(self, article: Document, sources: Sequence[Document], progress: Progress) -> CitedPages:
        from factcheck.sources.cited import fetch_cited

        return fetch_cited(article, sources, self.pages, progress)

    def _over(self, documents: Sequence[Document], stores: Sequence[Store]) -> Pipeline:
        """Return the pipeline whose retriever searches the stores beside the documents."""
        if not stores:
            return self.pipeline
        from factcheck.store.consulting import joined

        indexer = joined(self.pipeline.indexer, documents, stores, self.pipeline.embedder)
        version = ",".join(str(store.version.number) for store in stores)
        return replace(self.pipeline, indexer=indexer, store_version=version)

    def _consulting(
        self, article: Document, sources: SourcesLike, store_version: int | None, progress: Progress
    ) -> tuple[Pipeline, tuple[Document, ...], tuple[Failure, ...]]:
        """Return the pipeline over all sources, the documents the article may draw on, and what could not be read."""
        documents, failures, stores = self._sources(sources, store_version, progress)
        if not stores:
            return self.pipeline, documents, failures
        from factcheck.store.consulting import documents_on

        found = [one for store in stores for one in documents_on(article, store, self.pipeline.embedder)]
        consulted = tuple({document.id: document for document in (*documents, *found)}.values())
        return self._over(documents, stores), consulted, failures


def _stores(places: Sequence[str | Path], version: int | None) -> tuple[Store, ...]:
    if version is not None and len(places) != 1:
        raise InputError(f"store version {version}: needs exactly one store among the sources")
    if not places:
        return ()
    from factcheck.store.reader import Store

    return tuple(Store.open(place, version) for place in places)


def make_detector(settings: Settings, *, minimum: float | None = None) -> ClaimDetector:
    """Return the claim detector of the language that the settings name.

    ``minimum`` is the least check-worthiness of a claim, None the fitted one. Other languages than English
    have their declarative sentences taken, with a check-worthiness of 1.
    """
    from factcheck.claims import DeclarativeDetector, WorthinessDetector

    if settings.language != "en":
        return DeclarativeDetector(settings.language)
    return WorthinessDetector(make_worthiness(settings), minimum=minimum)


def make_worthiness(settings: Settings) -> OnnxWorthiness:
    """Return the bundled check-worthiness model."""
    from factcheck.claims import OnnxWorthiness

    return OnnxWorthiness(bundled(CLAIMS_MODEL, "check-worthiness"), threads=settings.threads or None)


def make_source_verifier(embedder: Embedder, scorer: StanceScorer, settings: Settings) -> SourceVerifier:
    """Return the verifier of quotations, attributions, citations and independence."""
    from factcheck.sources.provenance import read_reliability
    from factcheck.sources.verifier import RuleVerifier

    table = read_reliability(_expanded(settings.reliability)) if settings.reliability else None
    return RuleVerifier(embedder, scorer, reliability=table)


def make_pages(settings: Settings) -> PageReader:
    """Return the reader of web pages."""
    from factcheck.paths import snapshot_folder
    from factcheck.web import WebPages

    folder = Path(_expanded(settings.snapshots)) if settings.snapshots else snapshot_folder()
    return WebPages(snapshots=folder, refetch=settings.refetch)


def make_aggregator(settings: Settings, *, fitted: bool = True) -> Aggregator:
    """Return what decides verdicts from the scores of the NLI model: fitted for it, or by thresholds.

    Without ``fitted`` it is thresholds: a head holds for the scores of its own model, not for those of a scorer that
    the settings do not name. Raises ConfigError when ``max_error`` asks for more than is known, or than the
    calibration data can promise.
    """
    found = _fitted_head(settings) if fitted else None
    if found is None:
        if settings.max_error is not None:
            name = settings.stance_model if fitted else "a scorer of your own"
            raise ConfigError(
                f"max-error: nothing is known of the errors of {name}; fit them with scripts/tune_verdicts.py"
            )
        return MaxAggregator(make_thresholds(settings, fitted=fitted))
    head = read_head(found[0])
    least, open_least = settings.threshold or 0.0, 0.0
    if settings.max_error is not None:
        least = max(least, least_confidence(head.calibration, settings.max_error))
        open_least = least_open_confidence(head.open_calibration, settings.max_error)
    return FittedAggregator(head, least=least, open_least=open_least)


def _fitted_head(settings: Settings) -> tuple[Path, str] | None:
    """Return the file of the head that was fitted for the NLI model, and its digest."""
    model = registry().get(settings.stance_model)
    return (model.folder / VERDICT_HEAD, model.files[VERDICT_HEAD]) if model and VERDICT_HEAD in model.files else None


def make_thresholds(settings: Settings, *, fitted: bool = True) -> Thresholds:
    """Return the thresholds fitted for the NLI model, or those for any, with the one that the settings give."""
    model = registry().get(settings.stance_model) if fitted else None
    known = Thresholds(**model.thresholds) if model else Thresholds()
    if settings.threshold is None:
        return known
    return replace(known, support=settings.threshold, refute=settings.threshold)


def make_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name."""
    name = settings.embedder
    if _is_foreign(name, "embedding"):
        from factcheck.huggingface import HuggingFaceEmbedder

        return HuggingFaceEmbedder(_expanded(name))
    from factcheck.retrieval.embed import OnnxEmbedder

    return OnnxEmbedder(bundled(name, "embedding"), threads=settings.threads or None)


def make_scorer(settings: Settings) -> StanceScorer:
    """Return the stance scorer that the settings name. Raises ConfigError for a profile that is not shipped."""
    name = settings.stance_model
    if settings.profile == "fast" and name not in registry():
        raise ConfigError("profile fast: this version ships no fast model; use the profile accurate")
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
