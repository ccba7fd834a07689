"""Which documents are the words of X: names in the article matched with what sources say of themselves.

A document's *names* are its publisher, author, site and letterhead (the lines above its body). A
proper name matches when all its distinctive words, or its acronym, are there; a description ("the
city auditor", "police figures") when its head noun is, the documents with most of its words winning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from factcheck.sources.attributions import find_attributions
from factcheck.sources.cues import SPEECH
from factcheck.sources.names import UNNAMING, WORD, abbreviates, parted, stem
from factcheck.sources.vocabulary import ANY_ORGANISATION, ORGANISED, VEHICLES
from factcheck.types import Document

_LETTERHEAD = 4  # lines
_HEAD_CHARS = 1200
_LINE_CHARS = 120
_OWNER_WORDS = 8
_LEAST_ROOT = 5  # letters
_APPOSITION = re.compile(r",\s+[A-Z][^,.;:\n]{1,60}")
_NAMED_WITHIN = 150  # characters from a speaker's description to the cue
_AFFILIATION = re.compile(r",?\s(?:of|from|at|for|with|writing in|in)\s(?:the\s)?(?=[A-Z])")
_PARTS = re.compile(r"[:,.|;–—]\s|\s\(|\)")
_DATELINE = re.compile(r"\(([^()\n]{2,40})\) [-–—] ")  # "GENEVA (Agency) - …"


@dataclass(frozen=True, slots=True)
class Identified:
    """The sources that carry a speaker's words; ``own`` is false where they only quote or report the speaker."""

    documents: tuple[Document, ...] = ()
    own: bool = True


def documents_of(speaker: str, sources: Sequence[Document], *, context: str = "") -> Identified:
    """Return the sources that are the words of ``speaker``, or else those that report him; in their order.

    ``context`` is the article up to the attribution: a bare "the company" is the organisation among
    the owners of sources that it named most.
    """
    proper, common = parted(speaker)
    return _of_name(speaker, proper, common, sources) if proper else _of_description(common, sources, context)


def _of_name(speaker: str, proper: Sequence[str], common: Sequence[str], sources: Sequence[Document]) -> Identified:
    wanted = [stem(word) for word in proper]
    kinds = [noun for noun in map(stem, common) if noun in ORGANISED - ANY_ORGANISATION]
    if kinds:  # "Tarn police" are not whatever else has Tarn in its name
        wanted.append(kinds[-1])
    fits = [d for d in sources if _owned_by(wanted, d)] or [d for d in sources if _by_capitals(proper, d)]
    if not fits and (affiliated := _AFFILIATION.search(speaker)):  # "Ann Bell of the Daily Post" writes in it
        person = [stem(word) for word in WORD.findall(speaker[: affiliated.start()])]
        fits = [d for d in sources if person and _owned_by(person, d)]
    if fits:
        return Identified(tuple(fits))
    return Identified(tuple(d for d in sources if _reports(wanted, d)), own=False)


def _of_description(common: Sequence[str], sources: Sequence[Document], context: str) -> Identified:
    nouns = [stem(word) for word in common]
    naming = [word for word in nouns if word not in VEHICLES] or nouns
    if not naming:
        return Identified()
    for lines in (_owners, names):
        known = {d.id: sum(_akin(word, _stems(*lines(d))) for word in naming) for d in sources}
        best = max(known.values(), default=0)
        fits = [d for d in sources if best and known[d.id] == best and _akin(naming[-1], _stems(*lines(d)))]
        if fits:
            return Identified(_mentioned_most(fits, context, naming[-1]) or tuple(fits))
    if naming[-1] not in ORGANISED:
        return Identified(tuple(d for d in sources if _reports([naming[-1]], d)), own=False)
    telling = [word for word in naming if word not in ORGANISED] or [word for word in nouns[:-1] if word in VEHICLES]
    if telling:  # "the audit office" may be the National Audit Bureau
        return Identified(tuple(d for d in sources if all(_akin(word, _stems(*_owners(d))) for word in telling)))
    return Identified(_mentioned_most(sources, context, None))


def names(document: Document) -> tuple[str, ...]:
    """Return every line by which the document says whose it is or what it is."""
    # A sentence that reports what somebody said does not say whose the document is.
    lines = [line for line in _letterhead(document) if not line.endswith(".") or not SPEECH & set(line.split())]
    return (*_owners(document), *((document.title,) if document.title else ()), *lines)


def _owners(document: Document) -> tuple[str, ...]:
    """Return the names of those who speak in the document: publisher, author, site; else its letterhead."""
    host = (urlsplit(document.url).hostname or "") if document.url else ""
    site = " ".join(part for part in host.split(".")[:-1] if part not in ("www", "example"))
    told = [part for part in (document.publisher, document.author, site) if part]
    if agency := _DATELINE.search(document.text[:_HEAD_CHARS]):
        told.append(agency.group(1))
    if document.publisher:
        return tuple(told)
    lines = [line for line in _letterhead(document) if not line.endswith((".", "?", "!"))] or _letterhead(document)
    parts = [part.strip() for line in lines for part in _PARTS.split(f"{line} ")]
    return (*told, *(part for part in parts if part[:1].isupper() and len(part.split()) <= _OWNER_WORDS))


def _letterhead(document: Document) -> tuple[str, ...]:
    """Return the short lines above the body, and the first sentence of the body where it is short too."""
    found: list[str] = []
    for line in document.text[:_HEAD_CHARS].splitlines():
        said = line.strip(" #*_|-=>")
        if not said:
            continue
        if len(said) > _LINE_CHARS:
            first = said[:_LINE_CHARS].rfind(". ")
            return (*found, said[:first]) if first > 0 and len(found) < 2 else tuple(found)
        found.append(said)
        if len(found) == _LETTERHEAD:
            break
    return tuple(found)


def _akin(word: str, there: AbstractSet[str]) -> bool:
    """Tell whether a word is there, or one that it is made of: "auditor" of "audit", "regional" of "region"."""
    return word in there or any(
        min(len(word), len(other)) >= _LEAST_ROOT and (word.startswith(other) or other.startswith(word))
        for other in there
    )


def _stems(*lines: str) -> set[str]:
    return {stem(word) for line in lines for word in WORD.findall(line)}


def _owned_by(wanted: Sequence[str], document: Document) -> bool:
    """Tell whether a name of the document's owner has every wanted word, and few others in a letterhead."""
    for line in _owners(document):
        naming = [word for word in WORD.findall(line) if word.lower() not in UNNAMING and word[0].isalpha()]
        found = [word for word in naming if stem(word) not in VEHICLES]
        told = line in (document.publisher, document.author)
        if set(wanted) <= _stems(line) and (told or len(found) <= len(wanted) + 2):
            return True
    return False


def _by_capitals(proper: Sequence[str], document: Document) -> bool:
    """Tell whether the owner is named by capitals: "NAB" is the National Audit Bureau, and the other way round."""
    short = proper[0] if len(proper) == 1 else "".join(word[0] for word in proper)
    lines = _owners(document)
    whole = len(proper) == 1 and any(abbreviates(short, line) for line in lines)
    return whole or (len(short) > 1 and short.isupper() and any(short in WORD.findall(line) for line in lines))


def _reports(wanted: Sequence[str], document: Document) -> bool:
    """Tell whether the document attributes something to a speaker of that name, or of that last name."""
    needed = set(wanted) if wanted[-1] in ORGANISED else {wanted[-1]}
    if not all(word in document.text.lower() for word in needed):
        return False
    return any(needed <= speaker for speaker in _reported(document))


@lru_cache(maxsize=256)
def _reported(document: Document) -> tuple[frozenset[str], ...]:
    """Return the words by which a document names each speaker it reports: "the mayor, Paul Reis," has both."""
    found = []
    for raw in find_attributions(document):
        begin = min(raw.source_span.start, raw.cue_span.start)
        end = max(raw.source_span.end, raw.cue_span.end)
        behind = _APPOSITION.match(document.text, end)
        between = document.text[begin : behind.end() if behind else end]
        found.append(frozenset(_stems(raw.source_named, between if len(between) <= _NAMED_WITHIN else "")))
    return tuple(found)


def _mentioned_most(documents: Sequence[Document], context: str, noun: str | None) -> tuple[Document, ...]:
    """Return the documents whose owner's name the context has most often; none if it names no one.

    With ``noun``, only names that contain it count: "the university" is one of the universities.
    """
    said = [stem(word) for word in WORD.findall(context)]
    counts = []
    for document in documents:
        best = 0
        for line in _owners(document):
            ordered = [stem(word) for word in WORD.findall(line) if word[0].isupper()]
            telling = [word for word in ordered if word not in ORGANISED | VEHICLES | UNNAMING]
            if telling and (noun is None or noun in ordered):
                best = max(best, said.count(telling[0]))
        counts.append(best)
    most = max(counts, default=0)
    return tuple(d for d, count in zip(documents, counts, strict=True) if most and count == most)
