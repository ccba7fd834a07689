"""AVeriTeC 2024: labels that count only with good enough evidence.

As the scorer of the shared task computes them (Schlichtkrull, Guo and Vlachos 2023, "AVeriTeC: A
Dataset for Real-world Claim Verification with Evidence from the Web", section 5; `MichSchli/AVeriTeC`
and the baseline of the 2024 task):

- evidence strings are "question answer"; the first ten predicted ones are matched one to one with
  the gold ones so that the sum of METEOR (`factcheck.evaluation.official.meteor`) is largest
  (Hungarian algorithm), and that sum over the number of gold strings is the evidence score of the claim;
- AVeriTeC score at λ: share of claims whose label is right and whose evidence score is greater than λ,
  for λ of 0.1, 0.2, 0.25 (the headline), 0.3, 0.4 and 0.5;
- question-only score: the same matching of the questions alone; of the gold questions each counts
  once, however many answers it has, of the predicted ones each pair's counts;
- accuracy of the labels and their macro-F1 over all four, one that does not occur counting as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from factcheck.errors import MissingExtraError
from factcheck.evaluation.examples import QuestionAnswer, QuestionedClaim
from factcheck.evaluation.metrics import confusion, precision_recall_f1
from factcheck.evaluation.official.meteor import EXTRA, Meteor
from factcheck.protocols import Progress, silent

LABELS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking")
LEVELS = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5)
MAX_EVIDENCE = 10


@dataclass(frozen=True, slots=True)
class AveritecPrediction:
    """One of the four labels, and questions with their answers, best first."""

    label: str
    evidence: tuple[QuestionAnswer, ...] = ()


_MISSING = AveritecPrediction("")


def averitec_metrics(
    gold: Sequence[QuestionedClaim],
    predictions: Mapping[str, AveritecPrediction],
    *,
    meteor: Meteor | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Return the figures of the shared task; ``predictions`` are by claim identifier.

    ``averitec_score`` maps each level ("0.25") to its score; ``question_score`` and
    ``question_answer_score`` are mean evidence scores; ``meteor`` says which words METEOR matched
    ("exact, stem, synonym" or "exact, stem"), ``sentences`` who split them, and ``notice`` is None or
    says what is missing for the official figure. A claim without prediction has the wrong label and no
    evidence. Answers of gold claims are expected as the official scorer compares them: a yes or no with
    its explanation ("Yes. …"), and "No answer could be found." where there is none. Raises
    MissingExtraError without nltk and scipy.
    """
    compare = meteor or Meteor()
    questions, pairs, right = [], [], []
    for done, claim in enumerate(gold):
        progress("evidence", done, len(gold))
        predicted = predictions.get(claim.id, _MISSING)
        found = predicted.evidence[:MAX_EVIDENCE]
        wanted = [question for question, _ in groupby(answer.question for answer in claim.answers)]
        questions.append(evidence_score([pair.question for pair in found], wanted, compare))
        strings = [f"{pair.question} {pair.answer}" for pair in claim.answers]
        pairs.append(evidence_score([f"{pair.question} {pair.answer}" for pair in found], strings, compare))
        right.append(predicted.label == claim.label)
    progress("evidence", len(gold), len(gold))
    scores, flags = np.array(pairs), np.array(right, dtype=bool)
    labels = [predictions.get(claim.id, _MISSING).label for claim in gold]
    per_class = _f1([claim.label for claim in gold], labels)
    return {
        "n": len(gold),
        "averitec_score": {str(level): _mean(flags & (scores > level)) for level in LEVELS},
        "question_answer_score": _mean(scores),
        "question_score": _mean(questions),
        "accuracy": _mean(flags),
        "macro_f1": _mean(list(per_class.values())),
        "f1": per_class,
        "meteor": compare.stages,
        "sentences": compare.sentences,
        "notice": compare.notice,
    }


def evidence_score(predicted: Sequence[str], gold: Sequence[str], similarity: Callable[[str, str], float]) -> float:
    """Return the best one-to-one matching's sum of ``similarity(predicted, gold)``, over ``len(gold)``."""
    if not predicted or not gold:
        return 0.0
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtraError(f"AVeriTeC's matching needs scipy: {EXTRA}") from error
    table = np.array([[similarity(one, other) for other in gold] for one in predicted])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return float(table[rows, columns].sum()) / len(gold)


def _f1(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    # What is none of the four labels has a class of its own, which does not count in the mean.
    places = {label: place for place, label in enumerate(LABELS)}
    rows, columns = (
        np.array([places.get(label, len(LABELS)) for label in labels], dtype=np.int64) for labels in (gold, predicted)
    )
    per_class = precision_recall_f1(confusion(rows, columns, len(LABELS) + 1))
    return {label: row["f1"] for label, row in zip(LABELS, per_class, strict=False)}


def _mean(values: Any) -> float:
    return float(np.mean(values)) if len(values) else 0.0
