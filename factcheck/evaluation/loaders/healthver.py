"""HealthVer: claims on COVID-19 found on the web beside sentences of research papers (Sarrouti et al. 2021).

Comma-separated files with the columns ``id, evidence, claim, label, topic_ip, question``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import csv_rows, known

LABELS: Mapping[str, str] = {"Supports": "support", "Refutes": "refute", "Neutral": "neutral"}
"""The labels and the stances they stand for."""


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the pairs of one split. Raises DataError."""
    for place, row in csv_rows(file, ("id", "evidence", "claim", "label")):
        label = known(LABELS, row["label"].strip(), place)
        yield PairExample(row["id"], row["claim"], row["evidence"], label)
