"""CheckThat! and ClaimBuster: which sentences are worth checking, in their official files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.evaluation.claims import LABELS, THRESHOLD, worthiness
from factcheck.evaluation.loaders import load_claims
from factcheck.evaluation.metrics import detection
from factcheck.evaluation.official.checkthat import classification_metrics, ranking_metrics
from factcheck.protocols import ClaimDetector, Progress, silent


def evaluate_worthiness(
    dataset: str, files: Sequence[Path], detector: ClaimDetector, *, progress: Progress = silent
) -> dict[str, Any]:
    """Return the figures of all ``files`` together.

    For CheckThat! these are the official ones: `ranking_metrics`, each file being one debate or set (2019
    and 2020), and `classification_metrics` of all sentences together (2024), a sentence being found from a
    check-worthiness of 0.5 on. ClaimBuster has no official scorer; its figures are those of
    `factcheck.evaluation.metrics.detection`. Sentences are numbered as they stand in the file, for
    identifiers may occur twice.
    """
    gold: dict[str, dict[str, bool]] = {}
    scores: dict[str, dict[str, float]] = {}
    for number, file in enumerate(files):
        examples = list(load_claims(dataset, file))
        debate = f"{number}"
        gold[debate] = {str(line): LABELS[example.label] for line, example in enumerate(examples)}
        scores[debate] = {}
        for line, example in enumerate(examples):
            progress(file.name, line, len(examples))
            scores[debate][str(line)] = worthiness(example.text, detector)
        progress(file.name, len(examples), len(examples))
    worthy = {f"{debate} {line}": is_worthy for debate, lines in gold.items() for line, is_worthy in lines.items()}
    found = {f"{debate} {line}": score for debate, lines in scores.items() for line, score in lines.items()}
    if dataset == "checkthat":
        reported = {item: score >= THRESHOLD for item, score in found.items()}
        return {**ranking_metrics(gold, scores), **classification_metrics(worthy, reported)}
    return detection(
        np.array(list(found.values()), dtype=np.float64), np.array(list(worthy.values()), dtype=np.bool_), THRESHOLD
    )
