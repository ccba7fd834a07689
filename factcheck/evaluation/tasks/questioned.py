"""AVeriTeC with its gold questions and answers: each answer beside the claim, and a label for the claim."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from factcheck.errors import OutputError
from factcheck.evaluation.examples import QuestionAnswer, QuestionedClaim
from factcheck.evaluation.loaders.averitec import LABELS, NO_ANSWER
from factcheck.evaluation.metrics import confusion, precision_recall_f1
from factcheck.evaluation.predictions import printable
from factcheck.evaluation.tasks.submissions import AveritecAnswer, AveritecItem
from factcheck.paths import replace_file
from factcheck.protocols import Aggregator, Progress, StanceScorer, silent
from factcheck.text import plain
from factcheck.types import Claim, Document, Evidence, Passage, Span

_NAMES = {ours: theirs for theirs, ours in LABELS.items()}


def judge_answers(
    claims: Sequence[QuestionedClaim], scorer: StanceScorer, aggregator: Aggregator, *, progress: Progress = silent
) -> list[AveritecItem]:
    """Return the label of each claim from its gold answers, in the official form of a prediction.

    The premise is "question answer"; a question without answer is no evidence. ``aggregator`` turns the
    stances into a verdict as in a check, every answer being fully relevant: answers that disagree make it
    Conflicting Evidence/Cherrypicking, none that decides Not Enough Evidence.
    """
    answers = [[answer for answer in claim.answers if answer.answer != NO_ANSWER] for claim in claims]
    pairs = [
        (_premise(answer), plain(printable(claim.claim)))
        for claim, own in zip(claims, answers, strict=True)
        for answer in own
    ]
    scores = iter(scorer.score(pairs, lambda done: progress("score answers", done, len(pairs))))
    found = []
    for claim, own in zip(claims, answers, strict=True):
        evidence = [Evidence(_passage(answer), next(scores), 1.0) for answer in own]
        made = Claim(claim.id, plain(claim.claim), claim.claim, Span(0, len(claim.claim)), 1.0)
        label = _NAMES[aggregator.decide(made, evidence, {}, frozenset()).label.value]
        items = tuple(AveritecAnswer(printable(one.question), printable(one.answer)) for one in claim.answers)
        name = int(claim.id) if claim.id.isdecimal() else printable(claim.id)
        found.append(AveritecItem(label, items, name, printable(claim.claim)))
    return found


def label_figures(claims: Sequence[QuestionedClaim], predicted: Sequence[AveritecItem]) -> dict[str, Any]:
    """Return ``n``, ``accuracy``, ``macro_f1`` over all four labels, and ``f1`` of each.

    These are the official label figures; those of evidence are left out, for the evidence is the gold one.
    """
    labels = list(LABELS)
    gold = np.array([labels.index(claim.label) for claim in claims], dtype=np.int64)
    found = np.array([labels.index(item.pred_label) for item in predicted], dtype=np.int64)
    f1 = [row["f1"] for row in precision_recall_f1(confusion(gold, found, len(labels)))]
    return {
        "n": len(claims),
        "accuracy": float(np.mean(gold == found)) if len(claims) else 0.0,
        "macro_f1": float(np.mean(f1)),
        "f1": dict(zip(labels, f1, strict=True)),
    }


def write_items(file: Path, items: Sequence[AveritecItem]) -> None:
    """Write predictions as the official JSON array; raises OutputError."""
    try:
        replace_file(file, msgspec.json.format(msgspec.json.encode(items), indent=1) + b"\n")
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error


def _premise(answer: QuestionAnswer) -> str:
    return plain(printable(f"{answer.question} {answer.answer}"))


def _passage(answer: QuestionAnswer) -> Passage:
    text = _premise(answer)
    return Passage(Document.from_text(text, name=answer.url or "answer"), Span(0, len(text)))
