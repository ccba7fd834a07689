#!/usr/bin/env python
"""Train the bundled NLI model from a recipe; run again to resume.

    python scripts/train_nli.py --base all-mpnet-base-v2/ --pairs data/pairs --run runs/nli

Needs the training pairs (``train/`` and ``dev/`` folders of JSONL) and the base checkpoint
(``scripts/fetch_base_models.py``).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer

from factcheck.training.finetune import FineTuning, TrainingRecipe, encode
from factcheck.training.recipes import gold_pairs
from factcheck.training.recover import recover_weights

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Build the mixture, train, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base checkpoint")
    parser.add_argument("--pairs", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoints, log, model")
    parser.add_argument("--recipe", type=Path, default=ROOT / "models" / "nli-mpnet" / "recipe.toml")
    parser.add_argument("--stories", type=Path, default=ROOT / "datasets" / "newsroom", help="folder of news stories")
    parser.add_argument("--passages", type=Path, default=ROOT / "datasets" / "passages", help="folder of passages")
    parser.add_argument("--rows", type=int, help="override the recipe's number of rows")
    parser.add_argument(
        "--start-from", type=Path, help="shipped model (int8 graph) or `model` folder of a run, to train on from"
    )
    options = parser.parse_args()

    recipe = tomllib.loads(options.recipe.read_text(encoding="utf-8"))
    pairs = gold_pairs(recipe, options.pairs, options.stories, options.passages)
    settings = recipe["training"] | ({"rows": options.rows} if options.rows else {})
    training = TrainingRecipe(**settings)
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    rows = encode(pairs, tokenizer, training.max_tokens)
    print(f"{len(rows):,} pairs, {sum(len(r.ids) for r in rows) / len(rows):.1f} tokens on average", flush=True)
    run = FineTuning(options.base, options.run, training)
    if options.start_from and not run.checkpoint.exists():
        whole = options.start_from / "model.safetensors"
        run.start_from(load_file(whole) if whole.exists() else recover_weights(options.start_from))
    run.train(rows, pad=run.model.config.pad_token_id)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        shutil.copy(options.base / name, options.run / "model" / name)


if __name__ == "__main__":
    main()
