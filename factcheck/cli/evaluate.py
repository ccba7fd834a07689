"""``factcheck evaluate``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from factcheck.cli import evaluate_claims, evaluate_datasets, evaluate_retrieval, evaluate_runs
from factcheck.cli.common import State, check_writable, errors, print_json, progress, stderr, stdout
from factcheck.cli.figures import AsJson, cell, file_table, means
from factcheck.cli.options import Bootstrap, Config, EmbedderName, NliModel, Predictions, ReportFolder, Threads, TopK
from factcheck.errors import ConfigError

_COLUMNS = ("n", "accuracy", "macro_f1", "balanced_accuracy", "ece", "brier", "pairs_per_second")
_RESAMPLES = 1000


def register(app: typer.Typer) -> None:
    """Add the group of commands of this module."""
    group = typer.Typer(
        name="evaluate",
        no_args_is_help=True,
        help="Measure against labelled data.",
        epilog="Example: factcheck evaluate pairs dev.jsonl --json",
    )
    group.command(epilog="Example: factcheck evaluate pairs dev/*.jsonl.gz --limit 400 --report run/")(pairs)
    group.command(epilog="Example: factcheck evaluate articles cases/ --json")(articles)
    group.command(epilog="Example: factcheck evaluate claims dev/*.jsonl.gz --json")(evaluate_claims.claims)
    group.command(epilog="Example: factcheck evaluate retrieval beir/scifact --json")(evaluate_retrieval.retrieval)
    group.command(epilog="Example: factcheck evaluate compare old.jsonl new.jsonl")(evaluate_runs.compare)
    group.command(epilog="Example: factcheck evaluate leaderboard runs/* --output board.html")(
        evaluate_runs.leaderboard
    )
    evaluate_datasets.register(group)
    app.add_typer(group)


def pairs(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="JSONL files: claim, evidence, label.")],
    json: AsJson = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="A fixed sample of this many per file.")] = None,
    predictions: Predictions = None,
    report: ReportFolder = None,
    bootstrap: Bootstrap = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Score labelled claim–evidence pairs: accuracy, macro-F1, calibration, slices, speed, memory."""
    from factcheck.checker import make_scorer
    from factcheck.config import load_settings
    from factcheck.evaluation.pairs import evaluate_pairs
    from factcheck.evaluation.run import pairs_run
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        _check_places(predictions, report)
        scorer = make_scorer(load_settings(config, flags={"nli_model": nli_model, "threads": threads}))
        with progress(state) as show:
            results = [
                evaluate_pairs(file, scorer, limit=limit, predictions=predictions, progress=show) for file in files
            ]
        run = pairs_run(results, scorer.info, resamples=_resamples(bootstrap, report), command=_command())
        _write_report(report, run)
    found = {result.file: result.metrics for result in results}
    mean = means(found, _COLUMNS[1:-1]) if len(found) > 1 else None
    extra = {name: run[name] for name in ("intervals", "slices")} | {
        name: run["headline"][name] for name in ("aurc", "peak_memory_mb")
    }
    if json:
        pooled = {name: run["headline"][name] for name in ("n", "accuracy", "macro_f1", "ece")}
        pooled["reliability"] = run["reliability"]
        single = results[0].metrics | extra
        print_json(dumps(single if mean is None else {"files": found, "mean": mean, "pooled": pooled | extra}))
        return
    console = stdout()
    console.print(file_table(found, _COLUMNS, mean))
    console.print(_intervals(run["headline"], run["intervals"]), end="")
    if state.verbose:
        console.print(_slice_table(run["slices"]))


def articles(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of case folders: article.*, sources/, gold.json.")],
    json: AsJson = False,
    predictions: Predictions = None,
    report: ReportFolder = None,
    bootstrap: Bootstrap = None,
    top_k: TopK = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Check labelled articles end to end: claims, verdicts, evidence, speed."""
    from factcheck.checker import FactChecker
    from factcheck.config import load_settings
    from factcheck.evaluation.articles import check_cases, summarize
    from factcheck.evaluation.run import articles_run
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        _check_places(predictions, report)
        flags = {"top_k": top_k, "embedder": embedder, "nli_model": nli_model, "threads": threads}
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            results = check_cases(folder, checker, predictions=predictions, progress=show)
        figures = summarize(results)
        models = (checker.pipeline.embedder.info, checker.pipeline.scorer.info)
        run = articles_run(results, figures, models, resamples=_resamples(bootstrap, report), command=_command())
        _write_report(report, run)
    if json:
        print_json(dumps(figures | {"intervals": run["intervals"]}))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in figures.items():
        if isinstance(value, (int, float)) or value is None:
            table.add_row(name.replace("_", " "), cell(value), _interval(run["intervals"].get(name)))
    stdout().print(table)


def _check_places(predictions: Path | None, report: Path | None) -> None:
    """Raise before long work what writing would raise after it."""
    if predictions is not None and predictions.is_dir():
        raise ConfigError(f"--predictions {predictions}: is a folder; give a file name")
    if report is not None:
        from factcheck.evaluation.report import require

        require()
        check_writable(report / "index.html")


def _resamples(bootstrap: int | None, report: Path | None) -> int:
    return bootstrap or (_RESAMPLES if report else 0)


def _command() -> str:
    return shlex.join(["factcheck", *sys.argv[1:]])


def _write_report(folder: Path | None, run: dict[str, Any]) -> None:
    if folder is None:
        return
    from factcheck.evaluation.report import write_report

    page = write_report(folder, run)
    stderr().print(f"wrote {escape(str(page))}", soft_wrap=True)


def _interval(found: list[float] | None) -> str:
    return f"{cell(found[0])}–{cell(found[1])}" if found else ""


def _intervals(headline: dict[str, Any], intervals: dict[str, list[float]]) -> str:
    """Return a line a figure of all pairs with its 95 % interval."""
    return "".join(
        f"{name.replace('_', ' ')} of all pairs: {cell(headline[name])}, 95 % interval {_interval(found)}\n"
        for name, found in intervals.items()
    )


def _slice_table(slices: dict[str, dict[str, dict[str, Any]]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("slice")
    table.add_column("band")
    for column in ("n", "accuracy", "macro f1"):
        table.add_column(column, justify="right")
    for name, bands in slices.items():
        for band, row in bands.items():
            table.add_row(name, band, cell(row["n"]), cell(row["accuracy"]), cell(row["macro_f1"]))
    return table
