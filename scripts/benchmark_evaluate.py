#!/usr/bin/env python
"""What `evaluate pairs` costs beside the model: `python scripts/benchmark_evaluate.py PAIRS.jsonl`.

Raw scoring and the whole evaluation (reading, scoring, predictions kept, figures) of the same pairs take
turns in one process, so that their ratio holds on a noisy machine. A scorer that takes no time then
shows the cost of a pair by itself.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from factcheck.checker import make_scorer
from factcheck.config import Settings
from factcheck.evaluation.pairs import evaluate_pairs, read_labelled_pairs
from factcheck.evaluation.run import pairs_run
from factcheck.protocols import StanceScorer
from factcheck.types import ModelInfo, StanceScores


class InstantScorer:
    """Gives every pair the same scores at once."""

    info = ModelInfo("nli", "instant", "1", "0" * 64)

    def load(self) -> None:
        """Nothing to load."""

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Return one value a pair."""
        if done is not None:
            done(len(pairs))
        return [StanceScores(0.5, 0.25, 0.25)] * len(pairs)


def evaluation(file: Path, scorer: StanceScorer, limit: int | None) -> float:
    """Return the seconds of a whole run whose predictions are kept."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        result = evaluate_pairs(file, scorer, limit=limit, predictions=Path(folder) / "kept.jsonl")
        pairs_run([result], scorer.info)
        return time.perf_counter() - started


def raw(pairs: Sequence[tuple[str, str]], scorer: StanceScorer) -> float:
    """Return the seconds of scoring alone."""
    started = time.perf_counter()
    scorer.score(pairs)
    return time.perf_counter() - started


def main() -> None:
    """Print the ratio, and the microseconds of a pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, help="a fixed sample of this many pairs")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = read_labelled_pairs(options.file, options.limit)
    pairs = [(row.evidence, row.claim) for row in rows]
    instant = min(evaluation(options.file, InstantScorer(), options.limit) for _ in range(options.rounds))
    print(f"without a model: {1e6 * instant / len(pairs):.0f} µs per pair ({len(pairs)} pairs)")
    scorer = make_scorer(Settings())
    scorer.score(pairs[:8])  # the first call loads the model
    ratios = []
    for _ in range(options.rounds):
        alone, whole = raw(pairs, scorer), evaluation(options.file, scorer, options.limit)
        ratios.append(whole / alone)
        print(f"raw {len(pairs) / alone:.1f} pairs/s, evaluated {len(pairs) / whole:.1f} pairs/s: {whole / alone:.3f}")
    print(f"median ratio {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
