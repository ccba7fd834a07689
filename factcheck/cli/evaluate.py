"""``factcheck evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from factcheck.cli import evaluate_claims, evaluate_retrieval
from factcheck.cli.common import State, errors, print_json, progress, stdout
from factcheck.cli.options import Config, EmbedderName, NliModel, Threads, TopK
from factcheck.errors import ConfigError

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands of this module."""
    group = typer.Typer(
        name="evaluate",
        no_args_is_help=True,
        help="Measure against labelled data.",
        epilog="Example: factcheck evaluate pairs dev.jsonl --json",
    )
    group.command(epilog="Example: factcheck evaluate pairs dev/*.jsonl.gz --limit 400 --json")(pairs)
    group.command(epilog="Example: factcheck evaluate articles cases/ --json")(articles)
    group.command(epilog="Example: factcheck evaluate claims dev/*.jsonl.gz --json")(evaluate_claims.claims)
    group.command(epilog="Example: factcheck evaluate retrieval beir/scifact --json")(evaluate_retrieval.retrieval)
    app.add_typer(group)


def pairs(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL files: claim, evidence, label.")],
    json: AsJson = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="A fixed sample of this many per file.")] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Keep predictions here; a stopped run goes on.")
    ] = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Score labelled claim–evidence pairs: accuracy, macro-F1, calibration, speed."""
    from factcheck.checker import make_scorer
    from factcheck.config import load_settings
    from factcheck.evaluation.pairs import evaluate_pairs
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        if predictions is not None and predictions.is_dir():
            raise ConfigError(f"--predictions {predictions}: is a folder; give a file name")
        scorer = make_scorer(load_settings(config, flags={"nli_model": nli_model, "threads": threads}))
        with progress(state) as show:
            results = [
                evaluate_pairs(file, scorer, limit=limit, predictions=predictions, progress=show) for file in files
            ]
    if json:
        found = {result.file: result.metrics for result in results}
        print_json(dumps(results[0].metrics if len(results) == 1 else {"files": found, "mean": _means(found)}))
        return
    columns = ("n", "accuracy", "macro_f1", "balanced_accuracy", "ece", "brier", "pairs_per_second")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("file", overflow="fold")
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    for result in results:
        table.add_row(Path(result.file).name, *(_cell(result.metrics[column]) for column in columns))
    if len(results) > 1:
        means = _means({result.file: result.metrics for result in results})
        table.add_row("mean", *(_cell(means.get(column)) for column in columns), style="bold")
    stdout().print(table)


def articles(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of case folders: article.*, sources/, gold.json.")],
    json: AsJson = False,
    top_k: TopK = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Check labelled articles end to end: claims, verdicts, evidence, speed."""
    from factcheck.checker import FactChecker
    from factcheck.config import load_settings
    from factcheck.evaluation.articles import evaluate_articles
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        flags = {"top_k": top_k, "embedder": embedder, "nli_model": nli_model, "threads": threads}
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            figures = evaluate_articles(folder, checker, progress=show)
    if json:
        print_json(dumps(figures))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in figures.items():
        if isinstance(value, (int, float)) or value is None:
            table.add_row(name.replace("_", " "), _cell(value))
    stdout().print(table)


def _means(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    names = ("accuracy", "macro_f1", "balanced_accuracy", "ece", "brier")
    return {name: sum(metrics[name] for metrics in found.values()) / len(found) for name in names}


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
