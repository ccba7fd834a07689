#!/usr/bin/env python
"""Our stance scorer beside the reference libraries: same weights, same pairs, one process, in turn.

    python scripts/benchmark_nli.py --base base/all-mpnet-base-v2
    python scripts/benchmark_nli.py --checkpoint runs/nli/model --nli-model nli-mpnet

Prints pairs a second (median of five rounds) and ratios to `sentence_transformers.CrossEncoder.predict`, in fp32 with
its defaults, and to the `transformers` pipeline. The weights of both come from ``--checkpoint``, or are read back from
the shipped int8 graph and put into the architecture of ``--base``.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tokenizers import Tokenizer

from factcheck.bundled import BundledModel, bundled
from factcheck.nli import OnnxScorer
from factcheck.parallel import available_cores
from factcheck.training.finetune import NLI_LABELS
from factcheck.training.recover import recover_weights

ROUNDS = 5
TEXT = "council of a town river bridge cost million said in new report vote after the mayor closed road plan year"
WORDS = TEXT.split()

Pairs = list[tuple[str, str]]
Way = Callable[[], object]


def made_pairs(tokenizer: Tokenizer, lengths: list[int]) -> Pairs:
    """Return made-up pairs of exactly these numbers of tokens; a third of each is the hypothesis."""
    rng, pairs = random.Random(1), []
    for wanted in lengths:
        hypothesis = " ".join(rng.choices(WORDS, k=max(4, wanted // 3)))
        premise: list[str] = []
        while len(tokenizer.encode(" ".join(premise), hypothesis).ids) < wanted:
            premise.append(rng.choice(WORDS))
        pairs.append((" ".join(premise), hypothesis))
    return pairs


def recovered(model: BundledModel, base: Path, folder: Path) -> Path:
    """Write the shipped weights as a checkpoint in fp32."""
    from transformers import AutoModelForSequenceClassification

    names = dict(enumerate(NLI_LABELS))
    checkpoint = AutoModelForSequenceClassification.from_pretrained(
        base, num_labels=len(names), id2label=names, label2id={name: index for index, name in names.items()}
    )
    missing, _ = checkpoint.load_state_dict(recover_weights(model.folder), strict=False)
    if unknown := [name for name in missing if "embeddings" not in name]:
        raise SystemExit(f"{model.name}: its graph gives no {unknown[0]}; use --checkpoint")
    checkpoint.save_pretrained(folder)
    for file in base.iterdir():
        if file.name.startswith(("tokenizer", "special_tokens", "vocab")):
            shutil.copy(file, folder / file.name)
    return folder


def ours(model: BundledModel, pairs: Pairs) -> Way:
    """Return a run of the package's scorer."""
    scorer = OnnxScorer(model)
    return lambda: scorer.score(pairs)


def cross_encoder(checkpoint: Path, pairs: Pairs, max_tokens: int) -> Way:
    """Return a run of sentence-transformers with its defaults: fp32, batches of 32 sorted by length."""
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(checkpoint), device="cpu", max_length=max_tokens)
    return lambda: model.predict(pairs, show_progress_bar=False)


def pipeline(checkpoint: Path, pairs: Pairs, max_tokens: int) -> Way:
    """Return a run of the transformers pipeline with its defaults: fp32, one pair at a time."""
    import transformers

    run = transformers.pipeline("text-classification", model=str(checkpoint), device="cpu", top_k=None)
    asked = [{"text": premise, "text_pair": hypothesis} for premise, hypothesis in pairs]
    return lambda: run(asked, truncation=True, max_length=max_tokens)


def medians(ways: dict[str, Way]) -> dict[str, float]:
    """Return the median seconds of each way over rounds in turn, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            if number:
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def main() -> None:
    """Time every way on pairs of 64 tokens and on pairs of many lengths."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nli-model", default="nli-mpnet")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--base", type=Path, help="base checkpoint of the shipped weights")
    source.add_argument("--checkpoint", type=Path, help="fp32 checkpoint of the same weights")
    parser.add_argument("--pairs", type=int, default=128, help="pairs a round")
    options = parser.parse_args()
    model = bundled(options.nli_model, "nli")
    tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    tokenizer.no_padding()
    rng = random.Random(2)
    workloads = {
        "64 tokens": [64] * options.pairs,
        "16 to 160 tokens": [rng.randint(16, 160) for _ in range(options.pairs)],
    }
    with tempfile.TemporaryDirectory() as temporary:
        checkpoint = options.checkpoint or recovered(model, options.base, Path(temporary))
        print(f"{model.name}, {available_cores()} cores, median of {ROUNDS}")
        for name, lengths in workloads.items():
            pairs = made_pairs(tokenizer, lengths)
            seconds = medians(
                {
                    "factcheck int8": ours(model, pairs),
                    "CrossEncoder fp32": cross_encoder(checkpoint, pairs, model.max_tokens),
                    "pipeline fp32": pipeline(checkpoint, pairs, model.max_tokens),
                }
            )
            mine, *others = seconds
            rates = ", ".join(f"{way} {len(pairs) / taken:.1f} pairs/s" for way, taken in seconds.items())
            ratios = ", ".join(f"{seconds[way] / seconds[mine]:.2f} × {way}" for way in others)
            print(f"{name}: {rates}; {mine} is {ratios}", flush=True)


if __name__ == "__main__":
    main()
