"""Said or denied, done or only planned: whether a claim and a passage differ in that alone.

The clause of the passage that shares most words with the claim is compared. One negating word on one side
is a disagreement; so is a claim that states as a fact what the clause has as a plan, a request or an allegation.
Two negating words in one clause are left alone, for they may cancel each other or belong to two things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from factcheck.checks.placement import shared_words
from factcheck.checks.quantities import quantities_of
from factcheck.checks.tokens import Token, tokens_of
from factcheck.checks.vocabulary import word_set
from factcheck.types import Check

FACT = "stated as a fact"
"""``claim_value`` of a claim whose clause in the passage is no fact: the claim has no words of its own for it."""

_NEGATIONS = word_set(
    "no not never none nobody nothing neither nor without cannot denied denies deny denying refused refuses refuse "
    "rejected rejects reject failed fails"
)
_UNREAL = word_set(
    "plan plans planned planning propose proposes proposed proposal may might could asked requested requests "
    "considering considers examining alleged allegedly alleges accused suspected rumoured reportedly draft intends "
    "intend hopes hope aims wants recommended recommends seeks offered applied should whether if"
)
_FUTURE = word_set("will would shall going expected")
_HALF_NEGATIONS = word_set(
    "only exempt exception except excluded none fewer less under short stop stopped stops decline declines whether "
    "first best unable unlikely before until struck free lack lacks instead"
)
"""Words by which an affirmative clause may say what a negative claim says."""
_HEDGES = frozenset(
    tuple(pair.split())
    for pair in (
        *("no more", "not more", "no fewer", "not fewer", "no less", "not less", "no later"),
        *("not only", "not just", "not least", "nothing but", "no doubt"),
    )
)
_BREAKS = word_set(", ; : — – | but while whereas although though")
# Least share of the claim's content words that the clause has, and least number of them.
_SHARED = 0.65
_FEWEST = 3


def check_negation(claim: str, evidence: str) -> list[Check]:
    """Return at most one check: a negation that both have or one lacks, or a plan that the claim has as a fact."""
    mine = tokens_of(claim)
    # The claim's own words do not disagree with it, though their clauses may differ in negation from each other.
    clause = None if claim.strip() in evidence else _nearest_clause(mine, tokens_of(evidence))
    if clause is None:
        return []
    here, there = _negations(mine), _negations(clause)
    if len(here) > 1 or len(there) > 1:
        return []
    if here and not there and _may_say_no(claim, evidence):
        return []
    if here or there:
        return [
            Check(
                "negation",
                here[0].text if here else "affirmed",
                there[0].text if there else "affirmed",
                agrees=bool(here) == bool(there),
                claim_span=here[0].span if here else None,
                evidence_span=there[0].span if there else None,
            )
        ]
    plans = [token for token in clause if _is_unreal(token)]
    if plans and not any(_is_unreal(token) or token.low in _FUTURE for token in mine):
        return [Check("negation", FACT, plans[0].text, agrees=False, evidence_span=plans[0].span)]
    return []


def _is_unreal(token: Token) -> bool:
    return token.low in _UNREAL and not (token.low in ("may", "will") and token.text[:1].isupper())


def _may_say_no(claim: str, evidence: str) -> bool:
    """Tell whether a passage without a negation may still support a negative claim: by a word, or by figures."""
    if any(token.low in _HALF_NEGATIONS for token in tokens_of(evidence)):
        return True
    mine, theirs = quantities_of(claim), quantities_of(evidence)
    return bool(theirs) and {one.bare for one in mine} != {one.bare for one in theirs}


def _nearest_clause(claim: Sequence[Token], evidence: Sequence[Token]) -> Sequence[Token] | None:
    """Return the clause of the passage that shares most words with the claim, if it shares enough."""
    if len({token.stem for token in claim if token.stem}) < _FEWEST:
        return None
    best, most = None, 0.0
    for clause in _clauses(evidence):
        shared = shared_words(claim, clause)
        if shared > most:
            best, most = clause, shared
    return best if most >= _SHARED else None


def _clauses(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at, token in enumerate(tokens):
        is_stop = token.low in (".", "!", "?") and (at + 1 == len(tokens) or tokens[at + 1].text[:1].isupper())
        if token.low in _BREAKS or is_stop:
            yield tokens[start:at]
            start = at + 1
    yield tokens[start:]


def _negations(tokens: Sequence[Token]) -> list[Token]:
    found = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1].low if at + 1 < len(tokens) else ""
        is_negation = token.low in _NEGATIONS or token.low.replace("’", "'").endswith("n't")
        if is_negation and (token.low, following) not in _HEDGES:
            found.append(token)
    return found
