"""``factcheck claims``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.check import Format, FormatOption
from factcheck.cli.common import errors, print_json, stdout, write_text


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: factcheck claims article.html --format json")(claims)


def claims(
    article: Annotated[str, typer.Argument(help="A .txt, .md, .html, .pdf or .docx file, or - for standard input.")],
    format: FormatOption = Format.TEXT,
    min_worthiness: Annotated[
        float, typer.Option("--min-worthiness", min=0.0, max=1.0, help="Leave out claims below this.")
    ] = 0.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write JSON here.", show_default=False)] = None,
) -> None:
    """List the claims of an article, with their offsets and check-worthiness."""
    from factcheck.checker import make_detector
    from factcheck.ingest import read_document
    from factcheck.report import claims_to_dict, dumps, render_claims

    with errors():
        document = read_document(article)
        found = [c for c in make_detector().detect(document) if c.check_worthiness >= min_worthiness]
        if output is not None:
            write_text(output, dumps(claims_to_dict(document, found)))
        elif format is Format.JSON:
            print_json(dumps(claims_to_dict(document, found)))
        else:
            render_claims(document, found, stdout())
