"""Citations of an article: which page each link names, and whether that page supports the sentence.

The page is looked for among the sources by its address; nothing is fetched here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.protocols import Embedder, StanceScorer
from factcheck.sources.agreement import DEFAULT, Weights, judge, signals
from factcheck.sources.attributions import RawAttribution, find_attributions
from factcheck.sources.links import canonical, text_links
from factcheck.text import plain, sentences
from factcheck.types import Citation, CitationStatus, Document, Passage, Span

_MARKUP = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])|\[\^[^\[\]\s]*\]")
_ADDRESS = re.compile(r"\(?(?:https?://|www\.|doi:\s?10\.)[^\s<>\"“”]*")


@dataclass(frozen=True, slots=True)
class RawCitation:
    """A link of the article with the sentence it is attached to; both spans are in the article's text."""

    url: str
    span: Span
    sentence: str
    sentence_span: Span


def find_citations(article: Document) -> tuple[RawCitation, ...]:
    """Return the links of ``article`` in its order, HTML anchors and those in the text alike.

    A link outside every sentence (in a list of references, say) is left out: it supports nothing in
    particular.
    """
    links = sorted({*article.links, *text_links(article)}, key=lambda link: (link.span.start, link.span.end, link.url))
    every = sentences(article.text)
    found = []
    for link in links:
        home = next((s.span for s in every if s.span.start <= link.span.start < s.span.end), None)
        if home is not None and readable(home.of(article.text)):
            found.append(RawCitation(link.url, link.span, home.of(article.text), home))
    return tuple(found)


def verify_citations(
    article: Document,
    sources: Sequence[Document],
    *,
    embedder: Embedder,
    scorer: StanceScorer,
    found: Sequence[RawCitation] | None = None,
    unreachable: Mapping[str, str | None] | None = None,
    weights: Weights = DEFAULT,
) -> tuple[Citation, ...]:
    """Tell of each citation whether the cited page supports its sentence, in the article's order.

    A page is the source with the same `canonical` address, be it the one it was read from, the one it gives as
    its own or one that leads to it. Without one the status is NOT_IN_SOURCES, or UNREACHABLE for the
    addresses that were asked for and did not answer: ``unreachable`` maps those to the archive's copy, or
    to None. Where the sentence reports what somebody said, the page has to say that; who is meant is not
    examined here. ``found`` are the citations where they are known already.
    """
    citations = find_citations(article) if found is None else found
    pages = cited_pages(sources)
    failed = {canonical(url): copy for url, copy in (unreachable or {}).items()}
    cited = [pages.get(canonical(citation.url), []) for citation in citations]
    reported = find_attributions(article)
    claims = [claim_of(citation, reported) for citation in citations]
    shown = signals(claims, cited, embedder, scorer)
    verified = []
    for citation, found_signals, documents in zip(citations, shown, cited, strict=True):
        status = CitationStatus.NOT_IN_SOURCES
        archived: str | None = None
        source: Document | None = None
        evidence: Passage | None = None
        if documents:
            judged = judge(found_signals, weights)
            agrees = judged is not None and judged.agreement >= weights.decide
            status = CitationStatus.SUPPORTS if agrees else CitationStatus.DOES_NOT_SUPPORT
            evidence = judged.passage if judged else None
            source = evidence.document if evidence else documents[0]
        elif canonical(citation.url) in failed:
            status, archived = CitationStatus.UNREACHABLE, failed[canonical(citation.url)]
        verified.append(Citation(citation.url, citation.span, citation.sentence, status, source, evidence, archived))
    return tuple(verified)


def cited_pages(sources: Sequence[Document]) -> Mapping[str, Sequence[Document]]:
    """Return the sources by their `canonical` addresses; where one was read counts before what it claims."""
    pages: dict[str, list[Document]] = {}
    for source in sources:
        if source.url:
            pages.setdefault(canonical(source.url), []).append(source)
    told: dict[str, list[Document]] = {}
    for source in sources:
        for url in {canonical(url) for url in (*source.aliases, source.canonical_url) if url}:
            told.setdefault(url, []).append(source)
    return {**told, **pages}


def readable(sentence: str) -> str:
    """Return a sentence without the markup and the addresses of its links."""
    return " ".join(_ADDRESS.sub(" ", _MARKUP.sub(r"\1", plain(sentence))).split())


def claim_of(citation: RawCitation, reported: Sequence[RawAttribution]) -> tuple[str, str]:
    """Return the sentence that the page has to support, and its topic: of "X said that P", P."""
    inside = [raw for raw in reported if raw.cue_span.overlaps(citation.sentence_span)]
    if not inside:
        whole = readable(citation.sentence)
        return whole, whole
    outermost = max(inside, key=lambda raw: raw.content_span.end - raw.content_span.start)
    return readable(outermost.claim), readable(outermost.content) or readable(outermost.claim)
