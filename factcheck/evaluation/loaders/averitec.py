"""AVeriTeC: claims of fact-checks with questions and answers from the web (Schlichtkrull et al. 2023).

One JSON array a file (``train.json``, ``dev.json``) of objects with ``claim``, ``label``, ``questions``
(each a ``question`` with ``answers``), ``speaker`` and ``claim_date``, among others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import QuestionAnswer, QuestionedClaim
from factcheck.evaluation.loaders.rows import json_array, known

LABELS: Mapping[str, str] = {
    "Supported": "SUPPORTED",
    "Refuted": "REFUTED",
    "Not Enough Evidence": "NOT_ENOUGH_EVIDENCE",
    "Conflicting Evidence/Cherrypicking": "CONFLICTING",
}
"""The labels and the verdicts of this package that they stand for."""

NO_ANSWER = "No answer could be found."
"""What the official scorer reads where a question has no answer."""


class _Answer(msgspec.Struct):
    answer: str
    answer_type: str | None = None
    source_url: str | None = None
    boolean_explanation: str | None = None


class _Question(msgspec.Struct):
    question: str
    answers: list[_Answer] | _Answer | None = None


class _Claim(msgspec.Struct):
    claim: str
    label: str | None = None
    questions: list[_Question] | None = None
    claim_id: int | str | None = None
    speaker: str | None = None
    claim_date: str | None = None


def claims(file: Path, *, labelled: bool = True) -> Iterator[QuestionedClaim]:
    """Yield the claims of one split, named by ``claim_id`` or else by their position from 0.

    Answers are the strings of the official scorer: a yes or no goes with its explanation, and a question
    without answer has `NO_ANSWER`. Rows of the blind test file need ``labelled=False``; their label is
    empty then. Raises DataError.
    """
    for index, (place, row) in enumerate(json_array(file, _Claim, "claim, label, questions")):
        if row.label is not None:
            known(LABELS, row.label, place)
        elif labelled:
            raise DataError(f"{place}: no label; a blind test file cannot be scored, take train or dev")
        yield QuestionedClaim(
            id=str(index if row.claim_id is None else row.claim_id),
            claim=row.claim,
            label=row.label or "",
            answers=tuple(answer for question in row.questions or () for answer in _answers(question)),
            speaker=row.speaker or "",
            date=row.claim_date or "",
        )


def _answers(question: _Question) -> Iterator[QuestionAnswer]:
    given = question.answers or []
    answers = [given] if isinstance(given, _Answer) else given
    for item in answers:
        text = item.answer
        if item.answer_type == "Boolean" and item.boolean_explanation is not None:
            text += ". " + item.boolean_explanation
        yield QuestionAnswer(question.question, text, item.source_url or "")
    if not answers:
        yield QuestionAnswer(question.question, NO_ANSWER)
