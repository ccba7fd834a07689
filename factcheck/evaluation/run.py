"""A run as one JSON object: what was measured, with which model, at what cost; `run.json` of a report.

Apart from the report because model cards and leaderboards read runs too. Every run has ``headline``
(figures of all items), ``intervals`` (95 %, may be empty) and ``parts`` (figures by file or case).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.articles import COLUMNS, claim_outcomes
from factcheck.evaluation.cases import CaseResult
from factcheck.evaluation.outcomes import Outcomes, figures, intervals, pool, slice_figures
from factcheck.evaluation.pairs import CLASSES, PairsResult, outcomes
from factcheck.evaluation.slices import slice_pairs
from factcheck.types import ModelInfo
from factcheck.version import __version__

FORMAT = "factcheck evaluation run 1"
"""First field of every run; the number changes when a field is renamed or dropped."""

_MISTAKES = 200
_LONGEST_QUOTED = 1500
_LARGEST = 1 << 26


Figure = int | float | None
Interval = tuple[float, float]


class SavedPart(msgspec.Struct, frozen=True):
    """What is read back of the figures of one file or case."""

    accuracy: Figure
    intervals: dict[str, Interval] = {}


class SavedModel(msgspec.Struct, frozen=True):
    """What is read back of a model."""

    name: str


class SavedRun(msgspec.Struct, frozen=True):
    """What is read back of a run; other fields are passed over."""

    format: str
    task: Literal["pairs", "articles"]
    models: list[SavedModel]
    headline: dict[str, Figure]
    intervals: dict[str, Interval]
    parts: dict[str, SavedPart]


def pairs_run(
    results: Sequence[PairsResult], model: ModelInfo, *, resamples: int = 0, command: str = ""
) -> dict[str, Any]:
    """Return the run of `evaluate pairs` on one or more files; pooled figures are over all their pairs."""
    by_file = [outcomes([pair.label for pair in result.pairs], result.scores) for result in results]
    pooled = pool(by_file)
    found = figures(pooled, CLASSES, resamples=resamples)
    seconds = sum(result.seconds for result in results)
    scored = sum(round(rate * r.seconds) for r in results if (rate := r.metrics["pairs_per_second"]))
    headline = {name: found.pop(name) for name in ("n", "accuracy", "macro_f1", "ece", "aurc")}
    headline["pairs_per_second"] = scored / seconds if scored else None
    headline["peak_memory_mb"] = peak_memory()
    slices = slice_pairs([(pair.claim, pair.evidence) for result in results for pair in result.pairs])
    parts: dict[str, Any] = {}
    for result, part in zip(results, by_file, strict=True):
        metrics = {name: value for name, value in result.metrics.items() if name != "confusion"}
        parts[_part_name(result.file, parts)] = metrics | (
            {"intervals": intervals(part, resamples)} if resamples else {}
        )
    return {
        **_provenance("pairs", (model,), command, resamples),
        "headline": headline,
        "intervals": found.pop("intervals", {}),
        "parts": parts,
        **found,
        "slices": slice_figures(pooled, slices),
        "mistakes": _mistakes(results, pooled),
    }


def articles_run(
    results: Sequence[CaseResult],
    summary: dict[str, Any],
    models: Sequence[ModelInfo],
    *,
    resamples: int = 0,
    command: str = "",
) -> dict[str, Any]:
    """Return the run of `evaluate articles`: the results of its cases and their summary."""
    items = claim_outcomes(results)
    found = figures(items, COLUMNS, resamples=resamples) if len(items.gold) else {}
    headline: dict[str, Any] = {name: value for name, value in summary.items() if isinstance(value, (int, float))}
    headline["peak_memory_mb"] = peak_memory()
    drawn = found.get("intervals", {})
    named = {"accuracy": "verdict_accuracy", "macro_f1": "verdict_macro_f1"}
    wrong = [(result.name, row) for result in results for row in result.rows if row.gold != row.reported]
    worst = sorted(wrong, key=lambda pair: -pair[1].confidence)[:_MISTAKES]
    return {
        **_provenance("articles", models, command, resamples),
        "headline": headline,
        "intervals": {name: drawn[key] for key, name in named.items() if key in drawn},
        "parts": {
            result.name: {
                "n": len(result.claims),
                "accuracy": summary["by_case"][result.name],
                "seconds": result.seconds,
            }
            for result in results
        },
        "confusion": summary["confusion"],
        "reliability": found.get("reliability", []),
        "risk_coverage": found.get("risk_coverage", []),
        "slices": {"kind of claim": summary["by_kind"]},
        "mistakes": [
            _mistake(f"{name}, {row.source or 'no source'}", row.id, row.claim, row.evidence)
            | {"gold": row.gold, "predicted": row.reported, "confidence": row.confidence}
            for name, row in worst
        ],
    }


def read_run(file: Path) -> SavedRun:
    """Return the run that ``file`` holds; raises DataError."""
    try:
        if file.stat().st_size > _LARGEST:
            raise DataError(f"{file}: larger than 64 MiB; not a run")
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file}: cannot be read: {error.strerror or error}; give a folder of --report") from error
    try:
        run = msgspec.json.decode(content, type=SavedRun)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{file}: no run: {error}; run the evaluation again") from error
    if run.format != FORMAT:
        raise DataError(f"{file}: not of the format {FORMAT!r}; run the evaluation again with this version")
    return run


def peak_memory() -> float | None:
    """Return the most memory this process has held so far, in megabytes; None where nobody counts it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e6 / 1024)  # bytes there, KiB elsewhere


def _provenance(task: str, models: Sequence[ModelInfo], command: str, resamples: int) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "task": task,
        "created": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "factcheck_version": __version__,
        "command": command,
        "models": [
            {"task": model.task, "name": model.name, "revision": model.revision, "sha256": model.sha256}
            for model in models
        ],
        "resamples": resamples,
    }


def _part_name(file: str, taken: dict[str, Any]) -> str:
    name = Path(file).name
    return file if name in taken else name


def _mistakes(results: Sequence[PairsResult], pooled: Outcomes) -> list[dict[str, Any]]:
    """Return the wrongly predicted pairs of the highest confidence, at most 200."""
    rows = [(name, pair) for r in results for name in (Path(r.file).name,) for pair in r.pairs]
    wrong = [index for index, right in enumerate(pooled.right.tolist()) if not right]
    worst = sorted(wrong, key=lambda index: -float(pooled.confidence[index]))[:_MISTAKES]
    return [
        _mistake(rows[index][0], rows[index][1].id, rows[index][1].claim, rows[index][1].evidence)
        | {
            "gold": CLASSES[pooled.gold[index]],
            "predicted": CLASSES[pooled.predicted[index]],
            "confidence": float(pooled.confidence[index]),
        }
        for index in worst
    ]


def _mistake(where: str, identity: str, claim: str, evidence: str) -> dict[str, Any]:
    """Return the texts of a mistake, no longer than a reader reads."""
    texts = {"where": where, "id": identity, "claim": claim, "evidence": evidence}
    return {
        name: text if len(text) <= _LONGEST_QUOTED else text[:_LONGEST_QUOTED] + " …" for name, text in texts.items()
    }
