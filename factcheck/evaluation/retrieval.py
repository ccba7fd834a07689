"""``evaluate retrieval``: a BEIR folder against the retriever of a check.

Such a folder holds ``corpus.jsonl`` (_id, title, text), ``queries.jsonl`` (_id, text) and
``qrels/SPLIT.tsv`` (query, document, judgement; Thakur et al. 2021, "BEIR"). Every document of the
corpus is one source; its score is that of its best passage.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.loaders import beir
from factcheck.evaluation.ranking import retrieval_metrics, trec_order
from factcheck.paths import replace_file
from factcheck.protocols import Embedder, Progress, silent
from factcheck.types import Document

TOP_K = 100

DOCUMENT_SENTENCES = 8
"""Sentences in a passage of a corpus whose documents are ranked: about the longest input of the embedder.

Windows of one to three sentences, as a check has them, tell which sentence it is, which no judgement of a
document asks for, and of abstracts they are four times as much to embed.
"""

DOCUMENT_DENSE_WEIGHT = 0.6
"""Share of the dense score where whole documents are ranked: of a long text words tell more than one vector does.

nDCG@10 on the development part of CitInt is flat from 0.4 to 0.7.
"""

DOCUMENT_K1 = 1.5
"""BM25's k1 where whole documents are ranked: a word that a long text repeats tells more than in a sentence.

It is the default of `bm25s`.
"""

_QUERIES_AT_ONCE = 64
_DOCUMENTS_PER_CALL = 64

Run = dict[str, dict[str, float]]
"""Scores by query and document."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus with queries and their judgements, by query and document, in the order of the files."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The documents found for each query, and what it took: passages indexed, and seconds."""

    run: Run
    passages: int
    index_seconds: float
    search_seconds: float


def read_collection(folder: Path, split: str | None = None) -> Collection:
    """Read a BEIR folder; ``split`` names the judgements, else dev, test or the only one there is.

    Queries without judgements in the split are left out. Raises DataError that names file, line and
    mend.
    """
    chosen = _split(folder, split)
    examples = tuple(beir.queries(folder, chosen))
    if not examples:
        raise DataError(
            f"{folder / 'qrels' / chosen}.tsv: no judgements; expected query-id, corpus-id, score in each line"
        )
    documents: dict[str, Document] = {}
    for row in beir.documents(folder):
        if row.id in documents:
            raise DataError(f"{folder / 'corpus.jsonl'}: _id {row.id[:80]!r} occurs twice; give each row its own")
        # The title stands as a headline over the text, as it does in a source.
        text = "\n\n".join(part for part in (row.title, *row.sentences) if part)
        documents[row.id] = replace(Document.from_text(text, title=row.title or None), id=row.id)
    return Collection(
        tuple(documents.values()),
        {example.id: example.text for example in examples},
        {example.id: dict(example.gains) for example in examples},
    )


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
    collection = read_collection(folder, split)
    if run is not None:
        _refuse_spaces(collection)
    ranked = rank(collection, embedder, top_k=top_k, progress=progress)
    if run is not None:
        write_run(run, ranked.run)
    return {
        "n": len(collection.queries),
        "documents": len(collection.documents),
        "passages": ranked.passages,
        **retrieval_metrics(ranked.run, collection.judgements),
        "queries_per_second": len(collection.queries) / ranked.search_seconds,
        "index_passages_per_second": ranked.passages / ranked.index_seconds,
    }


def rank(collection: Collection, embedder: Embedder, *, top_k: int = TOP_K, progress: Progress = silent) -> Ranked:
    """Index the collection and search each of its queries: the ``top_k`` best documents."""
    from factcheck.retrieval.memory import MemoryRetriever

    started = time.perf_counter()
    retriever = MemoryRetriever(
        collection.documents,
        embedder,
        sizes=(DOCUMENT_SENTENCES,),
        dense_weight=DOCUMENT_DENSE_WEIGHT,
        sentence_bonus=0.0,  # would rank documents by their length
        k1=DOCUMENT_K1,
        documents_per_call=_DOCUMENTS_PER_CALL,
        progress=progress,
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
    return Ranked(found, len(retriever.passages), indexed - started, time.perf_counter() - indexed)


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


def _split(folder: Path, split: str | None) -> str:
    there: list[str] = sorted(file.stem for file in (folder / "qrels").glob("*.tsv"))
    if not there:
        raise DataError(f"{folder}: no qrels/*.tsv; expected corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv")
    choices: tuple[str, ...] = (split,) if split is not None else ("dev", "test", *(there if len(there) == 1 else ()))
    for name in choices:
        if name in there:
            return name
    wanted = f"no split {split!r}" if split is not None else "several splits and neither dev nor test; choose one"
    raise DataError(f"{folder / 'qrels'}: {wanted}; there are: {', '.join(there)}")


def _refuse_spaces(collection: Collection) -> None:
    for name in (*collection.queries, *(document.id for document in collection.documents)):
        if not name or name.split() != [name]:
            raise DataError(f"_id {name!r}: a run file cannot hold identifiers with white space; leave out --run")
