"""Climate-FEVER: claims on the climate, each beside five sentences of Wikipedia (Diggelmann et al. 2020).

One claim a line: ``claim_id``, ``claim``, ``claim_label`` and ``evidences`` with ``evidence_id``,
``evidence_label`` and ``evidence``. The pairs are claim and sentence, with the label of the sentence. The
label of the claim, which may be DISPUTED, is a vote over them and is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORTS": "support", "REFUTES": "refute", "NOT_ENOUGH_INFO": "neutral"}
"""The labels of a sentence and the stances they stand for."""


class _Evidence(msgspec.Struct):
    evidence_id: int | str
    evidence_label: str
    evidence: str


class _Claim(msgspec.Struct):
    claim_id: int | str
    claim: str
    evidences: list[_Evidence]


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield one pair per sentence, named ``claim_id/evidence_id``. Raises DataError."""
    for place, row in json_lines(file, _Claim, "claim_id, claim, evidences"):
        for item in row.evidences:
            label = known(LABELS, item.evidence_label, place, "evidence_label")
            yield PairExample(f"{row.claim_id}/{item.evidence_id}", row.claim, item.evidence, label)
