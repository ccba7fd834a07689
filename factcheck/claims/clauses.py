"""Compound sentences as several claims: where one sentence says two things that can be checked alone.

Only what the form makes plain is parted: clauses with subjects of their own beside "while", "whereas",
"and", "but" or a semicolon, and a second statement after "but" about the same subject. Quotations stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.claims.grammar import DETERMINERS, SUBJECT_PRONOUNS, SUBORDINATORS, first_finite, is_finite
from factcheck.sources.phrases import QUOTES, Token, tokens_of
from factcheck.types import Span

_LEAST_WORDS = 4
_JOINTS = frozenset({"while", "whereas", "and", "but"})
_LONGEST_SUBJECT = 8  # words before the verb of a clause; longer ones are not recognized
_ADVERBIAL = frozenset({"also", "then", "later", "still", "now", "never", "not", "only", "just", "since"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: its exact words, and where the subject stands when it is not among them."""

    span: Span
    subject: Span | None = None


def clauses(text: str, sentence: Span) -> list[Clause]:
    """Return the clauses of a sentence that can be checked alone, in order; mostly one, the sentence itself."""
    tokens = tokens_of(text, sentence)
    quoted = _quoted(tokens)
    starts = [0]
    subjects: dict[int, Span] = {}
    ends: list[int] = []
    for index in range(1, len(tokens) - 1):
        if quoted[index] or not (joint := _joint(tokens, index, starts[-1])):
            continue
        begin, subject = joint
        ends.append(index)
        starts.append(begin)
        if subject is not None:
            subjects[begin] = Span(tokens[subject[0]].start, tokens[subject[1] - 1].end)
    if len(starts) == 1 or "(" in [t.word for t in tokens]:
        return [Clause(sentence)]
    found = []
    for begin, end in zip(starts, [*ends, len(tokens)], strict=True):
        last = tokens[end - 1].end if end < len(tokens) else sentence.end
        first = sentence.start if begin == 0 else tokens[begin].start
        found.append(Clause(Span(first, last), subjects.get(begin)))
    return found


def _joint(tokens: Sequence[Token], index: int, start: int) -> tuple[int, tuple[int, int] | None] | None:
    """Return where the clause after a joint at ``index`` begins, and the subject it borrows, or None."""
    mark = tokens[index]
    if mark.word == ";":
        begin = index + 1
    elif mark.word == "," and tokens[index + 1].lower in _JOINTS:
        begin = index + 2
    elif mark.lower == "but" and tokens[index - 1].word != ",":
        begin = index + 1
    else:
        return None
    if begin < len(tokens) and mark.word == ";" and tokens[begin].lower in _JOINTS:
        begin += 1
    left = tokens[start:index]
    if len(left) < _LEAST_WORDS or len(tokens) - begin < _LEAST_WORDS or tokens[start].lower in SUBORDINATORS:
        return None
    verb = first_finite(tokens, start + 1, index)
    if verb is None or any(t.lower in ("if", "whether", "unless") for t in left):
        return None
    if _own_subject(tokens, begin):
        return begin, None
    after_but = tokens[begin - 1].lower == "but"
    plain_subject = verb - start <= _LONGEST_SUBJECT and all(t.word[0].isalnum() for t in tokens[start:verb])
    if (
        after_but
        and plain_subject
        and is_finite(tokens, begin)
        and tokens[begin].lower not in ("is", "are", "do", "does")
    ):
        return begin, (start, verb)
    return None


def _own_subject(tokens: Sequence[Token], begin: int) -> bool:
    """Tell whether a clause with subject and finite verb starts at ``begin``."""
    if begin >= len(tokens):
        return False
    first = tokens[begin]
    opens = (
        first.lower in DETERMINERS | SUBJECT_PRONOUNS
        or (first.word[0].isupper() and first.lower not in SUBORDINATORS)
        or first.word[0].isdigit()
        or (
            first.word[0].isalpha()
            and first.lower not in SUBORDINATORS
            and not first.lower.endswith(("ing", "ed", "ly"))
        )
    )
    if not opens or is_finite(tokens, begin):
        return False
    stop = next(
        (i for i in range(begin + 1, len(tokens)) if not tokens[i].word[0].isalnum() and tokens[i].word not in "$€£%"),
        len(tokens),
    )
    verb = first_finite(tokens, begin + 1, min(stop, begin + 1 + _LONGEST_SUBJECT))
    if verb is None or any(t.lower in SUBORDINATORS for t in tokens[begin:verb]):
        return False
    return len(tokens) - verb > 1


def _quoted(tokens: Sequence[Token]) -> list[bool]:
    """Tell, for every token, whether it stands inside a quotation."""
    inside, found = False, []
    for token in tokens:
        if token.word in QUOTES:
            inside = token.word in "“«" or (token.word == '"' and not inside)
        found.append(inside)
    return found
