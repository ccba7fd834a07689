"""What the commands of the datasets show: figures of pairs, and official figures of any depth."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from factcheck.cli.common import check_writable, print_json, stderr, stdout
from factcheck.cli.figures import figure_table, file_table, means

if TYPE_CHECKING:
    from factcheck.evaluation.pairs import PairsResult
    from factcheck.types import ModelInfo

_COLUMNS = ("n", "accuracy", "macro_f1", "balanced_accuracy", "ece", "brier", "pairs_per_second")
_RESAMPLES = 1000


def measured(
    results: Sequence[PairsResult], model: ModelInfo, bootstrap: int | None, report: Path | None
) -> dict[str, Any]:
    """Return the run of some pairs, and write its page to the folder ``report``."""
    from factcheck.evaluation.run import pairs_run

    resamples = bootstrap or (_RESAMPLES if report else 0)
    run = pairs_run(results, model, resamples=resamples, command=shlex.join(["factcheck", *sys.argv[1:]]))
    if report is not None:
        from factcheck.evaluation.report import write_report

        stderr().print(f"wrote {escape(str(write_report(report, run)))}", soft_wrap=True)
    return run


def show_pairs(results: Sequence[PairsResult], run: dict[str, Any], more: dict[str, Any], *, json: bool) -> None:
    """Print figures of pairs by file in the form of ``evaluate pairs``, and ``more``."""
    from factcheck.report import dumps

    found = {result.file: result.metrics for result in results}
    mean = means(found, _COLUMNS[1:-1]) if len(found) > 1 else None
    if json:
        extra = {name: run[name] for name in ("intervals", "slices")} | {
            name: run["headline"][name] for name in ("aurc", "peak_memory_mb")
        }
        pooled = {name: run["headline"][name] for name in ("n", "accuracy", "macro_f1", "ece")} | extra
        single = results[0].metrics | extra
        print_json(dumps((single if mean is None else {"files": found, "mean": mean, "pooled": pooled}) | more))
        return
    stdout().print(file_table(found, _COLUMNS, mean))
    intervals = {f"{name}_95_%": {"low": low, "high": high} for name, (low, high) in run["intervals"].items()}
    if rows := _flat(more | intervals):
        stdout().print(figure_table(rows))


def show_figures(figures: dict[str, Any], *, json: bool) -> None:
    """Print nested figures, and on standard error what must be known of them."""
    from factcheck.report import dumps

    if json:
        print_json(dumps(figures))
        return
    stdout().print(figure_table(_flat(figures)))
    if figures.get("notice"):
        stderr().print(escape(figures["notice"]), soft_wrap=True)


def _flat(figures: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return the numbers of nested figures by their whole names."""
    found: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{name} ")
        elif value is None or isinstance(value, (int, float)):
            found[f"{before}{name}"] = value
    found.pop("notice", None)  # None where there is nothing to say
    return found


def check_places(predictions: Path | None, report: Path | None) -> None:
    """Raise before long work what writing would raise after it."""
    if predictions is not None:
        check_writable(predictions)
    if report is not None:
        from factcheck.evaluation.report import require

        require()
        check_writable(report / "index.html")
