"""Which sentences of an article can be claims at all, by their form: before any model reads them.

Questions, headings, table rows, menus, captions, bylines and commands to the reader make none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.text import BlockKind, Sentence, plain, sentences, words

_MIN_WORDS = 3
_CLOSING = "\"”’')]*_"
_COMMAND = re.compile(
    r"(?:please|click|subscribe|sign up|read more|(?:share|follow|join|forward|contact)\s+(?:us|this|it|our|your))\b",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:\[\d+\])+$")
_MARGIN = re.compile(
    r"(?:photo(?:graph)?s?|picture|image|illustration|graphic|video|caption|credit|source|by|reporting by|edited by|"
    r"editing by|tags?|topics|filed under|listen|watch|read also|see also|related|quiz|opinion|advertisement)"
    r"(?:\s+credit)?\s*[:|]",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+[A-Z][\w.’'-]+(?:\s+(?:and\s+)?[A-Z][\w.’'-]+){1,4}(?:,[^.]{2,40})?\.?$", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\)\s|copyright\b|all rights reserved)", re.IGNORECASE)


def declarative_sentences(text: str, language: str = "en") -> list[Sentence]:
    """Return the declarative sentences of paragraphs and lists, in order."""
    return [sentence for sentence in sentences(text, language) if _is_declarative(sentence, text)]


def candidate_sentences(text: str) -> list[Sentence]:
    """Return the declarative sentences that are no caption, byline or notice of rights, in order."""
    found: Sequence[Sentence] = declarative_sentences(text)
    return [sentence for sentence in found if not _is_margin(plain(sentence.span.of(text)))]


def _is_declarative(sentence: Sentence, text: str) -> bool:
    if sentence.block.kind in (BlockKind.HEADING, BlockKind.ROW):
        return False
    said = plain(sentence.span.of(text))
    core = _NOTES.sub("", said).rstrip(_CLOSING)
    return core.endswith((".", "…", "。", "।", "۔")) and len(words(said)) >= _MIN_WORDS and not _COMMAND.match(said)


def _is_margin(said: str) -> bool:
    byline = said[:3].lower() == "by " and said[3:4].isupper() and _BYLINE.match(said) is not None
    return bool(_MARGIN.match(said) or _RIGHTS.match(said) or byline)
