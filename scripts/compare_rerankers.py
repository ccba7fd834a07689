#!/usr/bin/env python
"""Measure whether cross-encoders rank better what the retriever found, and what it costs.

    python scripts/compare_rerankers.py data/retrieval/citint:dev … --reranker runs/reranker/onnx --queries 100

The first documents of each query are scored again by the bundled NLI model ("not neutral") and by a re-ranker
(`scripts/train_reranker.py`; "not neutral" too, that being how it is trained). Prints nDCG@10 of the retriever and of
relevance + weight · score for some weights, and the milliseconds a query that the scores took.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmark_retrieval import sampled

from factcheck import Settings
from factcheck.bundled import bundled
from factcheck.checker import make_embedder
from factcheck.evaluation.ranking import retrieval_metrics, trec_order
from factcheck.evaluation.retrieval import Collection, Run, rank, read_collection
from factcheck.nli.bundled import stance_scores
from factcheck.onnx import OnnxModel

WEIGHTS = (0.05, 0.1, 0.2, 0.4, 1.0)
Relevance = Callable[[Sequence[tuple[str, str]]], list[float]]
"""Of pairs (evidence, claim)."""


def not_neutral(folder: Path, max_tokens: int) -> Relevance:
    """Return the scores of an exported classifier: one minus the share of neutral."""
    model = OnnxModel(folder, max_tokens=max_tokens)
    model.load()
    return lambda pairs: [1.0 - scores.neutral for scores in stance_scores(model.run(list(pairs)), (0, 1, 2))]


def rescored(
    collection: Collection, run: Run, depth: int, relevance: Relevance
) -> tuple[Mapping[str, Mapping[str, float]], float]:
    """Return the new scores of the first ``depth`` documents of each query, and the milliseconds a query."""
    texts = {document.id: document.text for document in collection.documents}
    asked = [(query, document) for query, found in run.items() for document in trec_order(found)[:depth]]
    started = time.perf_counter()
    values = relevance([(texts[document], collection.queries[query]) for query, document in asked])
    spent = 1000 * (time.perf_counter() - started) / len(run)
    scores: dict[str, dict[str, float]] = {}
    for (query, document), value in zip(asked, values, strict=True):
        scores.setdefault(query, {})[document] = value
    return scores, spent


def main() -> None:
    """Print one table a collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", metavar="FOLDER:SPLIT")
    parser.add_argument("--reranker", type=Path, help="folder of an exported re-ranker")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--depth", type=int, default=20, help="documents of a query that are scored again")
    options = parser.parse_args()
    nli = bundled(Settings().stance_model, "nli")
    scorers = {"NLI, not neutral": not_neutral(nli.folder, nli.max_tokens)}
    if options.reranker is not None:
        scorers["re-ranker"] = not_neutral(options.reranker, 160)
    embedder = make_embedder(Settings())
    for place in options.collections:
        folder, _, split = place.rpartition(":")
        collection = sampled(read_collection(Path(folder), split), options.queries)
        run = rank(collection, embedder).run
        alone = retrieval_metrics(run, collection.judgements)["ndcg@10"]
        print(f"{Path(folder).name}: {len(run)} queries, retriever alone {alone:.4f}", flush=True)
        for name, relevance in scorers.items():
            scores, spent = rescored(collection, run, options.depth, relevance)
            reached = []
            for weight in WEIGHTS:
                mixed = {
                    query: {
                        document: value + (weight * (1.0 + scores[query][document]) if document in scores[query] else 0)
                        for document, value in found.items()
                    }
                    for query, found in run.items()
                }
                reached.append(f"{weight:g}: {retrieval_metrics(mixed, collection.judgements)['ndcg@10']:.4f}")
            print(f"  {name}, {spent:.0f} ms a query, by weight {', '.join(reached)}", flush=True)


if __name__ == "__main__":
    main()
