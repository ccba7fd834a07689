"""``factcheck evaluate claims``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.common import State, errors, print_json, progress, stdout
from factcheck.cli.figures import AsJson, file_table, means

_MEANT = ("average_precision", "roc_auc", "f1", "precision", "recall")


class Scheme(str, Enum):
    """What labels of claims can mean: one output of the check-worthiness model each."""

    DEBATES = "debates"
    REPORTS = "reports"
    TWEETS_CLAIM = "tweets_claim"
    TWEETS_WORTHY = "tweets_worthy"
    SPEECHES = "speeches"
    NEWS = "news"


def claims(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="JSONL files: text, label (check_worthy, not; claim, not_claim).")
    ],
    scheme: Annotated[
        Scheme | None,
        typer.Option("--scheme", help="What the labels mean; else that of the rows' data set.", show_default=False),
    ] = None,
    json: AsJson = False,
) -> None:
    """Detect claims in labelled sentences: average precision, ROC AUC, F1."""
    from factcheck.checker import make_worthiness
    from factcheck.config import load_settings
    from factcheck.evaluation.claims import evaluate_claims
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        scorer = make_worthiness(load_settings())
        wanted = scheme.value if scheme else None
        with progress(state) as show:
            results = [evaluate_claims(file, scorer, scheme=wanted, progress=show) for file in files]
    found = {result.file: result.metrics for result in results}
    mean = means(found, _MEANT) if len(found) > 1 else None
    if json:
        print_json(dumps(results[0].metrics if mean is None else {"files": found, "mean": mean}))
        return
    stdout().print(file_table(found, ("n", "positives", *_MEANT), mean))
