"""``factcheck evaluate`` of the supported datasets: one command each, from their official files.

The commands of one task share a function; which dataset is meant is the name the command was called by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from factcheck.cli.common import State, check_writable, errors, progress
from factcheck.cli.dataset_figures import check_places, measured, show_figures, show_pairs
from factcheck.cli.figures import AsJson
from factcheck.cli.options import (
    Bootstrap,
    Config,
    EmbedderName,
    NliModel,
    Predictions,
    ReportFolder,
    Threads,
    Threshold,
    TopK,
)
from factcheck.errors import ConfigError


class Mode(str, Enum):
    """How evidence comes to a claim."""

    ORACLE = "oracle"
    RETRIEVED = "retrieved"
    END_TO_END = "end-to-end"


Files = Annotated[list[Path], typer.Argument(help="Official files of the dataset, compressed (.gz) or not.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="A fixed sample of this many per file.")]
Score = Annotated[
    Path | None, typer.Option("--score", help="Score this prediction file in the official format; runs no model.")
]


def register(group: typer.Typer) -> None:
    """Add one command for every dataset with files of its own."""
    from factcheck.evaluation.loaders import LOADERS

    tasks: Mapping[str, tuple[Callable[..., None], str]] = {
        "pairs": (pairs, "score its claim–evidence pairs."),
        "verification": (verification, "find evidence in its corpus and judge claims; official figures."),
        "questions": (questions, "judge claims by its questions and answers; official figures."),
        "claims": (claims, "find what is worth checking."),
    }
    for loader in LOADERS.values():
        if loader.task not in tasks or any(name.startswith("*") for name in loader.files):
            continue  # the user's own files have commands of their own
        function, does = tasks[loader.task]
        files = f"{loader.files[1]} --corpus {loader.files[-1]}" if loader.corpus else loader.files[-1]
        example = f"Example: factcheck evaluate {loader.name} {files} --json"
        group.command(name=loader.name, help=f"{loader.title}: {does}", epilog=example)(function)


def pairs(
    context: typer.Context,
    files: Files,
    json: AsJson = False,
    limit: Limit = None,
    predictions: Predictions = None,
    report: ReportFolder = None,
    bootstrap: Bootstrap = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Score the claim–evidence pairs of a dataset as `evaluate pairs` does."""
    from factcheck.checker import make_scorer
    from factcheck.config import load_settings
    from factcheck.evaluation.tasks.paired import evaluate_dataset_pairs

    state: State = context.obj
    with errors():
        check_places(predictions, report)
        scorer = make_scorer(load_settings(config, flags={"nli_model": nli_model, "threads": threads}))
        with progress(state) as show:
            results = [
                evaluate_dataset_pairs(
                    _dataset(context), file, scorer, limit=limit, predictions=predictions, progress=show
                )
                for file in files
            ]
        run = measured(results, scorer.info, bootstrap, report)
    show_pairs(results, run, {}, json=json)


def verification(
    context: typer.Context,
    files: Files,
    json: AsJson = False,
    mode: Annotated[
        Mode,
        typer.Option(
            help="oracle: beside the gold sentences; retrieved: sentences found in the corpus; "
            "end-to-end: the pipeline of a check."
        ),
    ] = Mode.RETRIEVED,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Corpus of the dataset: file or folder, all of it held in memory.")
    ] = None,
    score: Score = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="A fixed sample of this many claims; pairs, if oracle.")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions", help="Keep predictions here, in the official format but for oracle; a stopped run goes on."
        ),
    ] = None,
    top_k: TopK = None,
    threshold: Threshold = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Check the claims of FEVER or SciFact against their corpus, or score a prediction file."""
    from factcheck.evaluation.tasks.submissions import read_gold, score_file

    state: State = context.obj
    dataset = _dataset(context)
    flags = {"top_k": top_k, "threshold": threshold, "embedder": embedder, "nli_model": nli_model, "threads": threads}
    with errors():
        if score is not None:
            _alone(corpus, limit, predictions)
            show_figures(score_file(dataset, files, score), json=json)
            return
        if corpus is None:
            raise ConfigError(f"{dataset}: no corpus; give --corpus, or --score for a prediction file")
        check_places(predictions, None)
        if mode is Mode.ORACLE:
            _oracle(state, dataset, files, corpus, config, flags, limit=limit, predictions=predictions, json=json)
            return
        from factcheck.checker import FactChecker
        from factcheck.config import load_settings
        from factcheck.evaluation.tasks.verification import evaluate_verification

        gold = read_gold(dataset, files, limit)
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            figures = evaluate_verification(
                dataset,
                gold,
                corpus,
                checker,
                "retrieved" if mode is Mode.RETRIEVED else "end-to-end",
                predictions=predictions,
                progress=show,
            )
    show_figures(figures, json=json)


def questions(
    context: typer.Context,
    files: Files,
    json: AsJson = False,
    score: Score = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="A fixed sample of this many claims.")] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Write the predictions here, in the official format.")
    ] = None,
    threshold: Threshold = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Judge the claims of AVeriTeC by their gold answers (labels alone), or score a prediction file."""
    from factcheck.evaluation.tasks.submissions import read_questioned, score_file

    state: State = context.obj
    dataset = _dataset(context)
    with errors():
        if score is not None:
            _alone(limit, predictions)
            with progress(state) as show:
                figures = score_file(dataset, files, score, progress=show)
            show_figures(figures, json=json)
            return
        from factcheck.checker import make_scorer, make_thresholds
        from factcheck.config import load_settings
        from factcheck.evaluation.tasks.questioned import judge_answers, label_figures, write_items
        from factcheck.verdicts import MaxAggregator

        if predictions is not None:
            check_writable(predictions)
        gold = read_questioned(dataset, files, limit)
        flags = {"threshold": threshold, "nli_model": nli_model, "threads": threads}
        settings = load_settings(config, flags=flags)
        scorer, aggregator = make_scorer(settings), MaxAggregator(make_thresholds(settings))
        with progress(state) as show:
            items = judge_answers(gold, scorer, aggregator, progress=show)
        if predictions is not None:
            write_items(predictions, items)
    show_figures({"mode": "oracle", **label_figures(gold, items)}, json=json)


def claims(context: typer.Context, files: Files, json: AsJson = False) -> None:
    """Find check-worthy sentences in the official files; each file is one ranking."""
    from factcheck.checker import make_worthiness
    from factcheck.config import load_settings
    from factcheck.evaluation.tasks.worthy import evaluate_worthiness

    state: State = context.obj
    with errors(), progress(state) as show:
        figures = evaluate_worthiness(_dataset(context), files, make_worthiness(load_settings()), progress=show)
    show_figures(figures, json=json)


def _oracle(
    state: State,
    dataset: str,
    files: Sequence[Path],
    corpus: Path,
    config: Path | None,
    flags: Mapping[str, Any],
    *,
    limit: int | None,
    predictions: Path | None,
    json: bool,
) -> None:
    from factcheck.checker import make_scorer
    from factcheck.config import load_settings
    from factcheck.evaluation.tasks.paired import evaluate_oracle

    scorer = make_scorer(load_settings(config, flags=flags))
    with progress(state) as show:
        found = [
            evaluate_oracle(dataset, file, corpus, scorer, limit=limit, predictions=predictions, progress=show)
            for file in files
        ]
    left_out = {
        "without_evidence": sum(result.without_evidence for result in found),
        "not_found": sum(result.not_found for result in found),
    }
    results = [result.pairs for result in found]
    show_pairs(results, measured(results, scorer.info, None, None), {"mode": "oracle", **left_out}, json=json)


def _alone(*others: object) -> None:
    if any(other is not None for other in others):
        raise ConfigError("--score: scores a whole prediction file; leave --corpus, --limit and --predictions out")


def _dataset(context: typer.Context) -> str:
    return str(context.command.name)
