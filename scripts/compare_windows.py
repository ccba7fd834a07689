#!/usr/bin/env python
"""Compare ways of reading premises that are longer than the model reads at once, on labelled pairs, in one run.

    python scripts/compare_windows.py PAIRS/dev/wice_claim.dev.jsonl.gz PAIRS/dev/control.dev.jsonl.gz --limit 200

Takes the rows of each file that exceed 256 tokens and prints, for each way, accuracy (balanced accuracy for two-way
sets): the premise cut off, or parted into windows of several sizes whose scores are combined by the strongest window on
each side (what `factcheck.nli.windows` does), by their mean, or by the window that leaves least open.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from factcheck.evaluation.pairs import LabelledPair, pair_metrics, read_labelled_pairs
from factcheck.nli.bundled import stance_scores
from factcheck.nli.windows import combine, cut
from factcheck.onnx import OnnxModel
from factcheck.types import StanceScores

LONG = 256
SIZES = (128, 256, 512)
"""Tokens of a pair; 512 is the most that the positions of MPNet and BERT allow."""

ROOT = Path(__file__).resolve().parent.parent


def mean(scores: Sequence[StanceScores]) -> StanceScores:
    """Return the mean of each probability."""
    table = np.array([(s.supports, s.refutes, s.neutral) for s in scores]).mean(axis=0)
    return StanceScores(*map(float, table))


def least_open(scores: Sequence[StanceScores]) -> StanceScores:
    """Return the scores of the window with the least P(neutral)."""
    return min(scores, key=lambda s: s.neutral)


RULES: dict[str, Callable[[Sequence[StanceScores]], StanceScores]] = {
    "strongest": combine,
    "mean": mean,
    "least open": least_open,
}


def quality(rows: Sequence[LabelledPair], scores: Sequence[StanceScores]) -> float:
    """Return accuracy, or for two-way rows the balanced accuracy of support against the rest."""
    metrics = pair_metrics([row.label for row in rows], scores)
    two_way = any(row.label == "not_support" for row in rows)
    return float(metrics["balanced_accuracy" if two_way else "accuracy"])


def compare(folder: Path, rows: Sequence[LabelledPair]) -> dict[str, tuple[float, int]]:
    """Return quality and number of model calls of each way on rows that are all long."""
    pairs = [(row.evidence, row.claim) for row in rows]
    found: dict[str, tuple[float, int]] = {}
    for size in SIZES:
        model = OnnxModel(folder, max_tokens=size)
        found[f"cut off at {size}"] = (quality(rows, stance_scores(model.run(pairs), (0, 1, 2))), len(pairs))
        parts = cut(pairs, size, model.count_tokens)
        windows = [window for part in parts for window in part]
        scores = stance_scores(model.run(windows), (0, 1, 2))
        for name, rule in RULES.items():
            start, combined = 0, []
            for part in parts:
                combined.append(rule(scores[start : start + len(part)]))
                start += len(part)
            found[f"windows of {size}, {name}"] = (quality(rows, combined), len(windows))
    return found


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=200, help="long rows of each file, the first of a fixed sample")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "nli-mpnet", help="folder of the int8 model")
    options = parser.parse_args()
    counter = OnnxModel(options.model, max_tokens=LONG)
    table: dict[str, dict[str, tuple[float, int]]] = {}
    for path in options.pairs:
        rows = read_labelled_pairs(path, 4 * options.limit)
        sizes = counter.count_tokens([f"{row.evidence} {row.claim}" for row in rows])
        long = [row for row, size in zip(rows, sizes, strict=True) if size > LONG][: options.limit]
        print(f"{path.name}: {len(long)} rows of more than {LONG} tokens", flush=True)
        table[path.name] = compare(options.model, long)
        for way, (right, calls) in table[path.name].items():
            print(f"  {way:<28} {right:.3f}  {calls} calls", flush=True)
    for way in next(iter(table.values())):
        print(f"mean, {way:<28} {np.mean([found[way][0] for found in table.values()]):.3f}")


if __name__ == "__main__":
    main()
