"""The page of one run: Jinja2 templates beside this file, everything inline, nothing from the network."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import MissingExtraError, OutputError
from factcheck.paths import replace_file

if TYPE_CHECKING:
    from jinja2 import Environment

TITLES = {
    "n": "Items",
    "accuracy": "Accuracy",
    "macro_f1": "Macro-F1",
    "balanced_accuracy": "Balanced accuracy",
    "ece": "ECE",
    "aurc": "AURC",
    "brier": "Brier",
    "pairs_per_second": "Pairs per second",
    "peak_memory_mb": "Peak memory, MB",
    "n_claims": "Gold claims",
    "verdict_macro_f1": "Verdict macro-F1",
    "independence_pair_f1": "Independence pair F1",
}
_PART_FIGURES = ("n", "accuracy", "macro_f1", "balanced_accuracy", "ece", "brier", "pairs_per_second", "seconds")


def require(*, plots: bool = True) -> None:
    """Raise MissingExtraError unless the libraries of a page are installed; before long work."""
    missing = [name for name in ("jinja2", *(("matplotlib",) if plots else ())) if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"reports need {' and '.join(missing)}: pip install 'factcheck-toolkit[report]'")


def write_report(folder: Path, run: dict[str, Any]) -> Path:
    """Write ``index.html``, ``run.json`` and the plots to ``folder``; return the path of the page.

    Raises OutputError when the folder cannot be written, MissingExtraError without the extra.
    """
    require()
    from factcheck.evaluation.report.plots import draw

    plots = draw(run)
    columns = [name for name in _PART_FIGURES if any(part.get(name) is not None for part in run["parts"].values())]
    template = environment().get_template("run.html")
    page = template.render(run=run, plots={name: plot.inline for name, plot in plots.items()}, part_columns=columns)
    write(folder / "run.json", (json.dumps(run, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    for plot in plots.values():
        write(folder / f"{plot.name}.svg", plot.svg)
        write(folder / f"{plot.name}.png", plot.png)
    write(folder / "index.html", page.encode("utf-8", "replace"))
    return folder / "index.html"


def environment() -> Environment:
    """Return the templates: everything escaped, a missing value an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("factcheck.evaluation.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["figure"] = figure
    made.filters["heading"] = heading
    return made


def figure(value: Any) -> str:
    """Return a figure as text: three decimals, one from 10 on, a dash for what is undefined."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}".replace(",", "\u202f")


def heading(name: str) -> str:
    """Return the name of a figure as a reader knows it."""
    return TITLES.get(name) or name.replace("_", " ").capitalize()


def write(path: Path, data: bytes) -> None:
    """Write a file of a report; raises OutputError."""
    try:
        replace_file(path, data)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
