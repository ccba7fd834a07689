#!/usr/bin/env python
"""Measure claim detection on whole articles: `python scripts/measure_claims.py CASES [--newsroom FOLDER]`.

CASES is a folder of labelled cases (`gold.json`). Prints the share of gold claims that a detected claim
overlaps (recall), the share of sentences that nobody would check which none overlaps (specificity), and
how well claims stand alone: the share of gold rewordings whose names and dates all occur in ours, beside the
same share for the article's own words, and the number of claims with a name that the article does not print.
`--newsroom` measures the held-out stories too. No stance model is run.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from factcheck.checker import make_detector
from factcheck.claims import DeclarativeDetector
from factcheck.config import Settings
from factcheck.evaluation.articles import locate
from factcheck.ingest import read_document
from factcheck.protocols import ClaimDetector
from factcheck.text import plain
from factcheck.training.claim_rows import held_out_stories
from factcheck.types import Claim, Document, Span

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][\w-]+")
_DATE = re.compile(r"\b(?:(?:1[5-9]|20)\d\d|\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2})\b")
_TITLES = frozenset(("Mr", "Mrs", "Ms", "Dr", "The", "A", "An", "In", "On", "At", "It"))


def main() -> None:
    """Print the figures of the shipped detector and of the yardstick."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--newsroom", type=Path, help="our own stories (JSONL): the held-out fifth is measured")
    parser.add_argument("--wrong", action="store_true", help="list missed claims and found sentences of no claim")
    options = parser.parse_args()
    detectors: dict[str, ClaimDetector] = {"declarative": DeclarativeDetector(), "shipped": make_detector(Settings())}
    for name, detector in detectors.items():
        _measure(f"cases, {name}", list(_cases(options.cases)), detector, wrong=options.wrong)
        if options.newsroom:
            _measure(f"stories, {name}", list(_stories(options.newsroom)), detector, wrong=options.wrong)


Gold = tuple[Document, list[tuple[str, str]], list[str]]


def _cases(folder: Path) -> Iterator[Gold]:
    for file in sorted(folder.rglob("gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = read_document(next(path for path in sorted(file.parent.glob("article.*"))))
        yield article, [(c["sentence"], c["claim"]) for c in gold["claims"]], gold["not_claims"]


def _stories(folder: Path) -> Iterator[Gold]:
    """Yield each held-out story as an article of its claims and asides, a paragraph each."""
    for story in held_out_stories(folder):
        said = [claim["sentence"] for claim in story["claims"]]
        text = "\n\n".join([story["title"], *said, *story["not_claims"]]) + "\n"
        article = replace(Document.from_text(text, title=story["title"]), published=story["published"])
        yield article, [(c["sentence"], c["claim"]) for c in story["claims"]], story["not_claims"]


def _measure(name: str, gold: Sequence[Gold], detector: ClaimDetector, *, wrong: bool) -> None:
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    for article, claims, idle in gold:
        found = detector.detect(article)
        counts["claims"] += len(found)
        counts["foreign"] += sum(bool(_foreign(claim, article)) for claim in found)
        for sentence, wording in claims:
            ours = _match(found, locate(article.text, sentence), wording)
            counts["gold"] += 1
            counts["found"] += ours is not None
            if ours is None and wrong:
                print(f"  missed: {plain(sentence)}")
            wanted = _entities(wording)
            counts["named"] += bool(wanted)
            counts["same"] += bool(wanted) and ours is not None and wanted <= _all(ours.text)
        for sentence in idle:
            span = locate(article.text, sentence)
            clean = span is None or not any(c.span.overlaps(span) for c in found)
            counts["idle"] += 1
            counts["left out"] += clean
            if not clean and wrong:
                print(f"  no claim: {plain(sentence)}")
    seconds = time.perf_counter() - started
    print(
        f"{name}: recall {counts['found'] / counts['gold']:.3f} ({counts['gold']}), "
        f"specificity {counts['left out'] / max(1, counts['idle']):.3f} ({counts['idle']}), "
        f"names and dates of the gold wording {counts['same'] / max(1, counts['named']):.3f} ({counts['named']}), "
        f"claims with a foreign name {counts['foreign']} of {counts['claims']}, {seconds:.1f} s"
    )


def _match(found: Sequence[Claim], span: Span | None, wording: str) -> Claim | None:
    here = [claim for claim in found if span is not None and claim.span.overlaps(span)]
    return max(here, key=lambda claim: SequenceMatcher(None, claim.text, wording).ratio(), default=None)


def _entities(text: str) -> set[str]:
    """Return the names within a wording (not its first word, whose capital says nothing) and its dates."""
    return {re.sub(r"[’']s?$", "", name) for name in _NAME.findall(text)} - _TITLES | set(_DATE.findall(text))


def _all(text: str) -> set[str]:
    return {re.sub(r"[’']s?$", "", word) for word in re.findall(r"[\w’'-]+", text)} | set(_DATE.findall(text))


def _foreign(claim: Claim, article: Document) -> set[str]:
    """Return the names of a claim that the article prints nowhere; names of days and months come of reckoning."""
    printed = set(re.findall(r"\w+", f"{article.text} {article.title or ''}"))
    days = set(
        re.findall(
            r"[A-Z]\w+day|January|February|March|April|May|June|July|August|September|October|November|December",
            claim.text,
        )
    )
    return {part for name in _entities(claim.text) for part in re.findall(r"[A-Z]\w+", name)} - printed - days


if __name__ == "__main__":
    main()
