"""All checks of sources behind the one protocol that the pipeline knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from factcheck.protocols import Embedder, Progress, StanceScorer
from factcheck.sources.citations import verify_citations
from factcheck.sources.independence import (
    cites_article,
    families,
    independence_groups,
    is_article_publisher,
    origins,
    voices,
)
from factcheck.sources.namesakes import namesake
from factcheck.sources.provenance import provenance
from factcheck.sources.quotes import verify_quotes
from factcheck.sources.verify import verify_attributions
from factcheck.types import Document, Reliability, SourceFindings, SourceNote


class RuleVerifier:
    """Finds by rules and alignment, and decides with the models of the check where words alone do not.

    ``reliability`` is the user's table of domains (`read_reliability`); it is shown and decides nothing.
    """

    def __init__(
        self, embedder: Embedder, scorer: StanceScorer, *, reliability: Mapping[str, Reliability] | None = None
    ) -> None:
        self._embedder = embedder
        self._scorer = scorer
        self._reliability = reliability or {}

    def notes(self, article: Document, sources: Sequence[Document]) -> tuple[SourceNote, ...]:
        """Return the group, the guessed origin, the family, the circularity and the provenance of each source."""
        groups, found, family = independence_groups(sources), origins(sources), families(sources)
        voice = voices(groups, family)
        titles = {source.id: source.publisher or source.title for source in sources}
        notes = []
        for source in sources:
            origin = found.get(groups[source.id])
            alike = namesake(article, source)
            note = SourceNote(
                source_id=source.id,
                group=groups[source.id],
                origin=(origin.name or titles.get(origin.document or "")) if origin else None,
                is_article_publisher=is_article_publisher(article, source),
                cites_article=cites_article(article, source, [link.url for link in source.links]),
                family=family.get(source.id),
                voice=voice[source.id],
                provenance=provenance(source, reliability=self._reliability),
                namesake=(alike.meant, alike.found) if alike else None,
            )
            notes.append(note)
        return tuple(notes)

    def verify(
        self,
        article: Document,
        sources: Sequence[Document],
        progress: Progress,
        unreachable: Mapping[str, str | None] | None = None,
    ) -> SourceFindings:
        """Return the quotations, attributions and citations of ``article`` with what the sources say."""
        embedder, scorer = self._embedder, self._scorer
        progress("verify sources", 0, 3)
        quotes = verify_quotes(article, sources, embedder=embedder)
        progress("verify sources", 1, 3)
        attributions = verify_attributions(article, sources, embedder=embedder, scorer=scorer)
        progress("verify sources", 2, 3)
        citations = verify_citations(article, sources, embedder=embedder, scorer=scorer, unreachable=unreachable or {})
        progress("verify sources", 3, 3)
        return SourceFindings(quotes, attributions, citations)
