#!/usr/bin/env python
"""Fine-tune the embedder on claims and the passages that settle them.

    python scripts/train_embedder.py --base base/all-MiniLM-L6-v2 --retrieval data/retrieval --pairs data/pairs \
        --stories datasets/newsroom --run runs/embedder

Then ``--average SHARE --run FOLDER --tuned CHECKPOINT`` writes the mean of base and tuned weights.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from factcheck.training.embedder import EmbedderRecipe, average, train
from factcheck.training.mixture import read_pairs
from factcheck.training.stories import read_stories
from factcheck.training.triples import Triple, collection_triples, pair_triples, story_triples, triple_batches

SEED = 2026
COLLECTIONS = {"fever_sentences": 800, "citint": 400, "clef2020_verified_claims": 802}
PAIRS = {"scifact_gold_sentences.train": 350}
STORY_TRIPLES = 1200


def gather(retrieval: Path, pairs: Path, stories: Path) -> list[Triple]:
    """Return the triples of all sets."""
    rng = random.Random(SEED)
    made: list[Triple] = []
    for name, limit in COLLECTIONS.items():
        made += collection_triples(retrieval / name, "train", limit, rng)
    for name, limit in PAIRS.items():
        made += pair_triples(read_pairs(pairs / "train" / f"{name}.jsonl.gz"), limit, rng)
    return made + story_triples(read_stories(stories), STORY_TRIPLES, rng)


def main() -> None:
    """Train, or average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--run", type=Path, required=True, help="folder for log and checkpoints, or of the mean")
    parser.add_argument("--retrieval", type=Path, help="folder of BEIR folders")
    parser.add_argument("--pairs", type=Path, help="folder with train/")
    parser.add_argument("--stories", type=Path, help="folder of stories (*.jsonl)")
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
    triples = gather(options.retrieval, options.pairs, options.stories)
    batches = list(triple_batches(triples, options.batch, SEED))
    counts = Counter(triple.dataset for batch in batches for triple in batch)
    print(f"{sum(counts.values())} triples in {len(batches)} batches: {dict(counts)}", flush=True)
    train(options.base, batches, options.run, EmbedderRecipe(), options.threads)


if __name__ == "__main__":
    main()
