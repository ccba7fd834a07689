"""A report as one HTML file: everything inline, nothing from the network, readable without its script.

Safety has three layers. Every value is shown by `harmless.shown` and escaped, whatever the template
does with it; links are made in `page` alone, of web addresses only; and the page's own policy admits the
style and the script of this package by their digests, and nothing else, not even for what got through.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from factcheck.report.harmless import shown
from factcheck.report.page import page_of
from factcheck.types import Report

if TYPE_CHECKING:
    from jinja2 import Environment


def render_html(report: Report) -> str:
    """Return the page of a report."""
    style, script = _asset("report.css"), _asset("report.js")
    template = _environment().get_template("report.html")
    digests = {"style_digest": _digest(style), "script_digest": _digest(script)}
    return template.render(page=page_of(report), style=style, script=script, **digests)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("factcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["percent"] = lambda share: f"{share:.0%}"
    made.filters["day"] = _day
    return made


def _finalized(value: Any) -> Any:
    """Make every string of the page harmless; text that is known to be HTML passes."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return shown(value)
    return value


def _asset(name: str) -> str:
    """Return a file of this package."""
    return resources.files("factcheck.report").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _day(value: str | None) -> str | None:
    """Return an ISO 8601 date or time as a person writes it; anything else as it is."""
    if value is None:
        return None
    try:
        day = datetime.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    except ValueError:
        return value
