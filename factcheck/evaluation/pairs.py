"""``evaluate pairs``: labelled claim–evidence pairs against a stance scorer."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from factcheck.errors import DataError
from factcheck.evaluation.loaders.rows import json_lines
from factcheck.evaluation.metrics import Floats, Ints, classification
from factcheck.evaluation.outcomes import Outcomes
from factcheck.evaluation.predictions import Prediction, append_lines, hash_of, model_name, printable, read_predictions
from factcheck.protocols import Progress, StanceScorer, silent
from factcheck.types import StanceScores

THREE_WAY = ("support", "refute", "neutral")
TWO_WAY = ("support", "not_support")
CLASSES = (*THREE_WAY, "not_support")
"""All of them, for files of both kinds together."""

_AT_ONCE = 512


class LabelledPair(msgspec.Struct, frozen=True):
    """One row of a pairs file; other keys are passed over."""

    claim: str
    evidence: str
    label: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class PairsResult:
    """Figures of one file (``metrics`` as the contract names them) and what they were computed from."""

    file: str
    metrics: dict[str, Any]
    pairs: tuple[LabelledPair, ...] = field(repr=False)
    scores: tuple[StanceScores, ...] = field(repr=False)
    seconds: float


def read_labelled_pairs(file: Path, limit: int | None = None) -> list[LabelledPair]:
    """Read ``.jsonl`` or ``.jsonl.gz``; ``limit`` takes a fixed pseudo-random sample of that size.

    Raises DataError that names file, line and mend.
    """
    rows = list(_rows(file))
    kinds = {row.label for row in rows}
    if "not_support" in kinds and kinds - set(TWO_WAY):
        raise DataError(f"{file}: labels {sorted(kinds)} mix two-way and three-way; split the file")
    if limit is not None and limit < len(rows):
        chosen = sorted(range(len(rows)), key=lambda i: hashlib.sha256(f"{i}".encode()).digest())[:limit]
        rows = [rows[i] for i in sorted(chosen)]
    return rows


def _rows(file: Path) -> Iterator[LabelledPair]:
    for place, row in json_lines(file, LabelledPair, "claim, evidence, label"):
        if row.label not in CLASSES:
            known = ", ".join(CLASSES)
            raise DataError(f"{place}: unknown label {row.label!r}; known: {known}")
        yield row


def evaluate_pairs(
    file: Path,
    scorer: StanceScorer,
    *,
    limit: int | None = None,
    predictions: Path | None = None,
    progress: Progress = silent,
) -> PairsResult:
    """Score every pair of ``file`` and return its figures.

    ``predictions`` keeps one JSON line a pair, written as they come; pairs that it already holds for
    the same model are not scored again, so that a stopped run goes on. ``seconds`` is the time spent
    on scoring.
    """
    rows = read_labelled_pairs(file, limit)
    keys = [hash_of(scorer.info.sha256, row.claim, row.evidence) for row in rows]
    kept = read_predictions(predictions)
    known = {line.key: line.stance for line in kept}
    log = _Log(predictions, printable(file.name), model_name(scorer.info), kept)
    todo = [i for i, key in enumerate(keys) if key not in known]
    log.add((keys[i], row, known[keys[i]]) for i, row in enumerate(rows) if keys[i] in known)
    started, scored = time.perf_counter(), 0
    for start in range(0, len(todo), _AT_ONCE):
        part = todo[start : start + _AT_ONCE]

        def show(done: int, before: int = len(rows) - len(todo) + start) -> None:
            progress(file.name, before + done, len(rows))

        scores = scorer.score([(rows[i].evidence, rows[i].claim) for i in part], show)
        known |= {keys[i]: score for i, score in zip(part, scores, strict=True)}
        scored += len(part)
        log.add((keys[i], rows[i], known[keys[i]]) for i in part)
    seconds = time.perf_counter() - started
    found = tuple(known[key] for key in keys)
    metrics = pair_metrics([row.label for row in rows], found)
    metrics["pairs_per_second"] = scored / seconds if scored else None
    return PairsResult(str(file), metrics, tuple(rows), found, seconds)


class _Log:
    """Appends a line for every row of one file that the predictions do not hold yet."""

    def __init__(self, predictions: Path | None, file: str, model: str, kept: Sequence[Prediction]) -> None:
        self._predictions, self._file, self._model = predictions, file, model
        self._written = Counter((line.key, line.item) for line in kept if line.file == file)

    def add(self, rows: Iterable[tuple[str, LabelledPair, StanceScores]]) -> None:
        if self._predictions is None:
            return
        lines = []
        for key, row, s in rows:
            item = hash_of(row.claim, row.evidence, row.label)
            if self._written[key, item] > 0:  # a row that occurs twice has two lines
                self._written[key, item] -= 1
                continue
            scores = (s.supports, s.refutes, s.neutral)
            lines.append(Prediction(key, row.label, scores, row.id, item, self._file, self._model))
        append_lines(self._predictions, lines)


def pair_metrics(labels: Sequence[str], scores: Sequence[StanceScores | None]) -> dict[str, Any]:
    """Return the figures of labelled pairs; without a score an item counts as wrong.

    A file with ``not_support`` is two-way: refute and neutral are summed, and support is set against
    the rest, as its probability against theirs together.
    """
    return classification(*_gold_and_table(labels, scores))


def outcomes(labels: Sequence[str], scores: Sequence[StanceScores], two_way: bool | None = None) -> Outcomes:
    """Return gold and predicted class and confidence of each pair, numbered as in ``CLASSES``.

    Whether the pairs are two-way follows from the labels unless it is given.
    """
    table, gold, classes = _gold_and_table(labels, scores, two_way)
    order = np.array([CLASSES.index(name) for name in classes], dtype=np.int64)
    return Outcomes(order[gold], order[table.argmax(axis=1)], table.max(axis=1))


def _gold_and_table(
    labels: Sequence[str], scores: Sequence[StanceScores | None], two_way: bool | None = None
) -> tuple[Floats, Ints, tuple[str, ...]]:
    two_way = "not_support" in labels if two_way is None else two_way
    classes = TWO_WAY if two_way else THREE_WAY
    gold = np.array([classes.index(label) for label in labels], dtype=np.int64)
    table = np.array(
        [(s.supports, s.refutes, s.neutral) if s else (np.nan,) * 3 for s in scores], dtype=np.float64
    ).reshape(len(labels), 3)
    if two_way:
        table = np.stack([table[:, 0], table[:, 1] + table[:, 2]], axis=1)
    return table, gold, classes
