#!/usr/bin/env python
"""The retriever of `factcheck` beside two baselines on the same corpora and queries.

    python scripts/benchmark_retrieval.py --checkpoint base/all-MiniLM-L6-v2 FOLDER:SPLIT… [--queries 1000]

BM25 alone is `bm25s` with its own tokenizer; dense alone is the fp32 checkpoint in sentence-transformers with its
defaults, over title and text in one. Prints nDCG@10 of each and what ours gains on the better baseline.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck import Settings
from factcheck.checker import make_embedder
from factcheck.evaluation.loaders import beir
from factcheck.evaluation.ranking import retrieval_metrics
from factcheck.evaluation.retrieval import Collection, Run, rank, read_collection

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

TOP_K = 100


def sampled(collection: Collection, queries: int | None) -> Collection:
    """Return the collection with at most ``queries`` of its queries, drawn with a fixed seed."""
    names = sorted(collection.queries)
    if queries is None or len(names) <= queries:
        return collection
    kept = random.Random(0).sample(names, queries)
    return replace(
        collection,
        queries={name: collection.queries[name] for name in kept},
        judgements={name: collection.judgements[name] for name in kept},
    )


def texts(folder: Path) -> dict[str, str]:
    """Return title and text of each document by id, as baselines read them."""
    return {row.id: " ".join(part for part in (row.title, *row.sentences) if part) for row in beir.documents(folder)}


def by_words(corpus: Mapping[str, str], collection: Collection) -> Run:
    """Rank by BM25 alone."""
    import bm25s

    lexical = bm25s.BM25()
    lexical.index(bm25s.tokenize(list(corpus.values()), show_progress=False), show_progress=False)
    names = list(corpus)
    asked = bm25s.tokenize(list(collection.queries.values()), show_progress=False)
    found, scores = lexical.retrieve(asked, k=min(TOP_K, len(names)), show_progress=False)
    return {
        query: {names[i]: float(score) for i, score in zip(row, values, strict=True)}
        for query, row, values in zip(collection.queries, found, scores, strict=True)
    }


def by_vectors(corpus: Mapping[str, str], collection: Collection, embed: Callable[[list[str]], Vectors]) -> Run:
    """Rank by cosine alone."""
    names, passages = list(corpus), embed(list(corpus.values()))
    run = Run()
    for query, vector in zip(collection.queries, embed(list(collection.queries.values())), strict=True):
        cosine = passages @ vector
        best = np.argsort(-cosine, kind="stable")[:TOP_K]
        run[query] = {names[i]: float(cosine[i]) for i in best}
    return run


def fp32(checkpoint: Path, cache: Path | None, threads: int) -> Callable[[list[str]], Vectors]:
    """Return the embedding function of sentence-transformers; ``cache`` keeps vectors by the digest of the texts."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(checkpoint), device="cpu")

    def embed(given: list[str]) -> Vectors:
        name = hashlib.sha256("\0".join([str(checkpoint), *given]).encode()).hexdigest()[:24]
        file = cache / f"{name}.npy" if cache is not None else None
        if file is not None and file.is_file():
            stored: Vectors = np.load(file, allow_pickle=False)
            return stored
        vectors: Vectors = model.encode(given, normalize_embeddings=True, show_progress_bar=False)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, vectors, allow_pickle=False)
        return vectors

    return embed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", metavar="FOLDER:SPLIT")
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--queries", type=int, help="draw this many queries of each collection")
    parser.add_argument("--cache", type=Path, help="folder for the fp32 vectors")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    original, bundled = fp32(options.checkpoint, options.cache, options.threads), make_embedder(Settings())
    print("| collection | documents | queries | BM25 | MiniLM fp32 | ours | over the better |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    gains = []
    for place in options.collections:
        folder, _, split = place.rpartition(":")
        collection = sampled(read_collection(Path(folder), split), options.queries)
        corpus = texts(Path(folder))
        runs = (
            by_words(corpus, collection),
            by_vectors(corpus, collection, original),
            rank(collection, bundled, top_k=TOP_K).run,
        )
        lexical, dense, ours = (retrieval_metrics(run, collection.judgements)["ndcg@10"] for run in runs)
        gains.append(ours - max(lexical, dense))
        print(
            f"| {Path(folder).name} | {len(corpus)} | {len(collection.queries)} | {lexical:.4f} | {dense:.4f} "
            f"| {ours:.4f} | {gains[-1]:+.4f} |",
            flush=True,
        )
    print(f"mean gain {np.mean(gains):+.4f}")


if __name__ == "__main__":
    main()
