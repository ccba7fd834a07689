"""Direct quotations of a text: which quoted stretches are somebody's words, and whose.

Not every pair of quotation marks is a quotation: scare quotes, titles of works and nicknames are left
out. A quotation inside a quotation belongs to the outer one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.sources import names, speakers
from factcheck.sources.marks import Stretch, stretches
from factcheck.sources.speakers import Mention
from factcheck.sources.vocabulary import SMALL_WORDS
from factcheck.types import Document, Span

_MASK = "\ufffc"
_WORD = re.compile(r"[\w’']+")
_NAMED = re.compile(
    r"(?:so-called|known as|dubbed|nicknamed|titled|entitled|headlined|(?:the|a|an)\s(?:words?|terms?|phrase|song|"
    r"film|movie|book|novel|album|show|play|series|documentary|anthem|hashtag|slogan|title|program|programme|episode|"
    r"project|podcast|poem|painting))\W*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[^\S\n]*\n?[^\S\n]*[—–―]\s*([A-Z][^\n.,;\ufffc]{1,80})(?=[.,]?\s*(?:\n|$))")
_LONG_ENOUGH = 6
_TITLE_WORDS = 8
_NAMING = (":", "call", "calls", "called", "dubbed", "labeled", "labelled")
_REACH = 600
"""Characters within which a cue is looked for, before or behind a quotation."""
_PARAGRAPH = 2_000
"""Characters within which the beginning of a sentence is looked for."""


@dataclass(frozen=True, slots=True)
class RawQuote:
    """A direct quotation as the text prints it, before anybody looked it up.

    ``parts`` are the quoted words, one span for each paragraph or each side of an interrupting cue;
    ``outer`` takes in the quotation marks. ``mention`` is the speaker as named at the cue, and
    ``speaker`` the person meant: the mention without its titles, or whom its pronoun stands for.
    """

    text: str
    span: Span
    parts: tuple[Span, ...]
    outer: Span
    speaker: str | None
    mention: Span | None
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    stretch: Stretch
    mention: Mention | None
    adjacent: bool
    """Whether the cue follows the quotation, or leads to it by a comma or a colon."""


def find_quotes(article: Document) -> tuple[RawQuote, ...]:
    """Return the direct quotations of a document, in order."""
    text = article.text
    every = stretches(text)
    masked = _masked(text, every)
    placed = [_place(text, masked, every, index) for index in range(len(every))]
    kept = [item for item in placed if _is_quotation(text, item)]
    return _resolved(text, masked, _joined(masked, kept))


def _masked(text: str, every: Sequence[Stretch]) -> str:
    """Blank what is quoted, keeping every offset."""
    pieces, at = [], 0
    for stretch in every:
        pieces.append(text[at : stretch.outer.start])
        pieces.append(_MASK * (stretch.outer.end - stretch.outer.start))
        at = stretch.outer.end
    return "".join(pieces) + text[at:]


def _place(text: str, masked: str, every: Sequence[Stretch], index: int) -> _Placed:
    """Find the cue of one stretch: the line that signs it, else behind it or before it, by its punctuation."""
    stretch = every[index]
    end = stretch.outer.end
    signature = stretch.signature
    if signature is None and (signed := _SIGNED.match(masked, end)):
        signature = Span(*signed.span(1))
    if signature is not None:
        return _Placed(stretch, Mention(signature, "—"), True)
    inner = stretch.parts[-1]
    closing = text[inner.end - 1 : end]
    line_end = masked.find("\n", end)
    following = every[index + 1].outer.start if index + 1 < len(every) else len(text)
    stop = min(following, line_end if line_end >= 0 else len(text), end + _REACH)
    behind = None if stretch.is_block else speakers.after(masked, end, stop)
    leads_on = "," in closing or closing[0] in "?!…-—–"
    if leads_on and behind is not None:
        return _Placed(stretch, behind, True)
    ahead = _ahead(text, masked, stretch)
    if ahead.mention is None and behind is not None and re.match(r"\s*[,a-z—–-]", masked[end:stop]):
        return _Placed(stretch, behind, True)
    return ahead


def _ahead(text: str, masked: str, stretch: Stretch) -> _Placed:
    """Find the cue that leads to a stretch: in its sentence, or in a line above that ends in a colon."""
    start = stretch.outer.start
    sentence = max(_sentence_start(text, masked, start), start - _REACH)
    lead = masked[sentence:start]
    found = speakers.before(masked, sentence, start)
    if found is not None:
        return _Placed(stretch, found, lead.rstrip().endswith((":", ",", found.cue)) or stretch.is_block)
    if not lead.strip(" >*_\t") and (above := _leading_line(masked, sentence)) is not None:
        found = speakers.before(masked, max(above, sentence - _REACH), sentence)
    return _Placed(stretch, found, found is not None)


def _sentence_start(text: str, masked: str, at: int) -> int:
    """Return where the sentence around ``at`` begins; a quotation may end the sentence before."""
    line = max(masked.rfind("\n", 0, at) + 1, at - _PARAGRAPH)
    begin = line
    for stop in re.finditer(r"[.?!][)\]*_]*\s+(?=[A-Z\d“\"‘'\ufffc])|\ufffc+\s+(?=[A-Z\ufffc])", masked[line:at]):
        before = masked[max(line, line + stop.start() - 8) : line + stop.start() + 1]
        if re.search(r"(?:\b[A-Z]|\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Rev|Prof|St|Gen|Col|Lt|No|vs|Jr|Sr))\.$", before):
            continue
        if stop.group()[0] == _MASK:
            closing = text[line + stop.start() : line + stop.end()].rstrip()
            if not re.search(r"[.?!…][\"”’'»]{1,2}$", closing):
                continue
        begin = line + stop.end()
    return begin


def _leading_line(masked: str, at: int) -> int | None:
    """Return where the last sentence of the paragraph above begins, if it ends in a colon or a cue."""
    above = masked[:at].rstrip()
    if not above.endswith((":", ",")) or _MASK in above[-1:]:
        return None
    line = above.rfind("\n") + 1
    stops = list(re.finditer(r"[.?!]\s+(?=[A-Z])", above[line:]))
    return line + (stops[-1].end() if stops else 0)


def _is_quotation(text: str, item: _Placed) -> bool:
    quoted = " ".join(part.of(text) for part in item.stretch.parts)
    words = _WORD.findall(quoted)
    if not any(char.isalpha() for char in quoted):
        return False
    if item.stretch.is_block:
        return len(words) > 3
    start, end = item.stretch.outer.start, item.stretch.outer.end
    lead = text[max(0, start - 40) : start]
    is_named = _NAMED.search(lead) is not None and len(words) <= _TITLE_WORDS
    if is_named or _is_nickname(text, words, start, end):
        return False
    titled = all(word[0].isupper() or word.lower() in SMALL_WORDS or word[0].isdigit() for word in words)
    if titled and 1 < len(words) <= _TITLE_WORDS and not (item.adjacent and quoted[-1] in "?!"):
        spoken = item.adjacent and item.mention is not None and item.mention.cue not in _NAMING
        return spoken and text[end - 2 : end - 1] == ","
    if item.mention is not None:
        return len(words) > 1 or item.adjacent
    ends_sentence = quoted.rstrip()[-1] in ".?!…" and len(words) > 2 and quoted[0].isupper()
    return len(words) >= _LONG_ENOUGH or ends_sentence


def _is_nickname(text: str, words: Sequence[str], start: int, end: int) -> bool:
    """Tell a name in the middle of a name: Dwayne "The Rock" Johnson."""
    return (
        len(words) <= 3
        and all(word[0].isupper() for word in words)
        and re.search(r"[A-Z][\w.]*\s$", text[max(0, start - 20) : start]) is not None
        and re.match(r"\s[A-Z]", text[end : end + 2]) is not None
    )


def _joined(masked: str, kept: Sequence[_Placed]) -> list[list[_Placed]]:
    """Put together what a cue only interrupts: "…," she said, "…"."""
    groups: list[list[_Placed]] = []
    for item in kept:
        if groups:
            last = groups[-1][-1]
            gap = masked[last.stretch.outer.end : item.stretch.outer.start]
            interrupted = (
                last.adjacent
                and last.mention is not None
                and last.mention.span.start >= last.stretch.outer.end
                and re.fullmatch(r"[^.?!:\n\ufffc]{2,120}[,—–]\s*", gap) is not None
            )
            if interrupted:
                groups[-1].append(item)
                continue
        groups.append([item])
    return groups


def _resolved(text: str, masked: str, groups: Sequence[Sequence[_Placed]]) -> tuple[RawQuote, ...]:
    """Fill in who speaks where a quotation only goes on, and whom pronouns and surnames mean."""
    found: list[RawQuote] = []
    known = _people(masked)
    for group in groups:
        first, last = group[0].stretch, group[-1].stretch
        mention = next((item.mention.span for item in group if item.mention is not None), None)
        speaker = None
        if mention is not None:
            speaker = _speaker(text, masked, mention, known, found)
        elif found and _goes_on(masked, found[-1], first):
            mention, speaker = found[-1].mention, found[-1].speaker
        parts = tuple(part for item in group for part in item.stretch.parts)
        found.append(
            RawQuote(
                text=" ".join(part.of(text) for part in parts),
                span=Span(parts[0].start, parts[-1].end),
                parts=parts,
                outer=Span(first.outer.start, last.outer.end),
                speaker=speaker,
                mention=mention,
                is_block=first.is_block,
            )
        )
    return tuple(found)


def _goes_on(masked: str, previous: RawQuote, stretch: Stretch) -> bool:
    """Tell whether a quotation without a cue continues the one before it.

    It does in the same paragraph, and in the next one when that holds nothing else.
    """
    gap = masked[previous.outer.end : stretch.outer.start]
    if "\n" not in gap:
        return True
    line = masked.rfind("\n", 0, stretch.outer.start) + 1
    alone = not masked[line : stretch.outer.start].strip()
    return alone and len(gap) < 300 and len(gap.strip().splitlines()) <= 1


def _people(masked: str) -> dict[str, str]:
    """Return the full names of a text by surname; of two people with one surname, the first."""
    people: dict[str, str] = {}
    for run in names.names_in(masked):
        name = names.person_in(run)
        if name is not None and len(name.split()) > 1:
            people.setdefault(names.fold(name.split()[-1]), name)
    return people


def _speaker(text: str, masked: str, mention: Span, known: Mapping[str, str], found: Sequence[RawQuote]) -> str | None:
    words_of = " ".join(mention.of(text).split())
    if names.is_pronoun(words_of):
        if words_of.lower() in ("it", "they", "i", "we", "them"):
            return found[-1].speaker if found and words_of.lower() in ("it", "they") else None
        return names.last_person(masked, mention.start, known)
    person = names.person_in(words_of)
    if person is None:
        return words_of
    return names.expanded(person, known)
