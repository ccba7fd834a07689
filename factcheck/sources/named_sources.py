"""Which documents are the words of X: names in the article matched with what sources say of themselves.

A document's *names* are its publisher, author, site and letterhead (the lines above its body). A
proper name matches when all its distinctive words, or its acronym, are there; a description ("the
city auditor", "police figures") when its head noun is, the documents with most of its words winning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from factcheck.sources.attributions import find_attributions
from factcheck.sources.cues import PRONOUNS
from factcheck.sources.vocabulary import word_set
from factcheck.types import Document

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_SMALL = word_set(
    "the a an of for in at on and by to from its his her their our my this that these those with who which other some "
    "several many two three new own mr mrs ms dr sir lady"
)
# Words for a piece of writing or a person speaking: "police figures" are the police's, "the company's
# spokesman" is the company. They name nobody while another word is left.
_VEHICLES = word_set(
    "figure number datum data statistic study survey poll report reporter bulletin release statement note document "
    "filing letter review analysis paper research researcher spokesman spokeswoman spokesperson official officer "
    "economist analyst expert executive representative staff source newspaper paper magazine agency website site "
    "article story book blog page post account latest annual minute record finding estimate forecast projection "
    "plan team people member chief head director president chairman leader scientist author"
)
_COMMON_NAMES = word_set(
    "agency association authority bank board bureau center centre chamber club college commission committee company "
    "corporation council department federation firm foundation fund group hospital institute journal league "
    "magazine ministry mission museum network office organisation organization paper party police press regulator "
    "school service society state team trust union university"
)
_PREPOSITIONS = word_set("at of from with for in")
_LETTERHEAD = 4  # lines
_HEAD_CHARS = 1200
_LINE_CHARS = 120
_OWNER_WORDS = 8
_PARTS = re.compile(r"[:,.|;–—]\s|\s\(|\)")
_DATELINE = re.compile(r"\(([^()\n]{2,40})\) [-–—] ")  # "GENEVA (Agency) - …"


def stem(word: str) -> str:
    """Return ``word`` in lower case without possessive, plural or a few common endings."""
    low = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'").strip(".")
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh")):
        if low.endswith(ending) and len(low) > len(ending) + 2:
            return low[: -len(ending)] + kept
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


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
    proper, common = _parts(speaker)
    if proper:
        wanted = [stem(word) for word in proper]
        fits = [d for d in sources if _owned_by(wanted, d)]
        if not fits:
            short = proper[0] if len(proper) == 1 else "".join(word[0] for word in proper)
            fits = [d for d in sources if _acronym(short, d, expand=len(proper) == 1)]
        if fits:
            return Identified(tuple(fits))
        return Identified(tuple(d for d in sources if _reports(wanted, d)), own=False)
    nouns = [stem(word) for word in common]
    naming = [word for word in nouns if word not in _VEHICLES] or nouns
    if not naming:
        return Identified()
    for lines in (_owners, names):
        known = {d.id: len(set(naming) & _stems(*lines(d))) for d in sources}
        best = max(known.values(), default=0)
        fits = [d for d in sources if best and known[d.id] == best and naming[-1] in _stems(*lines(d))]
        if fits:
            return Identified(_mentioned_most(fits, context, naming[-1]) or tuple(fits))
    if naming[-1] in _COMMON_NAMES:
        return Identified(_mentioned_most(sources, context, None))
    return Identified()


def names(document: Document) -> tuple[str, ...]:
    """Return every line by which the document says whose it is or what it is."""
    return (*_owners(document), *((document.title,) if document.title else ()), *_letterhead(document))


def _owners(document: Document) -> tuple[str, ...]:
    """Return the names of those who speak in the document: publisher, author, site; else its letterhead."""
    host = (urlsplit(document.url).hostname or "") if document.url else ""
    site = " ".join(part for part in host.split(".")[:-1] if part not in ("www", "example"))
    told = [part for part in (document.publisher, document.author, site) if part]
    if agency := _DATELINE.search(document.text[:_HEAD_CHARS]):
        told.append(agency.group(1))
    if document.publisher:
        return tuple(told)
    parts = [part.strip() for line in _letterhead(document) for part in _PARTS.split(f"{line} ")]
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


def _stems(*lines: str) -> set[str]:
    return {stem(word) for line in lines for word in _WORD.findall(line)}


def _parts(speaker: str) -> tuple[list[str], list[str]]:
    """Return the proper and the common words that name ``speaker``; "economists at Polder Bank" is Polder Bank."""
    found = _WORD.findall(speaker)
    if not found or speaker.lower() in PRONOUNS:
        return [], []
    for at in range(len(found) - 1, 0, -1):
        behind = found[at:]
        is_place = found[at - 1].lower() in _PREPOSITIONS and behind[0][0].isupper()
        if is_place and not any(word[0].isupper() for word in found[1 : at - 1]) and found[0].lower() not in ("the",):
            found = behind
            break
    starts = 1 if found[0].lower() in _SMALL else 0
    proper = [w for i, w in enumerate(found) if w[0].isupper() and w.lower() not in _SMALL and not (i == 0 < starts)]
    common = [w for w in found if not w[0].isupper() and w.lower() not in _SMALL]
    if len(found) - starts == 1 and starts == 0 and stem(found[0]) in _COMMON_NAMES | _VEHICLES:
        return [], found
    if proper and common and all(stem(word) in _COMMON_NAMES | _VEHICLES for word in proper):
        return [], [word for word in found if word.lower() not in _SMALL]
    return proper, common


def _owned_by(wanted: Sequence[str], document: Document) -> bool:
    """Tell whether a name of the document's owner has every wanted word, and few others in a letterhead."""
    for line in _owners(document):
        found = [word for word in _WORD.findall(line) if word.lower() not in _SMALL]
        told = line in (document.publisher, document.author)
        if set(wanted) <= _stems(line) and (told or len(found) <= len(wanted) + 2):
            return True
    return False


def _acronym(short: str, document: Document, *, expand: bool) -> bool:
    """Tell whether the capitals ``short`` name the document's owner, either in full or by themselves."""
    letters = re.sub(r"[^\w]", "", short)
    if not letters.isupper() or len(letters) < 2:
        return False
    for line in _owners(document):
        initials = "".join(word[0] for word in _WORD.findall(line) if word[0].isupper())
        if (expand and letters in (initials, initials[: len(letters)])) or letters in _WORD.findall(line):
            return True
    return False


def _reports(wanted: Sequence[str], document: Document) -> bool:
    """Tell whether the document attributes something to a speaker of that name, or of that last name."""
    needed = set(wanted) if wanted[-1] in _COMMON_NAMES else {wanted[-1]}
    if not all(word in document.text.lower() for word in needed):
        return False
    return any(needed <= _stems(raw.source_named) for raw in find_attributions(document))


def _mentioned_most(documents: Sequence[Document], context: str, noun: str | None) -> tuple[Document, ...]:
    """Return the documents whose owner's name the context has most often; none if it names no one.

    With ``noun``, only names that contain it count: "the university" is one of the universities.
    """
    said = [stem(word) for word in _WORD.findall(context)]
    counts = []
    for document in documents:
        best = 0
        for line in _owners(document):
            ordered = [stem(word) for word in _WORD.findall(line) if word[0].isupper()]
            telling = [word for word in ordered if word not in _COMMON_NAMES | _VEHICLES | _SMALL]
            if telling and (noun is None or noun in ordered):
                best = max(best, said.count(telling[0]))
        counts.append(best)
    most = max(counts, default=0)
    return tuple(d for d, count in zip(documents, counts, strict=True) if most and count == most)
