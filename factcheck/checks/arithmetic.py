"""What two figures of a text give: shares, changes, multiples, differences, sums and products.

A claim that says "doubled" or "a third" is settled by a text that gives both figures. What is derived is only
looked for where the claim's words ask for it, for with enough figures any number comes out by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.checks.quantities import Quantity

_MOST = 8
"""Figures of a text at most: among more, some pair gives any number."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that ``terms`` give, as ``sign`` says: "/" share or multiple, "%" change, "-", "+" or "×"."""

    value: float
    dimension: str
    sign: str
    terms: tuple[Quantity, ...]


def derived(figures: Sequence[Quantity], dimension: str) -> Iterator[Derived]:  # noqa: PLR0912 - a case each
    """Yield what the ``figures`` give in ``dimension``; nothing where there are too many."""
    figures = [one for one in figures if one.dimension != "ordinal" and one.high is None and one.value > 0]
    if len(figures) > _MOST:
        return
    if dimension == "percent":
        for one in figures:
            if one.dimension == "percent" and one.value < 100:
                yield Derived(100 - one.value, "percent", "100-", (one,))
    for first, second in combinations(figures, 2):
        if first.dimension == second.dimension and first.value != second.value:
            yield from _pair(first, second, dimension)
        elif dimension not in ("count", "percent", "points", "multiple") and dimension in (
            first.dimension, second.dimension
        ) and "count" in (first.dimension, second.dimension):  # fmt: skip
            yield Derived(first.value * second.value, dimension, "×", (first, second))
        if "percent" in (first.dimension, second.dimension) and dimension in (first.dimension, second.dimension):
            yield from _part(first, second, dimension)
        if first.dimension == second.dimension == "length" and dimension == "area":
            yield Derived(first.value * second.value, "area", "×", (first, second))
        if first.dimension == "multiple" and second.dimension == dimension:
            yield Derived(first.value * second.value, dimension, "×", (first, second))
        if second.dimension == "multiple" and first.dimension == dimension:
            yield Derived(first.value / second.value, dimension, "/", (first, second))
        kinds = {first.dimension, second.dimension}
        if dimension in kinds and kinds == {dimension, "count"} and dimension not in ("count", "percent", "points"):
            total, number = (first, second) if first.dimension == dimension else (second, first)
            yield Derived(total.value / number.value, dimension, "/", (total, number))
    same = [one for one in figures if one.dimension == dimension]
    if dimension not in ("percent", "points", "multiple") and len(same) > 2:
        yield Derived(sum(one.value for one in same), dimension, "+", tuple(same))


def _part(first: Quantity, second: Quantity, dimension: str) -> Iterator[Derived]:
    """Yield the part that a share takes of a figure, the rest, and the whole of which a figure is that share."""
    share, whole = (first, second) if first.dimension == "percent" else (second, first)
    if share.dimension == "percent" != dimension and 0 < share.value < 100 and whole.dimension == dimension:
        yield Derived(whole.value * share.value / 100, dimension, "×", (share, whole))
        yield Derived(whole.value * (100 - share.value) / 100, dimension, "100-×", (share, whole))
        yield Derived(whole.value * 100 / share.value, dimension, "/", (whole, share))


def _pair(first: Quantity, second: Quantity, dimension: str) -> Iterator[Derived]:
    low, high = (first, second) if first.value < second.value else (second, first)
    kind = first.dimension
    if dimension == "percent" and kind != "percent":
        yield Derived(100 * low.value / high.value, "percent", "/", (low, high))
        yield Derived(100 * (high.value - low.value) / first.value, "percent", "%", (first, second))
        yield Derived(100 * (high.value - low.value) / second.value, "percent", "%", (second, first))
        yield Derived(100 * low.value / (low.value + high.value), "percent", "/", (low, high))
    elif dimension == "percent":
        yield Derived(low.value + high.value, "percent", "+", (first, second))
        yield Derived(high.value - low.value, "percent", "-", (high, low))
        yield Derived(100 * (high.value - low.value) / first.value, "percent", "%", (first, second))
        yield Derived(100 * (high.value - low.value) / second.value, "percent", "%", (second, first))
    elif dimension == "points" and kind == "percent":
        yield Derived(high.value - low.value, "points", "-", (high, low))
    elif dimension == "multiple":
        yield Derived(high.value / low.value, "multiple", "/", (high, low))
        yield Derived(low.value / high.value, "multiple", "/", (low, high))
    elif dimension == kind and kind not in ("points", "multiple"):
        yield Derived(high.value - low.value, kind, "-", (high, low))
        yield Derived(high.value + low.value, kind, "+", (high, low))
