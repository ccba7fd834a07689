"""Which pairs are of a kind: negation, numbers, dates, length, words in common.

Apart from the runner because a slice is a property of the text alone, whatever a model says of it.
Bands are fixed, so that the same pair is in the same slice in every file and every run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

import numpy as np

from factcheck.evaluation.metrics import Flags
from factcheck.text import words

# Cues with whole-word scope, as annotated in the *SEM 2012 shared task on negation (Morante and Blanco).
_NEGATION = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely)\b|n['’]t\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|"
    r"twice|double)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    # "May" and "March" are months only with their capital, and next to a number.
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:January|February|April|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b|\b(?:May|March) \d|\d (?:May|March)\b|\d{1,2}/\d{1,2}/\d{2,4}"
)
Bands = Mapping[float, str]

# Where each band starts.
_CLAIM_WORDS: Bands = {0: "under 10 words", 10: "10–19 words", 20: "20+ words"}
_EVIDENCE_WORDS: Bands = {
    0: "under 32 words",
    32: "32–63 words",
    64: "64–127 words",
    128: "128–192 words",
    193: "193+ words",
}
_OVERLAP: Bands = {0.0: "under 25 %", 0.25: "25–49 %", 0.5: "50–74 %", 0.75: "75 % or more"}

Slices = dict[str, dict[str, Flags]]
"""By property and band: a flag for each pair."""


def slice_pairs(pairs: Sequence[tuple[str, str]]) -> Slices:
    """Return the slices of ``(claim, evidence)`` pairs; bands without a pair are left out.

    ``overlap`` is the share of the claim's distinct words that the evidence has too. Length is in
    words: 192 words are about 256 tokens.
    """
    claims = [claim for claim, _ in pairs]
    claim_words = [words(claim) for claim in claims]
    evidence_words = [words(evidence) for _, evidence in pairs]
    overlaps = [
        len(set(mine) & set(theirs)) / len(set(mine)) if mine else 0.0
        for mine, theirs in zip(claim_words, evidence_words, strict=True)
    ]
    yes_no = ("yes", "no")
    placed: dict[str, tuple[Sequence[str], list[int]]] = {
        "negation in claim": (yes_no, [0 if _NEGATION.search(claim) else 1 for claim in claims]),
        "number in claim": (yes_no, [0 if _NUMBER.search(claim) else 1 for claim in claims]),
        "date in claim": (yes_no, [0 if _DATE.search(claim) else 1 for claim in claims]),
        "claim length": _bands([len(found) for found in claim_words], _CLAIM_WORDS),
        "evidence length": _bands([len(found) for found in evidence_words], _EVIDENCE_WORDS),
        "word overlap": _bands(overlaps, _OVERLAP),
    }
    return {
        name: {bands[index]: np.array(indices) == index for index in sorted(set(indices))}
        for name, (bands, indices) in placed.items()
    }


def _bands(values: Sequence[float], bands: Bands) -> tuple[Sequence[str], list[int]]:
    starts = list(bands)
    return list(bands.values()), [bisect_right(starts, value) - 1 for value in values]
