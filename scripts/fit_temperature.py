#!/usr/bin/env python
"""Fit the NLI model's temperature: `python scripts/fit_temperature.py predictions.jsonl`.

The predictions come from `factcheck evaluate pairs dev/*.jsonl.gz --predictions predictions.jsonl` of a model whose
temperature is 1. Every set weighs the same. Prints, for every way of calibrating, the error on all rows, the mean of
the errors on families that took no part in the fit, and mean accuracy; then the temperature, for
`models/registry.toml`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from factcheck.evaluation.calibration import WAYS, LabelledScores, accuracy, best_temperature, ece, left_out
from factcheck.evaluation.predictions import Prediction, read_predictions


def by_file(lines: list[Prediction], at_most: int | None) -> dict[str, LabelledScores]:
    """Return the predictions of each labelled file."""
    rows: dict[str, list[Prediction]] = {}
    for line in lines:
        rows.setdefault(line.file, []).append(line)
    return {
        name: LabelledScores(np.array([line.scores for line in part]), tuple(line.label for line in part))
        for name, kept in sorted(rows.items())
        for part in [kept[:at_most]]
    }


def main() -> None:
    """Compare the ways, then print the temperature."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("predictions", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, help="at most this many rows of each file")
    options = parser.parse_args()
    files = by_file([line for file in options.predictions for line in read_predictions(file)], options.rows)
    everything = list(files.values())
    print(f"{sum(len(scores.labels) for scores in everything)} rows of {len(files)} files")
    for name, fit in WAYS.items():
        way = fit(everything)
        mapped = [scores.mapped(way) for scores in everything]
        outside = left_out(files, fit)
        print(
            f"{name}: ECE {ece(mapped):.3f}, families left out {np.mean(list(outside.values())):.3f} "
            f"(worst {max(outside, key=lambda one: outside[one])} {max(outside.values()):.3f}), "
            f"mean accuracy {accuracy(mapped):.4f}"
        )
    print(f"temperature = {best_temperature(everything):.3f}")


if __name__ == "__main__":
    main()
