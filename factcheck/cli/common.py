"""What every command shares: exit codes, consoles, progress, errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from factcheck.errors import FactcheckError, OutputError
from factcheck.protocols import Progress, silent


class Exit(IntEnum):
    """The exit codes of the contract."""

    DONE = 0
    MATCHED = 1
    USAGE = 2
    FAILURES = 3
    INTERRUPTED = 130


class State:
    """The global options of one run."""

    quiet: bool = False
    verbose: bool = False


def stdout() -> Console:
    """Return a console for results; colour only on a terminal, never with ``NO_COLOR``."""
    console = Console(highlight=False)
    # In a pipe or a file there is no edge to wrap at.
    return console if console.is_terminal else Console(highlight=False, width=100)


def stderr() -> Console:
    """Return a console for progress and errors."""
    return Console(stderr=True, highlight=False)


@contextmanager
def errors() -> Iterator[None]:
    """Turn the package's errors into one line and exit code 2, an interruption into 130."""
    try:
        yield
    except FactcheckError as error:
        stderr().print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(Exit.USAGE) from error
    except KeyboardInterrupt:
        stderr().print("interrupted")
        raise typer.Exit(Exit.INTERRUPTED) from None


@contextmanager
def progress(state: State) -> Iterator[Progress]:
    """Yield a progress callback that draws bars on standard error, when that is a terminal."""
    console = stderr()
    if state.quiet or not console.is_terminal:
        yield silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns: tuple[Any, ...] = (
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show


def write_text(path: Path, text: str) -> None:
    """Write a result to a file; raises OutputError."""
    from factcheck.paths import replace_file

    try:
        replace_file(path, text.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def check_writable(path: Path) -> None:
    """Raise OutputError early, before long work, when ``path`` cannot be written."""
    import os

    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    if not folder.is_dir() or not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path}: cannot be written; choose another place")


def print_json(text: str) -> None:
    """Write JSON to standard output as UTF-8 whatever the locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
