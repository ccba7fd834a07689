"""Citations of an article: which page each link names, and whether that page supports the sentence.

The page is looked for among the sources by its address; nothing is fetched here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
    citations: Sequence[RawCitation],
    sources: Sequence[Document],
    *,
    embedder: Embedder,
    scorer: StanceScorer,
    unreachable: Collection[str] = (),
    weights: Weights = DEFAULT,
) -> tuple[Citation, ...]:
    """Tell of each citation whether the cited page supports its sentence, in the order given.

    A page is the source with the same `canonical` address. Without one the status is NOT_IN_SOURCES, or
    UNREACHABLE for the addresses that were asked for and did not answer. Where the sentence reports
    what somebody said, the page has to say that; who is meant is not examined here.
    """
    pages: dict[str, list[Document]] = {}
    for page in sources:
        if page.url:
            pages.setdefault(canonical(page.url), []).append(page)
    failed = {canonical(url) for url in unreachable}
    cited = [pages.get(canonical(citation.url), []) for citation in citations]
    reported = find_attributions(article)
    claims = [claim_of(citation, reported) for citation in citations]
    shown = signals(claims, cited, embedder, scorer)
    verified = []
    for citation, found, documents in zip(citations, shown, cited, strict=True):
        status = CitationStatus.NOT_IN_SOURCES
        source: Document | None = None
        evidence: Passage | None = None
        if documents:
            judged = judge(found, weights)
            agrees = judged is not None and judged.agreement >= weights.decide
            status = CitationStatus.SUPPORTS if agrees else CitationStatus.DOES_NOT_SUPPORT
            evidence = judged.passage if judged else None
            source = evidence.document if evidence else documents[0]
        elif canonical(citation.url) in failed:
            status = CitationStatus.UNREACHABLE
        verified.append(Citation(citation.url, citation.span, citation.sentence, status, source, evidence))
    return tuple(verified)


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
