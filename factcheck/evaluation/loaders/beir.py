"""BEIR folders: a corpus, queries and judgements of relevance (Thakur et al. 2021).

``corpus.jsonl`` with ``_id``, ``title`` and ``text``, ``queries.jsonl`` with ``_id`` and ``text`` (both may be
compressed), and ``qrels/SPLIT.tsv`` with ``query-id``, ``corpus-id`` and ``score`` below a header.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import CorpusDocument, RetrievalExample
from factcheck.evaluation.loaders.rows import json_lines, tsv_rows

_COLUMNS = ("query-id", "corpus-id", "score")


class _Document(msgspec.Struct):
    id: int | str = msgspec.field(name="_id")
    text: str
    title: str | None = None


class _Query(msgspec.Struct):
    id: int | str = msgspec.field(name="_id")
    text: str


def documents(folder: Path) -> Iterator[CorpusDocument]:
    """Yield the documents of the corpus, the text of each as one sentence. Raises DataError."""
    for _, row in json_lines(_file(folder, "corpus.jsonl"), _Document, "_id, title, text"):
        yield CorpusDocument(str(row.id), row.title or "", (row.text,))


def queries(folder: Path, split: str = "test") -> Iterator[RetrievalExample]:
    """Yield the queries that ``qrels/SPLIT.tsv`` judges, in the order of ``queries.jsonl``.

    The judgements of the split are held in memory, nothing else. Raises DataError, also where a judged
    query is missing.
    """
    judged = _judgements(folder, split)
    file = _file(folder, "queries.jsonl")
    for _, row in json_lines(file, _Query, "_id, text"):
        gains = judged.pop(str(row.id), None)
        if gains is not None:
            yield RetrievalExample(str(row.id), row.text, tuple(gains.items()))
    if judged:
        raise DataError(f"{file}: no query {next(iter(judged))!r}, which qrels/{split}.tsv judges; add it")


def _judgements(folder: Path, split: str) -> dict[str, dict[str, int]]:
    file = folder / "qrels" / f"{split}.tsv"
    if not file.is_file():
        splits = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
        raise DataError(f"{file}: no such file; splits here: {', '.join(splits) or 'none'}")
    judged: dict[str, dict[str, int]] = {}
    for row, (place, cells) in enumerate(tsv_rows(file, _COLUMNS)):
        if len(cells) != len(_COLUMNS):
            raise DataError(f"{place}: {len(cells)} cells; expected {', '.join(_COLUMNS)}, separated by tabs")
        query, document, score = (cell.strip() for cell in cells)
        try:
            judged.setdefault(query, {})[document] = int(score)
        except ValueError as error:
            if row:
                raise DataError(f"{place}: score {score[:80]!r}; expected a whole number") from error
            judged.clear()  # the first line is the header
    return judged


def _file(folder: Path, name: str) -> Path:
    """Return the plain file, or the compressed one where that is the one there is."""
    plain, packed = folder / name, folder / f"{name}.gz"
    return packed if packed.exists() and not plain.exists() else plain
