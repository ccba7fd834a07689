#!/usr/bin/env python
"""Export the bundled models to ONNX int8 and print their registry entries' checksums.

    python scripts/export_models.py embedder --checkpoint base/all-MiniLM-L6-v2
    python scripts/export_models.py nli --checkpoint runs/nli/model --base base/all-mpnet-base-v2 --pairs data/pairs

``scripts/fetch_base_models.py`` gets the checkpoints.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tokenizers import Tokenizer

from factcheck.training.export import calibration_ids, export_classifier, export_embedder, file_digests

MODELS = Path(__file__).resolve().parent.parent / "models"


def main() -> None:
    """Export one model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("embedder", "nli"))
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder of the fp32 checkpoint")
    parser.add_argument("--base", type=Path, help="nli: folder with the base model's tokenizer.json")
    parser.add_argument("--pairs", type=Path, help="nli: folder with train/, for calibration")
    parser.add_argument("--output", type=Path, help="folder of the exported model")
    options = parser.parse_args()

    if options.task == "embedder":
        folder = options.output or MODELS / "minilm-l6"
        export_embedder(options.checkpoint, folder)
    else:
        if options.base is None or options.pairs is None:
            parser.error("nli needs --base and --pairs")
        folder = options.output or MODELS / "nli-mpnet"
        tokenizer = options.base / "tokenizer.json"
        ids = calibration_ids(options.pairs / "train", Tokenizer.from_file(str(tokenizer)))
        export_classifier(options.checkpoint, tokenizer, folder, ids)
    for name, digest in file_digests(folder).items():
        print(f'"{name}" = "{digest}"')


if __name__ == "__main__":
    main()
