#!/usr/bin/env python
"""Compare sentence splitters on labelled cases: `python scripts/compare_splitters.py CASES`.

Counts how many gold sentences (claims, evidence, not-claims) come out as exactly one sentence. All
splitters get the same blocks. Those that are not installed are left out: try
`pip install pysbd nupunkt blingfire syntok`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from factcheck.errors import InputError
from factcheck.ingest import read_document
from factcheck.text import blocks, sentences


def splitters() -> dict[str, Callable[[str], Iterable[str]]]:
    """Return the installed splitters by name, each from a block to its sentences."""
    makers: dict[str, Callable[[Any], Callable[[str], Iterable[str]]]] = {
        "sentencex": lambda m: lambda block: m.segment("en", block),
        "pysbd": lambda m: m.Segmenter("en", clean=False).segment,
        "nupunkt": lambda m: m.sent_tokenize,
        "blingfire": lambda m: lambda block: m.text_to_sentences(block).split("\n"),
    }
    found = {}
    for name, make in makers.items():
        try:
            found[name] = make(importlib.import_module(name))
        except ImportError:
            print(f"{name}: not installed")
    return found


def wanted(cases: Path) -> list[tuple[str, str]]:
    """Return (text, gold sentence) for every gold sentence that its text contains."""
    pairs: dict[tuple[str, str], None] = {}
    for file in sorted(cases.rglob("gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = next(path for path in sorted(file.parent.glob("article.*")))
        named = [(article, claim["sentence"]) for claim in gold["claims"]]
        named += [(article, sentence) for sentence in gold["not_claims"]]
        named += [
            (file.parent / "sources" / item["file"], item["sentence"])
            for claim in gold["claims"]
            for item in claim["evidence"]
        ]
        for path, sentence in named:
            try:
                text = read_document(path).text
            except InputError:
                continue
            if "".join(sentence.split()) in "".join(text.split()):
                pairs[text, " ".join(sentence.split())] = None
    return list(pairs)


def in_blocks(split: Callable[[str], Iterable[str]]) -> Callable[[str], Iterable[str]]:
    """Return a splitter of whole texts that calls ``split`` on every block, unwrapped."""
    return lambda text: [part for block in blocks(text) for part in split(" ".join(block.span.of(text).split()))]


def main() -> None:
    """Print one line a splitter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    pairs = wanted(parser.parse_args().cases)
    texts = list(dict.fromkeys(text for text, _ in pairs))

    def measure(name: str, split: Callable[[str], Iterable[str]]) -> None:
        started = time.perf_counter()
        found = {text: {" ".join(part.split()) for part in split(text)} for text in texts}
        seconds = time.perf_counter() - started
        missed = [sentence for text, sentence in pairs if sentence not in found[text]]
        print(f"{name}: {len(pairs) - len(missed)} of {len(pairs)} exact, {seconds:.2f} s")
        for sentence in missed[:5]:
            print(f"    {sentence[:110]}")

    measure("factcheck.text", lambda text: [s.span.of(text) for s in sentences(text)])
    for name, split in splitters().items():
        measure(name, in_blocks(split))


if __name__ == "__main__":
    main()
