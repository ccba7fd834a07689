"""The one finder of names: who is meant by a mention, a pronoun or capitals, and whether two mentions are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from factcheck.checks.vocabulary import word_set
from factcheck.sources.vocabulary import NOT_PERSONS, ORGANISED, TITLES, VEHICLES

ABBREVIATED = "Mr|Mrs|Ms|Mx|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|Prof|Cllr"
_PARTICLE = r"(?:de|del|da|di|van|von|der|den|la|le|bin|al|el|ten|ter|dos)"
_NAME = (
    rf"(?:(?:[A-Z]|{ABBREVIATED})\.|[A-ZÀ-ÖØ-Þ][\w’'-]*|"
    rf"\b{_PARTICLE}(?=(?:[^\S\n]{_PARTICLE})*[^\S\n][A-ZÀ-Þ]))"
)
NAME_RUN = re.compile(rf"(?<![\w’'])(?!{_PARTICLE}\b){_NAME}(?:[^\S\n]+{_NAME})*")
WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
UNNAMING = word_set(
    "the a an of for in at on and by to from its his her their our my this that these those with who which other some "
    "several many two three new own mr mrs ms dr sir lady"
)
"""Words of a mention that name nobody."""
_PREPOSITIONS = word_set("at of from with for in")
_PRONOUN = re.compile(r"(?:he|she|they|it|I|we|who|him|her|them)", re.IGNORECASE)
_LOOK_BACK = 1_500
"""Characters before a pronoun in which its person is looked for."""


def person_in(mention: str) -> str | None:
    """Return the personal name that a mention ends with or holds in apposition, without titles; or None."""
    for phrase in re.split(r"[,()]", mention):
        part = re.split(r"\s(?:of|at|from|with|for|who|in|by|to|on)\s", phrase)[0]
        runs = [run.group() for run in NAME_RUN.finditer(part)]
        if not runs or re.search(r"[’']s?$", runs[-1]) or not part.strip().endswith(runs[-1]):
            continue
        words = re.split(r"\S+[’']s\s", runs[-1])[-1].split()
        while words and fold(words[0]) in TITLES | NOT_PERSONS:
            words.pop(0)
        if words and not any(fold(word) in ORGANISED for word in words) and len(words) <= 5:
            return " ".join(words)
    return None


def names_in(text: str) -> list[str]:
    """Return every run of capitalized words, in order."""
    return [run.group() for run in NAME_RUN.finditer(text)]


def is_pronoun(mention: str) -> bool:
    """Tell whether a mention is a bare pronoun."""
    return _PRONOUN.fullmatch(mention.strip()) is not None


def last_person(text: str, before_offset: int, known: Mapping[str, str]) -> str | None:
    """Return the person whom a pronoun at ``before_offset`` stands for.

    That is the first person named in the nearest sentence before it that names one: the subject
    comes first. ``known`` gives full names by surname. Quoted
    words must be masked in ``text``.
    """
    sentences = re.split(r"(?<=[.?!])\s+|\n+|\ufffc", text[max(0, before_offset - _LOOK_BACK) : before_offset])
    for sentence in reversed(sentences):
        for run in NAME_RUN.finditer(sentence):
            following = sentence[run.end() : run.end() + 2]
            name = person_in(run.group())
            if name is None or following.startswith(("’s", "'s")) or re.search(r"[’']s$", run.group()):
                continue
            full = expanded(name, known)
            first = run.group().split()[0]
            if len(name.split()) > 1 or full != name or fold(first) in TITLES - NOT_PERSONS:
                return full
    return None


def expanded(name: str, known: Mapping[str, str]) -> str:
    """Return the full name for a surname, if ``known`` has one."""
    return known.get(fold(name), name) if len(name.split()) == 1 else name


def same_speaker(first: str | None, second: str | None) -> bool | None:
    """Tell whether two mentions name one speaker; None when one is no proper name.

    Names agree when they share a name word ("Dr. Amara Linden", "Linden") or one is the other's
    initials.
    """
    if not first or not second:
        return None
    one, other = _name_words(first), _name_words(second)
    if not one or not other:
        return None
    return bool(one & other) or abbreviates(first, second) or abbreviates(second, first)


def abbreviates(short: str, name: str) -> bool:
    """Tell whether ``short`` is in capitals and these are the first letters of the words of ``name``, or its first."""
    letters = re.sub(r"\W", "", short)
    initials = "".join(word[0] for word in WORD.findall(name) if word[0].isupper())
    return len(letters) > 1 and letters.isupper() and initials.startswith(letters)


def parted(mention: str) -> tuple[list[str], list[str]]:
    """Return the proper and the common words that name whom ``mention`` means.

    "Economists at Polder Bank" are Polder Bank, "county police" and "State troopers" are common words only.
    """
    found = WORD.findall(mention)
    if not found or is_pronoun(mention):
        return [], []
    for at in range(len(found) - 1, 0, -1):
        behind = found[at:]
        is_place = found[at - 1].lower() in _PREPOSITIONS and behind[0][0].isupper()
        if is_place and not any(word[0].isupper() for word in found[1 : at - 1]) and found[0].lower() != "the":
            found = behind
            break
    starts = 1 if found[0].lower() in UNNAMING else 0
    proper = [w for i, w in enumerate(found) if w[0].isupper() and w.lower() not in UNNAMING and not (i == 0 < starts)]
    common = [w for w in found if not w[0].isupper() and w.lower() not in UNNAMING]
    if len(found) == 1 and starts == 0 and stem(found[0]) in ORGANISED | VEHICLES:
        return [], found
    if proper and common and all(stem(word) in ORGANISED | VEHICLES for word in proper):
        return [], [word for word in found if word.lower() not in UNNAMING]
    return proper, common


def stem(word: str) -> str:
    """Return ``word`` in lower case without possessive, plural or a few common endings."""
    low = re.sub(r"['’]s?$", "", word.lower()).replace("’", "'").strip(".")
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh")):
        if low.endswith(ending) and len(low) > len(ending) + 2:
            return low[: -len(ending)] + kept
    return low[:-1] if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


def _name_words(mention: str) -> set[str]:
    person = person_in(mention)
    runs = [person] if person is not None else [run.group() for run in NAME_RUN.finditer(mention)]
    found = {fold(re.sub(r"[’']s?$", "", word)) for run in runs for word in run.split()}
    return {word for word in found if len(word) > 1} - TITLES - NOT_PERSONS


def fold(word: str) -> str:
    """Return a word without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if char.isalnum())
