"""VitaminC: pairs from revisions of Wikipedia, in which small edits turn the label (Schuster et al. 2021).

One JSON object a line; ``unique_id``, ``claim``, ``evidence`` and ``label`` are read, ``case_id``, ``page``,
``revision_type`` and the rest are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORTS": "support", "REFUTES": "refute", "NOT ENOUGH INFO": "neutral"}
"""The labels and the stances they stand for."""


class _Pair(msgspec.Struct):
    claim: str
    evidence: str
    label: str
    unique_id: int | str | None = None


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the pairs of one split; a row without ``unique_id`` is named by its position. Raises DataError."""
    for index, (place, row) in enumerate(json_lines(file, _Pair, "unique_id, claim, evidence, label")):
        name = str(index if row.unique_id is None else row.unique_id)
        yield PairExample(name, row.claim, row.evidence, known(LABELS, row.label, place))
