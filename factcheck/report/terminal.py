"""Reports and claims for the terminal, by rich: colour where it is shown, words everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from factcheck.report.console import origin_of, print_indented, printable
from factcheck.report.terminal_sources import render_findings
from factcheck.report.words import SIGNS, compared, words_of
from factcheck.text import plain
from factcheck.types import Claim, Document, Evidence, Label, Report, Stance, Verdict
from factcheck.verdicts import SIDES

_STYLE = {
    Label.SUPPORTED: "bold green",
    Label.REFUTED: "bold red",
    Label.CONFLICTING: "bold magenta",
    Label.NOT_ENOUGH_EVIDENCE: "bold yellow",
}
_STANCE_STYLE = {Stance.SUPPORTS: "green", Stance.REFUTES: "red", Stance.NEUTRAL: "dim"}


def render_report(report: Report, console: Console, *, verbose: bool = False) -> None:
    """Print a report: a summary, then verdict, confidence, claim and deciding evidence of each claim.

    ``verbose`` shows every passage that was scored, with its probabilities.
    """
    title = report.article.title or report.article.path
    if title:
        print_indented(Text(printable(title), style="bold"), console, indent=0)
    console.print(_summary(report), soft_wrap=True)
    for verdict in report.verdicts:
        console.print()
        _print_verdict(verdict, console, verbose=verbose)
    render_findings(report, console)
    if report.failures:
        console.print()
        console.print(Rule(Text(f"{len(report.failures)} failed", style="bold red"), align="left", characters="─"))
        for failure in report.failures:
            console.print(Text(printable(f"{failure.stage}: {failure.error}")), soft_wrap=True)


def render_claims(article: Document, claims: Sequence[Claim], console: Console) -> None:
    """Print the claims of an article with their offsets."""
    if article.title:
        console.print(Text(printable(article.title), style="bold"))
    console.print(Text(f"{len(claims)} claims", style="dim"))
    for claim in claims:
        place = f"{claim.span.start}–{claim.span.end}"
        console.print(
            Text.assemble((f"{place:>13}  ", "dim"), f"{claim.check_worthiness:.2f}  ", printable(claim.text))
        )


def _summary(report: Report) -> Text:
    counts = Counter(verdict.label for verdict in report.verdicts)
    checked = f"{len(report.verdicts)} claims, " if report.verdicts or not report.findings.any else ""
    line = Text(f"{checked}{len(report.sources)} sources", style="dim")
    for label, style in _STYLE.items():
        if counts[label]:
            line.append("  ·  ", style="dim")
            line.append(f"{SIGNS[label]} {counts[label]} {words_of(label)}", style=style)
    return line


def _print_verdict(verdict: Verdict, console: Console, *, verbose: bool) -> None:
    name = f"{SIGNS[verdict.label]} {words_of(verdict.label).upper()}"
    console.print(Text.assemble((name, _STYLE[verdict.label]), (f"  {verdict.confidence:.0%}", "bold")))
    print_indented(Text(printable(verdict.claim.text)), console, indent=2)
    shown = verdict.evidence if verbose else _deciding(verdict)
    if not shown:
        print_indented(Text(printable(verdict.explanation), style="dim italic"), console, indent=4)
    for item in shown:
        print_indented(_evidence(item, verbose=verbose), console, indent=4)


def _deciding(verdict: Verdict) -> tuple[Evidence, ...]:
    """Return the best passage of each side that the verdict rests on."""
    best = (next((e for e in verdict.evidence if e.stance is stance), None) for stance in SIDES[verdict.label])
    return tuple(item for item in best if item is not None)


def _evidence(item: Evidence, *, verbose: bool) -> Text:
    line = Text()
    line.append(f"{item.stance.value.lower()}  ", style=_STANCE_STYLE[item.stance])
    line.append(printable(origin_of(item.passage.document)), style="bold")
    line.append(f" [{item.passage.span.start}–{item.passage.span.end}]", style="dim")
    if verbose:
        s = item.scores
        scores = (
            f"  supports {s.supports:.2f} refutes {s.refutes:.2f} neutral {s.neutral:.2f} near {item.relevance:.2f}"
        )
        line.append(scores, style="dim")
    line.append(f"\n“{printable(plain(item.passage.text))}”")
    for check in item.checks:
        # What agrees is worth a line only to those who ask for everything.
        if verbose or not check.agrees:
            line.append("\n").append(printable(compared(check)), style="green" if check.agrees else "red")
    return line
