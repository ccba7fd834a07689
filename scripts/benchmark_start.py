#!/usr/bin/env python
"""From nothing to a report, in fresh processes: `python scripts/benchmark_start.py ARTICLE SOURCES [--runs 3]`.

Prints the best wall time with empty caches and with cached source embeddings, and what part of it
goes to imports and to loading the two models.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IMPORTS = (
    "import time; t = time.perf_counter();"
    "import factcheck.cli.app, factcheck.ingest.html, trafilatura, numpy, onnxruntime, tokenizers, bm25s, sentencex;"
    "print(time.perf_counter() - t)"
)
MODELS = (
    "import time; from factcheck import FactChecker; c = FactChecker.default(); t = time.perf_counter();"
    "c.pipeline.embedder.embed(['x']); c.pipeline.scorer.score([('x', 'y')]); print(time.perf_counter() - t)"
)


def timed(command: list[str], cache: Path) -> float:
    """Return the seconds that ``command`` takes with its cache in ``cache``."""
    started = time.perf_counter()
    environment = {**os.environ, "FACTCHECK_CACHE_DIR": str(cache)}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def printed(code: str, runs: int) -> float:
    """Return the smallest number that ``code`` prints in ``runs`` fresh processes."""
    outputs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        for _ in range(runs)
    ]
    return min(float(output.strip().splitlines()[-1]) for output in outputs)


def main() -> None:
    """Time everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article")
    parser.add_argument("sources")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    command = [sys.executable, "-m", "factcheck", "check", options.article, "--sources", options.sources]
    cold, warm = [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(timed(command, Path(folder)))
            warm.append(timed(command, Path(folder)))
    imports, models = printed(IMPORTS, options.runs), printed(MODELS, options.runs)
    print(f"caches empty {min(cold):.2f} s, embeddings cached {min(warm):.2f} s")
    share = (imports + models) / min(cold)
    print(f"of which imports {imports:.2f} s and model loading {models:.2f} s, {share:.0%} of the cold run")


if __name__ == "__main__":
    main()
