#!/usr/bin/env python
"""One text a call on every core, against padded batches: `python scripts/benchmark_runtime.py`.

Both run the bundled models on the same texts in turn, so that their ratio holds on a noisy machine.
`--checkpoint base/all-MiniLM-L6-v2` adds `SentenceTransformer.encode` in fp32, with its defaults, on the texts of the
embedder; `--texts FILE.jsonl` takes them from the `text` of a corpus instead of making them up.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from factcheck.bundled import BundledModel, registry
from factcheck.onnx import OnnxModel
from factcheck.parallel import available_cores

WORDS = (
    "council",
    "of",
    "a",
    "town",
    "river",
    "bridge",
    "cost",
    "million",
    "said",
    "in",
    "new",
    "report",
    "vote",
    "after",
)
BATCH = 16


def texts(model: BundledModel, count: int) -> list[str] | list[tuple[str, str]]:
    """Return made-up sentences, or pairs of them, of 8 to 60 words."""
    rng = random.Random(1)
    made = [" ".join(rng.choices(WORDS, k=rng.randint(8, 60))) for _ in range(2 * count)]
    return list(zip(made[::2], made[1::2], strict=True)) if model.task == "nli" else made[:count]


def single(model: BundledModel, inputs: list[str] | list[tuple[str, str]]) -> Callable[[], None]:
    """Return a run as the package does it."""
    runner = OnnxModel(model.folder, max_tokens=model.max_tokens)

    def run() -> None:
        runner.run(inputs)

    return run


def batched(model: BundledModel, inputs: list[str] | list[tuple[str, str]]) -> Callable[[], None]:
    """Return a run over padded batches, sorted by length, with all cores inside one call."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = available_cores()
    session = onnxruntime.InferenceSession(
        str(model.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    tokenizer.enable_truncation(model.max_tokens)
    tokenizer.enable_padding()
    ordered = sorted(inputs, key=lambda item: len(str(item)))

    def run() -> None:
        for start in range(0, len(ordered), BATCH):
            batch = tokenizer.encode_batch(ordered[start : start + BATCH])
            ids = np.array([encoding.ids for encoding in batch])
            mask = np.array([encoding.attention_mask for encoding in batch])
            session.run(None, {"input_ids": ids, "attention_mask": mask})

    return run


def encoded(checkpoint: str, inputs: list[str]) -> Callable[[], None]:
    """Return a run as the reference library does it: fp32, batches of 32, all cores."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(checkpoint, device="cpu")

    def run() -> None:
        model.encode(inputs, show_progress_bar=False)

    return run


def read_texts(file: Path, count: int) -> list[str]:
    """Return the first texts of a corpus in JSON lines."""
    with file.open(encoding="utf-8") as stream:
        return [json.loads(line)["text"] for line in itertools.islice(stream, count)]


def main() -> None:
    """Time all ways in turn and print rates, and their ratios to the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", help="sentence-transformers model to compare the embedder with")
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    for model in registry().values():
        embeds = model.task == "embedding"
        if options.checkpoint and not embeds:
            continue
        inputs = texts(model, 256 if embeds else 64)
        if options.texts and embeds:
            inputs = read_texts(options.texts, 256)
        ways = {"one a call": single(model, inputs), "batched": batched(model, inputs)}
        if options.checkpoint:
            ways["sentence-transformers fp32"] = encoded(options.checkpoint, [str(text) for text in inputs])
        seconds = dict.fromkeys(ways, float("inf"))
        for _ in range(4):
            for name, way in ways.items():
                started = time.perf_counter()
                way()
                seconds[name] = min(seconds[name], time.perf_counter() - started)
        rates = ", ".join(f"{name} {len(inputs) / seconds[name]:.0f}/s" for name in ways)
        times = ", ".join(f"{way / seconds['one a call']:.2f} × {name}" for name, way in list(seconds.items())[1:])
        print(f"{model.name}: {rates}; one a call is {times}")


if __name__ == "__main__":
    main()
