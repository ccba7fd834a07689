"""COVID-Fact: titles of posts on COVID-19 and changed versions of them (Saakyan et al. 2021).

``COVIDFACT_dataset.jsonl`` has ``claim``, ``label`` and ``evidence``, a list of sentences. The files of
the folder ``RTE-covidfact`` have the same pairs in the form of a textual entailment task, tab-separated:
``index, sentence1`` (evidence), ``sentence2`` (claim), ``label``; some of them begin with a header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders.rows import json_lines, known, suffix, tsv_rows

LABELS: Mapping[str, str] = {"SUPPORTED": "support", "REFUTED": "refute"}
"""The labels of the JSON file and the stances they stand for."""

RTE_LABELS: Mapping[str, str] = {"entailment": "support", "not_entailment": "not_support"}
"""The labels of the tab-separated files, which do not tell refute from neutral."""

_COLUMNS = ("index", "sentence1", "sentence2", "label")


class _Claim(msgspec.Struct):
    claim: str
    label: str
    evidence: list[str]


def pairs(file: Path) -> Iterator[PairExample]:
    """Yield the claims beside their joined evidence, of either form; the ending tells which.

    Rows of the JSON file are named by their position from 0. Raises DataError.
    """
    if suffix(file) == ".tsv":
        yield from _entailment(file)
        return
    for index, (place, row) in enumerate(json_lines(file, _Claim, "claim, label, evidence")):
        yield PairExample(str(index), row.claim, " ".join(row.evidence), known(LABELS, row.label, place))


def _entailment(file: Path) -> Iterator[PairExample]:
    for place, cells in tsv_rows(file, _COLUMNS):
        if len(cells) != len(_COLUMNS):
            raise DataError(f"{place}: {len(cells)} cells; expected {', '.join(_COLUMNS)}, separated by tabs")
        name, evidence, claim, label = cells
        if name != "index":
            yield PairExample(name, claim, evidence, known(RTE_LABELS, label.strip(), place))
