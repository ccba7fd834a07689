"""``factcheck check``, ``factcheck verify`` and ``factcheck sources``."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck.cli.common import Exit, State, check_writable, errors, print_json, progress, stderr, stdout, write_text
from factcheck.cli.options import (
    Config,
    EmbedderName,
    Fetch,
    MaxError,
    NliModel,
    Refetch,
    Reliability,
    Snapshots,
    Sources,
    StoreVersion,
    Threads,
    Threshold,
    TopK,
)
from factcheck.errors import ConfigError
from factcheck.report.formats import ENDINGS, format_of
from factcheck.report.formats import Format as ReportFormat

if TYPE_CHECKING:
    from factcheck.types import Report


class Format(str, Enum):
    """What the commands that print no report write."""

    TEXT = "text"
    JSON = "json"


class Profile(str, Enum):
    """Which models score the evidence."""

    ACCURATE = "accurate"
    FAST = "fast"


_SHOWN_FAILURES = 10

_ARTICLE = "A .txt, .md, .html, .pdf or .docx file, an address (https://…), or - for standard input."
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        help=f"Write the report here, in the format of the ending ({' '.join(ENDINGS)}); repeatable.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="Format on standard output.")]
ReportFormats = Annotated[
    list[ReportFormat] | None,
    typer.Option(
        "--format", "-f", help="Format on standard output; repeatable.", show_default="text, without --output"
    ),
]
FailOn = Annotated[
    str | None,
    typer.Option("--fail-on", help="Exit 1 if any claim has one of these verdicts: refuted,conflicting,…"),
]
ProfileOption = Annotated[
    Profile | None,
    typer.Option("--profile", help="Bundled NLI model: the accurate or the fast one.", show_default="accurate"),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        epilog="Example: factcheck check article.txt --sources sources/ --output report.json --fail-on refuted"
    )(check)
    app.command(epilog="Example: factcheck sources article.html --sources saved-pages/")(sources)
    app.command(epilog='Example: factcheck verify "The fare rises to $4.25." --sources sources/')(verify)


def check(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help=_ARTICLE)],
    sources: Sources,
    output: Output = None,
    format: ReportFormats = None,
    fail_on: FailOn = None,
    top_k: TopK = None,
    threshold: Threshold = None,
    max_error: MaxError = None,
    profile: ProfileOption = None,
    fetch: Fetch = False,
    snapshots: Snapshots = None,
    refetch: Refetch = None,
    reliability: Reliability = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
    store_version: StoreVersion = None,
) -> None:
    """Check every claim of an article against sources and report a verdict on each."""
    from factcheck.checker import FactChecker
    from factcheck.config import load_settings

    state: State = context.obj
    with errors():
        matched, targets = _prepare(fail_on, output)
        flags = (
            _flags(top_k, threshold, embedder, nli_model, threads, profile)
            | {"max_error": max_error}
            | _web_flags(snapshots, refetch, reliability)
        )
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            report = checker.check(article, list(sources), fetch=fetch, store_version=store_version, progress=show)
        _finish(report, state, format, targets, matched)


def verify(
    context: typer.Context,
    claim: Annotated[list[str], typer.Argument(help="One or more claims.")],
    sources: Sources,
    output: Output = None,
    format: ReportFormats = None,
    fail_on: FailOn = None,
    top_k: TopK = None,
    threshold: Threshold = None,
    max_error: MaxError = None,
    profile: ProfileOption = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
    store_version: StoreVersion = None,
) -> None:
    """Check single claims, without an article."""
    from factcheck.checker import FactChecker
    from factcheck.config import load_settings

    state: State = context.obj
    with errors():
        matched, targets = _prepare(fail_on, output)
        flags = _flags(top_k, threshold, embedder, nli_model, threads, profile) | {"max_error": max_error}
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            report = checker.verify(claim, list(sources), store_version=store_version, progress=show)
        _finish(report, state, format, targets, matched)


def sources(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help=_ARTICLE)],
    sources: Sources,
    output: Output = None,
    format: ReportFormats = None,
    fetch: Fetch = False,
    snapshots: Snapshots = None,
    refetch: Refetch = None,
    reliability: Reliability = None,
    embedder: EmbedderName = None,
    nli_model: NliModel = None,
    threads: Threads = None,
    config: Config = None,
    store_version: StoreVersion = None,
) -> None:
    """Verify the sources alone: quotations, who said what, cited links, copies of one origin."""
    from factcheck.checker import FactChecker
    from factcheck.config import load_settings

    state: State = context.obj
    with errors():
        matched, targets = _prepare(None, output)
        flags = _flags(None, None, embedder, nli_model, threads) | _web_flags(snapshots, refetch, reliability)
        checker = FactChecker(load_settings(config, flags=flags))
        with progress(state) as show:
            report = checker.sources(article, list(sources), fetch=fetch, store_version=store_version, progress=show)
        _finish(report, state, format, targets, matched)


def _flags(
    top_k: int | None,
    threshold: float | None,
    embedder: str | None,
    nli_model: str | None,
    threads: int | None,
    profile: Profile | None = None,
) -> dict[str, Any]:
    if profile and nli_model:
        raise ConfigError("--profile and --nli-model exclude each other; drop one")
    return {
        "profile": profile.value if profile else None,
        "top_k": top_k,
        "threshold": threshold,
        "embedder": embedder,
        "nli_model": nli_model,
        "threads": threads,
    }


def _web_flags(snapshots: Path | None, refetch: bool | None, reliability: Path | None) -> dict[str, Any]:
    return {
        "snapshots": str(snapshots) if snapshots else None,
        "refetch": refetch,
        "reliability": str(reliability) if reliability else None,
    }


def _prepare(fail_on: str | None, output: list[Path] | None) -> tuple[frozenset[str], list[tuple[Path, ReportFormat]]]:
    """Check everything that can be wrong with the command line before any work is done."""
    from factcheck.types import Label

    names = {name.strip().upper().replace("-", "_") for name in (fail_on or "").split(",") if name.strip()}
    known = [label.value for label in Label]
    for name in sorted(names - set(known)):
        raise ConfigError(f"--fail-on: unknown verdict {name.lower()!r}; known: {', '.join(known).lower()}")
    targets = []
    for path in output or []:
        form = format_of(path)
        check_writable(path)
        targets.append((path, form))
    return frozenset(names), targets


def _finish(
    report: Report,
    state: State,
    formats: list[ReportFormat] | None,
    targets: list[tuple[Path, ReportFormat]],
    matched: frozenset[str],
) -> None:
    from factcheck.report import render, render_report

    for path, form in targets:
        write_text(path, render(report, form, verbose=state.verbose))
        if not state.quiet:
            stderr().print(f"report: {path}", markup=False, soft_wrap=True)
    shown = formats or ([] if targets else [ReportFormat.TEXT])
    for form in dict.fromkeys(shown):
        if form is ReportFormat.TEXT:
            render_report(report, stdout(), verbose=state.verbose)
        else:
            print_json(render(report, form, verbose=state.verbose))
    if not shown and not state.quiet:
        for failure in report.failures[:_SHOWN_FAILURES]:
            stderr().print(f"failed: {failure.error}", markup=False, soft_wrap=True)
        if len(report.failures) > _SHOWN_FAILURES:
            stderr().print(f"… {len(report.failures)} failures in all, listed in the report")
    if report.was_interrupted:
        raise typer.Exit(Exit.INTERRUPTED)
    if any(verdict.label.value in matched for verdict in report.verdicts):
        raise typer.Exit(Exit.MATCHED)
    if report.failures:
        raise typer.Exit(Exit.FAILURES)
