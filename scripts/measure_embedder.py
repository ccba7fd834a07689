#!/usr/bin/env python
"""The bundled int8 embedder against its fp32 original.

    python scripts/measure_embedder.py --checkpoint base/all-MiniLM-L6-v2 BEIR_FOLDER…

Prints, per BEIR folder, the cosine of both models' vectors of the same text and nDCG@10 of exact
search with each.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck import Settings
from factcheck.checker import make_embedder
from factcheck.evaluation.metrics import ndcg
from factcheck.huggingface import HuggingFaceEmbedder
from factcheck.protocols import Embedder

if TYPE_CHECKING:
    from factcheck.protocols import Vectors


def read_jsonl(file: Path) -> dict[str, str]:
    """Return the texts of a corpus or of queries by id, titles in front."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {row["_id"]: f"{row.get('title') or ''} {row['text']}".strip() for row in rows}


def read_qrels(file: Path) -> dict[str, dict[str, int]]:
    """Return gains by query and document."""
    qrels: dict[str, dict[str, int]] = {}
    with file.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return qrels


def embed(embedder: Embedder, texts: list[str]) -> Vectors:
    """Embed shortest first, so that batches of the original are not all padding."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    vectors = embedder.embed([texts[index] for index in order])
    result = np.empty_like(vectors)
    result[order] = vectors
    return result


def main() -> None:
    """Embed with both models and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--qrels", default="dev", help="qrels file to use, or *dev* of its name")
    options = parser.parse_args()
    models: dict[str, Embedder] = {
        "fp32": HuggingFaceEmbedder(options.checkpoint),
        "int8": make_embedder(Settings()),
    }
    for folder in options.folders:
        corpus, queries = read_jsonl(folder / "corpus.jsonl"), read_jsonl(folder / "queries.jsonl")
        qrels = read_qrels(sorted((folder / "qrels").glob(f"*{options.qrels}*.tsv"))[0])
        ids, asked = list(corpus), [query for query in qrels if query in queries]
        vectors, scores = {}, {}
        for name, model in models.items():
            documents = embed(model, list(corpus.values()))
            similarity = embed(model, [queries[query] for query in asked]) @ documents.T
            ranked = [[ids[i] for i in np.argsort(-row, kind="stable")[:10]] for row in similarity]
            vectors[name] = documents
            scores[name] = float(
                np.mean([ndcg(found, qrels[query], 10) for query, found in zip(asked, ranked, strict=True)])
            )
        cosine = (vectors["fp32"] * vectors["int8"]).sum(axis=1)
        print(
            f"{folder.name}: {len(ids)} documents, {len(asked)} queries; cosine mean {cosine.mean():.4f}, "
            f"5th percentile {np.percentile(cosine, 5):.4f}; nDCG@10 fp32 {scores['fp32']:.4f}, "
            f"int8 {scores['int8']:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
