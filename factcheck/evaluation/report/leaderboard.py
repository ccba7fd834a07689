"""Several runs side by side: one HTML page with sortable columns, and the same tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.evaluation.report.page import environment, heading, require, write
from factcheck.evaluation.run import Figure, Interval, SavedRun, read_run

_SMALL_IS_GOOD = frozenset({"ece", "aurc", "seconds_per_article", "peak_memory_mb"})
_NO_CONTEST = frozenset({"n", "cases", "n_claims"})


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of the runs (``part`` None), or the accuracy on one file or case."""

    name: str
    part: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one run, with its 95 % interval if known; ``best`` of its column or equal to it."""

    value: Figure
    interval: Interval | None
    best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One run."""

    name: str
    model: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The runs of one task."""

    task: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def leaderboard_table(folders: Sequence[Path]) -> tuple[Board, ...]:
    """Read ``run.json`` of every folder and return a table for each task; raises DataError."""
    runs = [(folder.resolve().name, read_run(folder / "run.json")) for folder in folders]
    tasks = sorted({run.task for _, run in runs}, reverse=True)  # pairs before articles
    return tuple(_board(task, [pair for pair in runs if pair[1].task == task]) for task in tasks)


def write_leaderboard(file: Path, boards: Sequence[Board]) -> None:
    """Write the page; raises OutputError, or MissingExtraError without the extra ``report``."""
    require(plots=False)
    page = environment().get_template("leaderboard.html").render(boards=boards)
    write(file, page.encode("utf-8", "replace"))


def _board(task: str, runs: Sequence[tuple[str, SavedRun]]) -> Board:
    names = dict.fromkeys(name for _, run in runs for name in run.headline)
    parts = dict.fromkeys(part for _, run in runs for part in run.parts)
    columns = (
        *(Column(name, None, heading(name)) for name in names),
        *(Column("accuracy", part, f"Accuracy, {part}") for part in parts),
    )
    values = [[_value(run, column) for column in columns] for _, run in runs]
    best = [_best(column, [row[index] for row in values]) for index, column in enumerate(columns)]
    rows = tuple(
        Row(
            name,
            ", ".join(model.name for model in run.models),
            tuple(
                Cell(value, _interval(run, column), best=value is not None and value == top)
                for value, top, column in zip(row, best, columns, strict=True)
            ),
        )
        for (name, run), row in zip(runs, values, strict=True)
    )
    return Board(task, columns, rows)


def _value(run: SavedRun, column: Column) -> Figure:
    if column.part is None:
        return run.headline.get(column.name)
    return run.parts[column.part].accuracy if column.part in run.parts else None


def _interval(run: SavedRun, column: Column) -> Interval | None:
    if column.part is None:
        return run.intervals.get(column.name)
    return run.parts[column.part].intervals.get(column.name) if column.part in run.parts else None


def _best(column: Column, values: Sequence[Figure]) -> Figure:
    known = [value for value in values if value is not None]
    if len(known) < 2 or column.name in _NO_CONTEST:
        return None
    return min(known) if column.name in _SMALL_IS_GOOD else max(known)
