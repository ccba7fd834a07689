#!/usr/bin/env python
"""Draw the trade-off of a cascade: the share of pairs scored again against accuracy, on pairs and on whole checks.

    python scripts/measure_cascade.py PAIRS/dev/*.jsonl.gz --limit 150
    python scripts/measure_cascade.py --cases CASES

Both models score every pair once, and every cut is read off the same scores; ``--plot FILE`` draws the curve as SVG
(extra ``report``). On cases each cut is a check of its own, over kept scores. Times are those of the scoring alone, as
the two models' measured rates make them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from factcheck import FactChecker
from factcheck.checker import make_scorer
from factcheck.config import ACCURATE_MODEL, FAST_MODEL, Settings
from factcheck.evaluation.articles import check_cases, summarize
from factcheck.evaluation.pairs import LabelledPair, pair_metrics, read_labelled_pairs
from factcheck.nli.cache import CachedScorer
from factcheck.nli.cascade import CascadeScorer
from factcheck.protocols import StanceScorer
from factcheck.types import StanceScores

CUTS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
"""P(neutral) of the fast model below which a pair is scored again: from never (the fast model alone) to always."""


def timed(scorer: StanceScorer, pairs: list[tuple[str, str]]) -> tuple[list[StanceScores], float]:
    """Return the scores and the seconds a pair."""
    scorer.load()
    started = time.perf_counter()
    scores = scorer.score(pairs)
    return scores, (time.perf_counter() - started) / len(pairs)


def on_pairs(files: dict[str, list[LabelledPair]], plot: Path | None) -> None:
    """Print a line for each cut; accuracy is the mean over the files."""
    pairs = [(row.evidence, row.claim) for rows in files.values() for row in rows]
    first, fast = timed(make_scorer(Settings(profile="fast")), pairs)
    second, accurate = timed(make_scorer(Settings()), pairs)
    print(f"{FAST_MODEL} {1 / fast:.0f} pairs/s, {ACCURATE_MODEL} {1 / accurate:.0f} pairs/s, {len(pairs)} pairs")
    shares, accuracies = [], []
    for cut in CUTS:
        again = [one.neutral < cut for one in first]
        mixed = [two if flag else one for one, two, flag in zip(first, second, again, strict=True)]
        found, start = [], 0
        for rows in files.values():
            part = mixed[start : start + len(rows)]
            found.append(pair_metrics([row.label for row in rows], part)["accuracy"])
            start += len(rows)
        share, cost = float(np.mean(again)), fast + float(np.mean(again)) * accurate
        shares.append(share)
        accuracies.append(float(np.mean(found)))
        print(
            f"neutral below {cut:.2f}: {share:.3f} again, accuracy {accuracies[-1]:.4f}, {accurate / cost:.2f} × fast"
        )
    if plot:
        draw(shares, accuracies, plot)


def on_cases(folder: Path) -> None:
    """Print a line for each cut: the share scored again and the verdicts that are right."""
    with tempfile.TemporaryDirectory() as kept:
        fast = CachedScorer(make_scorer(Settings(profile="fast")), Path(kept))
        accurate = Asked(make_scorer(Settings()), Path(kept))
        settings = Settings()
        for cut in reversed(CUTS):
            scorer = CascadeScorer(fast, accurate, neutral_below=cut)
            checker = FactChecker(settings, scorer=scorer, aggregator=FactChecker(settings).pipeline.aggregator)
            accurate.pairs = 0
            figures = summarize(check_cases(folder, checker))
            print(
                f"neutral below {cut:.2f}: {accurate.pairs} pairs again, verdict accuracy "
                f"{figures['verdict_accuracy']:.3f}, macro-F1 {figures['verdict_macro_f1']:.3f}",
                flush=True,
            )


class Asked(CachedScorer):
    """Counts the pairs that it is asked for."""

    pairs = 0

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score as the other does."""
        self.pairs += len(pairs)
        return super().score(pairs, done)


def draw(shares: list[float], accuracies: list[float], file: Path) -> None:
    """Write the curve as a picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot(xlabel="share of pairs scored again", ylabel="mean accuracy")
    axes.plot(shares, accuracies, marker="o")
    axes.grid(alpha=0.3)
    figure.savefig(file)


def main() -> None:
    """Measure on what is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="*", help="labelled development files")
    parser.add_argument("--limit", type=int, default=150, help="rows of each file")
    parser.add_argument("--cases", type=Path, help="folder of labelled cases")
    parser.add_argument("--plot", type=Path, help="file of the curve (.svg, .png)")
    options = parser.parse_args()
    if options.pairs:
        on_pairs({file.name: read_labelled_pairs(file, options.limit) for file in options.pairs}, options.plot)
    if options.cases:
        on_cases(options.cases)


if __name__ == "__main__":
    main()
