"""FoolMeTwice: claims that players wrote to fool each other (Eisenschlos et al. 2021).

One JSON object a line: ``id``, ``text`` (the claim), ``label`` and ``gold_evidence``, sentences of one page
with their ``section_header``. ``retrieved_evidence`` is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORTS": "support", "REFUTES": "refute"}
"""The labels and the stances they stand for."""


class _Evidence(msgspec.Struct):
    text: str


class _Claim(msgspec.Struct):
    id: int | str
    text: str
    label: str
    gold_evidence: list[_Evidence]


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the claims beside their joined gold evidence. Raises DataError."""
    for place, row in json_lines(file, _Claim, "id, text, label, gold_evidence"):
        evidence = " ".join(item.text for item in row.gold_evidence)
        yield PairExample(str(row.id), row.text, evidence, known(LABELS, row.label, place))
