"""WiCE: sentences of Wikipedia beside the web page that they cite (Kamoi et al. 2023).

One JSON object a line, for whole claims and for subclaims alike: ``label``, ``claim``, ``evidence`` (all
sentences of the page), ``supporting_sentences`` and ``meta`` with the ``id``. The ``oracle_chunks`` files
have the same form, with several rows to a claim and fewer sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {
    "supported": "support",
    "partially_supported": "not_support",
    "not_supported": "not_support",
}
"""The labels as a two-way task, as the paper scores them: a claim that is supported in part is not supported."""


class _Meta(msgspec.Struct):
    id: int | str


class _Claim(msgspec.Struct):
    label: str
    claim: str
    evidence: list[str]
    meta: _Meta


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the claims beside all sentences of the page, joined. Raises DataError."""
    for place, row in json_lines(file, _Claim, "label, claim, evidence, meta.id"):
        yield PairExample(str(row.meta.id), row.claim, " ".join(row.evidence), known(LABELS, row.label, place))
