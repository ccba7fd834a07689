"""Attributions of an article: who is said to have said what, by rules over cues and punctuation.

No parser: a cue is found, its source is the noun phrase beside it, its content the clause on the
other side. Sentences are exact spans, so every part found is one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.checks.vocabulary import word_set
from factcheck.sources import cues
from factcheck.sources.phrases import QUOTES, Token, is_no_cue, may_report, phrase_end, subject_of, tokens_of
from factcheck.text import BlockKind, Sentence, plain, sentences
from factcheck.types import Document, Span

_THAT = re.compile(r"\s*that\s+")
_ADJUNCT = word_set(
    "in on at during after before from of last this yesterday today monday tuesday wednesday thursday friday "
    "saturday sunday when while as through via by late early earlier with about afterwards later"
)
_ADDRESSING = word_set(
    "tell tells told telling inform informs informed informing remind reminds reminded notify notified assure "
    "assured assures advise advised ask asked asks urge urged urges"
)


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """X said that P, as the article words it: every span is in the article's text.

    ``span`` reaches over source, cue and content; ``source_named`` are the article's words for X and
    ``speaker`` the name that a pronoun among them stands for; ``content`` are the exact words of P, and
    ``claim`` the sentence that is checked against X's text. ``clause`` tells whether P is a statement of its
    own rather than the object of a verb ("blamed rain"). ``chain`` runs from who reports to who is reported,
    where the article names more than one.
    """

    sentence: str
    span: Span
    source_named: str
    source_span: Span
    speaker: str
    cue: str
    cue_span: Span
    content: str
    content_span: Span
    claim: str
    clause: bool = True
    chain: tuple[str, ...] = ()


def find_attributions(article: Document) -> tuple[RawAttribution, ...]:
    """Return the attributions of ``article`` in the order of their cues.

    Headings, table rows and what somebody says of themselves ("I think") are left out. A pronoun takes
    the last source named before it in its block or the one before.
    """
    found: list[RawAttribution] = []
    last: RawAttribution | None = None
    for sentence in sentences(article.text):
        if sentence.block.kind in (BlockKind.HEADING, BlockKind.ROW):
            continue
        made = [a for a in _in_sentence(article.text, sentence) if a.source_named.lower() not in cues.FIRST_PERSON]
        in_sentence = _chained(sorted(made, key=lambda a: a.cue_span.start))
        for raw in in_sentence:
            named = raw
            if raw.source_named.lower() in cues.PRONOUNS and last is not None:
                named = replace(raw, speaker=last.speaker)
            found.append(named)
        names = [a for a in found[len(found) - len(in_sentence) :] if a.speaker.lower() not in cues.PRONOUNS]
        last = names[0] if names else last
    return tuple(found)


def _in_sentence(text: str, sentence: Sentence) -> list[RawAttribution]:
    tokens = tokens_of(text, sentence.span)
    quoted = _quotations(text, sentence.block.span)
    found: list[RawAttribution] = []
    taken: set[int] = set()
    for match in cues.PREPOSITIONAL.finditer(text, sentence.span.start, sentence.span.end):
        raw = _prepositional(text, sentence, tokens, match)
        taken.update(range(match.start(), match.end()))
        if raw is not None:
            found.append(raw)
    if (line := _transcript_line(text, sentence)) is not None:
        found.append(line)
    for match in cues.REVISED.finditer(text, sentence.span.start, sentence.span.end):
        at = next((i for i, t in enumerate(tokens) if t.start == match.start()), 0)
        subject = subject_of(tokens, at, set())
        taken.update(range(match.start(), match.end()))
        if subject is not None:
            found.append(_make(text, sentence, subject, Span(match.start(), match.end()), sentence.span, whole=True))
    accepted: set[int] = set()
    headline = _is_title_case(tokens)
    for index, token in enumerate(tokens):
        if (
            token.start in taken
            or token.lower not in cues.VERBS
            or (index and token.word[0].isupper() and not headline)
        ):
            continue
        if any(token.start > start and token.end <= end for start, end in quoted):
            continue  # what somebody quoted says of others is theirs, not the article's
        raw = _verbal(text, sentence, tokens, index, accepted)
        if raw is not None:
            accepted.add(index)
            found.append(raw)
    return [raw for raw in found if not _is_aside(raw, found)]


def _is_aside(raw: RawAttribution, found: Sequence[RawAttribution]) -> bool:
    """Tell whether a pronoun's opinion is what somebody is said to have said: "Bell says he opposes the dam"."""
    opinion = raw.cue.lower() in cues.BELIEF | cues.JUDGEMENT and raw.source_named.lower() in cues.PRONOUNS
    return opinion and any(_holds(other, raw) for other in found if other is not raw)


def _transcript_line(text: str, sentence: Sentence) -> RawAttribution | None:
    """Return who speaks in a line like "BELL: We will pay." or "Ann Bell: “We will pay.”"."""
    match = cues.TRANSCRIPT.match(text, sentence.span.start, sentence.span.end)
    if match is None or any(word.lower().strip(".’'") in cues.NO_SPEAKERS for word in match["source"].split()):
        return None
    content = _trimmed(text, match.end(), sentence.span.end)
    named = match["source"]
    known = named.isupper() or len(named.split()) > 1 or len(re.findall(rf"\b{re.escape(named)}\b", text)) > 1
    if not known or len(content.of(text).split()) < 3:
        return None
    source = Span(match.start("source"), match.end("source"))
    return _make(text, sentence, source, Span(match.start("cue"), match.end("cue")), content)


def _prepositional(
    text: str, sentence: Sentence, tokens: Sequence[Token], match: re.Match[str]
) -> RawAttribution | None:
    first = next((i for i, t in enumerate(tokens) if t.start >= match.end()), len(tokens))
    end = phrase_end(tokens, first)
    if end == first:
        return None
    source = Span(tokens[first].start, tokens[end - 1].end)
    cue = Span(match.start(), match.end())
    before = _trimmed(text, sentence.span.start, cue.start)
    that = _THAT.match(text, source.end)
    after = _trimmed(text, that.end() if that else source.end, sentence.span.end)
    if len(before.of(text).split()) <= 2 and after.start < after.end:
        return _make(text, sentence, source, cue, after)
    inside = "according" not in match.group().lower() and not match.group().lower().startswith(("as", "in"))
    follows = bool(re.search(r"[,—–\"”]\s*$", text[sentence.span.start : cue.start]))
    if inside and not follows:
        if that:
            return _make(text, sentence, source, cue, after)
        return _make(text, sentence, source, cue, before, whole=True)
    if before.start == before.end:
        return None
    return _make(text, sentence, source, cue, before)


def _verbal(  # noqa: PLR0911 - one return for each order of source, cue and content
    text: str, sentence: Sentence, tokens: Sequence[Token], index: int, accepted: set[int]
) -> RawAttribution | None:
    verb = tokens[index]
    if is_no_cue(tokens, index):
        return None
    inverted = _inverted(text, sentence, tokens, index)
    if inverted is not None:
        source, content = inverted
        return _make(text, sentence, source, Span(verb.start, verb.end), content)
    subject = subject_of(tokens, index, accepted)
    if subject is None or index + 1 == len(tokens) or not may_report(verb.lower, subject.of(text)):
        return None
    cue = Span(verb.start, verb.end)
    left = _trimmed(text, _open_quote(text, sentence, subject.start), subject.start)
    right = tokens[index + 1 :]
    after_quote = text[left.end - 1 : left.end] in ("”", '"') and not any(t.word in QUOTES for t in right[:2])
    if (
        (after_quote or _ends_here(right, verb))
        and len(left.of(text).split()) >= 3
        and verb.lower in cues.AFTER_CONTENT
    ):
        return _make(text, sentence, subject, cue, left)
    if _ends_here(right, verb) and left.start == left.end and verb.lower in cues.AFTER_CONTENT:
        spoken = _quotation_before(text, sentence)
        return _make(text, sentence, subject, cue, spoken) if spoken is not None else None
    content, clause = _right(text, sentence, tokens, index)
    if len(content.of(text).split()) < 2:
        return None
    bare_object = verb.lower in cues.JUDGEMENT or (verb.lower in cues.BELIEF | cues.MEASURING and not clause)
    return _make(text, sentence, subject, cue, content, whole=bare_object and not clause)


def _inverted(text: str, sentence: Sentence, tokens: Sequence[Token], index: int) -> tuple[Span, Span] | None:
    """Return source and content of "P, said X" where the verb stands so."""
    verb = tokens[index]
    if index < 2 or index + 1 == len(tokens) or verb.lower not in cues.AFTER_CONTENT or verb.lower.endswith("ing"):
        return None
    mark = tokens[index - 1].word
    first = tokens[index + 1]
    starts_name = first.word[0].isupper() or first.lower in ("the", "a", "an", "one", "his", "her", "its", "their")
    quoted = mark in QUOTES
    if not starts_name or not (quoted or mark == ","):
        return None
    if not quoted:
        commas = [i for i in range(index - 1) if tokens[i].word == ","]
        if commas and commas[0] <= 5:  # "Smith, the mayor, said the budget …"
            return None
    end = phrase_end(tokens, index + 1)
    cut = next((i for i in range(index + 2, end) if tokens[i].lower in _ADJUNCT - {"of", "at", "from"}), end)
    if cut <= index + 1:
        return None
    source = Span(first.start, tokens[cut - 1].end)
    content = _trimmed(text, _open_quote(text, sentence, verb.start), tokens[index - 1].end)
    return (source, content) if len(content.of(text).split()) >= 2 else None


def _is_title_case(tokens: Sequence[Token]) -> bool:
    """Tell whether most longer words have capitals, as in a headline that a page prints as text."""
    longer = [token.word for token in tokens if len(token.word) > 3 and token.word[0].isalpha()]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) >= 0.7 * len(longer)


def _quotations(text: str, block: Span) -> list[tuple[int, int]]:
    """Return the ranges of a block that stand in double quotation marks; one that is not closed ends with it."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for at in range(block.start, block.end):
        mark = text[at]
        if (opened is None and mark in "“«") or (mark == '"' and opened is None):
            opened = at
        elif opened is not None and mark in '”»"':
            found.append((opened, at + 1))
            opened = None
    if opened is not None:
        found.append((opened, block.end))
    return found


def _ends_here(right: Sequence[Token], verb: Token) -> bool:
    """Tell whether nothing but an adjunct ("on Tuesday", "in a statement") follows the cue."""
    if len(right) > 1 and right[0].word == "," and right[1].word in QUOTES:
        return False
    if not right or right[0].word in (".", ",", ";", "!", "?", "—", "–"):
        return True
    if right[0].word in QUOTES or right[0].word == ":" or right[0].lower == "that":
        return False
    if any(token.lower == "that" for token in right[:8]):
        return False
    addressee = verb.lower in _ADDRESSING and len(right) <= 8
    return addressee or right[0].lower in _ADJUNCT


def _right(text: str, sentence: Sentence, tokens: Sequence[Token], index: int) -> tuple[Span, bool]:
    """Return the content after the cue, and whether "that" or a quotation mark shows it to be a clause."""
    limit = min(len(tokens), index + 10)
    for at in range(index + 1, limit):
        if tokens[at].lower == "that" and at + 1 < len(tokens):
            return _trimmed(text, tokens[at].end, sentence.span.end), True
        if tokens[at].word in QUOTES or tokens[at].word == ":":
            start = tokens[at].start if tokens[at].word in QUOTES else tokens[at].end
            return _trimmed(text, start, sentence.span.end), at <= index + 2
    at = index + 1
    if tokens[index].lower in _ADDRESSING and at + 1 < len(tokens) and tokens[at].word[0].isalnum():
        at += 1
    return _trimmed(text, tokens[at].start, sentence.span.end), False


def _open_quote(text: str, sentence: Sentence, end: int) -> int:
    """Return where the content before ``end`` begins: an earlier sentence where a quotation began there."""
    start = sentence.span.start
    said = text[start:end]
    closing = max(said.rfind("”"), said.rfind('"'))
    if closing < 0:
        return start
    opens = said.count("“") + said.count('"') // 2
    if opens and (said.count('"') % 2 == 0):
        return start
    within = text[sentence.block.span.start : start]
    opening = max(within.rfind("“"), within.rfind('"'))
    return sentence.block.span.start + opening if opening >= 0 else start


def _quotation_before(text: str, sentence: Sentence) -> Span | None:
    """Return the quotation that ends right before a sentence like "Bell said.": its own end was a question mark."""
    start = sentence.block.span.start
    before = text[start : sentence.span.start].rstrip()
    if not before.endswith(("”", '"')):
        return None
    opening = max(before[:-1].rfind("“"), before[:-1].rfind('"'))
    return Span(start + opening, start + len(before)) if opening >= 0 else None


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without outer white space and punctuation that belongs to the sentence."""
    while start < end and (text[start].isspace() or text[start] in ",;:—–-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:—–-."):
        end -= 1
    return Span(start, end)


def _make(
    text: str, sentence: Sentence, source: Span, cue: Span, content: Span, *, whole: bool = False
) -> RawAttribution:
    """Make the value; with ``whole`` the claim to check is the sentence, the content being no clause."""
    said = plain(content.of(text))
    whole = whole or len(said.split()) < 3
    if whole:
        said = plain(sentence.span.of(text))
    claim = said[:1].upper() + said[1:]
    named = " ".join(source.of(text).split())
    parts = (source, cue, content)
    return RawAttribution(
        sentence=sentence.span.of(text),
        span=Span(min(p.start for p in parts), max(p.end for p in parts)),
        source_named=named,
        source_span=source,
        speaker=named,
        cue=cue.of(text),
        cue_span=cue,
        content=content.of(text),
        content_span=content,
        claim=claim if claim.endswith((".", "!", "?", "”", '"')) else claim + ".",
        clause=not whole,
        chain=_cited(text, sentence, source, named),
    )


def _cited(text: str, sentence: Sentence, source: Span, named: str) -> tuple[str, ...]:
    """Return the chain that "X, citing Y" makes, or nothing."""
    match = cues.CITING.search(text, source.end, sentence.span.end)
    if match is None:
        return ()
    found = re.compile(r"[^,.;:”\"]+").match(text, match.end(), sentence.span.end)
    return (named, " ".join(found.group().split())) if found else ()


def _chained(found: list[RawAttribution]) -> list[RawAttribution]:
    """Give attributions whose content reports another one the chain of both sources."""
    linked = []
    for raw in found:
        outer = [a for a in found if _holds(a, raw) and not _holds(raw, a)]
        inner = [a for a in found if _holds(raw, a) and not _holds(a, raw)]
        names = (*(a.source_named for a in outer), raw.source_named, *(a.source_named for a in inner))
        linked.append(replace(raw, chain=names) if len(names) > 1 and not raw.chain else raw)
    return linked


def _holds(outer: RawAttribution, inner: RawAttribution) -> bool:
    """Tell whether ``inner`` is said within the content of ``outer``."""
    return outer.content_span.start <= inner.cue_span.start and inner.cue_span.end <= outer.content_span.end
