"""Results of whole cases in a file of predictions, so that a stopped `evaluate articles` goes on.

Apart from the scoring of a case, which knows nothing of files: one line a gold claim to read, then one
line that says the case is complete and holds the rest of its result.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import asdict, replace
from pathlib import Path

import msgspec

from factcheck.checker import FactChecker
from factcheck.errors import DataError
from factcheck.evaluation.cases import CaseResult, GoldClaim
from factcheck.evaluation.predictions import append_lines, hash_of, read_lines
from factcheck.types import ModelInfo


def case_key(case: Path, name: str, checker: FactChecker) -> str:
    """Return what a kept result depends on: the bytes of the case, version, models and settings."""
    files = sorted(path for path in case.rglob("*") if path.is_file())
    try:
        digests = [f"{path.relative_to(case)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    except OSError as error:
        raise DataError(f"{case}: cannot be read: {error.strerror or error}") from error
    pipeline = checker.pipeline
    detector = getattr(pipeline.detector, "info", None)
    used = (detector, pipeline.embedder.info, pipeline.scorer.info)
    models = [info.sha256 for info in used if isinstance(info, ModelInfo)]
    return hash_of(name, pipeline.version, pipeline.config_digest, *models, *digests)


def read_cases(predictions: Path | None) -> dict[str, CaseResult]:
    """Return the complete cases of a file of predictions, by key; other lines are passed over."""
    rows: defaultdict[str, list[GoldClaim]] = defaultdict(list)
    found: dict[str, CaseResult] = {}
    for line in read_lines(predictions):
        try:
            entry = msgspec.json.decode(line)
            if "result" in entry:
                result = msgspec.convert(entry["result"], CaseResult)
                # Lines of a case that was cut off may come before those of its second check.
                first = max(0, len(rows[entry["key"]]) - len(result.claims))
                found[entry["key"]] = replace(result, rows=tuple(rows.pop(entry["key"])[first:]))
            else:
                rows[entry["key"]].append(msgspec.convert(entry, GoldClaim))
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, KeyError, TypeError):
            continue  # a line cut off by a kill: its case is checked again
    return {key: result for key, result in found.items() if len(result.rows) == len(result.claims)}


def append_case(predictions: Path | None, key: str, result: CaseResult) -> None:
    """Append the lines of one case."""
    lines = [{"key": key, "case": result.name, **asdict(row)} for row in result.rows]
    append_lines(predictions, [*lines, {"key": key, "case": result.name, "result": replace(result, rows=())}])
