#!/usr/bin/env python
"""Compare passage sizes and fusion weights on labelled cases: `python scripts/tune_retrieval.py CASES`.

Prints the share of SUPPORTED and REFUTED gold claims with a gold evidence sentence among the first k
passages.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from factcheck import Claim, Document, FactChecker, Label, Settings, Span
from factcheck.evaluation.articles import locate
from factcheck.ingest import read_document, read_sources
from factcheck.retrieval.memory import DENSE_WEIGHT, WINDOW_SIZES, MemoryRetriever

KS = (3, 5, 8, 12)
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


def main() -> None:
    """Print recall for each choice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    checker = FactChecker(Settings())
    cases = load(parser.parse_args().cases, checker)
    embedder = checker.pipeline.embedder

    def recall(sizes: tuple[int, ...], weight: float) -> str:
        ranks = []
        for sources, queries in cases:
            retriever = MemoryRetriever(sources, embedder, sizes=sizes, dense_weight=weight)
            for (_, gold), hits in zip(queries, retriever.search([c.text for c, _ in queries], max(KS)), strict=True):
                right = (
                    rank
                    for rank, (passage, _) in enumerate(hits, 1)
                    if any(passage.document.id == source and passage.span.overlaps(span) for source, span in gold)
                )
                ranks.append(next(right, max(KS) + 1))
        return "  ".join(f"recall@{k} {sum(rank <= k for rank in ranks) / len(ranks):.3f}" for k in KS)

    for weight in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        print(f"sizes {WINDOW_SIZES} dense weight {weight}: {recall(WINDOW_SIZES, weight)}", flush=True)
    for sizes in ((1,), (2,), (3,), (1, 2), (1, 3), (1, 2, 3)):
        print(f"sizes {sizes} dense weight {DENSE_WEIGHT}: {recall(sizes, DENSE_WEIGHT)}", flush=True)


if __name__ == "__main__":
    main()
