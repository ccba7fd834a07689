#!/usr/bin/env python
"""Train a small cross-encoder from MiniLM to re-rank what the retriever finds, and export it.

    python scripts/train_reranker.py --base base/all-MiniLM-L6-v2 --retrieval data/retrieval --pairs data/pairs \
        --stories datasets/newsroom --run runs/reranker

It learns from the triples of `scripts/train_embedder.py`: a claim and a passage that settles it, beside one that the
retriever ranks high and that does not. `scripts/compare_rerankers.py` measures it. A killed run goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from pathlib import Path

from distill_nli import TOKENIZER_FILES
from tokenizers import Tokenizer
from train_embedder import gather

from factcheck.training.export import export_classifier
from factcheck.training.finetune import FineTuning, TrainingRecipe, encode
from factcheck.training.mixture import NEUTRAL, SUPPORT, TrainingPair

SEED = 20261124
ROUNDS = 2  # times that each triple is laid out


def main() -> None:
    """Gather, train, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--retrieval", type=Path, required=True, help="folder of BEIR folders")
    parser.add_argument("--pairs", type=Path, required=True, help="folder with train/")
    parser.add_argument("--stories", type=Path, required=True, help="folder of stories (*.jsonl)")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors which hard negatives are found by")
    parser.add_argument("--rows", type=int, default=20_000, help="pairs to train on")
    options = parser.parse_args()
    recipe = TrainingRecipe(
        seed=SEED,
        learning_rate=1e-4,
        head_learning_rate=5e-4,
        weight_decay=0.01,
        label_smoothing=0.0,
        frozen_layers=0,
        batch_tokens=2048,
        max_tokens=160,
        rows=options.rows,
        warmup_rows=1000,
        decay_rows=options.rows // 2,
        checkpoint_minutes=3,
    )
    pairs = laid_out(options)
    rows = encode(pairs, Tokenizer.from_file(str(options.base / "tokenizer.json")), recipe.max_tokens)
    print(f"{len(rows):,} pairs", flush=True)
    run = FineTuning(options.base, options.run, recipe)
    run.train(rows, pad=run.model.config.pad_token_id)
    for name in TOKENIZER_FILES:
        shutil.copy(options.base / name, options.run / "model" / name)
    export_classifier(options.run / "model", options.base / "tokenizer.json", options.run / "onnx")


def laid_out(options: argparse.Namespace) -> list[TrainingPair]:
    """Return the pairs, each answer beside its hard negative and another answer, as RUN/pairs.jsonl keeps them."""
    options.run.mkdir(parents=True, exist_ok=True)
    kept = options.run / "pairs.jsonl"
    if not kept.is_file():
        triples, rng = gather(options), random.Random(SEED)
        made: list[TrainingPair] = []
        for _ in range(ROUNDS):
            rng.shuffle(triples)
            for triple, other in zip(triples, [*triples[1:], triples[0]], strict=True):
                made.append(TrainingPair(triple.claim, triple.positive, SUPPORT, triple.dataset))
                if triple.hard:
                    made.append(TrainingPair(triple.claim, triple.hard, NEUTRAL, triple.dataset))
                if other.identity not in triple.relevant and rng.random() < 0.5:
                    made.append(TrainingPair(triple.claim, other.positive, NEUTRAL, triple.dataset))
        rng.shuffle(made)
        lines = [json.dumps([p.claim, p.evidence, p.label, p.dataset], ensure_ascii=False) + "\n" for p in made]
        kept.write_text("".join(lines), encoding="utf-8")
    return [TrainingPair(*json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
