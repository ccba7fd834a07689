"""The typed examples that dataset loaders yield and that metrics and runners read.

Kept apart from both so that neither knows the other. Labels are the dataset's own strings; what they
mean as stances is the loader's table (`LABELS`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairExample:
    """One claim beside one piece of evidence; ``label`` is support, refute, neutral or not_support."""

    id: str
    claim: str
    evidence: str
    label: str


@dataclass(frozen=True, slots=True)
class ClaimExample:
    """One sentence; ``label`` is check_worthy, not, claim or not_claim, ``dataset`` the set it is from, if it says."""

    id: str
    text: str
    label: str
    context: str = ""
    dataset: str = ""


@dataclass(frozen=True, slots=True, order=True)
class SentenceRef:
    """A sentence of a corpus document: document identifier and index of the sentence, from 0."""

    document: str
    sentence: int


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """One sufficient set of evidence sentences, all needed together, with the label it justifies."""

    label: str
    sentences: tuple[SentenceRef, ...]


@dataclass(frozen=True, slots=True)
class VerificationExample:
    """One claim to be checked against a corpus (FEVER, SciFact); no evidence means not enough information.

    ``evidence`` lists alternatives: any one set suffices.
    """

    id: str
    claim: str
    label: str
    evidence: tuple[GoldEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document of a corpus, in the sentences that gold evidence points into."""

    id: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """One question about a claim with one of its answers (AVeriTeC)."""

    question: str
    answer: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class QuestionedClaim:
    """One claim with the questions and answers that its label rests on (AVeriTeC)."""

    id: str
    claim: str
    label: str
    answers: tuple[QuestionAnswer, ...]
    speaker: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class RetrievalExample:
    """One query with the gain of each document judged for it; a document not named has none."""

    id: str
    text: str
    gains: tuple[tuple[str, int], ...]
