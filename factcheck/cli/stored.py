"""``factcheck replay`` and ``factcheck diff``: what can be said of reports that were made before."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from factcheck.cli.common import Exit, State, errors, print_json, stdout
from factcheck.errors import ConfigError


class StoredFormat(str, Enum):
    """What these commands print."""

    TEXT = "text"
    JSON = "json"


Report = Annotated[Path, typer.Argument(help="A report in JSON.")]
FormatOption = Annotated[StoredFormat, typer.Option("--format", "-f", help="Format on standard output.")]

_CHANGED = "changed"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: factcheck replay report.json --sources sources/")(replay)
    app.command(epilog="Example: factcheck diff before.json after.json --fail-on refuted")(diff)


def replay(
    context: typer.Context,
    report: Report,
    sources: Annotated[
        list[Path] | None,
        typer.Option(
            "--sources", "-s", help="Where the sources are now; repeatable.", show_default="where the report found them"
        ),
    ] = None,
    format: FormatOption = StoredFormat.TEXT,
) -> None:
    """Check that every passage a report quotes is still exactly there; exit 3 and list what is not."""
    from factcheck.report import dumps
    from factcheck.report.console import printable
    from factcheck.report.replay import replay as replay_report
    from factcheck.report.stored import read_report

    state: State = context.obj
    with errors():
        found = replay_report(read_report(report), beside=report.parent, sources=sources or [])
    if format is StoredFormat.JSON:
        print_json(dumps(found.to_dict()))
    else:
        console = stdout()

        def line(text: str, style: str | None = None) -> None:
            console.print(printable(text), style=style, markup=False, soft_wrap=True)

        line(f"{found.passages} passages of {found.sources} sources and {found.spans} spans of the article compared")
        for mismatch in found.mismatches:
            line(f"✘ {mismatch.problem}: {mismatch.item}, {mismatch.source}: {mismatch.detail}", "red")
            if mismatch.expected is not None:
                line(f"    report “{mismatch.expected}”")
                line(f"    now    “{mismatch.found}”" if mismatch.found is not None else "    now    nothing there")
        for note in found.notes if not state.quiet else ():
            line(f"  {note}", "dim")
        if not found.mismatches:
            line("✔ everything is exactly there", "green")
    if found.mismatches:
        raise typer.Exit(Exit.FAILURES)


def diff(
    old: Annotated[Path, typer.Argument(help="The report of before, in JSON.")],
    new: Annotated[Path, typer.Argument(help="The report of after, in JSON.")],
    format: FormatOption = StoredFormat.TEXT,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="Exit 1 if a verdict changed to one of these, or a new claim has it: refuted,conflicting,…; "
            "`changed` stands for any change.",
        ),
    ] = None,
) -> None:
    """List the verdicts that changed from one report to another, and why."""
    from factcheck.report import dumps
    from factcheck.report.changes import compare_reports
    from factcheck.report.console import printable
    from factcheck.report.stored import read_report
    from factcheck.types import Label

    with errors():
        known = [label.value for label in Label] + [_CHANGED.upper()]
        wanted = {name.strip().upper().replace("-", "_") for name in (fail_on or "").split(",") if name.strip()}
        for name in sorted(wanted - set(known)):
            raise ConfigError(f"--fail-on: unknown {name.lower()!r}; known: {', '.join(known).lower()}")
        found = compare_reports(read_report(old), read_report(new))
    if format is StoredFormat.JSON:
        print_json(dumps(found.to_dict()))
    else:
        console = stdout()

        def line(text: str, style: str | None = None) -> None:
            console.print(printable(text), style=style, markup=False, soft_wrap=True)

        line(f"{len(found.verdicts)} verdicts changed, {found.unchanged} unchanged", "bold")
        for reason in found.run:
            line(f"  {reason.kind}: {reason.detail}", "dim")
        for change in found.verdicts:
            line("")
            line(f"{_shown(change.old, change.old_confidence)} → {_shown(change.new, change.new_confidence)}", "bold")
            line(f"  {change.claim}")
            for reason in change.reasons:
                line(f"    {reason.kind}: {reason.detail}")
    if any(change.new in wanted or _CHANGED.upper() in wanted for change in found.verdicts):
        raise typer.Exit(Exit.MATCHED)


def _shown(verdict: str | None, confidence: float | None) -> str:
    return "absent" if verdict is None or confidence is None else f"{verdict.replace('_', ' ')} {confidence:.0%}"
