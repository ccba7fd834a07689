"""Reports: the JSON of the contract and a text for the terminal."""

from factcheck.report.serialize import claims_to_dict, dumps, schema, to_dict
from factcheck.report.terminal import render_claims, render_report

__all__ = ["claims_to_dict", "dumps", "render_claims", "render_report", "schema", "to_dict"]
