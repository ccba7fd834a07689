#!/usr/bin/env python
"""Fine-tune the embedder on claims and the passages that settle them.

    python scripts/train_embedder.py --base base/all-MiniLM-L6-v2 --retrieval data/retrieval --pairs data/pairs \
        --stories datasets/newsroom --run runs/embedder

Hard negatives are what the retriever of a check, as it is now, ranks high without being judged relevant.
``--average SHARE --run FOLDER --tuned CHECKPOINT`` then writes the mean of base and tuned weights.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from factcheck import Settings
from factcheck.checker import make_embedder
from factcheck.evaluation.ranking import trec_order
from factcheck.evaluation.retrieval import Collection, rank, read_collection
from factcheck.protocols import Embedder
from factcheck.retrieval.embed import CachedEmbedder
from factcheck.training.embedder import EmbedderRecipe, average, train
from factcheck.training.mixture import read_pairs
from factcheck.training.stories import read_stories
from factcheck.training.triples import (
    Triple,
    collection_triples,
    pair_triples,
    story_triples,
    triple_batches,
    usable_claims,
)

SEED = 2026
COLLECTIONS = {"fever_sentences": (3000, 1, 400), "citint": (2000, 1, 200), "clef2020_verified_claims": (750, 2, 80)}
"""Claims of each to train on, triples of each claim, and claims kept out."""
PAIRS = {"scifact_gold_sentences.train": 350}
STORY_TRIPLES = 2000
NEAREST = 40
"""Documents looked up for each claim, among which its hard negatives are."""


def gather(options: argparse.Namespace) -> list[Triple]:
    """Return the triples of all sets; of each collection, RUN/held_out/NAME.tsv has the judgements kept out."""
    rng = random.Random(SEED)
    embedder: Embedder = make_embedder(Settings())
    if options.cache is not None:
        embedder = CachedEmbedder(embedder, options.cache)
    made: list[Triple] = []
    for name, (limit, rounds, kept) in COLLECTIONS.items():
        folder = options.retrieval / name
        claims = usable_claims(folder, "train")
        rng.shuffle(claims)
        collection = read_collection(folder, "train")
        keep_out(collection, claims[:kept], options.run / "held_out" / f"{name}.tsv")
        asked = replace(collection, queries={q: collection.queries[q] for q in claims[kept : kept + limit]})
        ranked = {query: trec_order(found) for query, found in rank(asked, embedder, top_k=NEAREST).run.items()}
        made += collection_triples(folder, "train", ranked, rounds, rng)
    for name, limit in PAIRS.items():
        made += pair_triples(read_pairs(options.pairs / "train" / f"{name}.jsonl.gz"), limit, rng)
    return made + story_triples(read_stories(options.stories), STORY_TRIPLES, rng)


def keep_out(collection: Collection, claims: Sequence[str], file: Path) -> None:
    """Write the judgements of claims that training never sees, to choose the share of the mean by."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{claim}\t{document}\t{score}\n"
        for claim in claims
        for document, score in collection.judgements[claim].items()
    ]
    file.write_text("query-id\tcorpus-id\tscore\n" + "".join(lines), encoding="utf-8")


def main() -> None:
    """Train, or average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--run", type=Path, required=True, help="folder for log and checkpoints, or of the mean")
    parser.add_argument("--retrieval", type=Path, help="folder of BEIR folders")
    parser.add_argument("--pairs", type=Path, help="folder with train/")
    parser.add_argument("--stories", type=Path, help="folder of stories (*.jsonl)")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors which hard negatives are found by")
    parser.add_argument("--batch", type=int, default=32, help="claims in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--average", type=float, metavar="SHARE", help="share of the tuned weights in the mean")
    parser.add_argument("--tuned", type=Path, help="checkpoint to average with the base")
    options = parser.parse_args()
    if options.average is not None:
        if options.tuned is None:
            parser.error("--average needs --tuned")
        average(options.base, options.tuned, options.average, options.run)
        return
    if options.retrieval is None or options.pairs is None or options.stories is None:
        parser.error("training needs --retrieval, --pairs and --stories")
    triples = gather(options)
    batches = list(triple_batches(triples, options.batch, SEED))
    counts = Counter(triple.dataset for batch in batches for triple in batch)
    print(f"{sum(counts.values())} triples in {len(batches)} batches: {dict(counts)}", flush=True)
    train(options.base, batches, options.run, EmbedderRecipe(), options.threads)


if __name__ == "__main__":
    main()
