#!/usr/bin/env python
"""Average a trained NLI checkpoint with the shipped model that its training started from.

    python scripts/average_weights.py --checkpoint runs/nli/model --with models/nli-mpnet --output runs/nli/averaged

Two models of one trajectory often do better averaged than either (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from transformers import AutoModelForSequenceClassification

from factcheck.training.recover import blend, recover_weights


def main() -> None:
    """Write the averaged checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--with", dest="other", type=Path, required=True, help="folder of the shipped model")
    parser.add_argument("--share", type=float, default=0.5, help="of the checkpoint in the average")
    parser.add_argument("--frozen-layers", type=int, default=4, help="as in the recipe: they stay as they are")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    model = AutoModelForSequenceClassification.from_pretrained(options.checkpoint)
    frozen = tuple(f"encoder.layer.{index}." for index in range(options.frozen_layers))
    weights = {
        name: tensor
        for name, tensor in recover_weights(options.other).items()
        if "embeddings" not in name and not any(part in name for part in frozen)
    }
    blend(model, weights, options.share)
    model.save_pretrained(options.output)
    for file in options.checkpoint.glob("*.json"):
        if not (options.output / file.name).exists():
            shutil.copy(file, options.output / file.name)


if __name__ == "__main__":
    main()
