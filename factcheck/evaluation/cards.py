"""Figures of model cards and of the registry, taken from run files.

It stands apart so that no figure is typed by hand: ``models/<name>/metrics.json`` is the output of
``evaluate pairs --json`` with its command, date and the checksums of the model; card and registry are
filled from it, and a test compares the three.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from factcheck.errors import DataError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BEGIN, END = "<!-- metrics:begin -->", "<!-- metrics:end -->"
_COLUMNS = ("accuracy", "macro_f1", "balanced_accuracy", "ece")
_POOLED = ("accuracy", "ece", "reliability")
_BAR = 20  # characters of a bar that stands for an accuracy of 1


def make_run(
    evaluated: Mapping[str, Any], *, command: str, date: str, model: str, checksums: Mapping[str, str]
) -> dict[str, Any]:
    """Return the run file of an ``evaluate pairs --json`` output over at least two files.

    Files are named without their folders, so that no machine's paths are kept. Raises DataError.
    """
    try:
        files = {PurePath(path).name: dict(metrics) for path, metrics in evaluated["files"].items()}
        rows = sum(metrics["n"] for metrics in files.values())
        for metrics in files.values():
            metrics.pop("pairs_per_second", None)  # says more about the machine than about the model
        mean = {name: float(evaluated["mean"][name]) for name in _COLUMNS}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{error!r}: expected the output of `evaluate pairs FILE FILE… --json`") from error
    if len(files) != len(evaluated["files"]):
        raise DataError("two evaluated files have the same name; rename one")
    pooled = {name: evaluated["pooled"][name] for name in _POOLED if name in evaluated.get("pooled", {})}
    return {
        "command": command,
        "date": date,
        "model": {"name": model, "files": dict(sorted(checksums.items()))},
        "rows": rows,
        "files": dict(sorted(files.items())),
        "mean": mean,
        "pooled": pooled,
    }


def read_run(file: Path) -> dict[str, Any]:
    """Read a run file. Raises DataError."""
    try:
        run: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        for key in ("command", "date", "model", "rows", "files", "mean"):
            run[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file}: {error!r}; make it with scripts/update_cards.py --from-json") from error
    return run


def read_registry(file: Path) -> dict[str, Any]:
    """Read a registry as plain tables. Raises DataError."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{file}: {error}") from error


def block(run: Mapping[str, Any]) -> str:
    """Return the part of the card between the markers, and the markers."""
    lines = [
        BEGIN,
        f"`{run['command']}`, {run['date']}, {run['rows']} rows:",
        "",
        "| file | n | " + " | ".join(name.replace("_", " ") for name in _COLUMNS) + " |",
        "|---|---:|" + "---:|" * len(_COLUMNS),
    ]
    for name, metrics in run["files"].items():
        label = name.removesuffix(".gz").removesuffix(".jsonl")
        lines.append(f"| {label} | {metrics['n']} | " + " | ".join(f"{metrics[c]:.3f}" for c in _COLUMNS) + " |")
    lines.append(f"| **mean** | {run['rows']} | " + " | ".join(f"{run['mean'][c]:.3f}" for c in _COLUMNS) + " |")
    return "\n".join([*lines, *_reliability(run.get("pooled", {})), END])


def _reliability(pooled: Mapping[str, Any]) -> list[str]:
    """Return the reliability diagram of all rows together as a table with bars; nothing for runs without one."""
    if not pooled.get("reliability"):
        return []
    lines = [
        "",
        f"All rows together: accuracy {pooled['accuracy']:.3f}, ECE {pooled['ece']:.3f}. By confidence:",
        "",
        "| confidence | n | mean confidence | accuracy | |",
        "|---|---:|---:|---:|---|",
    ]
    for row in pooled["reliability"]:
        band, bar = f"{row['low']:.2f}–{row['high']:.2f}", "█" * round(_BAR * row["accuracy"])
        lines.append(f"| {band} | {row['n']} | {row['confidence']:.3f} | {row['accuracy']:.3f} | {bar} |")
    return lines


def with_block(card: str, run: Mapping[str, Any]) -> str:
    """Return the card with its block filled. Raises DataError when the markers are not there once each."""
    if card.count(BEGIN) != 1 or card.count(END) != 1 or card.index(BEGIN) > card.index(END):
        raise DataError(f"the card needs one line {BEGIN} and, after it, one line {END}")
    return card[: card.index(BEGIN)] + block(run) + card[card.index(END) + len(END) :]


def headline(run: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures that the registry shows, rounded to three digits."""
    names = {"dev_mean_accuracy": "accuracy", "dev_mean_macro_f1": "macro_f1", "dev_mean_ece": "ece"}
    return {name: round(run["mean"][column], 3) for name, column in names.items()}


def with_headline(registry: str, name: str, run: Mapping[str, Any]) -> str:
    """Return the registry's text with the ``metrics`` line of one model replaced. Raises DataError."""
    pattern = re.compile(rf"(^\[{re.escape(name)}\]$(?:\n(?!\[).*)*?\nmetrics = )\{{.*\}}$", re.MULTILINE)
    values = ", ".join(f"{key} = {value}" for key, value in headline(run).items())
    text, count = pattern.subn(lambda found: f"{found[1]}{{ {values} }}", registry)
    if count != 1:
        raise DataError(f"registry: no line `metrics = {{…}}` under [{name}]; add one")
    return text


def problems(models: Path, name: str) -> list[str]:
    """Return one line for every disagreement of run file, card and registry of a model."""
    folder = models / name
    entry = read_registry(models / "registry.toml").get(name, {})
    run = read_run(folder / "metrics.json")
    found = []
    if run["model"] != {"name": name, "files": dict(entry.get("files", {}))}:
        found.append(f"{name}: metrics.json was measured with other files than the registry's; measure again")
    if dict(entry.get("metrics", {})) != headline(run):
        found.append(f"{name}: the registry's metrics are not those of metrics.json; run scripts/update_cards.py")
    if block(run) not in (folder / "README.md").read_text(encoding="utf-8"):
        found.append(f"{name}: the card's figures are not those of metrics.json; run scripts/update_cards.py")
    return found
