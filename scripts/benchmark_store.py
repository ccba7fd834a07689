#!/usr/bin/env python
"""How a store behaves as it grows: `python scripts/benchmark_store.py WORK --sizes 10000 100000`.

Documents of made-up words (by a Zipf distribution) and vectors in clusters are added through the package's own
`add` until the store has each size in turn. Prints, and writes to WORK/results.jsonl, WORK/table.md and
WORK/plot.png (extra `report`): documents and passages a second, seconds to build the indexes, median and 95th
percentile of the time of a query (the nearest vectors alone; the whole search; a query in a batch of 50), recall@20
of the vector index against exact search, memory and disk.

`--vectors FILE.npy` takes the centres of clusters from real embeddings instead of drawing them.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck.store import Inputs, Store, StoreRetriever, Tally, add, create
from factcheck.store.indexes import has_vector_index
from factcheck.store.searching import nearest
from factcheck.types import ModelInfo

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

DIMENSIONS = 384
SENTENCES = 10  # of a document: as many passages, the store being made with windows of one sentence
VOCABULARY = 50_000
QUERIES = 200
COMMONEST = ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "with", "as", "was", "at", "by")
"""Words of the first ranks, as in English: a search passes most of them over."""
SPREAD = 0.6  # length of what is added to a centre: neighbours have a cosine of about .75


class ClusteredEmbedder:
    """Vectors around the centre that a text's first word numbers; the same texts give the same vectors."""

    def __init__(self, centres: Vectors) -> None:
        self.info = ModelInfo("embedding", "clustered", "1", "0" * 64)
        self._centres = centres

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row a text."""
        topics = [int(text.split(maxsplit=1)[0][5:] or 0) if text.startswith("Topic") else 0 for text in texts]
        rng = np.random.default_rng([len(text) * 31 + sum(text.encode()[:64]) for text in texts] or [0])
        noise = rng.standard_normal((len(texts), DIMENSIONS)).astype(np.float32)
        rows: Vectors = self._centres[np.array(topics) % len(self._centres)] + noise * (SPREAD / DIMENSIONS**0.5)
        unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return unit


def drawn_centres(count: int) -> Vectors:
    """Return unit centres in a space of 96 dimensions turned into one of 384, as embeddings lie."""
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((count, 96)).astype(np.float32) @ rng.standard_normal((96, DIMENSIONS)).astype(
        np.float32
    )
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def sentences(rng: np.random.Generator, count: int, topics: int) -> Iterator[str]:
    """Yield sentences of 13 to 25 words, the first of which names a topic."""
    weights = 1.0 / np.arange(2, VOCABULARY + 2)
    steps = np.cumsum(weights / weights.sum())
    for topic in rng.integers(0, topics, count):
        drawn = np.searchsorted(steps, rng.random(int(rng.integers(12, 25))))
        words = (COMMONEST[number] if number < len(COMMONEST) else f"w{number}" for number in drawn)
        yield f"Topic{topic} {' '.join(words)}."


def write_corpus(file: Path, first: int, passages: int, topics: int) -> None:
    """Write documents with that many sentences in all; ``first`` numbers the first document."""
    rng = np.random.default_rng(first + 1)
    with file.open("w", encoding="utf-8") as stream:
        for number in range(first, first + passages // SENTENCES):
            title, *said = sentences(rng, SENTENCES + 1, topics)
            stream.write(json.dumps({"id": f"d{number}", "title": title, "text": " ".join(said)}) + "\n")


def milliseconds(run: Callable[[str], object], queries: Sequence[str]) -> tuple[float, float]:
    """Return median and 95th percentile of the time of a call."""
    spent = []
    for query in queries:
        started = time.perf_counter()
        run(query)
        spent.append(1000 * (time.perf_counter() - started))
    return round(float(np.median(spent)), 1), round(float(np.percentile(spent, 95)), 1)


def measure(folder: Path, embedder: ClusteredEmbedder, topics: int) -> dict[str, object]:
    """Return the figures of queries to the store as it is."""
    store = Store.open(folder)
    retriever = StoreRetriever(store, embedder)
    indexed = has_vector_index(store.passages)
    queries = list(sentences(np.random.default_rng(10**6), QUERIES, topics))

    def found(query: str, exact: bool) -> set[int]:
        (pool,) = nearest(store.passages, embedder.embed([query]), 20, exact=exact)
        return set(pool)

    for query in queries[:20]:  # opening files is not searching them
        retriever.search([query], 8)
    recall = [len(found(query, exact=True) & found(query, exact=not indexed)) / 20 for query in queries]
    vectors = milliseconds(lambda query: found(query, exact=not indexed), queries)
    whole = milliseconds(lambda query: retriever.search([query], 8), queries)
    exact = milliseconds(lambda query: found(query, exact=True), queries[:20])
    started = time.perf_counter()
    retriever.search(queries[:50], 8)
    batch = 1000 * (time.perf_counter() - started) / 50
    return {
        "passages": store.version.passages,
        "index": "IVF_RQ" if indexed else "none (exact)",
        "vectors_p50_ms": vectors[0],
        "vectors_p95_ms": vectors[1],
        "exact_p50_ms": exact[0],
        "search_p50_ms": whole[0],
        "search_p95_ms": whole[1],
        "batch_ms_a_query": round(batch, 1),
        "recall_at_20": round(float(np.mean(recall)), 4),
    }


def grow(folder: Path, file: Path, embedder: ClusteredEmbedder) -> dict[str, object]:
    """Add a file and return the rate and what building the indexes took."""
    marks = {"started": time.perf_counter()}

    def watch(stage: str, _: Tally) -> None:
        marks.setdefault(stage, time.perf_counter())

    tally = add(folder, Inputs([str(file)]), embedder, failed=lambda failure: sys.exit(failure.error), watch=watch)
    done = time.perf_counter()
    seconds = marks["index"] - marks["started"]
    return {
        "documents_a_second": round(tally.documents / seconds, 1),
        "passages_a_second": round(tally.passages / seconds, 1),
        "index_seconds": round(done - marks["index"], 1),
    }


def disk(folder: Path) -> int:
    """Return the megabytes that a folder takes, with all its versions."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) // 1_000_000


def table(rows: list[dict[str, object]]) -> str:
    """Return the results as a Markdown table, one size a column."""
    lines = ["| | " + " | ".join(f"{row['passages']:,}" for row in rows) + " |", "|---" * (len(rows) + 1) + "|"]
    lines += [
        f"| {name} | " + " | ".join(str(row[name]) for row in rows) + " |" for name in rows[0] if name != "passages"
    ]
    return "\n".join(lines) + "\n"


def plot(rows: list[dict[str, object]], file: Path) -> None:
    """Draw the time of a query, memory and disk against the number of passages."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    for name, label in (
        ("vectors_p50_ms", "nearest vectors"),
        ("search_p50_ms", "whole search"),
        ("exact_p50_ms", "nearest vectors, exact"),
    ):
        left.plot(sizes, [row[name] for row in rows], marker="o", label=label)
    left.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a query, median")
    for name, label in (("peak_memory_mb", "memory, peak"), ("disk_mb", "disk, all versions")):
        right.plot(sizes, [row[name] for row in rows], marker="o", label=label)
    right.set(xscale="log", yscale="log", xlabel="passages", ylabel="MB")
    for axes in (left, right):
        axes.legend()
        axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    """Grow one store through all sizes and measure it at each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for the store and the results; an old store in it is deleted")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--vectors", type=Path, help=".npy file of embeddings of 384 dimensions")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    folder = options.work / "store"
    shutil.rmtree(folder, ignore_errors=True)
    centres = np.load(options.vectors) if options.vectors else drawn_centres(max(options.sizes) // 100)
    embedder = ClusteredEmbedder(centres)
    create(folder, embedder, sizes=(1,))
    rows: list[dict[str, object]] = []
    have = 0
    for size in sorted(options.sizes):
        file = options.work / f"corpus-{size}.jsonl"
        write_corpus(file, have // SENTENCES, size - have, len(centres))
        grown = grow(folder, file, embedder)
        file.unlink()
        have = size
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
        rows.append(
            {**measure(folder, embedder, len(centres)), **grown, "peak_memory_mb": peak, "disk_mb": disk(folder)}
        )
        print(json.dumps(rows[-1]), flush=True)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (options.work / "results.jsonl").write_text(lines, encoding="utf-8")
        (options.work / "table.md").write_text(table(rows), encoding="utf-8")
    plot(rows, options.work / "plot.png")
    print(table(rows))


if __name__ == "__main__":
    main()
