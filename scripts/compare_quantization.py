#!/usr/bin/env python
"""Exported NLI graphs against the checkpoint they came from, on this machine's CPU.

    python scripts/compare_quantization.py --checkpoint runs/nli/model --pairs data/pairs models/nli-mpnet …

Takes a fixed sample of every file in ``dev/`` and prints, per graph: accuracy, the share of pairs with
the same stance as the checkpoint in fp32, the mean distance of their probabilities, and pairs a
second. Kernels differ between CPUs (with and without VNNI), and so does what a graph loses.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np

from factcheck.evaluation.pairs import LabelledPair, pair_metrics, read_labelled_pairs
from factcheck.huggingface import HuggingFaceScorer
from factcheck.nli.bundled import stance_scores
from factcheck.onnx import OnnxModel
from factcheck.types import StanceScores


def sample(dev: Path, per_file: int) -> dict[str, list[LabelledPair]]:
    """Return the same few pairs of each file every time."""
    chosen = {}
    for file in sorted(dev.glob("*.jsonl*")):
        rows = read_labelled_pairs(file)
        random.Random(file.name).shuffle(rows)
        chosen[file.name] = rows[:per_file]
    return chosen


def accuracy(files: dict[str, list[LabelledPair]], scores: list[StanceScores]) -> float:
    """Return the mean over the files of each one's accuracy."""
    found, start = [], 0
    for rows in files.values():
        metrics = pair_metrics([row.label for row in rows], scores[start : start + len(rows)])
        found.append(metrics["accuracy"])
        start += len(rows)
    return float(np.mean(found))


def main() -> None:
    """Score the sample with every model and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graphs", type=Path, nargs="+", help="folders with model.onnx and tokenizer.json")
    parser.add_argument("--checkpoint", required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--pairs", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--per-file", type=int, default=30)
    parser.add_argument("--max-tokens", type=int, default=256, help="where pairs are cut, in every model alike")
    options = parser.parse_args()
    files = sample(options.pairs / "dev", options.per_file)
    pairs = [(row.evidence, row.claim) for rows in files.values() for row in rows]
    reference: list[StanceScores] = []
    for name in (options.checkpoint, *options.graphs):
        started = time.perf_counter()
        if reference:
            model = OnnxModel(name, max_tokens=options.max_tokens)
            scores = stance_scores(model.run(pairs), (0, 1, 2))
        else:
            scores = reference = HuggingFaceScorer(name, max_tokens=options.max_tokens).score(pairs)
        seconds = time.perf_counter() - started
        same = float(np.mean([one.stance == two.stance for one, two in zip(scores, reference, strict=True)]))
        apart = np.array([[s.supports, s.refutes, s.neutral] for s in scores]) - np.array(
            [[s.supports, s.refutes, s.neutral] for s in reference]
        )
        print(
            f"{name}: accuracy {accuracy(files, scores):.4f}, same stance {same:.4f}, "
            f"mean distance {np.abs(apart).mean():.4f}, {len(pairs) / seconds:.1f} pairs/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
