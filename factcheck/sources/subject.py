"""Whether a source speaks of what the article speaks of: this ferry, this year, and not another town's or last year's.

A sentence of a report on another town often answers a claim word for word. Whether it may is not in the sentence
but in the source: which names it keeps using, from which year it is, how near its opening is to the article's.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.types import Document

if TYPE_CHECKING:
    from factcheck.protocols import Embedder

_NAME = re.compile(r"\b[^\W\d_a-z][\w-]{2,}")
_COMMON = re.compile(r"\b[^\W\d_A-Z]{3,}\b")
_YEAR = re.compile(r"(?<![\d.,$£€])(?:19|20)\d\d(?![\d,]|\.\d)")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_LONGEST = 100_000  # code points read of each text
_LEAD = 700  # code points of an opening: headline and about four sentences
_MAIN = 4  # names of the article that lead
_OLDEST = 3.0  # years; older is no worse

TRAITS = (
    "lead",  # cosine of the openings
    "headline",  # cosine of the titles; of the openings where one is missing
    "names",  # cosine of the counts of names, by their logarithm
    "shared",  # share of the source's names, as often as it says them, that the article has too
    "foreign",  # share of the name that it says most of those that the article lacks
    "main",  # how many of the article's four main names it says, as a share
    "title_foreign",  # share of the names in its title that the article lacks
    "alike",  # 1 for a name that looks like a main name of the article, in its place
    "years",  # by how many years its own year lies before the article's, three at most
    "mentioned",  # 1 if the article names its publisher
)
"""Names of the traits, in order."""


@dataclass(frozen=True, slots=True)
class _Sketch:
    """Names of a text by how often it says them (lower case), those of its title, and its year.

    The year is that of publication or, where that is unknown, the one named most often, of equals the latest.
    """

    names: Counter[str]
    title: frozenset[str]
    year: int | None


def traits(
    article: Document, sources: Sequence[Document], alike: Sequence[bool], embedder: Embedder
) -> list[tuple[float, ...]]:
    """Return the traits of each source beside ``article``, in the order of TRAITS.

    ``alike`` tells which sources name a namesake (`factcheck.sources.namesakes`).
    """
    if not sources:
        return []
    documents = (article, *sources)
    leads = embedder.embed([_lead(document) for document in documents])
    titles = embedder.embed([_title(document) or _lead(document) for document in documents])
    common = {word for document in documents for word in _COMMON.findall(document.text[:_LONGEST])}
    ours, *theirs = [_sketch(document, common) for document in documents]
    text = article.text.lower()
    found = []
    for index, (source, sketch) in enumerate(zip(sources, theirs, strict=True)):
        total = max(1, sketch.names.total())
        lacking = {name: count for name, count in sketch.names.items() if name not in ours.names}
        main = [name for name, _ in ours.names.most_common(_MAIN)]
        publisher = (source.publisher or "").lower()
        found.append(
            (
                float(leads[0] @ leads[index + 1]),
                float(titles[0] @ titles[index + 1]),
                _cosine(ours.names, sketch.names),
                1 - sum(lacking.values()) / total,
                max(lacking.values(), default=0) / total,
                sum(name in sketch.names for name in main) / max(1, len(main)),
                len(sketch.title - ours.names.keys()) / max(1, len(sketch.title)),
                float(alike[index]),
                min(_OLDEST, max(0.0, float(ours.year - sketch.year))) if ours.year and sketch.year else 0.0,
                float(len(publisher) > 3 and publisher in text),
            )
        )
    return found


def _lead(document: Document) -> str:
    return f"{_title(document)}. {document.text[:_LEAD]}"


def _title(document: Document) -> str:
    return (document.title or "").strip()


def _sketch(document: Document, common: set[str]) -> _Sketch:
    """Return the sketch of a text; a word that any of the texts has in lower case is no name."""

    def names_of(text: str) -> list[str]:
        found = (word.lower() for word in _NAME.findall(text))
        return [word for word in found if word not in common and word not in _DAYS]

    title = _title(document)
    text = f"{title}. {document.text[:_LONGEST]}"
    published = (document.published or "")[:4]
    years = Counter([published] if published.isdigit() else _YEAR.findall(text))
    year = max(years, key=lambda one: (years[one], one), default=None)
    return _Sketch(Counter(names_of(text)), frozenset(names_of(title)), int(year) if year else None)


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    def weight(count: int) -> float:
        return 1 + math.log(count)

    product = sum(weight(one[name]) * weight(other[name]) for name in one.keys() & other.keys())
    lengths = [math.sqrt(sum(weight(count) ** 2 for count in counts.values())) for counts in (one, other)]
    return product / (lengths[0] * lengths[1]) if all(lengths) else 0.0
