#!/usr/bin/env python
"""Fit the verdict thresholds on labelled cases: `python scripts/tune_verdicts.py CASES [--top-k 8]`.

Prints the registry line for the NLI model, and the accuracy on held-out cases that such a choice has.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from factcheck import FactChecker, Label, Settings
from factcheck.evaluation.articles import locate, matching
from factcheck.evaluation.fit import Labelled, fit_thresholds


def main() -> None:
    """Check every case once, then search the grid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--top-k", type=int, default=Settings().top_k)
    parser.add_argument("--nli-model", default=Settings().nli_model)
    options = parser.parse_args()
    checker = FactChecker(Settings(top_k=options.top_k, nli_model=options.nli_model))
    labelled = []
    for file in sorted(options.cases.rglob("gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = next(path for path in sorted(file.parent.glob("article.*")))
        report = checker.check(article, [file.parent / "sources"])
        for wanted in gold["claims"]:
            verdict = matching(report.verdicts, locate(report.article.text, wanted["sentence"]), wanted["claim"])
            if verdict is not None:
                labelled.append(Labelled(file.parent.name, Label(wanted["label"]), verdict.claim, verdict.evidence))
    fit = fit_thresholds(labelled)
    print(f"claims {len(labelled)}, accuracy {fit.accuracy:.3f}, on held-out cases {fit.held_out_accuracy:.3f}")
    print("thresholds = { " + ", ".join(f"{key} = {value}" for key, value in asdict(fit.thresholds).items()) + " }")


if __name__ == "__main__":
    main()
