#!/usr/bin/env python
"""Fit how verdicts are decided, and how sure they are, on labelled cases.

    python scripts/newsroom_cases.py datasets/newsroom cases/ --plain
    python scripts/tune_verdicts.py CASES cases/ --weights 8 1 --output models/nli-mpnet/verdicts.json

Every case is checked once (without the verification of its quotations and links, which decides nothing
here). Figures are those on cases held out of the fit, for each folder given. The SHA-256 to enter in
`models/registry.toml` is printed at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from factcheck import FactChecker
from factcheck.checker import make_embedder, make_scorer, make_source_verifier
from factcheck.config import Settings
from factcheck.errors import ConfigError
from factcheck.evaluation.articles import LABELS, locate, matching
from factcheck.evaluation.fit import Labelled, fit_head, fit_thresholds
from factcheck.evaluation.outcomes import Outcomes, figures
from factcheck.protocols import SourceVerifier
from factcheck.types import Document, Label, SourceFindings, SourceNote, Standing
from factcheck.verdicts import MaxAggregator, least_confidence


class NotesOnly:
    """Groups the sources and verifies nothing else."""

    def __init__(self, verifier: SourceVerifier) -> None:
        self._verifier = verifier

    def notes(self, article: Document, sources: Sequence[Document]) -> tuple[SourceNote, ...]:
        """Return a note for each source."""
        return self._verifier.notes(article, sources)

    def verify(self, *_: object, **__: object) -> SourceFindings:
        """Return nothing."""
        return SourceFindings()


def main() -> None:
    """Check every case once, then fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, nargs="+", help="folders of cases")
    parser.add_argument("--weights", type=float, nargs="+", default=[], help="how much a claim of each folder counts")
    parser.add_argument("--strength", type=float, default=0.1, help="inverse of the L2 penalty")
    parser.add_argument("--top-k", type=int, default=Settings().top_k)
    parser.add_argument("--nli-model", default=Settings().nli_model)
    parser.add_argument(
        "--thresholds", action="store_true", help="fit those of MaxAggregator as well: slow on many claims"
    )
    parser.add_argument("--output", type=Path, help="where to write the fitted head")
    options = parser.parse_args()
    settings = Settings(top_k=options.top_k, nli_model=options.nli_model)
    verifier = make_source_verifier(make_embedder(settings), make_scorer(settings), settings)
    checker = FactChecker(settings, source_verifier=NotesOnly(verifier), aggregator=MaxAggregator())
    weights = [*options.weights, *[1.0] * len(options.cases)]
    parts = [labelled_claims(folder, checker, weight) for folder, weight in zip(options.cases, weights, strict=False)]
    labelled = [item for part in parts for item in part]

    if options.thresholds:
        found = fit_thresholds(labelled)
        print(f"thresholds: accuracy {found.accuracy:.3f}, held out {found.held_out_accuracy:.3f}")
        print("thresholds = { " + ", ".join(f"{k} = {v}" for k, v in asdict(found.thresholds).items()) + " }")

    names = ", ".join(f"{len(part)} claims of {folder.name}" for folder, part in zip(options.cases, parts, strict=True))
    fit = fit_head(labelled, strength=options.strength, fitted_on=names)
    start = 0
    for folder, part in zip(options.cases, parts, strict=True):
        chosen = np.zeros(len(labelled), dtype=bool)
        chosen[start : start + len(part)] = True
        start += len(part)
        reached = figures(fit.outcomes.of(chosen), LABELS)
        shown = ("n", "accuracy", "macro_f1", "ece", "aurc")
        print(f"{folder}: " + ", ".join(f"{key} {reached[key]:.3f}" for key in shown))
    open_index = list(Label).index(Label.NOT_ENOUGH_EVIDENCE)
    is_open = fit.outcomes.predicted == open_index
    groups = np.array([item.group for item in labelled])
    for name, calibration, chosen in (
        ("decided", fit.head.calibration, ~is_open),
        ("open", fit.head.open_calibration, is_open),
    ):
        of_group = by_group(fit.outcomes.of(chosen), groups[chosen])
        for share in (0.05, 0.1, 0.15, 0.2, 0.3):
            try:
                least = least_confidence(calibration, share)
            except ConfigError as error:
                print(f"{name}: {error}")
                continue
            kept = sum(confidence >= least for confidence, _ in calibration)
            print(
                f"{name}, --max-error {share:g}: confidence of at least {least:.3f}, {kept} of {len(labelled)} claims; "
                f"on the other half of random halves of the articles {realised(of_group, share)}"
            )
    if options.output:
        data = msgspec.json.format(msgspec.json.encode(fit.head), indent=1) + b"\n"
        options.output.write_bytes(data)
        print(f"sha256 {hashlib.sha256(data).hexdigest()}")


Sure = tuple[float, bool]
"""Confidence of a verdict, and whether it was right."""


def by_group(outcomes: Outcomes, groups: npt.NDArray[np.str_]) -> list[list[Sure]]:
    """Return the verdicts of each group: those on one article's claims hang together."""
    found: dict[str, list[Sure]] = {}
    for group, confidence, right in zip(groups, outcomes.confidence, outcomes.right, strict=True):
        found.setdefault(str(group), []).append((float(confidence), bool(right)))
    return [found[group] for group in sorted(found)]


def realised(groups: Sequence[Sequence[Sure]], share: float, rounds: int = 200) -> str:
    """Return the mean error on half of the groups above the threshold of the others, and how often there was none."""
    rng, errors = random.Random(0), []
    for _ in range(rounds):
        drawn = rng.sample(list(groups), len(groups))
        half = len(drawn) // 2
        try:
            least = least_confidence([one for group in drawn[:half] for one in group], share)
        except ConfigError:
            continue
        let_in = [right for group in drawn[half:] for confidence, right in group if confidence >= least]
        if let_in:
            errors.append(let_in.count(False) / len(let_in))
    mean = f"error {sum(errors) / len(errors):.3f}, " if errors else ""
    return f"{mean}refused {1 - len(errors) / rounds:.0%}"


def labelled_claims(folder: Path, checker: FactChecker, weight: float) -> list[Labelled]:
    """Return the gold claims of every case below ``folder`` that the check found, with their evidence."""
    found = []
    for file in sorted(folder.rglob("gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        article = next(path for path in sorted(file.parent.glob("article.*")))
        report = checker.check(article, [file.parent / "sources"])
        if report.was_interrupted:
            raise KeyboardInterrupt
        standing = Standing.of(report.notes)
        for wanted in gold["claims"]:
            verdict = matching(report.verdicts, locate(report.article.text, wanted["sentence"]), wanted["claim"])
            if verdict is not None:
                found.append(
                    Labelled(
                        group=f"{folder.name}/{file.parent.name}",
                        gold=Label(wanted["label"]),
                        claim=verdict.claim,
                        evidence=verdict.evidence,
                        standing=standing,
                        weight=weight,
                    )
                )
    return found


if __name__ == "__main__":
    main()
