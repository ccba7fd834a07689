"""The ``factcheck`` command: global options and the list of commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from factcheck.cli import check, claims, evaluate, index, models, stored
from factcheck.cli.common import Exit, State
from factcheck.version import __version__

app = typer.Typer(
    name="factcheck",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Check the claims of an article against sources you trust. No API key, no network.",
    epilog="Example: factcheck check article.txt --sources sources/ --output report.json",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"factcheck {__version__}")
        raise typer.Exit


@app.callback()
def _global(
    context: typer.Context,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every passage and its scores.")] = False,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    state = State()
    state.quiet, state.verbose = quiet, verbose
    context.obj = state


check.register(app)
claims.register(app)
evaluate.register(app)
index.register(app)
models.register(app)
stored.register(app)


def main() -> None:
    """Run the command line; an interruption anywhere, even while importing, ends with exit code 130."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except SystemExit as stop:
        # typer turns an interruption outside our commands into exit code 1, which means something else here
        sys.exit(Exit.INTERRUPTED if _from_interruption(stop) else stop.code)


def _from_interruption(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False


if __name__ == "__main__":
    main()
