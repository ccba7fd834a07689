#!/usr/bin/env python
"""Kill `index add` with SIGKILL at random moments and see what is left: `python scripts/kill_store.py WORK`.

A store with a tenth of a corpus in an older wording is made once. For each moment it is copied, a process that
adds the whole corpus to the copy is killed, and then: the store verifies, a second run completes, the store
verifies again, and it holds each document and each passage exactly once. Vectors come from a cheap stand-in for
the embedder; everything else is the package's own code. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck.store import Inputs, Store, add, create, verify
from factcheck.store.reader import rows
from factcheck.types import Failure, ModelInfo

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

DIMENSIONS = 16
_MOST_TRIES = 5  # runs for each kill asked for: the writer may be done before it comes


class HashEmbedder:
    """Unit vectors from a digest of the text, at the pace of a model so that kills hit every stage."""

    info = ModelInfo("embedding", "hash", "1", "1" * 64)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        time.sleep(self._seconds)
        raw = b"".join(hashlib.sha512(text.encode()).digest()[: 2 * DIMENSIONS] for text in texts)
        table = np.frombuffer(raw, dtype="<u2").reshape(len(texts), DIMENSIONS).astype(np.float32) - 32768.0
        unit: Vectors = table / np.linalg.norm(table, axis=1, keepdims=True)
        return unit


def write_corpus(file: Path, documents: int, wording: str) -> None:
    """Write documents of ten sentences; ``wording`` changes all of them."""
    with file.open("w", encoding="utf-8") as stream:
        for number in range(documents):
            text = " ".join(f"Ship {number} made its {wording} voyage {day} to harbour {day * 7}." for day in range(10))
            stream.write(json.dumps({"id": number, "text": text}) + "\n")


def fill(store: Path, corpus: Path, seconds: float) -> None:
    """Add the corpus; any record that fails ends the run."""
    add(
        store, Inputs([str(corpus)]), HashEmbedder(seconds), failed=lambda failure: sys.exit(failure.error), seconds=0.2
    )


def differences(store: Path) -> list[str]:
    """Return what verification finds, and documents and passages that are there twice."""
    found: list[Failure] = []
    opened = Store.open(store)
    verify(opened, found.append)
    keys = [row["key"] for row in rows(opened.uri, opened.documents, ("key",))]
    columns = ("document_id", "start", "end")
    places = [tuple(row[name] for name in columns) for row in rows(opened.uri, opened.passages, columns)]
    doubled = [
        f"{len(some) - len(set(some))} {what} twice"
        for what, some in (("documents", keys), ("passages", places))
        if len(set(some)) != len(some)
    ]
    return [failure.error for failure in found] + doubled


def killed_after(store: Path, corpus: Path, pause: float, seconds: float) -> bool:
    """Add in another process, kill it ``seconds`` after its work began, and tell whether it was still at work."""
    command = [sys.executable, __file__, str(store), "--child", str(corpus), "--pause", str(pause)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is not None:
            process.stdout.readline()  # it has imported what it needs
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    if process.returncode:
        sys.exit(f"the writer failed by itself, with exit code {process.returncode}")
    return False


def main() -> int:
    """Kill, verify and finish as often as asked; print a line a kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=0.05, help="seconds that a call of the embedder takes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        import lancedb  # noqa: F401  # seconds in which nothing could be killed that matters

        print("ready", flush=True)
        fill(options.work, options.child, options.pause)
        return 0
    options.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="kill-store-", dir=options.work))
    base, store, corpus = (work / name for name in ("base", "store", "corpus.jsonl"))
    write_corpus(corpus, options.documents // 10, "first")
    create(base, HashEmbedder(0.0), sizes=(1,))
    fill(base, corpus, 0.0)
    write_corpus(corpus, options.documents, "last")  # the same file in a new wording: a tenth is replaced
    rng = random.Random(options.seed)
    shutil.copytree(base, store)
    began = time.monotonic()
    fill(store, corpus, options.pause)
    whole = time.monotonic() - began
    expected = (options.documents, 10 * options.documents)
    wrong = live = tried = 0
    while live < options.kills and tried < _MOST_TRIES * options.kills:
        tried += 1
        shutil.rmtree(store)
        shutil.copytree(base, store)
        moment = rng.uniform(0.0, whole)
        alive = killed_after(store, corpus, options.pause, moment)
        live += alive
        whole = whole if alive else min(whole, moment)  # a kill that comes too late says nothing
        after = Store.open(store).version
        problems = differences(store)
        fill(store, corpus, 0.0)
        problems += differences(store)
        end = Store.open(store).version
        if (end.documents, end.passages) != expected:
            problems.append(f"{end.documents} documents and {end.passages} passages, expected {expected}")
        what = f"kill {live}" if alive else "was done"
        print(f"{what} after {moment:.2f} s with {after.documents} documents; {problems or 'whole'}", flush=True)
        wrong += bool(problems)
    shutil.rmtree(work)
    print(f"{live} kills of a live writer, {wrong} with differences")
    return 1 if wrong or live < options.kills else 0


if __name__ == "__main__":
    sys.exit(main())
