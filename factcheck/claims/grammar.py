"""Just enough English grammar for clauses and references: which word is a finite verb, which opens a phrase.

No parser and no tags: closed lists and endings, used only where a wrong guess leaves the words as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.checks.vocabulary import word_set
from factcheck.sources import cues
from factcheck.sources.phrases import Token

AUXILIARIES = word_set(
    "is was are were has have had will would can could may might must should does did do isn't wasn't aren't weren't "
    "hasn't haven't hadn't won't wouldn't can't cannot couldn't doesn't didn't don't shouldn't"
)
_IRREGULAR_PAST = word_set(
    "became began bought brought broke built came caught chose cost cut drew drove fell felt flew fought found gave "
    "got grew held hit kept knew laid led left lent lost made meant met paid put quit ran reached rose said sank sat "
    "saw sent set shook shot shrank shut sold spent split spoke spread stole stood struck swore taught thought threw "
    "told took went withdrew won wore wrote"
)
_PRESENT = word_set(
    "accounts affects aims allows amounts appears applies asks awaits bans becomes begins believes belongs blames "
    "brings calls carries claims closes comes consists contains continues costs covers cuts denies depends earns "
    "employs ends "
    "expects faces falls follows gets gives goes grows has helps holds hopes includes intends keeps knows lacks lasts "
    "lies lives loses makes means needs offers opens operates opposes owes owns pays plans produces provides "
    "puts rises remains requires runs says seems sells serves shows spends stands starts states stays takes tells "
    "thinks uses wants warns weighs wins works live hold say expect plan want remain account make take need come"
)
PREPOSITIONS = word_set(
    "in on at of for from to by with after before since until during over under about into through between against "
    "among without within across behind near than as per via towards toward despite"
)
CONJUNCTIONS = word_set("and or but nor while whereas because although though if when that who which where whose")
SUBORDINATORS = word_set(
    "if when while although though because since as after before unless until whether once where whenever who which "
    "whose that how why what despite given"
)
DETERMINERS = word_set(
    "the a an this that these those its his her their our my some many most several all both few each every no another "
    "one two three four five six seven eight nine ten more fewer less about nearly almost only"
)
SUBJECT_PRONOUNS = word_set("he she it they we i you there this that these those none nobody nothing everyone others")
_NOUN_LIKE = word_set("one all both each many most some others more fewer less")
_PARTICIPLE_BEFORE = word_set(
    "the a an this that these those its his her their is was are were be been being has have had"
)


def is_finite(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the word at ``index`` is, as far as form and neighbours show, a finite verb."""
    word = tokens[index].lower
    before = tokens[index - 1].lower if index else ""
    if word in AUXILIARIES:
        return True
    if before in DETERMINERS - _NOUN_LIKE or (before in PREPOSITIONS and before != "than"):
        return False
    if word in _IRREGULAR_PAST or word in _PRESENT:
        return before not in _PARTICIPLE_BEFORE
    regular = re.fullmatch(r"[a-z]{2,}ed", word) is not None and not word.endswith(("eed", "hundred"))
    return regular and before not in _PARTICIPLE_BEFORE and before not in ("", ",")


def first_finite(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Return the index of the first finite verb in ``tokens[start:end]``, or None."""
    return next((i for i in range(start, end) if is_finite(tokens, i)), None)


def ends_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun phrase that ends before ``index`` is complete: no further noun follows."""
    if index >= len(tokens):
        return True
    word = tokens[index]
    closed = AUXILIARIES | PREPOSITIONS | CONJUNCTIONS | cues.AUXILIARY | cues.VERBS | _IRREGULAR_PAST | _PRESENT
    if not word.word[0].isalnum() or word.lower in closed:
        return word.lower not in cues.NOUN_FORMS or word.lower in _PRESENT | _IRREGULAR_PAST
    return word.lower.endswith(("ly", "ed")) and word.word[0].islower()
