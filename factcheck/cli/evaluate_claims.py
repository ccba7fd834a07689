"""``factcheck evaluate claims``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.common import State, errors, print_json, progress, stdout
from factcheck.cli.figures import AsJson, file_table, means

_MEANT = ("average_precision", "roc_auc", "f1", "precision", "recall")


def claims(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="JSONL files: text, label (check_worthy, not; claim, not_claim).")
    ],
    json: AsJson = False,
) -> None:
    """Detect claims in labelled sentences: average precision, ROC AUC, F1."""
    from factcheck.checker import make_detector
    from factcheck.evaluation.claims import evaluate_claims
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        detector = make_detector()
        with progress(state) as show:
            results = [evaluate_claims(file, detector, progress=show) for file in files]
    found = {result.file: result.metrics for result in results}
    mean = means(found, _MEANT) if len(found) > 1 else None
    if json:
        print_json(dumps(results[0].metrics if mean is None else {"files": found, "mean": mean}))
        return
    stdout().print(file_table(found, ("n", "positives", *_MEANT), mean))
