"""``factcheck evaluate compare`` and ``leaderboard``: what several runs say beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from factcheck.cli.common import check_writable, errors, print_json, stderr, stdout
from factcheck.cli.figures import AsJson, cell


def compare(
    first: Annotated[Path, typer.Argument(help="Predictions of the first model.")],
    second: Annotated[Path, typer.Argument(help="Predictions of the second model on the same files.")],
    json: AsJson = False,
    bootstrap: Annotated[int, typer.Option("--bootstrap", min=100, max=100_000, help="Resamples.")] = 1000,
) -> None:
    """Compare two models on the same pairs: difference in accuracy, 95 % interval, p-values."""
    from factcheck.evaluation.compare import compare_predictions
    from factcheck.report import dumps

    with errors():
        found = compare_predictions(first, second, resamples=bootstrap)
    if json:
        print_json(dumps(found))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("file", overflow="fold")
    for column in ("n", "first", "second", "difference", "95 % interval", "p bootstrap", "p McNemar"):
        table.add_column(column, justify="right")
    for name, row in [*found["files"].items(), ("all", found["pooled"])]:
        low, high = row["interval"]
        table.add_row(
            escape(name),
            cell(row["n"]),
            *map(cell, row["accuracy"]),
            f"{row['difference']:+.3f}",
            f"{low:+.3f} to {high:+.3f}",
            cell(row["p_bootstrap"]),
            cell(row["p_mcnemar"]),
            style="bold" if name == "all" else None,
        )
    console = stdout()
    for title, model in zip(("first", "second"), found["models"], strict=True):
        console.print(f"{title}: {escape(model)}", soft_wrap=True)
    console.print(table)
    if found["only_first"] or found["only_second"]:
        console.print(f"left out: {found['only_first']} only in the first, {found['only_second']} only in the second")


def leaderboard(
    folders: Annotated[list[Path], typer.Argument(help="Folders that `--report` wrote.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write one HTML page with sortable columns here.")
    ] = None,
) -> None:
    """Set several runs side by side, the best figures in bold."""
    from factcheck.evaluation.report import leaderboard_table, write_leaderboard

    with errors():
        if output is not None:
            check_writable(output)
        boards = leaderboard_table(folders)
        if output is not None:
            write_leaderboard(output, boards)
            stderr().print(f"wrote {escape(str(output))}", soft_wrap=True)
    for board in boards:
        # Runs in columns: there are a few of those and many figures.
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(escape(board.task), overflow="fold")
        for row in board.rows:
            table.add_column(escape(row.name), justify="right", overflow="fold")
        for index, column in enumerate(board.columns):
            found = [row.cells[index] for row in board.rows]
            table.add_row(
                escape(column.title), *(f"[bold]{cell(c.value)}*[/]" if c.best else cell(c.value) for c in found)
            )
        stdout().print(table)
