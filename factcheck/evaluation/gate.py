"""The quality gate: figures of the bundled stance model against committed floors.

It stands apart from ``evaluate pairs`` because it does not describe a model but decides: below a floor
of ``models/quality_floors.toml`` a change does not land. The diagnostic set is always measured; labelled
development pairs and cases are, where there are any.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.pairs import pair_metrics, read_labelled_pairs
from factcheck.protocols import Progress, StanceScorer, silent
from factcheck.types import StanceScores

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_CASE_METRICS = ("claim_recall", "claim_precision", "verdict_accuracy", "verdict_macro_f1", "evidence_recall")

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class DiagnosticPair(msgspec.Struct, frozen=True):
    """One row of the diagnostic set; ``pair`` names the minimal group it belongs to."""

    id: str
    phenomenon: str
    pair: str
    claim: str
    evidence: str
    label: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure, 0 to 1, and the number of rows, claims or cases behind it."""

    name: str
    value: float
    n: int

    @property
    def margin(self) -> float:
        """How far a new floor lies below the value: half the greatest standard error of a share of n."""
        return 0.25 / math.sqrt(self.n)


class Floor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The least a figure may be, what it was when that was set, and the highest floor there ever was.

    A floor below ``highest`` needs a ``reason``.
    """

    floor: Share
    measured: Share
    date: str
    highest: Share
    reason: str = ""


def read_diagnostic(file: Path) -> list[DiagnosticPair]:
    """Read the diagnostic set. Raises DataError that names file, line and mend."""
    decoder = msgspec.json.Decoder(DiagnosticPair)
    rows = []
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise DataError(f"{file}: cannot be read: {error.strerror or error}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DataError(
                f"{file}:{number}: {error}; expected id, phenomenon, pair, claim, evidence, label"
            ) from error
        if row.label not in ("support", "refute", "neutral"):
            raise DataError(f"{file}:{number}: unknown label {row.label!r}; known: support, refute, neutral")
        rows.append(row)
    if not rows:
        raise DataError(f"{file}: no rows")
    return rows


def measure_pairs(
    scorer: StanceScorer,
    diagnostic: Path,
    development: Sequence[Path] = (),
    *,
    limit: int = 60,
    progress: Progress = silent,
) -> list[Measured]:
    """Score the diagnostic set, whole and by phenomenon, and ``limit`` fixed rows of each development file.

    Figures are accuracies, as two-way files have no other label to tell apart; ``dev/mean`` weighs
    every file the same.
    """
    rows = read_diagnostic(diagnostic)
    files = {_stem(file): read_labelled_pairs(file, limit) for file in development}
    pairs = [(row.evidence, row.claim) for row in rows]
    pairs += [(row.evidence, row.claim) for sample in files.values() for row in sample]
    scores = scorer.score(pairs, lambda done: progress("pairs", done, len(pairs)))
    found = [_accuracy("diagnostic", [row.label for row in rows], scores[: len(rows)])]
    for phenomenon in sorted({row.phenomenon for row in rows}):
        inside = [i for i, row in enumerate(rows) if row.phenomenon == phenomenon]
        found.append(
            _accuracy(f"diagnostic/{phenomenon}", [rows[i].label for i in inside], [scores[i] for i in inside])
        )
    start, each = len(rows), []
    for name, sample in files.items():
        part = scores[start : start + len(sample)]
        each.append(_accuracy(f"dev/{name}", [row.label for row in sample], part))
        start += len(sample)
    if each:
        mean = sum(one.value for one in each) / len(each)
        found.append(Measured("dev/mean", mean, sum(one.n for one in each)))
    return found + each


def case_figures(figures: Mapping[str, Any]) -> list[Measured]:
    """Take the gated figures from the result of ``evaluate_articles``."""
    return [Measured(f"cases/{name}", figures[name], figures["n_claims"]) for name in _CASE_METRICS]


def read_floors(file: Path) -> dict[str, Floor]:
    """Return the floors by name; a missing file has none.

    Raises DataError for a malformed file, and for a floor lowered without a reason.
    """
    if not file.exists():
        return {}
    try:
        floors = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), dict[str, Floor])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise DataError(f"{file}: {error}; expected tables of floor, measured, date, highest") from error
    for name, floor in floors.items():
        if floor.floor < floor.highest and not floor.reason.strip():
            raise DataError(
                f"{file}: {name}: floor {floor.floor} is below the highest so far, {floor.highest}; add a reason"
            )
    return floors


def raised(floors: Mapping[str, Floor], measured: Sequence[Measured], date: str) -> dict[str, Floor]:
    """Return floors raised to each figure less its margin; none is lowered, none is dropped."""
    new = dict(floors)
    for one in measured:
        # Rounded down, so that a floor is never above what it is made from.
        floor = math.floor(max(0.0, one.value - one.margin) * 1000) / 1000
        old = floors.get(one.name)
        if old is None or floor > old.floor:
            highest = max(floor, old.highest) if old else floor
            reason = old.reason if old and floor < highest else ""
            new[one.name] = Floor(floor, round(one.value, 4), date, highest, reason)
    return new


def dump_floors(floors: Mapping[str, Floor]) -> str:
    """Return the TOML text of the floors, in a fixed order."""
    parts = [
        "# The least the bundled stance model must reach; scripts/quality_gate compares, --update raises.\n"
        "# To lower one by hand, keep `highest` and give a `reason`.\n"
    ]
    for name, floor in sorted(floors.items()):
        lines = [f"{key} = {json.dumps(value)}" for key, value in msgspec.to_builtins(floor).items() if value != ""]
        parts.append(f"[{json.dumps(name)}]\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def failing(floors: Mapping[str, Floor], measured: Sequence[Measured]) -> list[str]:
    """Return one line for every figure that is below its floor or has none."""
    lines = []
    for one in measured:
        floor = floors.get(one.name)
        if floor is None:
            lines.append(f"{one.name}: no floor; run with --update and commit the file")
        elif one.value < floor.floor:
            lines.append(f"{one.name}: {one.value:.4f} is below the floor {floor.floor:.3f}")
    return lines


def table(floors: Mapping[str, Floor], measured: Sequence[Measured]) -> list[str]:
    """Return lines with name, rows, figure, floor and the distance between the two."""
    width = max((len(one.name) for one in measured), default=4)
    lines = [f"{'name':{width}}      n  measured  floor  margin"]
    for one in measured:
        floor = floors.get(one.name)
        rest = f"{floor.floor:5.3f}  {one.value - floor.floor:+6.3f}" if floor else "    –       –"
        lines.append(f"{one.name:{width}}  {one.n:5}  {one.value:8.3f}  {rest}")
    return lines


def _accuracy(name: str, labels: Sequence[str], scores: Sequence[StanceScores]) -> Measured:
    return Measured(name, pair_metrics(labels, scores)["accuracy"], len(labels))


def _stem(file: Path) -> str:
    return file.name.removesuffix(".gz").removesuffix(".jsonl")
