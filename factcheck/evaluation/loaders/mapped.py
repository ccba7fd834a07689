"""Your own files: JSONL, JSON, CSV, TSV or Parquet with any column names and any labels.

``fields`` says which column holds which field (``{"claim": "statement"}``), ``labels`` what the file's labels
stand for (``{"true": "support", "false": "refute"}``). What is not named has the name it has here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from factcheck.errors import ConfigError, DataError, MissingExtraError
from factcheck.evaluation.examples import ClaimExample, PairExample
from factcheck.evaluation.loaders.rows import csv_rows, json_array, json_lines, known, listed, suffix, tsv_rows

PAIR_LABELS = ("support", "refute", "neutral", "not_support")
CLAIM_LABELS = ("check_worthy", "not", "claim", "not_claim")

Names = Mapping[str, str]
Placed = tuple[str, Mapping[str, Any]]
"""A place for error messages, and the row found there by column name."""

_PAIR_FIELDS = ("claim", "evidence", "label", "id")
_CLAIM_FIELDS = ("text", "label", "context", "id")
_OPTIONAL = ("context", "id")
_BATCH = 1024


def pairs(file: Path, *, fields: Names | None = None, labels: Names | None = None) -> Iterator[PairExample]:
    """Yield claim–evidence pairs of ``file``; evidence may be a list of sentences, which are joined.

    Fields are ``claim``, ``evidence``, ``label`` and ``id``; without an id a row is named by its position from
    0. Numbers and truth values as labels are written ``1``, ``true``, ``false``. Raises DataError for a broken
    row, ConfigError for a mapping of unknown fields or to unknown labels.
    """
    columns = _columns(fields, _PAIR_FIELDS)
    return pairs_of(_rows(file, tuple(columns.values())), fields=fields, labels=labels)


def claims(file: Path, *, fields: Names | None = None, labels: Names | None = None) -> Iterator[ClaimExample]:
    """Yield labelled sentences of ``file``: fields ``text``, ``label``, ``context`` and ``id``; else as `pairs`."""
    columns = _columns(fields, _CLAIM_FIELDS)
    return claims_of(_rows(file, tuple(columns.values())), fields=fields, labels=labels)


def pairs_of(rows: Iterable[Placed], *, fields: Names | None, labels: Names | None) -> Iterator[PairExample]:
    """Yield the pairs of rows from anywhere, mapped as `pairs` says."""
    for name, label, cells in _mapped(rows, _columns(fields, _PAIR_FIELDS), _labels(labels, PAIR_LABELS)):
        yield PairExample(name, cells["claim"], cells["evidence"], label)


def claims_of(rows: Iterable[Placed], *, fields: Names | None, labels: Names | None) -> Iterator[ClaimExample]:
    """Yield the sentences of rows from anywhere, mapped as `claims` says."""
    for name, label, cells in _mapped(rows, _columns(fields, _CLAIM_FIELDS), _labels(labels, CLAIM_LABELS)):
        yield ClaimExample(name, cells["text"], label, cells["context"])


def _mapped(rows: Iterable[Placed], columns: Names, labels: Names) -> Iterator[tuple[str, str, dict[str, str]]]:
    for index, (place, row) in enumerate(rows):
        cells = {field: _cell(row, name, field, place) for field, name in columns.items()}
        yield cells["id"] or str(index), known(labels, cells["label"].strip(), place), cells


def _columns(fields: Names | None, ours: Sequence[str]) -> dict[str, str]:
    for field in fields or {}:
        if field not in ours:
            raise ConfigError(f"fields: unknown field {field!r}; known: {', '.join(ours)}")
    return {field: (fields or {}).get(field, field) for field in ours}


def _labels(labels: Names | None, ours: Sequence[str]) -> Names:
    for label in (labels or {}).values():
        if label not in ours:
            raise ConfigError(f"labels: unknown label {label!r}; known: {', '.join(ours)}")
    return {label: label for label in ours} if labels is None else labels


def _cell(row: Mapping[str, Any], name: str, field: str, place: str) -> str:
    value = row.get(name)
    if value is None:
        if field in _OPTIONAL:
            return ""
        raise DataError(f"{place}: no {name!r}; the row has {listed(row)}; say with fields which is {field}")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    raise DataError(f"{place}: {name!r} is a {type(value).__name__}; expected text or a list of texts")


def _rows(file: Path, columns: Sequence[str]) -> Iterator[Placed]:
    kind = suffix(file)
    if kind in {".jsonl", ".ndjson"}:
        yield from json_lines(file, dict[str, Any], ", ".join(columns))
    elif kind == ".json":
        yield from json_array(file, dict[str, Any], ", ".join(columns))
    elif kind == ".csv":
        yield from csv_rows(file, ())
    elif kind == ".tsv":
        yield from _tsv(file, columns)
    elif kind == ".parquet":
        yield from _parquet(file, columns)
    else:
        raise DataError(f"{file}: unknown ending; known: .jsonl, .ndjson, .json, .csv, .tsv (each also .gz), .parquet")


def _tsv(file: Path, columns: Sequence[str]) -> Iterator[Placed]:
    header: list[str] = []
    for place, cells in tsv_rows(file, columns):
        if header:
            yield place, dict(zip(header, cells, strict=True))
        else:
            header = [cell.strip() for cell in cells]


def _parquet(file: Path, columns: Sequence[str]) -> Iterator[Placed]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError(f"{file}: Parquet needs pyarrow: pip install 'factcheck-toolkit[parquet]'") from error
    number = 0
    try:
        with pq.ParquetFile(file) as table:
            present = [name for name in table.schema_arrow.names if name in columns]
            for batch in table.iter_batches(batch_size=_BATCH, columns=present):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{file}:row {number}", row
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise DataError(f"{file}: cannot be read: {reason}") from error
    if not number:
        raise DataError(f"{file}: no rows; expected the columns {', '.join(columns)}")
