"""Who said a quotation: the nearest reporting cue, the name beside it, the person behind a pronoun.

Works on text alone, by the forms that news prose uses ("…," X said; said X; X told Y: "…"; according
to X). Quoted words are masked first, so that nothing inside a quotation is taken for a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.sources.names import NAME_RUN, person_in
from factcheck.sources.vocabulary import REPORTING_VERBS
from factcheck.types import Span

_WORD = re.compile(r"\b(?:go(?:es|ing)? on|went on|point(?:s|ed)? out|[A-Za-z]+)\b")
# Verbs that may follow a quotation directly, before their subject.
_INVERTED = re.compile(
    r"[\s,*_]*(?:as\s+)?(?P<verb>says?|said|adds?|added|asks?|asked|writes?|wrote|explain(?:s|ed)|continue[sd]|"
    r"note[sd]?|warn(?:s|ed)|argue[sd]|declare[sd]|conclude[sd]|joke[sd]|recall(?:s|ed)|observe[sd]|remark(?:s|ed)|"
    r"repl(?:ies|ied)|respond(?:s|ed)|announce[sd]|complain(?:s|ed)|insist(?:s|ed)|quip(?:s|ped)|reads?|tweet(?:s|ed)|"
    r"exclaim(?:s|ed)|cried|shouted|yelled|chanted|sighed|laughed|according to|agree[sd]|admit(?:s|ted)|stated|"
    r"claimed|reported|told|lamented|boasted|predicted|recounted|summed up|countered)\s+(?=\S)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\b(?:according to|in the words of|as)\s+", re.IGNORECASE)
_PUT = re.compile(r"\s+puts? it\W*$")
_AUXILIARY = re.compile(
    r"(?:[\s,]+(?:has|have|had|is|was|are|were|be|been|will|would|did|does|do|not|also|then|later|again|once|even|"
    r"just|now|still|simply|always|often|never|recently|already|further|first|reportedly|famously|"
    r"[a-z]+ly|to|could|can|may|might|should|must|be|heard|seen|went on to|goes on to|used to))+\s*$",
)
_AFTER_NAME = re.compile(
    r"[,;:.!?()\n\ufffc]|\s[—–-]+\s|—|"
    r"\s(?:in|on|at|during|after|before|when|while|as|about|to|from|with|who|whose|that|last|this|earlier|later|"
    r"because|adding|referring|speaking|told|following|over|if|via|and\s+(?:added|then|said)|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|again|recently|[a-z]+ly)\b",
)
_CLAUSE = re.compile(
    r"[;:\ufffc]|\.\s|[?!]\s|\s[—–-]+\s|—|,?\s(?:and|but|that|when|while|because|although|though|as|if|where|so)\s|"
    r"^(?:and|but|as|while|when)\s",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<!\b[A-Z])(?<!Mr)(?<!Ms)(?<!Dr)(?<!Mrs)(?<!Sen)(?<!Rep)(?<!Gov)(?<!Rev)[.?!](?=\s|$)|\n|\ufffc")
_INTRO = re.compile(
    r"(?:in|on|at|after|during|before|by|for|from|with|speaking|asked|according|earlier|later|yesterday|today|then|"
    r"meanwhile|still|also|now|instead|however|here|there|last|this|yet|or|so|once|again|to|of|among|through|"
    r"despite|since|until|under|over|adding|following|without)\b",
    re.IGNORECASE,
)
_LAST_PRONOUN = re.compile(r"\b(?:he|she|they|it|I|we)$")
_LAST_NOUN_PHRASE = re.compile(r"\b(?:the|a|an|one|his|her|their|its)\s(?:(?!\bthe\b)[\w’'-]+\s?){1,5}$")
_JOINED = re.compile(r",?\s+(?:and|but|or)(?:\s+then)?\s*$")
_LEADING = re.compile(
    r"\s*((?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e)\b|(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Oo]ur)\s[\w’'-]+|"
    rf"{NAME_RUN.pattern})"
)
_MAX_MENTION = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """A speaker as the text names them at the cue, and the verb of the cue."""

    span: Span
    cue: str


def after(text: str, start: int, end: int) -> Mention | None:
    """Find the cue that follows a quotation directly, in ``text[start:end]``."""
    segment = text[start:end]
    if match := _INVERTED.match(segment):
        at = start + match.end()
        mention = _trimmed(text, at, _name_end(text, at, end))
        if mention is not None and mention.of(text).lower() not in REPORTING_VERBS:
            named = text[mention.start : mention.end]
            if not re.match(r"(?:that|how|why|what|if|in|of|on|to|during|at|reporters|the audience)\b", named):
                return Mention(_with_apposition(text, mention, end), match.group("verb").lower())
    stop = _STOP.search(segment)
    clause = segment[: stop.start()] if stop else segment
    for verb in _verbs(clause):
        subject = clause[: verb.start()]
        if len(subject) > _MAX_MENTION:
            break
        if (span := _subject(text, start, start + verb.start(), at_start=True)) is not None:
            return Mention(span, verb.group().lower())
    return None


def before(text: str, start: int, end: int) -> Mention | None:
    """Find the last cue in ``text[start:end]``, the part of the sentence that leads to a quotation."""
    segment = text[start:end]
    according = _according(text, start, end)
    verbs = [verb for verb in _verbs(segment) if according is None or start + verb.end() > according.span.end]
    for verb in reversed(verbs):
        if (span := _subject(text, start, start + verb.start(), at_start=False)) is not None:
            return Mention(span, verb.group().lower())
    if according is not None:
        return according
    if verbs:  # inverted before the quotation: Said X: "…"
        at = start + verbs[-1].end()
        span = _trimmed(text, at, _name_end(text, at, end))
        if span is not None and NAME_RUN.match(span.of(text)):
            return Mention(span, verbs[-1].group().lower())
    if colon := re.search(r"(?:^|[.\n]\s*)([^.:\n\ufffc]{2,60}):\s*$", segment):
        span = Span(start + colon.start(1), start + colon.end(1))
        if NAME_RUN.match(span.of(text)):
            return Mention(span, ":")
    return None


def _verbs(segment: str) -> Iterator[re.Match[str]]:
    for word in _WORD.finditer(segment):
        if " " in word.group() or word.group().lower() in REPORTING_VERBS:
            yield word


def _according(text: str, start: int, end: int) -> Mention | None:
    for match in reversed(list(_ACCORDING.finditer(text, start, end))):
        phrase = match.group().strip().lower()
        stop = _name_end(text, match.end(), end)
        if phrase == "as":
            put = _PUT.search(text, match.end(), end)
            if put is None:
                continue
            stop = min(stop, put.start())
        span = _trimmed(text, match.end(), stop)
        if span is not None:
            return Mention(_with_apposition(text, span, end), phrase)
    return None


def _subject(text: str, start: int, end: int, *, at_start: bool) -> Span | None:
    """Return the noun phrase whose verb begins at ``end``, looking back no further than ``start``."""
    segment = text[start:end]
    if auxiliary := _AUXILIARY.search(" " + segment):
        segment = segment[: max(0, auxiliary.start() - 1)]
    if joined := _JOINED.search(segment):
        return _leading_noun(text, start, segment[: joined.start()])
    if not segment.strip(" ,"):
        return None
    low = 0
    if not at_start:
        for clause in _CLAUSE.finditer(segment.rstrip()):
            if clause.end() < len(segment.rstrip()):
                low = clause.end()
    chunks = _chunks(segment, low)
    if not chunks:
        return None
    apposition = segment.rstrip().endswith((",", "–", "—", ")", "-"))
    chosen = chunks[-1]
    words_of = segment[chosen[0] : chosen[1]]
    relative = re.match(r"(?:who|whose|which)\b", words_of)
    if (apposition or relative) and len(chunks) > 1:
        chosen = next((c for c in reversed(chunks[:-1]) if _is_nominal(segment[c[0] : c[1]])), chunks[0])
    elif at_start and _is_nominal(segment[chunks[0][0] : chunks[0][1]]):
        chosen = chunks[0]
    span = _trimmed(text, start + chosen[0], start + chosen[1])
    if span is None:
        return None
    if leading := re.match(r"(?:he|she|they|it|I|we)\b", span.of(text), re.IGNORECASE):
        return Span(span.start, span.start + leading.end())
    found = _last_noun(text, span)
    return _with_apposition(text, found, end) if found is not None else None


def _leading_noun(text: str, start: int, segment: str) -> Span | None:
    """Return the subject of a clause with two verbs: "Ann Poe rose and" (said) has Ann Poe."""
    for clause in reversed([0, *(match.end() for match in _CLAUSE.finditer(segment))]):
        for begin, end in _chunks(segment, clause):
            chunk = segment[begin:end]
            match = _LEADING.match(chunk) if _is_nominal(chunk) else None
            if match is not None:
                return _trimmed(text, start + begin + match.start(1), start + begin + match.end(1))
    return None


def _chunks(segment: str, low: int) -> list[tuple[int, int]]:
    found = []
    at = low
    for comma in [*re.finditer(r"[,()]", segment[low:]), None]:
        stop = low + comma.start() if comma else len(segment)
        if segment[at:stop].strip(" ,"):
            found.append((at, stop))
        at = stop + 1
    return found


def _is_nominal(words_of: str) -> bool:
    stripped = words_of.strip()
    return bool(stripped) and not _INTRO.match(stripped) and not re.match(r"(?:who|whose|which)\b", stripped)


def _last_noun(text: str, span: Span) -> Span | None:
    """Cut an adverbial off the front of a subject: "On Tuesday Trump" is Trump."""
    words_of = span.of(text)
    if len(words_of) > _MAX_MENTION:
        return None
    if _INTRO.match(words_of):
        options = [run for run in NAME_RUN.finditer(words_of) if run.end() == len(words_of)]
        options.extend(_LAST_PRONOUN.finditer(words_of))
        options.extend(_LAST_NOUN_PHRASE.finditer(words_of))
        if not options:
            return None
        begin = options[0].start()
        with_article = 4 if words_of[:begin].endswith((" the ", " The ")) else 0
        return Span(span.start + begin - with_article, span.end)
    return span


def _name_end(text: str, start: int, end: int) -> int:
    for stop in _AFTER_NAME.finditer(text, start, end):
        if stop.group() == "." and re.search(
            r"(?:\b[A-Z]|\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Rev|Prof|St|Gen|Col|Lt))$", text[start : stop.start()]
        ):
            continue
        return stop.start()
    return end


def _with_apposition(text: str, span: Span, end: int) -> Span:
    """Go on to the name behind a role: "said his former coach, Marta Quiles"."""
    if person_in(span.of(text)) is not None:
        return span
    match = re.compile(r",\s+").match(text, span.end, end)
    if match is None:
        return span
    name = NAME_RUN.match(text, match.end(), end)
    if name is None or person_in(name.group()) is None or re.match(r"\w", text[name.end() : name.end() + 1]):
        return span
    return Span(span.start, name.end())


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",—–-:*_("):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",—–-:;*_("):
        end -= 1
    return Span(start, end) if end - start > 0 and any(c.isalpha() for c in text[start:end]) else None
