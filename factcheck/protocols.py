"""The seams: what a component must do to take part in a check.

Every model-backed method takes a batch, returns in the same order, and accepts an empty batch.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from factcheck.types import (
    Claim,
    Document,
    Evidence,
    ModelInfo,
    Passage,
    SourceFindings,
    SourceNote,
    StanceScores,
    Standing,
    Verdict,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many of its items are done, and how many there are."""


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


class ClaimDetector(Protocol):
    """Finds the check-worthy claims of an article."""

    def detect(self, article: Document) -> tuple[Claim, ...]:
        """Return the claims in the order of the article."""
        ...


class WorthinessScorer(Protocol):
    """Says how much sentences deserve a check, under a label scheme: what "deserve" means there."""

    @property
    def info(self) -> ModelInfo:
        """Which model this is."""
        ...

    def threshold(self, scheme: str = ...) -> float:
        """Return the least check-worthiness (0 to 1) at which a sentence counts as found."""
        ...

    def score(self, texts: Sequence[str], scheme: str = ...) -> list[float]:
        """Return the check-worthiness (0 to 1) of each text, in order."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their similarity."""

    @property
    def info(self) -> ModelInfo:
        """Which model this is; its digest names the cache."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-length row per text: shape ``(len(texts), dimensions)``."""
        ...


class Retriever(Protocol):
    """Finds the passages nearest to each claim."""

    def search(
        self, queries: Sequence[str], top_k: int, set_aside: Container[str] = frozenset()
    ) -> list[list[tuple[Passage, float]]]:
        """Return, per query, at most ``top_k`` passages with relevance 0 to 1, best first.

        Passages of the documents ``set_aside`` (ids) that are better than the last of these are returned as well.
        """
        ...


Indexer = Callable[[Sequence[Document], Progress], Retriever]
"""Makes a retriever of the sources of a check."""


class StanceScorer(Protocol):
    """Says whether a premise supports, refutes or leaves open a hypothesis."""

    @property
    def info(self) -> ModelInfo:
        """Which model this is."""
        ...

    def load(self) -> None:
        """Load the model now rather than at the first pair; may be called from another thread."""
        ...

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score ``(premise, hypothesis)`` pairs; a pair's scores do not depend on its neighbours.

        ``done`` is called now and then with the number of pairs finished.
        """
        ...


class Aggregator(Protocol):
    """Turns the evidence on one claim into a verdict, by arithmetic alone."""

    def decide(self, claim: Claim, evidence: Sequence[Evidence], standing: Standing) -> Verdict:
        """Return the verdict; no evidence gives NOT_ENOUGH_EVIDENCE.

        ``standing`` says which sources count as one, and which may not decide.
        """
        ...


class SourceVerifier(Protocol):
    """Examines the sources themselves, and what the article says of them."""

    def notes(self, article: Document, sources: Sequence[Document]) -> tuple[SourceNote, ...]:
        """Return one note per source, in order: which go back to one origin, which to the article."""
        ...

    def verify(
        self,
        article: Document,
        sources: Sequence[Document],
        progress: Progress,
        unreachable: Mapping[str, str | None] | None = None,
    ) -> SourceFindings:
        """Return the quotations, attributions and citations of the article, verified.

        ``unreachable`` are addresses that were asked for in vain, with the archive's copy of each or None.
        """
        ...


class PageReader(Protocol):
    """Reads web pages."""

    def page(self, url: str) -> Document:
        """Return the page at ``url``; raises InputError, one line, when it cannot be had."""
        ...

    def archived(self, url: str) -> str | None:
        """Return the address of a web archive's copy of ``url``, or None."""
        ...
