"""Reports: text, JSON, Markdown, HTML, ClaimReview and SARIF; and what can be done with stored ones."""

from factcheck.report.formats import ENDINGS, Format, format_of, render
from factcheck.report.serialize import claims_to_dict, dumps, schema, to_dict
from factcheck.report.terminal import render_claims, render_report

__all__ = [
    "ENDINGS",
    "Format",
    "claims_to_dict",
    "dumps",
    "format_of",
    "render",
    "render_claims",
    "render_report",
    "schema",
    "to_dict",
]
