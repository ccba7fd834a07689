"""Noun phrases and verb forms without a parser: what stands before a verb, what may be a cue.

Works on the tokens of one sentence; every phrase comes back as an exact span of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.checks.vocabulary import word_set
from factcheck.sources import cues
from factcheck.types import Span

_TOKEN = re.compile(r"\w+(?:[’'.\-&/]\w+)*[’'](?=\s)|\w+(?:[’'.,\-&/]\w+)*|[^\w\s]")
_OPENING, _CLOSING = '“"‘«', '”"’»'
QUOTES = frozenset(_OPENING + _CLOSING) - {"’", "‘"}
STOPS = frozenset(",;:()[]—–…") | QUOTES
LINKS = word_set(
    "but that because which who when while if as where although though before after since so than whether what "
    "how why or yet until unless nor"
)
VERBAL = word_set("is was are were be been being has have had will would can could may might must should did")
_BE = word_set("is was are were be been being get gets got 's ’s")
_DETERMINERS = word_set(
    "the a an this these those his her its their our my your no any some each every of in on for with from by at "
    "to into new several many most other few two three four five six last first recent latest"
)
_NOUN_PREPOSITIONS = word_set("of on in against from about by with over between among and or")
_PLURAL = word_set(
    "i we they you people who police some many most others few both all percent two three four five six seven "
    "eight nine"
)
_AFTER_HEAD = word_set("of at in from for to with close among on")
_SUBJECTS = cues.PRONOUNS | word_set("the a an this that these those his her its their")
_INTRODUCES = word_set(
    "in on at after before during as by for from with of to when while if since although because speaking asked "
    "according under over without despite"
)
_PAST = word_set(
    "went came took gave made got became began left met ran sat stood rose fell won lost kept held brought sent spent "
    "built bought sold paid put set cut hit led drew grew broke chose spoke does do"
)
_MAX_SOURCE = 18  # words; longer stretches before a verb are no names


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of a sentence, with its place in the text."""

    word: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case, with straight apostrophes."""
        return self.word.lower().replace("’", "'")


def tokens_of(text: str, within: Span) -> list[Token]:
    """Return the words and marks of ``text`` in that range."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, within.start, within.end)]


def is_no_cue(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the form is an infinitive, a noun, a passive or an attribute here."""
    before = tokens[index - 1].lower if index else ""
    noun = _is_noun(tokens, index, before)
    return before == "to" or noun or _is_passive(tokens, index) or _is_attribute(tokens, index)


def may_report(form: str, source: str) -> bool:
    """Tell whether the form goes with the source: a base form with a plural, a measuring verb with a name."""
    return (form not in cues.BARE or _is_plural(source)) and (form not in cues.MEASURING or _is_name(source))


def _is_noun(tokens: Sequence[Token], index: int, before: str) -> bool:
    """Tell whether the form is a noun here: it follows an article, a preposition, a possessive or a number."""
    form = tokens[index].lower
    if form not in cues.NOUN_FORMS and form not in cues.BARE:
        return False
    if before in _DETERMINERS or before.endswith(("'s", "s'")) or before.isdigit():
        return True
    return form in cues.NOUN_FORMS and not _governs(tokens, index)


def _governs(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a form that may be a noun is a verb here: a subject stands before it, an object after it."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is None:
        return False
    if tokens[index].lower.endswith("ing"):
        return True
    named = before.word[0].isupper() or before.lower in cues.PRONOUNS | cues.FIRST_PERSON | cues.AUXILIARY
    if named and (after is None or after.lower not in _NOUN_PREPOSITIONS):
        return True
    return after is not None and (after.lower == "that" or after.word in QUOTES)


def _is_attribute(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the participle describes a noun ("the testing lab", "a fibre called beta-glucan")."""
    form = tokens[index].lower
    before = tokens[index - 1] if index else None
    if form.endswith("ing"):
        opening = STOPS | _BE | {"and", "by", "while", "after", "before"}
        named = before is not None and before.word[0].isupper() and form in cues.SPEECH | cues.JUDGEMENT
        return before is not None and not named and before.word not in opening and before.lower not in opening
    if form in cues.ATTRIBUTES and before is not None and before.word[0].islower():
        return before.lower not in cues.PRONOUNS | cues.AUXILIARY and not before.lower.endswith("s")
    if form in ("called", "titled") and before is not None and index + 1 < len(tokens):
        after = tokens[index + 1]
        goes_on = after.word in QUOTES or after.lower in ("for", "on", "it", "him", "her", "them", "the", "a", "his")
        return not goes_on and not before.word[0].isupper() and before.lower not in cues.PRONOUNS
    return False


def _is_passive(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a form of "be" governs the participle: its subject is then no source."""
    form = tokens[index].lower
    at = index - 1
    while at >= 0 and (cues.ADVERB.fullmatch(tokens[at].lower) or tokens[at].lower in ("not", "also", "now", "never")):
        at -= 1
    return at >= 0 and tokens[at].lower in _BE and not form.endswith("ing")


def subject_of(  # noqa: PLR0912 - one branch for each thing that can stand between a subject and its verb
    tokens: Sequence[Token], index: int, accepted: set[int]
) -> Span | None:
    """Return the noun phrase before the verb at ``index``; a gerund takes the subject of its sentence."""
    at = index - 1
    while at >= 0 and (tokens[at].lower in cues.AUXILIARY or cues.ADVERB.fullmatch(tokens[at].lower)):
        at -= 1
    if at < 0:
        return None
    if tokens[at].lower in ("and", "but") and at > 1:
        return _sharing(tokens, at)
    if tokens[at].word == ")":  # "Sen. Ann Bell (D-Ore.) said"
        opened = next((i for i in range(at - 1, -1, -1) if tokens[i].word == "("), -1)
        if opened > 0:
            at = opened - 1
    if tokens[at].word == "," and (named := _named_before(tokens, at)) is not None:
        return named
    if tokens[at].word in ",-—–" and tokens[at].word:  # an apposition or a relative clause lies between
        opened = next((i for i in range(at - 1, -1, -1) if tokens[i].word == tokens[at].word), -1)
        if opened <= 0 or tokens[opened + 1].lower in ("and", "but"):
            return _first_phrase(tokens, index) if tokens[index].lower.endswith("ing") else None
        at = opened - 1
    if tokens[at].lower in ("who", "which", "that"):
        at -= 1
        if at >= 0 and tokens[at].word == ",":
            at -= 1
    end = at
    while at >= 0 and not _bounds(tokens, at, end) and at not in accepted:
        at -= 1
    start = at + 1
    participle = next(
        (i for i in range(start + 1, end) if tokens[i].lower in cues.SPEECH and tokens[i].lower[-3:] == "ing"), None
    )
    if participle is not None and tokens[participle - 1].lower not in _DETERMINERS:
        end = participle - 1  # "the spokesperson claiming the same predicted"
    while start <= end and tokens[start].lower in ("and", "meanwhile", "then", "so", "still"):
        start += 1
    if start > end or end - start > _MAX_SOURCE or not tokens[end].word[0].isalnum():
        return None
    return Span(tokens[start].start, tokens[end].end)


def _sharing(tokens: Sequence[Token], joint: int) -> Span | None:
    """Return the subject of "X rose and said": the phrase that opens the sentence or the part after a quotation."""
    start = max((i + 1 for i in range(joint) if tokens[i].word in QUOTES | {";"}), default=0)
    end = start
    while end < joint and tokens[end].word[0].isalnum() and not _looks_finite(tokens[end].lower):
        end += 1
    opens = tokens[start].lower in _SUBJECTS or tokens[start].word[0].isupper()
    if not (start < end <= start + 10) or end == joint or not opens or tokens[start].lower in LINKS | _INTRODUCES:
        return None
    return Span(tokens[start].start, tokens[end - 1].end)


def _named_before(tokens: Sequence[Token], comma: int) -> Span | None:
    """Return X of "X, secretary for water and roads, said", where X opens the sentence or follows a quotation."""
    start = max((i + 1 for i in range(comma) if tokens[i].word in QUOTES), default=0)
    first = next((i for i in range(start, comma) if tokens[i].word == ","), None)
    if first is None or not (start < first <= start + 8) or comma - first > 25:
        return None
    if any(_looks_finite(t.lower) or t.lower in ("and", "but", "that") for t in tokens[start:first]):
        return None
    between = tokens[first + 1 : comma]
    if not between or between[0].lower in ("and", "but", "or") or not tokens[start].word[0].isupper():
        return None
    if tokens[start].lower in LINKS | _INTRODUCES or any(t.lower in VERBAL for t in between[:1]):
        return None
    if any(_looks_finite(t.lower) for t in between) and between[0].lower not in ("who", "which", "whose"):
        return None
    return Span(tokens[start].start, tokens[first - 1].end)


def _looks_finite(word: str) -> bool:
    return word in VERBAL | cues.VERBS or word in _PAST or (word.endswith("ed") and len(word) > 4)


def _first_phrase(tokens: Sequence[Token], index: int) -> Span | None:
    end = 0
    while end < index and tokens[end].word[0].isalnum() and tokens[end].lower not in VERBAL | cues.VERBS:
        end += 1
    return Span(tokens[0].start, tokens[end - 1].end) if 0 < end <= 8 else None


def _bounds(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether the token cannot belong to the noun phrase that ends at ``end``."""
    token = tokens[at]
    if token.word in STOPS or token.lower in LINKS or (token.lower in VERBAL and at != end):
        return True
    if token.lower == "and":  # "Smith and Jones said", but "He left and Jones said"
        return not (at > 0 and tokens[at - 1].word[0].isupper() and tokens[at + 1].word[0].isupper())
    return False


def phrase_end(tokens: Sequence[Token], first: int) -> int:
    """Return the index behind the noun phrase that starts at ``first``."""
    at = first
    while at < len(tokens) and at - first <= _MAX_SOURCE:
        token = tokens[at]
        capital = at + 1 < len(tokens) and tokens[at + 1].word[0].isupper()
        if token.word in STOPS | {".", "!", "?"} or token.lower in LINKS | VERBAL:
            break
        if token.lower == "and" and not capital:
            break
        at += 1
    return at


def _is_plural(source: str) -> bool:
    words = source.lower().split()
    cut = next((i for i, word in enumerate(words) if i and word in _AFTER_HEAD), len(words))
    heads = [words[cut - 1], *words[max(0, cut - 2) : cut - 1]] if cut < len(words) else [words[-1]]
    plural = any(w in _PLURAL or (w.endswith("s") and not w.endswith(("ss", "us", "'s", "’s"))) for w in heads)
    return plural or " and " in source


def _is_name(source: str) -> bool:
    words = source.split()
    return any(word[0].isupper() for word in words[1:]) or words[-1][0].isupper()
