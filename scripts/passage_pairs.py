#!/usr/bin/env python
"""Write the passages that are kept out of training as labelled pairs, for `factcheck evaluate pairs`.

python scripts/passage_pairs.py passages.jsonl && factcheck evaluate pairs passages.jsonl
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from factcheck.training.mixture import LABELS
from factcheck.training.passages import passage_pairs, read_passages

ROOT = Path(__file__).resolve().parent.parent
SEED = 0


def main() -> None:
    """Write one pair a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path, help="file of pairs to write (JSONL)")
    parser.add_argument("--passages", type=Path, default=ROOT / "datasets" / "passages", help="folder of passages")
    options = parser.parse_args()
    names = {index: name for name, index in LABELS.items()}
    with options.output.open("w", encoding="utf-8") as output:
        for pair in passage_pairs(read_passages(options.passages), "dev", SEED):
            row = {"claim": pair.claim, "evidence": pair.evidence, "label": names[pair.label]}
            output.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
