"""Source verification: quotations, attributions, citations, independence of sources, where each is from.

Each function works by itself on documents; the pipeline composes them.

>>> from factcheck import Document
>>> from factcheck.sources import verify_quotes
>>> article = Document.from_text("“We will open the harbour in May,” said Ann Poe.")
>>> minutes = Document.from_text("Ann Poe said: “We will not open the harbour in May.”")
>>> [(quote.status.value, quote.speaker) for quote in verify_quotes(article, [minutes])]
[('NEGATION_DROPPED', 'Ann Poe')]

What needs a sense of the words takes the models of a checker:

>>> from factcheck.checker import make_embedder, make_scorer
>>> from factcheck.config import Settings
>>> from factcheck.sources import verify_attributions
>>> models = {"embedder": make_embedder(Settings()), "scorer": make_scorer(Settings())}  # doctest: +SKIP
>>> verify_attributions(article, [minutes], **models)  # doctest: +SKIP
"""

from factcheck.sources.attributions import RawAttribution, find_attributions
from factcheck.sources.citations import RawCitation, find_citations, verify_citations
from factcheck.sources.cited import fetch_cited
from factcheck.sources.copies import CopiedRun, copied_runs
from factcheck.sources.independence import (
    Origin,
    cites_article,
    families,
    independence_groups,
    is_article_publisher,
    origins,
    publisher_family,
    voices,
)
from factcheck.sources.links import canonical
from factcheck.sources.named_sources import Identified, documents_of
from factcheck.sources.provenance import provenance, read_reliability
from factcheck.sources.quotations import RawQuote, find_quotes
from factcheck.sources.quotes import verify_quotes
from factcheck.sources.verify import verify_attributions
from factcheck.types import Reliability, SourceProvenance

__all__ = [
    "CopiedRun",
    "Identified",
    "Origin",
    "RawAttribution",
    "RawCitation",
    "RawQuote",
    "Reliability",
    "SourceProvenance",
    "canonical",
    "cites_article",
    "copied_runs",
    "documents_of",
    "families",
    "fetch_cited",
    "find_attributions",
    "find_citations",
    "find_quotes",
    "independence_groups",
    "is_article_publisher",
    "origins",
    "provenance",
    "publisher_family",
    "read_reliability",
    "verify_attributions",
    "verify_citations",
    "verify_quotes",
    "voices",
]
