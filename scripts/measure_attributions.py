#!/usr/bin/env python
"""Measure attributions and citations, and fit their weights: `python scripts/measure_attributions.py CASES`.

CASES is a folder of labelled cases (`gold.json`). Prints the accuracy with the shipped weights, the
weights that a logistic regression gives, and the accuracy with weights fitted on the other cases
(leave one case out). `--spans FILE.jsonl[.gz]` also compares found cues, sources and contents with
the labelled ones of a PolNeAR-like file: `{"text", "attributions": [{"cue", "source", "content"}]}`, each
a list of `{"span": "start end[;start end]"}`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from factcheck.checker import make_embedder, make_scorer
from factcheck.config import Settings
from factcheck.evaluation.articles import locate
from factcheck.ingest import read_document, read_sources
from factcheck.sources.agreement import DEFAULT, Signals, Weights, features, signals
from factcheck.sources.attributions import RawAttribution, find_attributions
from factcheck.sources.citations import claim_of, find_citations, verify_citations
from factcheck.sources.links import canonical
from factcheck.sources.named_sources import documents_of
from factcheck.sources.verify import verify_attributions
from factcheck.types import CitationStatus, Document, Span

COLUMNS = ("supports", "denial", "numbers", "negated", "direction")


@dataclass(frozen=True)
class Item:
    """One gold attribution or citation: its answer, the shipped answer, and the signals to fit on."""

    kind: str
    case: str
    wanted: str
    answered: str
    shown: tuple[Signals, ...]
    text: str


def main() -> None:
    """Run the shipped decisions once, then fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--spans", type=Path)
    parser.add_argument("--nli-model", default=Settings().nli_model)
    parser.add_argument("--wrong", action="store_true", help="list the wrong answers")
    options = parser.parse_args()
    settings = Settings(nli_model=options.nli_model)
    embedder, scorer = make_embedder(settings), make_scorer(settings)
    items: list[Item] = []
    for file in sorted(options.cases.rglob("gold.json")):
        items += _case(file, embedder, scorer)
    _report(items, "shipped weights", [item.answered for item in items])
    if options.wrong:
        for item in items:
            if item.answered != item.wanted:
                print(f"  {item.case}: {item.kind} {item.wanted}, answered {item.answered}: {item.text}")
    _fit(items)
    if options.spans:
        _spans(options.spans)


def _case(file: Path, embedder: Any, scorer: Any) -> list[Item]:
    gold = json.loads(file.read_text(encoding="utf-8"))
    article = read_document(next(path for path in sorted(file.parent.glob("article.*"))))
    sources, _ = read_sources([file.parent / "sources"])
    models = {"embedder": embedder, "scorer": scorer}
    raw = find_attributions(article)
    said = verify_attributions(article, sources, found=raw, **models)
    chosen: list[tuple[dict[str, Any], RawAttribution | None, str]] = []
    for wanted in gold.get("attributions", ()):
        span = locate(article.text, wanted["sentence"])
        found = [i for i, one in enumerate(raw) if span is not None and one.span.overlaps(span)]
        best = max(found, key=lambda i: SequenceMatcher(None, raw[i].claim, wanted["claim"]).ratio(), default=None)
        answered = "not found" if best is None else said[best].source_said_it
        chosen.append((wanted, None if best is None else raw[best], answered))
    documents = [
        documents_of(one.speaker, sources, context=article.text[: one.span.start]).documents if one else ()
        for _, one, _ in chosen
    ]
    shown = signals([(one.claim, one.content) if one else ("", "") for _, one, _ in chosen], documents, **models)
    items = [
        Item("attribution", file.parent.name, _answer(w["source_said_it"]), answered, tuple(s), w["claim"])
        for (w, _, answered), s in zip(chosen, shown, strict=True)
    ]
    links = find_citations(article)
    cited = verify_citations(article, sources, found=links, **models)
    pairs = []
    for wanted in gold.get("citations", ()):
        span = locate(article.text, wanted["sentence"])
        same = [i for i, one in enumerate(links) if canonical(one.url) == canonical(wanted["url"])]
        here = [i for i in same if span is not None and links[i].span.overlaps(span)]
        pairs.append((wanted, here[0] if here else None))
    texts = [claim_of(links[i], raw) if i is not None else ("", "") for _, i in pairs]
    pages = [[s for s in sources if s.url and canonical(s.url) == canonical(w["url"])] for w, _ in pairs]
    answers = {CitationStatus.SUPPORTS: "yes", CitationStatus.DOES_NOT_SUPPORT: "no"}
    for (wanted, i), found_signals in zip(pairs, signals(texts, pages, **models), strict=True):
        answered = "not found" if i is None else answers.get(cited[i].status, "unreachable")
        wants = _answer(wanted["supports"])
        items.append(Item("citation", file.parent.name, wants, answered, tuple(found_signals), wanted["sentence"]))
    return items


def _answer(label: object) -> str:
    return {True: "yes", False: "no"}.get(label, str(label)) if isinstance(label, bool) else str(label)


def _report(items: Sequence[Item], name: str, answers: Sequence[str]) -> None:
    for kind in ("attribution", "citation"):
        right = [a == item.wanted for item, a in zip(items, answers, strict=True) if item.kind == kind]
        print(f"{kind} accuracy, {name}: {sum(right)}/{len(right)} = {sum(right) / max(1, len(right)):.3f}")


def _fit(items: Sequence[Item], weights: Weights = DEFAULT) -> None:
    """Fit on all items that have signals and a yes or no; answer each case with weights from the others."""
    from sklearn.linear_model import LogisticRegression

    usable = [i for i, item in enumerate(items) if item.shown and item.wanted in ("yes", "no")]
    rows = {i: features(item.shown, weights.sharpness) for i, item in enumerate(items) if item.shown}
    answers = [item.answered for item in items]
    for case in sorted({item.case for item in items}):
        train = [i for i in usable if items[i].case != case]
        model = LogisticRegression(C=10).fit([rows[i] for i in train], [items[i].wanted == "yes" for i in train])
        for i, item in enumerate(items):
            if item.case == case and item.shown and item.answered in ("yes", "no"):
                agrees = model.predict_proba([rows[i]])[0, 1] >= weights.decide
                answers[i] = "yes" if agrees else "no"
    _report(items, "fitted on the other cases", answers)
    final = LogisticRegression(C=10).fit([rows[i] for i in usable], [items[i].wanted == "yes" for i in usable])
    named = ", ".join(f"{name} = {value:.2f}" for name, value in zip(COLUMNS, final.coef_[0], strict=True))
    print(f"weights fitted on all: bias = {final.intercept_[0]:.2f}, {named}")


def _spans(file: Path) -> None:
    """Print the F1 of found attributions, contents and sources, matched one to one by cue, then by source."""
    counts: Counter[str] = Counter()
    with file.open("rb") as raw_lines, gzip.open(raw_lines) if file.suffix == ".gz" else raw_lines as lines:
        for line in lines:
            row = json.loads(line)
            gold = [
                {key: _ranges(one.get(key, ())) for key in ("cue", "source", "content")} for one in row["attributions"]
            ]
            found = find_attributions(Document.from_text(row["text"]))
            counts["found"] += len(found)
            counts["gold"] += len(gold)
            counts.update(f"gold {key}" for one in gold for key in one if one[key])
            for raw, one in _matched(found, gold):
                counts["both"] += 1
                counts["content"] += _hits(raw.content_span, one["content"])
                counts["source"] += _hits(raw.source_span, one["source"])
    for name, hits, existing in (
        ("attribution", counts["both"], counts["gold"]),
        ("content span", counts["content"], counts["gold content"]),
        ("source span", counts["source"], counts["gold source"]),
    ):
        print(
            f"{name} overlap F1: {2 * hits / (counts['found'] + existing):.3f} "
            f"({hits} of {existing}, {counts['found']} found)"
        )


def _ranges(parts: Sequence[dict[str, str]]) -> list[Span]:
    ends = [tuple(map(int, piece.split())) for part in parts for piece in re.split(r"[;|,]", part["span"])]
    return [Span(end[0], end[-1]) for end in ends]


def _matched(
    found: Sequence[RawAttribution], gold: Sequence[dict[str, list[Span]]]
) -> list[tuple[RawAttribution, dict[str, list[Span]]]]:
    pairs, used, free = [], set(), list(found)
    for key in ("cue", "source"):
        rest = []
        for raw in free:
            span = raw.cue_span if key == "cue" else raw.source_span
            hit = next((i for i, one in enumerate(gold) if i not in used and _hits(span, one[key])), None)
            if hit is None:
                rest.append(raw)
            else:
                used.add(hit)
                pairs.append((raw, gold[hit]))
        free = rest
    return pairs


def _hits(span: Span, ranges: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in ranges)


if __name__ == "__main__":
    main()
