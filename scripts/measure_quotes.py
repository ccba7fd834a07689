#!/usr/bin/env python
"""Measure quotations and independence: `python scripts/measure_quotes.py --cases CASES --polnear FILE`.

`CASES` holds case folders with a `gold.json` (`datasets/articles/README.md`). A gold quotation is matched
by a reported one whose span overlaps it; one that is not found counts as wrong. The speaker is right when
the last name of the gold one is in the reported one. Independence is the pairwise F1 of "same group".

`FILE` is PolNeAR as JSON lines (gzip or not): `text`, and `attributions` with `source`, `cue` and `content`
spans. Rows of one text are annotators of one article; their attributions are put together. What counts:

- A direct quotation is a content span, or a part of one, that opens and closes with a double quotation mark
  (straight, curly, or two single ones), holds none inside, and has three words or more.
- Recall: the share of them that some reported part overlaps.
- Precision: the share of reported parts of three words or more that overlap any attribution's content.
- Speaker: of the direct quotations found whose attribution has a source span, the share for which the
  reported mention overlaps that span.
- Boundaries: the share of them that a reported part covers to the letter, marks and end punctuation apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from factcheck.bundled import bundled
from factcheck.errors import DataError
from factcheck.evaluation.articles import locate
from factcheck.ingest import read_document
from factcheck.ingest.sources import read_sources
from factcheck.protocols import Embedder
from factcheck.retrieval.embed import OnnxEmbedder
from factcheck.sources import find_quotes, independence_groups, verify_quotes
from factcheck.types import Document, Span

_OPEN = ('"', "“", "''")
_CLOSE = ('"', "”", "''")
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Attributed:
    """One direct quotation of the annotation, and the spans of those it is attributed to."""

    span: Span
    sources: tuple[Span, ...]


def spans(entries: Sequence[dict[str, str]]) -> list[Span]:
    """Return the spans of an annotation: `start end`, joined by `;` where it is broken."""
    pairs = [part.split() for entry in entries for part in entry["span"].split(";")]
    return [Span(int(start), int(end)) for start, end in pairs]


def articles(file: Path) -> Iterator[tuple[str, list[Span], list[Attributed]]]:
    """Yield each text with the content spans of all annotators and its direct quotations."""
    by_text: dict[str, list[dict[str, Any]]] = {}
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    for number, line in enumerate(data.decode("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            by_text.setdefault(row["text"], []).extend(row["attributions"])
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{file}, line {number}: not a row of PolNeAR: {error!r}") from error
    for text, attributions in by_text.items():
        contents: list[Span] = []
        direct: dict[Span, list[Span]] = {}
        for attribution in attributions:
            named = spans(attribution.get("source", []))
            for span in spans(attribution.get("content", [])):
                contents.append(span)
                if is_direct(span.of(text)):
                    direct.setdefault(span, []).extend(named)
        yield text, contents, [Attributed(span, tuple(named)) for span, named in direct.items()]


def is_direct(content: str) -> bool:
    """Tell whether a content span is a direct quotation, as this script's help defines it."""
    bare = content.strip().rstrip(".,;:")
    if not bare.startswith(_OPEN) or not bare.endswith(_CLOSE) or len(bare.split()) < _FEWEST:
        return False
    return not any(mark in bare[2:-2] for mark in '"“”')


def polnear(file: Path) -> dict[str, float]:
    """Measure detection and speakers."""
    count: Counter[str] = Counter()
    started = time.perf_counter()
    for text, contents, direct in articles(file):
        quotes = find_quotes(Document.from_text(text))
        parts = [(part, quote) for quote in quotes for part in quote.parts if len(part.of(text).split()) >= _FEWEST]
        count["reported"] += len(parts)
        count["right"] += sum(any(part.overlaps(content) for content in contents) for part, _ in parts)
        for gold in direct:
            hits = [(part, quote) for part, quote in parts if part.overlaps(gold.span)]
            count["gold"] += 1
            count["found"] += bool(hits)
            count["whole"] += any(bare(part.of(text)) == bare(gold.span.of(text)) for part, _ in hits)
            # Annotators differ in where a quotation ends: any source given to an overlapping one will do.
            named = [source for other in direct if other.span.overlaps(gold.span) for source in other.sources]
            if hits and named:
                mentions = [quote.mention for _, quote in hits if quote.mention is not None]
                count["sourced"] += 1
                count["speaker"] += any(mention.overlaps(source) for mention in mentions for source in named)
    precision, recall = ratio(count["right"], count["reported"]), ratio(count["found"], count["gold"])
    return {
        "direct_quotations": count["gold"],
        "precision": precision,
        "recall": recall,
        "f1": ratio(2 * precision * recall, precision + recall),
        "boundaries": ratio(count["whole"], count["gold"]),
        "speaker_overlap": ratio(count["speaker"], count["sourced"]),
        "seconds": time.perf_counter() - started,
    }


def bare(quoted: str) -> str:
    """Return quoted words without marks and end punctuation."""
    return quoted.strip(" \n\"“”'‘’.,;:!?…—-")


def cases(folder: Path, embedder: Embedder | None) -> tuple[dict[str, float], list[str]]:
    """Measure quotations and independence on case folders; also return what went wrong, a line each."""
    count: Counter[str] = Counter()
    wrong: list[str] = []
    files = sorted(folder.rglob("gold.json"))
    if not files:
        raise DataError(f"{folder}: no case folders (article.*, sources/, gold.json)")
    seconds = 0.0
    for file in files:
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = read_document(next(path for path in sorted(file.parent.glob("article.*"))))
        sources, _ = read_sources([file.parent / "sources"])
        started = time.perf_counter()
        reported = verify_quotes(article, sources, embedder=embedder)
        groups = independence_groups(sources)
        seconds += time.perf_counter() - started
        for wanted in gold["quotes"]:
            span = locate(article.text, wanted["quote"])
            found = next((quote for quote in reported if span is not None and quote.span.overlaps(span)), None)
            status = found.status.value if found else "not reported"
            count["quotes"] += 1
            count["status"] += status == wanted["status"]
            speaker = (found.speaker if found else None) or ""
            count["speaker"] += wanted["speaker"].split()[-1].strip("()").lower() in speaker.lower()
            if status != wanted["status"]:
                wrong.append(f"{file.parent.name}: {wanted['status']}, not {status}: {wanted['quote'][:80]}")
        names = {source.id: Path(source.path or "").name for source in sources}
        same = {frozenset((names[a], names[b])) for a, b in combinations(groups, 2) if groups[a] == groups[b]}
        pairs = {frozenset(pair) for group in gold["independent_groups"] for pair in combinations(group, 2)}
        count["pairs_right"] += len(same & pairs)
        count["pairs"] += len(same) + len(pairs)
        wrong += [
            f"{file.parent.name}: independence: {' and '.join(sorted(pair))}"
            for pair in sorted(same ^ pairs, key=sorted)
        ]
    return {
        "cases": len(files),
        "quotes": count["quotes"],
        "status_accuracy": ratio(count["status"], count["quotes"]),
        "speaker_accuracy": ratio(count["speaker"], count["quotes"]),
        "independence_pair_f1": ratio(2 * count["pairs_right"], count["pairs"]) if count["pairs"] else 1.0,
        "seconds": seconds,
    }, wrong


def ratio(part: float, whole: float) -> float:
    """Return a share; nothing of nothing is 0."""
    return part / whole if whole else 0.0


def show(title: str, figures: dict[str, float]) -> None:
    """Print figures under a title."""
    print(title)
    for name, value in figures.items():
        print(f"  {name}: {value:.4f}" if isinstance(value, float) else f"  {name}: {value}")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, action="append", default=[], help="folder of case folders")
    parser.add_argument("--polnear", type=Path, action="append", default=[], help="PolNeAR as JSON lines")
    parser.add_argument("--embedder", default="minilm-l6", help="bundled embedder for paraphrases, or none")
    options = parser.parse_args()
    if not options.cases and not options.polnear:
        parser.error("give --cases or --polnear")
    for file in options.polnear:
        show(str(file), polnear(file))
    embedder = None if options.embedder == "none" else OnnxEmbedder(bundled(options.embedder, "embedding"))
    for folder in options.cases:
        figures, wrong = cases(folder, embedder)
        show(str(folder), figures)
        for line in wrong:
            print(f"    {line}")


if __name__ == "__main__":
    main()
