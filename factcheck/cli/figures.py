"""How the commands of ``factcheck evaluate`` show figures: a cell, a table of files, a list of one result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def cell(value: float | int | None) -> str:
    """Return a figure as text: three decimals, one from 10 on, a dash for what is undefined."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def means(found: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> dict[str, float | None]:
    """Return the mean of each figure over the files that have it."""
    columns = {name: [row[name] for row in found.values() if row[name] is not None] for name in names}
    return {name: sum(values) / len(values) if values else None for name, values in columns.items()}


def file_table(
    found: Mapping[str, Mapping[str, Any]], columns: Sequence[str], mean: Mapping[str, float | None] | None
) -> Table:
    """Return a table of one row a file, and one of means when there are several."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("file", overflow="fold")
    for column in columns:
        table.add_column(column.replace("_", " "), justify="right")
    for file, metrics in found.items():
        table.add_row(escape(Path(file).name), *(cell(metrics[column]) for column in columns))
    if mean is not None:
        table.add_row("mean", *(cell(mean.get(column)) for column in columns), style="bold")
    return table


def figure_table(figures: Mapping[str, Any]) -> Table:
    """Return a table of one row a figure."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), cell(value))
    return table
