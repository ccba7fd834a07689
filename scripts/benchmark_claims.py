#!/usr/bin/env python
"""Time claim detection alone on an article of 5,000 words: `python scripts/benchmark_claims.py [ARTICLE]`.

Without ARTICLE one is made of the sentences of our own stories (`datasets/newsroom`). The model is loaded before the
clock starts, as in a run over many articles.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from dataclasses import replace
from pathlib import Path

from factcheck.checker import make_detector
from factcheck.config import Settings
from factcheck.ingest import read_document
from factcheck.types import Document

NEWSROOM = Path(__file__).resolve().parent.parent / "datasets" / "newsroom"
WORDS = 5_000


def main() -> None:
    """Print the seconds of each run and their median."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    article = read_document(options.article) if options.article else _made()
    detector = make_detector(Settings())
    detector.detect(Document.from_text("The bridge opened on Monday."))  # loads the model
    times = []
    for _ in range(options.runs):
        started, used = time.perf_counter(), time.process_time()
        found = detector.detect(article)
        times.append(time.perf_counter() - started)
        print(f"{times[-1]:.2f} s ({time.process_time() - used:.2f} s of processor time), {len(found)} claims")
    print(f"{len(article.text.split()):,} words: median {statistics.median(times):.2f} s")


def _made() -> Document:
    sentences: list[str] = []
    for file in sorted(NEWSROOM.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            sentences += [claim["sentence"] for claim in json.loads(line)["claims"]]
    paragraphs, words = [], 0
    for start in range(0, len(sentences), 4):
        paragraphs.append(" ".join(sentences[start : start + 4]))
        words += len(paragraphs[-1].split())
        if words >= WORDS:
            break
    return replace(Document.from_text("\n\n".join(paragraphs)), published="2025-06-02")


if __name__ == "__main__":
    main()
