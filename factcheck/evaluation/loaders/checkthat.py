"""CheckThat! check-worthiness, tab-separated files of the CLEF labs.

Debates (2018 to 2020) have no header: ``line number, speaker, text, label`` with 0 or 1. Tweets have one:
``topic_id, tweet_id, tweet_url, tweet_text, claim, claim_worthiness`` (2020; ``check_worthiness`` in
2021) or ``topic, tweet_id, tweet_url, tweet_text, class_label`` (2022). Sentences of 2023 and 2024 have
``Sentence_id, Text, class_label`` with Yes or No.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from factcheck.errors import DataError
from factcheck.evaluation.examples import ClaimExample
from factcheck.evaluation.loaders.rows import column, known, tsv_rows

LABELS: Mapping[str, str] = {"1": "check_worthy", "0": "not", "yes": "check_worthy", "no": "not"}
"""The labels, in lower case, and what they stand for."""

_DEBATE = ("line number", "speaker", "text", "label")
_ID = ("sentence_id", "tweet_id", "line_number", "id")
_TEXT = ("text", "tweet_text", "sentence")
_LABEL = ("check_worthiness", "claim_worthiness", "class_label", "label")


def claims(file: Path) -> Iterator[ClaimExample]:
    """Yield the sentences or tweets of one file of any year. Raises DataError."""
    columns: tuple[int, int, int] | None = None
    for place, cells in tsv_rows(file, _DEBATE):
        if columns is None:
            debate = cells[0].strip().isdecimal()
            if debate and len(cells) != len(_DEBATE):
                raise DataError(f"{place}: {len(cells)} cells; expected {', '.join(_DEBATE)}, or a header")
            columns = (0, 2, 3) if debate else (column(cells, _ID, place), column(cells, _TEXT, place), -1)
            if not debate:
                columns = (*columns[:2], column(cells, _LABEL, place))
                continue
        name, text, label = (cells[index] for index in columns)
        yield ClaimExample(name.strip(), text, known(LABELS, label.strip().lower(), place))
