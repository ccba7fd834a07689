"""FEVER: label accuracy, strict score, evidence precision, recall and F1.

As the official scorer computes them (`fever-scorer` 2.0.39; Thorne et al. 2018, "The Fact Extraction
and VERification (FEVER) Shared Task"):

- only the first five predicted sentences of a claim count, repeated ones included;
- strict score: the label is right and, unless it is NOT ENOUGH INFO, every sentence of at least one
  gold evidence set is among those five;
- evidence is scored on the claims whose gold label is not NOT ENOUGH INFO: precision of a claim is
  the share of its predicted sentences that occur in any gold set (1 when none was predicted), recall
  is 1 when a whole gold set was found or there is none to find, else 0; both are means over those
  claims (precision 1 and recall 0 when there are none), F1 is of the two means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.evaluation.examples import SentenceRef, VerificationExample

NOT_ENOUGH_INFO = "NOT ENOUGH INFO"
MAX_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class FeverPrediction:
    """A label (SUPPORTS, REFUTES or NOT ENOUGH INFO, in any case) and sentences, best first."""

    label: str
    evidence: tuple[SentenceRef, ...] = ()


_MISSING = FeverPrediction("")


def fever_metrics(gold: Sequence[VerificationExample], predictions: Mapping[str, FeverPrediction]) -> dict[str, float]:
    """Return ``fever_score``, ``label_accuracy``, ``evidence_precision``, ``_recall``, ``_f1`` and ``n``.

    ``predictions`` are by claim identifier; a claim without one has the wrong label and no evidence
    (of precision 1, as the official scorer has it).
    """
    strict = right = 0
    precisions, recalls = [], []
    for claim in gold:
        predicted = predictions.get(claim.id, _MISSING)
        found = predicted.evidence[:MAX_EVIDENCE]
        verifiable = claim.label.upper() != NOT_ENOUGH_INFO
        complete = any(set(group.sentences) <= set(found) for group in claim.evidence)
        if predicted.label.upper() == claim.label.upper():
            right += 1
            strict += complete or not verifiable
        if verifiable:
            existing = {sentence for group in claim.evidence for sentence in group.sentences}
            hits = sum(sentence in existing for sentence in found)
            precisions.append(hits / len(found) if found else 1.0)
            recalls.append(float(complete or not claim.evidence))
    precision = sum(precisions) / len(precisions) if precisions else 1.0
    recall = sum(recalls) / len(recalls) if recalls else 0.0
    total = precision + recall
    return {
        "fever_score": strict / len(gold) if gold else 0.0,
        "label_accuracy": right / len(gold) if gold else 0.0,
        "evidence_precision": precision,
        "evidence_recall": recall,
        "evidence_f1": 2 * precision * recall / total if total else 0.0,
        "n": len(gold),
    }
