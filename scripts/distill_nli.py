#!/usr/bin/env python
"""Distil the accurate NLI model into the fast one: label pairs with the teacher, then train on its labels.

    python scripts/distill_nli.py label --pairs PAIRS --labels runs/fast/labels.jsonl
    python scripts/distill_nli.py train --pairs PAIRS --base base/all-MiniLM-L6-v2 --run runs/fast/gold
    python scripts/distill_nli.py train --pairs PAIRS --base base/all-MiniLM-L6-v2 --run runs/fast/student
        --start-from runs/fast/gold/model --labels runs/fast/labels.jsonl --only-labelled

Each can be stopped and run again to go on; ``train`` without ``--labels`` learns the gold labels alone. The recipe says
what is taken of which set.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from factcheck.nli.bundled import stance_scores
from factcheck.onnx import OnnxModel
from factcheck.training.distill import UnlabelledRecipe, read_taught, teach, unlabelled_pairs
from factcheck.training.finetune import FineTuning, TrainingRecipe, encode
from factcheck.training.mixture import UNLABELLED, TrainingPair, claims_of
from factcheck.training.recipes import gold_pairs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
TEACHER_TOKENS = 256  # as the registry has it for the accurate model
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def pairs_of(options: argparse.Namespace, recipe: dict[str, Any]) -> tuple[TrainingPair, ...]:
    """Return the gold pairs of the recipe, in order, and behind them the unlabelled ones."""
    gold = gold_pairs(recipe, options.pairs, options.stories, options.passages)
    return (*gold, *unlabelled_pairs(gold, UnlabelledRecipe(**recipe["unlabelled"]), claims_of(options.pairs / "dev")))


def label(options: argparse.Namespace, recipe: dict[str, Any]) -> None:
    """Score what the recipe's first ``labelled`` gold pairs and its unlabelled pairs lack."""
    pairs = pairs_of(options, recipe)
    gold = [pair for pair in pairs if pair.label != UNLABELLED]
    wanted = [*gold[: recipe["distillation"]["labelled"]], *pairs[len(gold) :]]
    teacher = OnnxModel(options.teacher, max_tokens=TEACHER_TOKENS)
    started = time.monotonic()

    def show(done: int, count: int) -> None:
        rate = done / (time.monotonic() - started)
        print(f"{done:,} of {count:,}, {rate:.1f} pairs/s, eta {(count - done) / rate / 60:.0f} min", flush=True)

    teach(wanted, lambda asked: stance_scores(teacher.run(asked), (0, 1, 2)), options.labels, show)


def train(options: argparse.Namespace, recipe: dict[str, Any]) -> None:
    """Train the student and save it with its tokenizer."""
    training = TrainingRecipe(**(recipe["training"] | ({"rows": options.rows} if options.rows else {})))
    taught = read_taught(options.labels) if options.labels else {}
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    pairs = pairs_of(options, recipe)
    rows = encode(pairs, tokenizer, training.max_tokens, taught)
    rows = [row for row in rows if row.soft or (row.label != UNLABELLED and not options.only_labelled)]
    random.Random(training.seed).shuffle(rows)
    print(f"{len(rows):,} pairs, {sum(row.soft is not None for row in rows):,} with teacher's labels", flush=True)
    run = FineTuning(options.start_from or options.base, options.run, training)
    run.train(rows, pad=run.model.config.pad_token_id)
    for name in TOKENIZER_FILES:
        shutil.copy(options.base / name, options.run / "model" / name)


def main() -> None:
    """Label or train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, work in (("label", label), ("train", train)):
        command = commands.add_parser(name, help=work.__doc__)
        command.set_defaults(work=work)
        command.add_argument("--pairs", type=Path, required=True, help="folder with train/ and dev/")
        command.add_argument("--recipe", type=Path, default=ROOT / "models" / "nli-minilm" / "recipe.toml")
        command.add_argument("--stories", type=Path, default=ROOT / "datasets" / "newsroom")
        command.add_argument("--passages", type=Path, default=ROOT / "datasets" / "passages")
        command.add_argument("--labels", type=Path, required=work is label, help="file of teacher's labels")
    command.add_argument("--base", type=Path, required=True, help="folder of the base checkpoint, for its tokenizer")
    command.add_argument("--start-from", type=Path, help="checkpoint of an earlier run, instead of the base")
    command.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoints, log, model")
    command.add_argument("--rows", type=int, help="override the recipe's number of rows")
    command.add_argument("--only-labelled", action="store_true", help="leave out pairs without teacher's labels")
    commands.choices["label"].add_argument("--teacher", type=Path, default=ROOT / "models" / "nli-mpnet")
    options = parser.parse_args()
    options.work(options, tomllib.loads(options.recipe.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
