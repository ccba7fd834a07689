"""``factcheck evaluate retrieval``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.common import State, check_writable, errors, print_json, progress, stdout
from factcheck.cli.figures import AsJson, figure_table
from factcheck.cli.options import Config, EmbedderName, Threads


def retrieval(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="BEIR folder: corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv.")],
    json: AsJson = False,
    split: Annotated[
        str | None, typer.Option("--split", help="Which qrels file.", show_default="dev, test or the only one")
    ] = None,
    top_k: Annotated[int, typer.Option("--top-k", min=1, max=1000, help="Documents ranked per query.")] = 100,
    run: Annotated[Path | None, typer.Option("--run", help="Write the rankings as a TREC run file.")] = None,
    embedder: EmbedderName = None,
    threads: Threads = None,
    config: Config = None,
) -> None:
    """Search a labelled corpus: nDCG, recall, reciprocal rank, speed."""
    from factcheck.checker import make_embedder
    from factcheck.config import load_settings
    from factcheck.evaluation.retrieval import evaluate_retrieval
    from factcheck.report import dumps

    state: State = context.obj
    with errors():
        if run is not None:
            check_writable(run)
        # Without the cache of a check: embedding is part of what is measured.
        chosen = make_embedder(load_settings(config, flags={"embedder": embedder, "threads": threads}))
        with progress(state) as show:
            figures = evaluate_retrieval(folder, chosen, split=split, top_k=top_k, run=run, progress=show)
    if json:
        print_json(dumps(figures))
        return
    stdout().print(figure_table(figures))
