"""SciFact: micro precision, recall and F1 of abstracts and of sentences.

As the leaderboard's evaluator computes them (`allenai/scifact-evaluator`; Wadden et al. 2020, "Fact
or Fiction: Verifying Scientific Claims", section 4):

- ``abstract_label_only``: a predicted abstract is right when it is a gold evidence abstract of the
  claim and has its label;
- ``abstract_rationalized``: and every sentence of at least one gold rationale is among the first
  max(3, length of the shortest gold rationale) predicted sentences of the abstract. The evaluator in
  the repository of the data always takes 3, which differs only where all rationales are longer;
- ``sentence_selection``: a predicted sentence is right when it belongs to a gold rationale all of
  whose sentences were predicted, whatever the label. All predicted sentences count;
- ``sentence_label``: and the label of the abstract is right.

What is predicted counts in the precision (a sentence predicted twice counts twice), all gold
abstracts and all sentences of all gold rationales in the recall. NOT_ENOUGH_INFO is the absence of
an abstract. An undefined ratio is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from factcheck.errors import DataError
from factcheck.evaluation.examples import VerificationExample

LABELS = ("SUPPORT", "CONTRADICT")
_MAX_SENTENCES = 3

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class PredictedAbstract:
    """The label of one abstract (SUPPORT or CONTRADICT) and the indices of its evidence sentences, best first."""

    label: str
    sentences: tuple[int, ...]


def scifact_metrics(
    gold: Sequence[VerificationExample], predictions: Mapping[str, Mapping[str, PredictedAbstract]]
) -> dict[str, Figures]:
    """Return ``precision``, ``recall`` and ``f1`` under each of the four names above.

    ``predictions`` are by claim and by document identifier; a claim without any is one for which
    nothing was predicted. Raises DataError for a label that is neither SUPPORT nor CONTRADICT, and for
    a gold abstract of two labels.
    """
    abstracts = sentences = predicted_abstracts = predicted_sentences = 0
    label_only = rationalized = selected = labelled = 0
    for claim in gold:
        evidence = _by_abstract(claim)
        abstracts += len(evidence)
        sentences += sum(len(rationale) for _, rationales in evidence.values() for rationale in rationales)
        for document, predicted in predictions.get(claim.id, {}).items():
            if predicted.label not in LABELS:
                raise DataError(
                    f"claim {claim.id}, document {document}: unknown label {predicted.label!r}; "
                    f"known: {', '.join(LABELS)}; leave the document out for NOT_ENOUGH_INFO"
                )
            predicted_abstracts += 1
            predicted_sentences += len(predicted.sentences)
            label, rationales = evidence.get(document, ("", ()))
            same_label = predicted.label == label
            correct = _complete(predicted.sentences, rationales)
            selected += correct
            if same_label:
                limit = max(_MAX_SENTENCES, min(map(len, rationales)))
                label_only += 1
                rationalized += any(r <= set(predicted.sentences[:limit]) for r in rationales)
                labelled += correct
    return {
        "abstract_label_only": _f1(label_only, predicted_abstracts, abstracts),
        "abstract_rationalized": _f1(rationalized, predicted_abstracts, abstracts),
        "sentence_selection": _f1(selected, predicted_sentences, sentences),
        "sentence_label": _f1(labelled, predicted_sentences, sentences),
    }


def _by_abstract(claim: VerificationExample) -> dict[str, tuple[str, tuple[frozenset[int], ...]]]:
    """Return label and rationales of each gold abstract."""
    found: dict[str, tuple[str, tuple[frozenset[int], ...]]] = {}
    for rationale in claim.evidence:
        for document in sorted({reference.document for reference in rationale.sentences}):
            label, known = found.get(document, (rationale.label, ()))
            if label != rationale.label:
                raise DataError(f"claim {claim.id}, document {document}: gold labels {label} and {rationale.label}")
            indices = frozenset(ref.sentence for ref in rationale.sentences if ref.document == document)
            found[document] = label, (*known, indices)
    return found


def _complete(predicted: Sequence[int], rationales: Sequence[frozenset[int]]) -> int:
    """Count the predicted sentences of which a whole rationale was predicted."""
    whole = [rationale for rationale in rationales if rationale <= set(predicted)]
    return len(frozenset().union(*whole))


def _f1(right: int, predicted: int, existing: int) -> Figures:
    precision = right / predicted if predicted else 0.0
    recall = right / existing if existing else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
