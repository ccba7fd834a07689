"""``factcheck models``."""

from __future__ import annotations

from typing import Annotated

import typer

from factcheck.cli.check import Format, FormatOption
from factcheck.cli.common import errors, print_json, stdout


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: factcheck models --verify")(models)


def models(
    format: FormatOption = Format.TEXT,
    verify: Annotated[bool, typer.Option("--verify", help="Recompute every checksum.")] = False,
) -> None:
    """List the bundled models and those the settings choose: task, licence, checksum, metrics."""
    from rich.table import Table

    from factcheck.bundled import registry
    from factcheck.bundled import verify as check_files
    from factcheck.checker import CLAIMS_MODEL
    from factcheck.config import load_settings
    from factcheck.report import dumps

    with errors():
        settings = load_settings()
        chosen = {"check-worthiness": CLAIMS_MODEL, "embedding": settings.embedder, "nli": settings.stance_model}
        known = registry().values()
        for model in known if verify else ():
            check_files(model, again=True)
        if format is Format.JSON:
            rows = [
                {
                    "name": model.name,
                    "task": model.task,
                    "revision": model.revision,
                    "licence": model.licence,
                    "base": model.base,
                    "sha256": model.sha256,
                    "bytes": model.size,
                    "metrics": dict(model.metrics),
                    "default": chosen[model.task] == model.name,
                }
                for model in known
            ]
            print_json(dumps({"models": rows, "configured": chosen}))
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("task", "model", "revision", "licence", "size", "sha256", "metrics"):
            table.add_column(column, overflow="fold")
        for model in known:
            metrics = ", ".join(f"{name} {value:g}" for name, value in model.metrics.items())
            name = f"{model.name} *" if chosen[model.task] == model.name else model.name
            size = f"{model.size / 1e6:.0f} MB"
            table.add_row(model.task, name, model.revision, model.licence, size, model.sha256[:12], metrics)
        for task, name in chosen.items():
            if name not in {model.name for model in known}:
                table.add_row(task, f"{name} *", "", "", "", "", "configured")
        stdout().print(table)
        stdout().print("* used by default" + ("; all checksums match" if verify else ""), style="dim")
