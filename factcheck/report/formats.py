"""The formats of a report: by name, by the ending of a file, and one function that writes any of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from factcheck.errors import ConfigError
from factcheck.types import Report


class Format(str, Enum):
    """What a report can be written as."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    CLAIMREVIEW = "claimreview"
    SARIF = "sarif"


ENDINGS: Mapping[str, Format] = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".jsonld": Format.CLAIMREVIEW,
    ".sarif": Format.SARIF,
}
"""Of files, and the format each stands for."""

_ALSO: Mapping[str, Format] = {".htm": Format.HTML, ".markdown": Format.MARKDOWN, ".sarif.json": Format.SARIF}

_WIDTH = 100  # columns of a text report in a file


def format_of(path: Path) -> Format:
    """Return the format that the ending of ``path`` stands for; raises ConfigError for any other ending."""
    name = path.name.lower()
    known = {**ENDINGS, **_ALSO}
    found = [ending for ending in known if name.endswith(ending) and name != ending]
    if not found:
        ending = path.suffix or "(no ending)"
        raise ConfigError(f"{path}: unknown report format {ending!r}; known: {' '.join(ENDINGS)}")
    return known[max(found, key=len)]


def render(report: Report, form: Format, *, verbose: bool = False) -> str:
    """Return the report in the format ``form``; ``verbose`` shows every passage in a text."""
    if form is Format.JSON:
        from factcheck.report.serialize import dumps, to_dict

        return dumps(to_dict(report))
    if form is Format.MARKDOWN:
        from factcheck.report.markdown import render_markdown

        return render_markdown(report)
    if form is Format.HTML:
        from factcheck.report.html import render_html

        return render_html(report)
    if form is Format.CLAIMREVIEW:
        from factcheck.report.claimreview import to_claimreview
        from factcheck.report.harmless import inert_json

        return inert_json(to_claimreview(report))
    if form is Format.SARIF:
        from factcheck.report.harmless import inert_json
        from factcheck.report.sarif import to_sarif

        return inert_json(to_sarif(report))
    return _text(report, verbose=verbose)


def _text(report: Report, *, verbose: bool) -> str:
    from io import StringIO

    from rich.console import Console

    from factcheck.report.terminal import render_report

    buffer = StringIO()
    render_report(report, Console(file=buffer, width=_WIDTH, highlight=False), verbose=verbose)
    return buffer.getvalue()
