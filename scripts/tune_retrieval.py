#!/usr/bin/env python
"""Compare passage sizes and fusion weights on labelled cases: `python scripts/tune_retrieval.py CASES`.

Prints, varying one choice at a time, the share of SUPPORTED and REFUTED gold claims with a gold evidence
sentence among the first k passages, and how many words the first twelve of them have.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from factcheck import Claim, Document, FactChecker, Label, Settings, Span
from factcheck.evaluation.articles import locate
from factcheck.ingest import read_document, read_sources
from factcheck.protocols import Embedder
from factcheck.retrieval.fusion import DENSE_WEIGHT, SENTENCE_BONUS, TITLE_WEIGHT
from factcheck.retrieval.memory import WINDOW_SIZES, MemoryRetriever

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

KS = (3, 5, 8, 12, 16)
READ = 12
"""Passages a check reads by default: their words are what the stance model costs."""

Query = tuple[Claim, list[tuple[str, Span]]]


def load(cases: Path, checker: FactChecker) -> list[tuple[tuple[Document, ...], list[Query]]]:
    """Return, per case, its sources and the claims with the gold spans in them."""
    loaded = []
    for file in sorted(cases.rglob("gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = read_document(next(path for path in sorted(file.parent.glob("article.*"))))
        sources, _ = read_sources([file.parent / "sources"])
        claims = checker.claims(article)
        by_name = {Path(source.path or "").name: source for source in sources}
        queries: list[Query] = []
        for wanted in gold["claims"]:
            span = locate(article.text, wanted["sentence"])
            claim = next((c for c in claims if span and c.span.overlaps(span)), None)
            if claim is None or wanted["label"] not in (Label.SUPPORTED.value, Label.REFUTED.value):
                continue
            spans = [(by_name[e["file"]], locate(by_name[e["file"]].text, e["sentence"])) for e in wanted["evidence"]]
            queries.append((claim, [(source.id, found) for source, found in spans if found is not None]))
        loaded.append((sources, queries))
    return loaded


class Remembered:
    """An embedder that embeds no text twice."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.info = embedder.info
        self._rows: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the rows of ``texts``."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._rows[text] for text in texts])


def main() -> None:
    """Print recall for each choice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    checker = FactChecker(Settings())
    cases = load(parser.parse_args().cases, checker)
    embedder = Remembered(checker.pipeline.embedder)

    def recall(**choice: Any) -> str:
        ranks, read = [], 0
        for sources, queries in cases:
            retriever = MemoryRetriever(sources, embedder, **choice)
            for (_, gold), hits in zip(queries, retriever.search([c.text for c, _ in queries], max(KS)), strict=True):
                right = (
                    rank
                    for rank, (passage, _) in enumerate(hits, 1)
                    if any(passage.document.id == source and passage.span.overlaps(span) for source, span in gold)
                )
                ranks.append(next(right, max(KS) + 1))
                read += sum(len(passage.text.split()) for passage, _ in hits[:READ])
        shares = "  ".join(f"recall@{k} {sum(rank <= k for rank in ranks) / len(ranks):.3f}" for k in KS)
        return f"{shares}  words@{READ} {read / len(ranks):.0f}"

    print(f"as shipped: {recall()}", flush=True)
    choices: dict[str, tuple[Any, ...]] = {
        "sizes": ((1,), (2,), (3,), (1, 2), (2, 3), WINDOW_SIZES),
        "dense_weight": (0.0, 0.6, 0.7, DENSE_WEIGHT, 0.8, 1.0),
        "title_weight": (0.0, 0.2, TITLE_WEIGHT, 0.5),
        "sentence_bonus": (0.0, 0.03, SENTENCE_BONUS, 0.1),
    }
    for name, values in choices.items():
        for value in values:
            print(f"{name} {value}: {recall(**{name: value})}", flush=True)


if __name__ == "__main__":
    main()
