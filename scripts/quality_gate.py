#!/usr/bin/env python
"""Compare the bundled stance model with its floors: `scripts/quality_gate [--pairs FOLDER] [--cases FOLDER]`.

Exits 1 and names the failing figures when one is below its floor. `--update` raises the floors to what
is measured less a margin, and never lowers one.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from pathlib import Path

from factcheck import FactChecker, Settings
from factcheck.checker import make_scorer
from factcheck.cli.common import State, progress
from factcheck.errors import FactcheckError
from factcheck.evaluation.articles import evaluate_articles
from factcheck.evaluation.gate import (
    case_figures,
    dump_floors,
    failing,
    measure_pairs,
    raised,
    read_floors,
    table,
)

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "models" / "quality_floors.toml"
DIAGNOSTIC = ROOT / "datasets" / "diagnostic" / "pairs.jsonl"


def main() -> int:
    """Measure, print the table, compare or raise; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = "../shared/data/pairs/dev"
    parser.add_argument(
        "--pairs",
        type=Path,
        default=ROOT / default,
        help=f"development data, where present: JSONL files of labelled pairs ({default})",
    )
    parser.add_argument("--cases", type=Path, help="folder of labelled articles, checked end to end")
    parser.add_argument("--rows", type=int, default=60, help="rows of each development file (60)")
    parser.add_argument("--update", action="store_true", help="raise the floors")
    options = parser.parse_args()
    started = time.perf_counter()
    floors = read_floors(FLOORS)
    files = sorted(path for path in options.pairs.glob("*.jsonl*") if path.is_file())
    if not files:
        print(f"no development data in {options.pairs}: its floors are not compared", file=sys.stderr)
    with progress(State()) as show:
        measured = measure_pairs(make_scorer(Settings()), DIAGNOSTIC, files, limit=options.rows, progress=show)
        if options.cases:
            measured += case_figures(evaluate_articles(options.cases, FactChecker(), progress=show))
    if options.update:
        today = datetime.datetime.now(tz=datetime.timezone.utc).date().isoformat()
        floors = raised(floors, measured, today)
        FLOORS.write_text(dump_floors(floors), encoding="utf-8")
    print("\n".join(table(floors, measured)))
    print(f"{len(measured)} figures in {time.perf_counter() - started:.0f} s")
    below = failing(floors, measured)
    for line in below:
        print(f"FAILED {line}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FactcheckError as error:
        sys.exit(f"error: {error}")
