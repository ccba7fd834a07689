#!/usr/bin/env python
"""Compare cutting long premises off with scoring them in windows, on labelled pairs, in one run.

    python scripts/compare_windows.py PAIRS/dev/wice_claim.dev.jsonl.gz PAIRS/dev/control.dev.jsonl.gz --limit 200

Prints, for each file, how many premises are too long, and balanced accuracy (two-way sets) or accuracy of both
ways on those alone, and on all rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from factcheck.bundled import bundled
from factcheck.evaluation.metrics import Flags
from factcheck.nli.bundled import stance_scores
from factcheck.nli.labels import label_order
from factcheck.nli.windows import combine, cut
from factcheck.onnx import OnnxModel
from factcheck.training.mixture import NOT_SUPPORT, SUPPORT, read_pairs
from factcheck.types import StanceScores


def main() -> None:
    """Score every pair both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=200, help="rows of each file, the first ones")
    parser.add_argument("--nli-model", default="nli-mpnet")
    options = parser.parse_args()
    model = bundled(options.nli_model, "nli")
    runner = OnnxModel(model.folder, max_tokens=model.max_tokens)
    columns = label_order(model.labels, model.name)

    def score(pairs: list[tuple[str, str]]) -> list[StanceScores]:
        return stance_scores(runner.run(pairs), columns, model.parameters.get("temperature", 1.0))

    for path in options.pairs:
        rows = list(read_pairs(path))[: options.limit]
        gold = np.array([row.label for row in rows])
        pairs = [(row.evidence, row.claim) for row in rows]
        parts = cut(pairs, model.max_tokens, runner.count_tokens)
        long = np.array([len(part) > 1 for part in parts])
        found = iter(score([window for part in parts for window in part]))
        ways = {"cut off": score(pairs), "windows": [combine([next(found) for _ in part]) for part in parts]}
        print(f"{path.name}: {len(rows)} rows, {long.sum()} longer than {model.max_tokens} tokens")
        for name, scores in ways.items():
            right = quality(gold, scores, np.ones(len(rows), dtype=bool))
            print(f"  {name}: {right:.3f} on all, {quality(gold, scores, long):.3f} on the long ones")


def quality(gold: np.ndarray, scores: list[StanceScores], chosen: Flags) -> float:
    """Return accuracy, or for two-way rows the balanced accuracy of support against the rest."""
    predicted = np.array([(s.supports, s.refutes, s.neutral) for s in scores]).argmax(axis=1)
    if not chosen.any():
        return float("nan")
    gold, predicted = gold[chosen], predicted[chosen]
    if (gold != NOT_SUPPORT).all():
        return float((gold == predicted).mean())
    supported = gold == SUPPORT
    right = (predicted == SUPPORT) == supported
    return float((right[supported].mean() + right[~supported].mean()) / 2)


if __name__ == "__main__":
    main()
