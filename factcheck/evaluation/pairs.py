"""``evaluate pairs``: labelled claim–evidence pairs against a stance scorer."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.loaders.rows import json_lines
from factcheck.evaluation.metrics import classification
from factcheck.protocols import Progress, StanceScorer, silent
from factcheck.types import StanceScores

THREE_WAY = ("support", "refute", "neutral")
TWO_WAY = ("support", "not_support")

_AT_ONCE = 512


class LabelledPair(msgspec.Struct, frozen=True):
    """One row of a pairs file; other keys are passed over."""

    claim: str
    evidence: str
    label: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class PairsResult:
    """Figures of one file: ``metrics`` as the contract names them."""

    file: str
    metrics: dict[str, Any]


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
        if row.label not in (*THREE_WAY, "not_support"):
            known = ", ".join((*THREE_WAY, "not_support"))
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
    the same model are not scored again, so that a stopped run goes on.
    """
    rows = read_labelled_pairs(file, limit)
    keys = [_key(row, scorer) for row in rows]
    known = _read_predictions(predictions)
    todo = [i for i, key in enumerate(keys) if key not in known]
    started, scored = time.perf_counter(), 0
    for start in range(0, len(todo), _AT_ONCE):
        part = todo[start : start + _AT_ONCE]

        def show(done: int, before: int = len(rows) - len(todo) + start) -> None:
            progress(file.name, before + done, len(rows))

        scores = scorer.score([(rows[i].evidence, rows[i].claim) for i in part], show)
        made = {keys[i]: score for i, score in zip(part, scores, strict=True)}
        known |= made
        scored += len(part)
        _append_predictions(predictions, [(keys[i], rows[i]) for i in part], made)
    seconds = time.perf_counter() - started
    metrics = pair_metrics([row.label for row in rows], [known.get(key) for key in keys])
    metrics["pairs_per_second"] = scored / seconds if scored else None
    return PairsResult(str(file), metrics)


def pair_metrics(labels: Sequence[str], scores: Sequence[StanceScores | None]) -> dict[str, Any]:
    """Return the figures of labelled pairs; without a score an item counts as wrong.

    A file with ``not_support`` is two-way: refute and neutral are summed, and support is set against
    the rest, as its probability against theirs together.
    """
    two_way = "not_support" in labels
    classes = TWO_WAY if two_way else THREE_WAY
    gold = np.array([classes.index(label) for label in labels], dtype=np.int64)
    table = np.array(
        [(s.supports, s.refutes, s.neutral) if s else (np.nan,) * 3 for s in scores], dtype=np.float64
    ).reshape(len(labels), 3)
    if two_way:
        table = np.stack([table[:, 0], table[:, 1] + table[:, 2]], axis=1)
    return classification(table, gold, classes)


def _key(row: LabelledPair, scorer: StanceScorer) -> str:
    parts = "\x1f".join((scorer.info.sha256, row.claim, row.evidence))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _read_predictions(file: Path | None) -> dict[str, StanceScores]:
    found: dict[str, StanceScores] = {}
    if file is None or not file.exists():
        return found
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise OutputError(f"{file}: cannot be read: {error.strerror or error}; name another file") from error
    for line in lines:
        try:
            row = json.loads(line)
            found[row["key"]] = StanceScores(*row["scores"])
        except (ValueError, KeyError, TypeError):
            continue  # a line cut off by a kill is simply scored again
    return found


def _append_predictions(
    file: Path | None, rows: Sequence[tuple[str, LabelledPair]], made: dict[str, StanceScores]
) -> None:
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        cut_off = file.exists() and file.stat().st_size > 0 and not file.read_bytes().endswith(b"\n")
        with file.open("a", encoding="utf-8") as stream:
            stream.write("\n" if cut_off else "")
            for key, row in rows:
                s = made[key]
                entry = {"key": key, "id": row.id, "label": row.label, "scores": [s.supports, s.refutes, s.neutral]}
                stream.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error
