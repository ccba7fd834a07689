"""Prediction files in the official formats of FEVER, SciFact and AVeriTeC, and their official figures.

Apart from the evaluations that run models because these files may come from any system:

- FEVER: JSON Lines of ``id``, ``predicted_label``, ``predicted_evidence`` (a list of ``[page, line]``);
- SciFact: JSON Lines of ``id``, ``evidence`` (by document, ``label`` and ``sentences``);
- AVeriTeC: one JSON array of ``claim_id`` (without it, the position from 0), ``pred_label`` and
  ``evidence`` (a list of ``question`` and ``answer``).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from factcheck.errors import ConfigError, DataError
from factcheck.evaluation.examples import QuestionAnswer, QuestionedClaim, SentenceRef, VerificationExample
from factcheck.evaluation.loaders import averitec, fever, load_questions, load_verification, scifact
from factcheck.evaluation.loaders.rows import json_array, json_lines, known
from factcheck.evaluation.official.averitec import AveritecPrediction, averitec_metrics
from factcheck.evaluation.official.fever import FeverPrediction, fever_metrics
from factcheck.evaluation.official.scifact import PredictedAbstract, scifact_metrics
from factcheck.protocols import Progress, silent

Prediction = TypeVar("Prediction")
Example = TypeVar("Example", VerificationExample, QuestionedClaim)


class FeverLine(msgspec.Struct, frozen=True):
    """One claim of a FEVER submission."""

    id: int | str
    predicted_label: str
    predicted_evidence: tuple[tuple[str, int], ...] = ()


class SciFactAbstract(msgspec.Struct, frozen=True):
    """What was predicted for one abstract."""

    label: str
    sentences: tuple[int, ...]


class SciFactLine(msgspec.Struct, frozen=True):
    """One claim of a SciFact submission."""

    id: int | str
    evidence: dict[str, SciFactAbstract]


class AveritecAnswer(msgspec.Struct, frozen=True):
    """One question with its answer."""

    question: str
    answer: str


class AveritecItem(msgspec.Struct, frozen=True):
    """One claim of an AVeriTeC submission."""

    pred_label: str
    evidence: tuple[AveritecAnswer, ...] = ()
    claim_id: int | str | None = None
    claim: str = ""


def read_fever(file: Path) -> dict[str, FeverPrediction]:
    """Return the predictions of a FEVER file by claim; names of pages are put into the form of the gold ones.

    Raises DataError for a line of another form, an unknown label and a claim that occurs twice.
    """
    found: dict[str, FeverPrediction] = {}
    for place, row in json_lines(file, FeverLine, "id, predicted_label, predicted_evidence"):
        known(fever.LABELS, row.predicted_label.upper(), place, "predicted_label")
        pages = tuple(SentenceRef(unicodedata.normalize("NFD", page), line) for page, line in row.predicted_evidence)
        _add(found, str(row.id), FeverPrediction(row.predicted_label, pages), place)
    return found


def read_scifact(file: Path) -> dict[str, dict[str, PredictedAbstract]]:
    """Return the predicted abstracts of a SciFact file by claim and document; raises DataError as `read_fever`."""
    found: dict[str, dict[str, PredictedAbstract]] = {}
    for place, row in json_lines(file, SciFactLine, "id, evidence"):
        abstracts = {}
        for document, predicted in row.evidence.items():
            known(scifact.LABELS, predicted.label, place, f"label of document {document[:40]}")
            abstracts[document] = PredictedAbstract(predicted.label, predicted.sentences)
        _add(found, str(row.id), abstracts, place)
    return found


READERS: Mapping[str, Callable[[Path], Mapping[str, Any]]] = {"fever": read_fever, "scifact": read_scifact}
"""The readers of verification predictions, by dataset."""


def read_averitec(file: Path) -> dict[str, AveritecPrediction]:
    """Return the predictions of an AVeriTeC file by claim; raises DataError as `read_fever`."""
    found: dict[str, AveritecPrediction] = {}
    for index, (place, row) in enumerate(json_array(file, AveritecItem, "claim_id, pred_label, evidence")):
        known(averitec.LABELS, row.pred_label, place, "pred_label")
        evidence = tuple(QuestionAnswer(item.question, item.answer) for item in row.evidence)
        name = str(index if row.claim_id is None else row.claim_id)
        _add(found, name, AveritecPrediction(row.pred_label, evidence), place)
    return found


def read_gold(dataset: str, files: Sequence[Path], limit: int | None = None) -> list[VerificationExample]:
    """Return the claims of all ``files`` as one set, or a fixed pseudo-random sample of ``limit`` of them.

    Raises DataError where an identifier occurs in two files.
    """
    return _joined(((file, list(load_verification(dataset, file))) for file in files), limit)


def read_questioned(dataset: str, files: Sequence[Path], limit: int | None = None) -> list[QuestionedClaim]:
    """Return the claims of all ``files`` with their questions, as `read_gold` does."""
    return _joined(((file, list(load_questions(dataset, file))) for file in files), limit)


def official_figures(
    dataset: str, gold: Sequence[VerificationExample], predictions: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the official figures of FEVER or SciFact, with ``n`` and ``unanswered``.

    ``predictions`` are what the reader of the dataset returns. A claim without prediction is unanswered
    and counts as wrong; predictions for claims that ``gold`` has not are passed over.
    """
    figures: dict[str, Any]
    if dataset == "fever":
        figures = {**fever_metrics(gold, predictions)}
    else:
        figures = {**scifact_metrics(gold, predictions), "n": len(gold)}
    return figures | {"unanswered": sum(claim.id not in predictions for claim in gold)}


def score_file(
    dataset: str, files: Sequence[Path], predictions: Path, *, progress: Progress = silent
) -> dict[str, Any]:
    """Return the official figures of the prediction file ``predictions`` on the labelled ``files``.

    Runs no model. Raises DataError for files of another form, ConfigError for a dataset without an
    official format of predictions, MissingExtraError where the scorer of AVeriTeC lacks its libraries.
    """
    if dataset == "averitec":
        claims, answered = read_questioned(dataset, files), read_averitec(predictions)
        figures = averitec_metrics(claims, answered, progress=progress)
        return figures | {"unanswered": sum(claim.id not in answered for claim in claims)}
    if dataset not in READERS:
        raise ConfigError(f"{dataset}: no official format of predictions; datasets with one: fever, scifact, averitec")
    return official_figures(dataset, read_gold(dataset, files), READERS[dataset](predictions))


def _joined(parts: Iterable[tuple[Path, list[Example]]], limit: int | None) -> list[Example]:
    found: list[Example] = []
    seen: set[str] = set()
    for file, examples in parts:
        names = {example.id for example in examples}
        if seen & names:
            raise DataError(f"{file}: claim {min(seen & names)!r} is in an earlier file too; give one file at a time")
        seen |= names
        found += examples
    if limit is None or limit >= len(found):
        return found
    order = sorted(range(len(found)), key=lambda index: hashlib.sha256(f"{index}".encode()).digest())
    return [found[index] for index in sorted(order[:limit])]


def _add(found: dict[str, Prediction], name: str, prediction: Prediction, place: str) -> None:
    if name in found:
        raise DataError(f"{place}: claim {name[:80]!r} occurs twice; leave one prediction a claim")
    found[name] = prediction
