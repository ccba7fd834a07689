"""Who speaks in a text without quotation marks: the turns of a transcript, the author of a letter or a statement."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from factcheck.sources.names import person_in
from factcheck.types import Document, Span

_TURN = re.compile(
    r"^[ \t>*_#-]{0,6}(?P<label>(?:(?:Mr|Mrs|Ms|Dr|Prof|St)\.\s|[^\W\d_]\.\s|[^.:?!\n“”\"]){2,60}?)[*_]{0,2}:"
    r"[*_]{0,2}\s+(?=\S)",
    re.MULTILINE | re.IGNORECASE,
)
_FEWEST_TURNS = 3
_LEAST_SHARE = 0.3
"""Share of the lines that open with a speaker: a page with a table of contents or facts has fewer."""
_LABEL_WORDS = 7
_STATEMENT = re.compile(
    r"\b(?:statement|remarks|speech|address|letter|testimony|column|opinion|essay|interview|evidence)\b[^.\n]{0,30}?"
    r"\b(?:by|of|from|with)\s+(?P<name>[^\n:;–—]{3,80})",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"^\W*(?:dear\b|to (?:all|whom|the)\b|(?:yours|sincerely|kind regards|best regards|regards|respectfully|faithfully|"
    r"signed)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_LINES, _SIGNING_LINES = 3, 5


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next one speaks; ``speaker`` is None for a label without a name."""

    span: Span
    speaker: str | None


def turns(text: str) -> tuple[Turn, ...]:
    """Return the turns of a transcript in order; a text that is none has none."""
    found = [match for match in _TURN.finditer(text) if _is_label(match["label"])]
    lines = sum(1 for line in text.splitlines() if line.strip())
    labels = [match["label"].strip(" *_") for match in found]
    named = {name for label in labels if (name := person_in(_cased(label)))}
    # "Place: Oslo" stands once in a table of facts; speakers come back, or have two names.
    speaks = len(set(labels)) < len(labels) or sum(" " in name for name in named) > 1
    if len(found) < _FEWEST_TURNS or len(found) < _LEAST_SHARE * lines:
        return ()
    if not named or not speaks or len(set(labels)) < 2:
        return ()
    edges = [*(match.start() for match in found[1:]), len(text)]
    return tuple(
        Turn(Span(match.end(), max(match.end(), end)), person_in(_cased(label)))
        for match, label, end in zip(found, labels, edges, strict=True)
    )


def author_of(document: Document) -> str | None:
    """Return the person whose words a document as a whole is: its byline, the name in its heading, its signature."""
    if (name := person_in(document.author or "")) is not None:
        return name
    lines = [line.strip(" #*_>") for line in document.text.splitlines() if line.strip(" #*_>-=")]
    for line in (document.title or "", *lines[:_HEAD_LINES]):
        match = _STATEMENT.search(line)
        if match and (name := person_in(match["name"])) is not None:
            return name
    if _LETTER.search(document.text):
        for line in lines[-_SIGNING_LINES:]:
            name = person_in(line)
            if name is not None and len(name.split()) > 1 and line.split(",")[0].endswith(name):
                return name
    return None


def speaker_at(found: tuple[Turn, ...], span: Span) -> str | None:
    """Return the speaker in whose turn ``span`` lies, or None."""
    at = bisect_right([turn.span.start for turn in found], span.start) - 1
    return found[at].speaker if at >= 0 and span.end <= found[at].span.end else None


def _is_label(label: str) -> bool:
    """Tell whether every word but small ones has a capital: "Ann Poe (chair)" does, "what we know" does not."""
    words = re.sub(r"\([^()]*\)", " ", label.strip(" *_")).split()
    return 0 < len(words) <= _LABEL_WORDS and all(word[0].isupper() or word in ("of", "the", "and") for word in words)


def _cased(label: str) -> str:
    """Return a label in capitals as names are written elsewhere."""
    least = 2 if label.isupper() else 3
    return " ".join(word.title() if word.isupper() and len(word) >= least else word for word in label.split())
