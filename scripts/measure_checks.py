#!/usr/bin/env python
"""Measure the checks: `python scripts/measure_checks.py [--pairs FILE] [--stories DIR --split dev] [--cases DIR]`.

FILE is JSON lines of `claim`, `evidence`, `label` (`datasets/diagnostic/pairs.jsonl`); DIR of stories holds
`*.jsonl` as in `datasets/newsroom`; DIR of cases holds folders with a `gold.json`. Of a story every claim is paired
with each of its settling sentences and with every other sentence of the sources (`--every 8` takes one in eight of
these); of a case with its gold evidence sentences only.

Printed for each kind of check: of pairs with a check that disagrees, the labels; of pairs whose checks of that
kind all agree, the labels; how many settled pairs have any; and milliseconds of processor time a pair.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.checks import compare
from factcheck.types import Check

_KINDS = ("number", "date", "negation", "entity")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside evidence; ``label`` is support, refute or neutral."""

    claim: str
    evidence: str
    label: str
    claim_date: str | None = None
    evidence_date: str | None = None


def pairs_of_file(path: Path) -> Iterator[Pair]:
    """Yield the pairs of a JSON lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Pair(row["claim"], row["evidence"], row["label"])


def pairs_of_stories(folder: Path, split: str | None, every: int) -> Iterator[Pair]:
    """Yield the settled pairs of every story, and one in ``every`` of the open ones."""
    seen = 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            if split is not None and story["split"] != split:
                continue
            for claim in story["claims"]:
                yield from _settled(story, claim)
                settling = {tuple(p) for e in claim["evidence"] if e["stance"] != "near_miss" for p in e["sentences"]}
                for name, source in story["sources"].items():
                    for number, sentence in enumerate(source["sentences"], 1):
                        seen += 1
                        if (name, number) not in settling and seen % every == 0:
                            yield Pair(claim["claim"], sentence, "neutral", story["published"], source["published"])


def _settled(story: dict[str, Any], claim: dict[str, Any]) -> Iterator[Pair]:
    for item in claim["evidence"]:
        if item["stance"] != "near_miss":
            said = " ".join(story["sources"][name]["sentences"][number - 1] for name, number in item["sentences"])
            source = story["sources"][item["sentences"][0][0]]
            label = item["stance"].removesuffix("s")
            yield Pair(claim["claim"], said, label, story["published"], source["published"])


def pairs_of_cases(folder: Path) -> Iterator[Pair]:
    """Yield the gold claims beside their gold evidence sentences, one by one."""
    labels = {"SUPPORTED": "support", "REFUTED": "refute", "SUPPORTS": "support", "REFUTES": "refute"}
    for path in sorted(folder.glob("*/gold.json")):
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            for item in claim.get("evidence", ()):
                stance = str(item.get("stance") or claim["label"]).upper()
                label = labels.get(stance, labels.get(stance + "S"))
                if label is not None:
                    yield Pair(claim["claim"], item["sentence"], label)
            for item in claim.get("near_miss", ()):
                yield Pair(claim["claim"], item["sentence"], "neutral")


def measure(pairs: list[Pair]) -> dict[str, Any]:
    """Return the labels of pairs by kind and outcome of their checks."""
    start = time.process_time()
    checked = [(pair, _checks(pair)) for pair in pairs]
    taken = time.process_time() - start
    settled = [item for item in checked if item[0].label != "neutral"]
    found: dict[str, Any] = {"pairs": len(pairs), "milliseconds_a_pair": round(1000 * taken / max(1, len(pairs)), 3)}
    for kind in _KINDS:
        of_kind = [(pair, [check for check in checks if check.kind == kind]) for pair, checks in checked]
        differing = Counter(pair.label for pair, checks in of_kind if any(not check.agrees for check in checks))
        agreeing = Counter(pair.label for pair, checks in of_kind if checks and all(check.agrees for check in checks))
        some = sum(any(check.kind == kind for check in checks) for _, checks in settled)
        found[kind] = {
            "disagree": dict(differing),
            "refuted_of_disagreeing": _share(differing["refute"], differing.total()),
            "agree": dict(agreeing),
            "supported_of_agreeing": _share(agreeing["support"], agreeing.total()),
            "coverage_of_settled": _share(some, len(settled)),
        }
    return found


def _checks(pair: Pair) -> tuple[Check, ...]:
    return compare(pair.claim, pair.evidence, claim_date=pair.claim_date, evidence_date=pair.evidence_date)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def main() -> None:
    """Print one JSON object for each input."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--stories", type=Path)
    parser.add_argument("--split", choices=("train", "dev"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--cases", type=Path)
    given = parser.parse_args()
    if given.pairs:
        print(json.dumps({"pairs": measure(list(pairs_of_file(given.pairs)))}, indent=1))
    if given.stories:
        stories = list(pairs_of_stories(given.stories, given.split, max(1, given.every)))
        print(json.dumps({"stories": measure(stories)}, indent=1))
    if given.cases:
        print(json.dumps({"cases": measure(list(pairs_of_cases(given.cases)))}, indent=1))


if __name__ == "__main__":
    main()
