"""FEVER-Symmetric: claim–evidence pairs in which the claim alone says nothing (Schuster et al. 2019).

Version 0.1 has ``id``, ``label``, ``claim`` and ``evidence_sentence``; version 0.2 calls the last two
``claim`` and ``evidence`` and gives the label as ``gold_label`` too. Texts are tokenized as in FEVER.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORTS": "support", "REFUTES": "refute"}
"""The labels and the stances they stand for."""


class _Pair(msgspec.Struct):
    id: int | str
    claim: str
    evidence_sentence: str | None = None
    evidence: str | None = None
    label: str | None = None
    gold_label: str | None = None


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the pairs of one file of either version. Raises DataError."""
    for place, row in json_lines(file, _Pair, "id, label, claim, evidence_sentence (0.1) or evidence (0.2)"):
        evidence = row.evidence_sentence if row.evidence is None else row.evidence
        label = row.label if row.gold_label is None else row.gold_label
        if evidence is None:
            raise DataError(f"{place}: no evidence; expected evidence_sentence (0.1) or evidence (0.2)")
        if label is None:
            raise DataError(f"{place}: no label; expected label or gold_label: {', '.join(LABELS)}")
        yield PairExample(str(row.id), row.claim, evidence, known(LABELS, label, place))
