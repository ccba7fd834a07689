#!/usr/bin/env python
"""Train the bundled check-worthiness model from its recipe; run again to resume.

    python scripts/train_claims.py --base base/all-MiniLM-L6-v2 --claims data/claims --run runs/claims

CLAIMS is a folder with ``train/`` and ``dev/`` of JSONL files (``text``, ``label``) as the recipe names
them. Trains the encoder, exports it, fits a head a scheme on its vectors, writes ``model.onnx`` and
``tokenizer.json`` into the model folder, and prints what belongs into ``models/registry.toml``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import torch

from factcheck.claims.worthiness import model_input
from factcheck.onnx import OnnxModel
from factcheck.training.claim_heads import Head, Labelled, add_heads, calibrated, fit_head, labels_of
from factcheck.training.claim_rows import NEWS, LabelledSentence, SetShare, build_rows, read_newsroom
from factcheck.training.export import export_module, file_digests
from factcheck.training.worthiness import PooledEncoder, WorthinessRecipe, WorthinessTraining

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "claims-minilm"
MOST_KEPT = 700
"""Rows that calibrate a head, at most."""


def main() -> None:
    """Train, export, fit the heads, print the registry entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--claims", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--newsroom", type=Path, default=ROOT / "datasets" / "newsroom", help="our own stories")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoints")
    parser.add_argument("--out", type=Path, default=MODEL, help="folder of the model to write")
    parser.add_argument("--threads", type=int, default=0, help="cores for torch; 0: all")
    parser.add_argument("--heads-only", action="store_true", help="take the last checkpoint as it is")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)

    recipe = tomllib.loads((MODEL / "recipe.toml").read_text(encoding="utf-8"))
    schemes = {
        scheme: {name: SetShare(**share) for name, share in settings["sets"].items()}
        for scheme, settings in recipe["schemes"].items()
    }
    trained = {scheme: sets for scheme, sets in schemes.items() if NEWS not in sets}
    train, dev = options.claims / "train", options.claims / "dev"
    rows = build_rows(schemes, train, dev, options.newsroom)
    shown = () if options.heads_only else tuple(row for row in rows.train if row.scheme in trained)
    training = WorthinessTraining(
        options.base, options.run, WorthinessRecipe(**recipe["training"]), list(schemes), shown
    )
    training.train(heads_only=options.heads_only)
    options.out.mkdir(parents=True, exist_ok=True)
    export_module(PooledEncoder(training.net), "vector", options.out)
    shutil.copy(options.base / "tokenizer.json", options.out / "tokenizer.json")

    encoder = OnnxModel(options.out, max_tokens=recipe["training"]["max_tokens"], threads=options.threads or None)
    weights = training.net.heads.weight.detach().numpy()
    biases = training.net.heads.bias.detach().numpy()
    heads: dict[str, Head] = {}
    for column, scheme in enumerate(schemes):
        kept = _labelled(encoder, [row for row in rows.calibration if row.scheme == scheme][:MOST_KEPT])
        if scheme in trained:
            heads[scheme] = calibrated(weights[column], float(biases[column]), kept)
        else:
            own = sorted({row for row in rows.train if row.scheme == scheme}, key=lambda row: row.text)
            kept = _labelled(encoder, list(read_newsroom(options.newsroom, scheme, held_out=True)))
            heads[scheme] = fit_head(_labelled(encoder, own), kept, recall=recipe["schemes"][scheme]["recall"])
        print(f"{scheme}: calibrated on {len(kept[1])} rows", flush=True)
    add_heads(options.out / "model.onnx", heads)
    _print_entry(heads, options.out)


def _labelled(encoder: OnnxModel, rows: list[LabelledSentence]) -> Labelled:
    """Return the encoder's vectors of rows, and their labels."""
    return encoder.run([model_input(row.text) for row in rows]), labels_of(rows)


def _print_entry(heads: dict[str, Head], folder: Path) -> None:
    print(f"labels = {list(heads)}".replace("'", '"'))
    print("parameters = {")
    for scheme, head in heads.items():
        print(f"  slope_{scheme} = {head.slope:.4f}, offset_{scheme} = {head.offset:.4f}")
    print("}")
    print("thresholds = { " + ", ".join(f"{s} = {h.threshold}" for s, h in heads.items()) + " }")
    for name, digest in file_digests(folder).items():
        print(f'"{name}" = "{digest}"')


if __name__ == "__main__":
    main()
