"""CheckThat! and ClaimBuster: which sentences are worth checking, in their official files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.evaluation.claims import LABELS, examples_scheme, score_texts
from factcheck.evaluation.loaders import load_claims
from factcheck.evaluation.metrics import detection
from factcheck.evaluation.official.checkthat import classification_metrics, ranking_metrics
from factcheck.protocols import Progress, WorthinessScorer, silent


def evaluate_worthiness(
    dataset: str, files: Sequence[Path], scorer: WorthinessScorer, *, progress: Progress = silent
) -> dict[str, Any]:
    """Return the figures of all ``files`` together.

    For CheckThat! these are the official ones: `ranking_metrics`, each file being one debate or set (2019
    and 2020), and `classification_metrics` of all sentences together (2024), a sentence being found from the
    scorer's threshold on. ClaimBuster has no official scorer; its figures are those of
    `factcheck.evaluation.metrics.detection`. Sentences are numbered as they stand in the file, for
    identifiers may occur twice.
    """
    gold: dict[str, dict[str, bool]] = {}
    scores: dict[str, dict[str, float]] = {}
    reported: dict[str, bool] = {}
    threshold = 0.0
    for number, file in enumerate(files):
        examples = list(load_claims(dataset, file))
        debate = f"{number}"
        gold[debate] = {str(line): LABELS[example.label] for line, example in enumerate(examples)}
        scheme = "debates" if dataset == "claimbuster" else examples_scheme(examples)
        threshold = scorer.threshold(scheme)
        found_here = score_texts([example.text for example in examples], scorer, scheme, file.name, progress)
        scores[debate] = {str(line): float(score) for line, score in enumerate(found_here)}
        reported.update({f"{debate} {line}": bool(score >= threshold) for line, score in enumerate(found_here)})
    worthy = {f"{debate} {line}": is_worthy for debate, lines in gold.items() for line, is_worthy in lines.items()}
    found = {f"{debate} {line}": score for debate, lines in scores.items() for line, score in lines.items()}
    if dataset == "checkthat":
        return {**ranking_metrics(gold, scores), **classification_metrics(worthy, reported)}
    return detection(
        np.array(list(found.values()), dtype=np.float64), np.array(list(worthy.values()), dtype=np.bool_), threshold
    )
