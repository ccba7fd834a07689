"""``evaluate retrieval``: a BEIR folder against the retriever of a check.

Such a folder holds ``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id, text) and
``qrels/SPLIT.tsv`` (query, document, judgement; Thakur et al. 2021, "BEIR"). Every document of the
corpus is one source; its score is that of its best passage.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.ranking import retrieval_metrics, trec_order
from factcheck.evaluation.rows import json_lines, placed_lines
from factcheck.paths import replace_file
from factcheck.protocols import Embedder, Progress, silent
from factcheck.types import Document

TOP_K = 100

_QUERIES_AT_ONCE = 64
_DOCUMENTS_PER_CALL = 64
_COLUMNS = ("query-id", "corpus-id", "score")

Run = dict[str, dict[str, float]]
"""Scores by query and document."""


class _Text(msgspec.Struct, frozen=True):
    id: int | str = msgspec.field(name="_id")
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus with queries and their judgements, by query and document, in the order of the files."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path, split: str | None = None) -> Collection:
    """Read a BEIR folder; ``split`` names the judgements, else dev, test or the only one there is.

    Queries without judgements in the split are left out. Raises DataError that names file, line and
    mend.
    """
    file = _judgements_file(folder, split)
    judgements = _read_judgements(file)
    texts = _read_texts(folder / "queries.jsonl")
    for query in judgements:
        if query not in texts:
            raise DataError(f"{file}: query {query!r} is not in {folder / 'queries.jsonl'}")
    documents = tuple(
        # The title stands as a headline over the text, as it does in a source.
        replace(Document.from_text(f"{row.title}\n\n{row.text}" if row.title else row.text), id=name)
        for name, row in _read_texts(folder / "corpus.jsonl").items()
    )
    return Collection(documents, {query: texts[query].text for query in judgements}, judgements)


def evaluate_retrieval(
    folder: Path,
    embedder: Embedder,
    *,
    split: str | None = None,
    top_k: int = TOP_K,
    run: Path | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Index the corpus, search every judged query and return the figures of the contract.

    The ``top_k`` best documents of a query are its ranking: recall@100 needs 100 of them. ``run``
    is written as a TREC run file. Speeds are of passages split, embedded and indexed, and of queries
    embedded and searched.
    """
    from factcheck.retrieval.memory import MemoryRetriever

    collection = read_collection(folder, split)
    if run is not None:
        _refuse_spaces(collection)
    started = time.perf_counter()
    retriever = MemoryRetriever(
        collection.documents, embedder, documents_per_call=_DOCUMENTS_PER_CALL, progress=progress
    )
    indexed = time.perf_counter()
    names, found = list(collection.queries), Run()
    for start in range(0, len(names), _QUERIES_AT_ONCE):
        progress("search", start, len(names))
        part = names[start : start + _QUERIES_AT_ONCE]
        hits = retriever.search_documents([collection.queries[name] for name in part], top_k)
        for name, ranked in zip(part, hits, strict=True):
            found[name] = {document.id: score for document, score in ranked}
    progress("search", len(names), len(names))
    searched = time.perf_counter()
    if run is not None:
        write_run(run, found)
    return {
        "n": len(names),
        "documents": len(collection.documents),
        "passages": len(retriever.passages),
        **retrieval_metrics(found, collection.judgements),
        "queries_per_second": len(names) / (searched - indexed),
        "index_passages_per_second": len(retriever.passages) / (indexed - started),
    }


def write_run(file: Path, run: Mapping[str, Mapping[str, float]], tag: str = "factcheck") -> None:
    """Write a TREC run file: query, Q0, document, rank, score, tag; raises OutputError."""
    lines = [
        f"{query} Q0 {document} {rank} {scores[document]!r} {tag}\n"
        for query, scores in run.items()
        for rank, document in enumerate(trec_order(scores), 1)
    ]
    try:
        replace_file(file, "".join(lines).encode())
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error


def _judgements_file(folder: Path, split: str | None) -> Path:
    there = {file.stem: file for file in sorted((folder / "qrels").glob("*.tsv"))}
    if not there:
        raise DataError(f"{folder}: no qrels/*.tsv; expected corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv")
    choices: Sequence[str] = (split,) if split is not None else ("dev", "test", *(there if len(there) == 1 else ()))
    for name in choices:
        if name in there:
            return there[name]
    wanted = f"no split {split!r}" if split is not None else "several splits and neither dev nor test; choose one"
    raise DataError(f"{folder / 'qrels'}: {wanted}; there are: {', '.join(there)}")


def _read_judgements(file: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row, (place, line) in enumerate(placed_lines(file)):
        try:
            query, document, judgement = line.decode("utf-8").rstrip("\r\n").split("\t")
            if not row and (query, document, judgement) == _COLUMNS:
                continue
            found.setdefault(query, {})[document] = int(judgement)
        except ValueError as error:  # a wrong encoding, number of columns or judgement
            raise DataError(f"{place}: expected {', '.join(_COLUMNS)}, separated by tabs") from error
    if not found:
        raise DataError(f"{file}: no judgements; expected lines of {', '.join(_COLUMNS)}, separated by tabs")
    return found


def _read_texts(file: Path) -> dict[str, _Text]:
    found: dict[str, _Text] = {}
    for place, row in json_lines(file, _Text, "_id, text"):
        name = str(row.id)
        if name in found:
            raise DataError(f"{place}: _id {name[:80]!r} occurs twice; give each row its own")
        found[name] = row
    return found


def _refuse_spaces(collection: Collection) -> None:
    for name in (*collection.queries, *(document.id for document in collection.documents)):
        if not name or name.split() != [name]:
            raise DataError(f"_id {name!r}: a run file cannot hold identifiers with white space; leave out --run")
