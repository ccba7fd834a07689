"""The plots of a report, by matplotlib: SVG for the page, SVG and PNG as files.

Colours are those of Okabe and Ito, which colour-blind readers tell apart. Texts and axes are drawn in
one known colour, which the page replaces by its own text colour, so that a plot is readable on light
and on dark ground.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1f2430"
BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#009e73"

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: searchable, and in the font of the page
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}
_LONGEST_LABEL = 32


@dataclass(frozen=True, slots=True)
class Plot:
    """One drawn plot: ``name`` is that of its files, ``inline`` is SVG to put into a page."""

    name: str
    inline: str
    svg: bytes
    png: bytes


def draw(run: dict[str, Any]) -> dict[str, Plot]:
    """Return the plots of a run, by name; those without data are left out."""
    wanted = {
        "confusion": (
            _confusion,
            run.get("confusion"),
            "Confusion matrix: gold labels in rows, predictions in columns",
        ),
        "reliability": (_reliability, run.get("reliability"), "Reliability diagram: accuracy against confidence"),
        "risk_coverage": (_risk_coverage, run.get("risk_coverage"), "Risk–coverage curve: error rate of the most sure"),
        "slices": (_slices, _bars(run), "Accuracy by slice, one bar each"),
    }
    return {name: _plot(name, method, data, title) for name, (method, data, title) in wanted.items() if data}


def _plot(name: str, method: Any, data: Any, title: str) -> Plot:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(layout="constrained")
        method(figure, data)
        svg, png = io.BytesIO(), io.BytesIO()
        figure.savefig(svg, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    return Plot(name, _inline(svg.getvalue().decode("utf-8"), name, title), svg.getvalue(), png.getvalue())


def _inline(svg: str, name: str, title: str) -> str:
    """Return the ``<svg>`` element with ids of its own, in the text colour of the page, with a title."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    # Only tags are rewritten: a label may hold any text.
    svg = re.sub(r"<[^>]*>", lambda tag: _own(tag.group(), name), svg)
    svg = re.sub(
        r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1), count=1
    )
    opening = f'<svg class="plot" role="img" aria-labelledby="{name}-title"'
    head, rest = svg.replace("<svg", opening, 1).split(">", 1)
    return f'{head}><title id="{name}-title">{escape(title)}</title>{rest}'


def _own(tag: str, name: str) -> str:
    tag = re.sub(r'\bid="', f'id="{name}-', tag)
    tag = tag.replace('href="#', f'href="#{name}-').replace("url(#", f"url(#{name}-")
    return tag.replace(INK, "currentColor")


def _axes(figure: Figure, width: float, height: float) -> Axes:
    figure.set_size_inches(width, height)
    return figure.subplots()


def _confusion(figure: Figure, data: dict[str, Any]) -> None:
    labels, counts = [_label(name) for name in data["labels"]], data["counts"]
    axes = _axes(figure, 2.2 + 0.75 * len(labels), 1.4 + 0.55 * len(labels))
    for row, values in enumerate(counts):
        total = sum(values)
        for column, value in enumerate(values):
            share = value / total if total else 0.0
            # At most half covered, so that the number is readable on either ground.
            colour = GREEN if row == column else ORANGE
            axes.fill_between(
                [column - 0.48, column + 0.48], row - 0.48, row + 0.48, color=colour, alpha=share / 2, lw=0
            )
            axes.text(
                column, row, f"{value}\n{share:.0%}" if total else str(value), ha="center", va="center", fontsize=9
            )
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xticks(
        range(len(labels)), labels, rotation=20 if len(labels) > 3 else 0, ha="right" if len(labels) > 3 else "center"
    )
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("gold")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _reliability(figure: Figure, bins: Sequence[dict[str, float]]) -> None:
    axes = _axes(figure, 4.6, 3.6)
    axes.plot([0, 1], [0, 1], color=INK, ls="--", lw=1, alpha=0.6, label="perfectly calibrated")
    centres = [(row["low"] + row["high"]) / 2 for row in bins]
    width = 0.92 * (bins[0]["high"] - bins[0]["low"])
    axes.bar(centres, [row["accuracy"] for row in bins], width, color=BLUE, alpha=0.35, label="accuracy of the bin")
    axes.plot([row["confidence"] for row in bins], [row["accuracy"] for row in bins], "o-", color=BLUE, ms=4, lw=1.2)
    largest = max(row["n"] for row in bins)
    axes.bar(centres, [-0.12 * row["n"] / largest for row in bins], width, color=ORANGE, label="share of items")
    axes.axhline(0, color=INK, lw=0.8)
    axes.set(xlim=(0, 1), ylim=(-0.14, 1.02), xlabel="confidence", ylabel="accuracy")
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="y")
    axes.legend(loc="upper left", fontsize=8, framealpha=0)


def _risk_coverage(figure: Figure, points: Sequence[dict[str, float]]) -> None:
    axes = _axes(figure, 4.6, 3.6)
    coverage, risk = [row["coverage"] for row in points], [row["risk"] for row in points]
    axes.plot(coverage, risk, color=BLUE, lw=1.8)
    axes.fill_between(coverage, 0, risk, color=BLUE, alpha=0.15, lw=0)
    axes.axhline(risk[-1], color=ORANGE, ls="--", lw=1)
    axes.annotate("all items", (0.02, risk[-1]), xytext=(0, 3), textcoords="offset points", fontsize=8)
    axes.set(
        xlim=(0, 1),
        ylim=(0, max(0.05, *risk) * 1.1),
        xlabel="share of items answered, surest first",
        ylabel="error rate",
    )
    axes.grid()


def _bars(run: dict[str, Any]) -> list[tuple[str, str, int, float]]:
    return [
        (name, band, row["n"], row["accuracy"]) for name, bands in run["slices"].items() for band, row in bands.items()
    ]


def _slices(figure: Figure, bars: Sequence[tuple[str, str, int, float]]) -> None:
    axes = _axes(figure, 5.0, 0.7 + 0.27 * len(bars))
    names = list(dict.fromkeys(name for name, _, _, _ in bars))
    places = [place + 0.5 * names.index(bar[0]) for place, bar in enumerate(bars)]
    colours = [(BLUE, GREEN)[names.index(bar[0]) % 2] for bar in bars]
    axes.barh(places, [bar[3] for bar in bars], color=colours, alpha=0.55, height=0.8)
    for place, (_, _, n, value) in zip(places, bars, strict=True):
        axes.text(0.01, place, f"{value:.3f} (n = {n})", va="center", fontsize=8)
    axes.set_yticks(
        places, [_label(band if name == "kind of claim" else f"{name}: {band}") for name, band, _, _ in bars]
    )
    axes.set(xlim=(0, 1), xlabel="accuracy")
    axes.set_ylim(places[-1] + 0.6, places[0] - 0.6)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)


def _label(text: str) -> str:
    text = text.replace("_", " ").lower()
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
