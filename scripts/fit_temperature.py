#!/usr/bin/env python
"""Fit the NLI model's temperature: `python scripts/fit_temperature.py predictions.jsonl…`.

The files come from `factcheck evaluate pairs … --predictions` of a model whose temperature is 1; one
file a data set. Every set weighs the same. Also prints the error left on each set when the
temperature is fitted on all the others.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from factcheck.evaluation.fit import fit_temperature
from factcheck.evaluation.metrics import Floats, Ints, expected_calibration_error
from factcheck.evaluation.pairs import THREE_WAY


def read(file: Path, at_most: int) -> tuple[Floats, Ints]:
    """Return probabilities and gold labels of a three-way predictions file."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["label"] in THREE_WAY][:at_most]
    probabilities = np.array([row["scores"] for row in rows], dtype=np.float64).reshape(-1, 3)
    return probabilities, np.array([THREE_WAY.index(row["label"]) for row in rows], dtype=np.int64)


def scaled(probabilities: Floats, temperature: float) -> Floats:
    """Return the probabilities at another temperature."""
    powers: Floats = np.clip(probabilities, 1e-12, 1) ** (1 / temperature)
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def main() -> None:
    """Fit on all files, then with each left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, default=200, help="rows of each file")
    options = parser.parse_args()
    sets = {file.stem: read(file, options.rows) for file in options.files}
    sets = {name: data for name, data in sets.items() if len(data[1])}
    everything = list(sets.values())
    probabilities, gold = (np.concatenate(parts) for parts in zip(*everything, strict=True))
    print(f"temperature = {fit_temperature(probabilities, gold):.3f}  ({len(gold)} pairs of {len(sets)} sets)")
    for name, (p, g) in sets.items():
        others = [data for other, data in sets.items() if other != name]
        if not others:
            continue
        temperature = fit_temperature(*(np.concatenate(parts) for parts in zip(*others, strict=True)))
        before, after = (
            expected_calibration_error(q.max(axis=1), q.argmax(axis=1) == g) for q in (p, scaled(p, temperature))
        )
        print(f"{name}: ECE {before:.3f}, with the temperature of the others ({temperature:.2f}) {after:.3f}")


if __name__ == "__main__":
    main()
