"""Names of a claim beside those of a passage: the same name, or another in the same place.

A name disagrees only where the passage has another between the same words ("signed by X on" and "signed by Y on")
and has no word of the claim's name anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.checks.placement import shared_words
from factcheck.checks.tokens import Token, tokens_of
from factcheck.checks.vocabulary import word_set
from factcheck.types import Check, Span

# Least share of the claim's content words that the passage has.
_SHARED = 0.6
_SHARED_AGREE = 0.2
_NO_NAMES = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday i mr mrs ms dr sir"
)
_JOINING = word_set("of the de da di van von der den la le al bin and")
_TITLE_JOIN = word_set("de da di van von der den la le al bin")
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class _Name:
    first: int
    end: int
    span: Span
    words: frozenset[str]


def check_entities(claim: str, evidence: str) -> list[Check]:
    """Return the names of ``claim`` that the passage has as well, and those in whose place it has another."""
    mine, theirs = tokens_of(claim), tokens_of(evidence)
    shared = shared_words(mine, theirs)
    if shared < _SHARED_AGREE:
        return []
    there = list(_names(theirs))
    known = {token.low for token in theirs if token.is_word}
    own = {token.low for token in mine if token.is_word}
    found: list[Check] = []
    for name in _names(mine):
        same = [other for other in there if name.words & other.words]
        if same:
            best = max(same, key=lambda other: len(name.words & other.words))  # the first, among equals
            found.append(_made(claim, evidence, name, best, agrees=True))
        elif shared >= _SHARED and not name.words & known and not _is_short_for(mine, name, theirs, there):
            others = [other for other in there if not other.words & own and _same_place(mine, name, theirs, other)]
            if len(others) == 1:
                found.append(_made(claim, evidence, name, others[0], agrees=False))
    return found


def _names(tokens: Sequence[Token]) -> Iterator[_Name]:
    """Yield the runs of capitalized words; a lone one that begins a sentence is none."""
    at = 0
    while at < len(tokens):
        if not _is_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and end - at < _LONGEST:
            joins = tokens[end].low in _TITLE_JOIN and end + 1 < len(tokens) and _is_name(tokens[end + 1])
            if not (_is_name(tokens[end]) or joins or (tokens[end].text == "-" and _joins(tokens, end))):
                break
            end += 1
        begins = at == 0 or tokens[at - 1].text in '.!?"“‘|:'
        words = frozenset(token.low for token in tokens[at:end] if token.is_word and token.low not in _JOINING)
        if words and not (begins and end == at + 1):
            yield _Name(at, end, Span(tokens[at].span.start, tokens[end - 1].span.end), words)
        at = end


def _joins(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and _is_name(tokens[at + 1]) and tokens[at].span.end == tokens[at + 1].span.start


def _is_name(token: Token) -> bool:
    return token.is_word and token.text[:1].isupper() and token.low not in _NO_NAMES and bool(token.stem)


def _is_short_for(mine: Sequence[Token], name: _Name, theirs: Sequence[Token], there: Sequence[_Name]) -> bool:
    """Tell whether one is made of the other's initials ("WHO")."""
    wanted = _initials(mine, name)
    for other in there:
        said = _initials(theirs, other)
        texts = {token.low for token in theirs[other.first : other.end]}
        if wanted in texts or said in {token.low for token in mine[name.first : name.end]}:
            return True
    return False


def _initials(tokens: Sequence[Token], name: _Name) -> str:
    return "".join(token.low[:1] for token in tokens[name.first : name.end] if token.text[:1].isupper())


def _same_place(mine: Sequence[Token], name: _Name, theirs: Sequence[Token], other: _Name) -> bool:
    """Tell whether the words around two names are the same: one on each side, a content word among them."""
    before = [_word(mine, name.first - back) for back in (1, 2)], [_word(theirs, other.first - back) for back in (1, 2)]
    after = [_word(mine, name.end + on) for on in (0, 1)], [_word(theirs, other.end + on) for on in (0, 1)]
    left = 0
    for one, two in zip(*before, strict=True):
        if not one or one != two:
            break
        left += 1
    right = 0
    for one, two in zip(*after, strict=True):
        if not one or one != two:
            break
        right += 1
    content = {word for word in (*before[0][:left], *after[0][:right]) if len(word) > 3}
    return left + right >= 2 and bool(content) and (left > 0 or other.first == 0)


def _word(tokens: Sequence[Token], at: int) -> str:
    return (tokens[at].stem or tokens[at].low) if 0 <= at < len(tokens) and tokens[at].is_word else ""


def _made(claim: str, evidence: str, name: _Name, other: _Name, *, agrees: bool) -> Check:
    return Check("entity", name.span.of(claim), other.span.of(evidence), agrees, name.span, other.span)
