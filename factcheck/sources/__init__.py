"""Source verification: quotations, independence of sources, where each is from.

Each function works by itself on documents; the pipeline composes them.
"""

from factcheck.sources.copies import CopiedRun, copied_runs
from factcheck.sources.independence import (
    Origin,
    cites_article,
    independence_groups,
    is_article_publisher,
    origins,
    publisher_family,
)
from factcheck.sources.provenance import Reliability, SourceProvenance, provenance, read_reliability
from factcheck.sources.quotations import RawQuote, find_quotes
from factcheck.sources.quotes import verify_quotes

__all__ = [
    "CopiedRun",
    "Origin",
    "RawQuote",
    "Reliability",
    "SourceProvenance",
    "cites_article",
    "copied_runs",
    "find_quotes",
    "independence_groups",
    "is_article_publisher",
    "origins",
    "provenance",
    "publisher_family",
    "read_reliability",
    "verify_quotes",
]
