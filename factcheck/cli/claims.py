"""``factcheck claims``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.common import check_writable, errors, print_json, stdout, write_text
from factcheck.cli.options import Config
from factcheck.errors import ConfigError


class ClaimsFormat(str, Enum):
    """How claims are written down."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


_ENDINGS = {".json": ClaimsFormat.JSON, ".html": ClaimsFormat.HTML, ".txt": ClaimsFormat.TEXT}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog="Example: factcheck claims article.html --output claims.html")(claims)


def claims(
    article: Annotated[str, typer.Argument(help="A .txt, .md, .html, .pdf or .docx file, or - for standard input.")],
    format: Annotated[
        ClaimsFormat, typer.Option("--format", "-f", help="Format on standard output.")
    ] = ClaimsFormat.TEXT,
    min_worthiness: Annotated[
        float | None,
        typer.Option(
            "--min-worthiness",
            min=0.0,
            max=1.0,
            help="Leave out claims below this; else what was fitted.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", help="Write the claims here: .json, .html or .txt; repeatable.", show_default=False
        ),
    ] = None,
    config: Config = None,
) -> None:
    """List the claims of an article, with their offsets and check-worthiness."""
    from factcheck.checker import make_detector
    from factcheck.config import load_settings
    from factcheck.ingest import read_document
    from factcheck.report import claims_to_dict, dumps, render_claims
    from factcheck.report.claims_page import claims_page, require

    with errors():
        targets = [(path, _format_of(path)) for path in output or ()]
        for path, _ in targets:
            check_writable(path)
        if ClaimsFormat.HTML in (format, *(kind for _, kind in targets)):
            require()
        settings = load_settings(config)
        document = read_document(article)
        found = make_detector(settings, minimum=min_worthiness).detect(document)
        for path, kind in targets:
            if kind is ClaimsFormat.JSON:
                write_text(path, dumps(claims_to_dict(document, found)))
            elif kind is ClaimsFormat.HTML:
                write_text(path, claims_page(document, found))
            else:
                write_text(path, "".join(f"{claim.text}\n" for claim in found))
        if targets:
            return
        if format is ClaimsFormat.JSON:
            print_json(dumps(claims_to_dict(document, found)))
        elif format is ClaimsFormat.HTML:
            print_json(claims_page(document, found))
        else:
            render_claims(document, found, stdout())


def _format_of(path: Path) -> ClaimsFormat:
    kind = _ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise ConfigError(f"{path}: unknown ending {path.suffix!r}; known: {', '.join(_ENDINGS)}")
    return kind
