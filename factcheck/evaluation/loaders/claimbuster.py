"""ClaimBuster: sentences of the debates of US presidential candidates (Arslan et al. 2020).

``groundtruth.csv`` and ``crowdsourced.csv`` have the columns ``Sentence_id``, ``Text`` and ``Verdict``, among
others: 1 check-worthy, 0 an unimportant fact, -1 no factual sentence. ``2xNCS.json`` and its like are
arrays of ``sentence_id``, ``text`` and ``label``: 1 check-worthy, 0 not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.evaluation.examples import ClaimExample
from factcheck.evaluation.loaders.rows import csv_rows, json_array, known, suffix

LABELS: Mapping[str, str] = {"1": "check_worthy", "0": "not", "-1": "not"}
"""The verdicts and what they stand for."""


class _Sentence(msgspec.Struct):
    sentence_id: int | str
    text: str
    label: int | str


def claims(file: Path) -> Iterator[ClaimExample]:
    """Yield the sentences of one file; the ending tells the form. Raises DataError."""
    if suffix(file) == ".json":
        for place, item in json_array(file, _Sentence, "sentence_id, text, label"):
            yield ClaimExample(str(item.sentence_id), item.text, known(LABELS, str(item.label), place))
        return
    for place, row in csv_rows(file, ("Sentence_id", "Text", "Verdict")):
        label = known(LABELS, row["Verdict"].strip(), place, "Verdict")
        yield ClaimExample(row["Sentence_id"], row["Text"], label)
