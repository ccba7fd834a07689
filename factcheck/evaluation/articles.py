"""``evaluate articles``: whole checks against case folders with a ``gold.json``.

A gold claim is found when a reported claim overlaps its sentence; of several, the one whose text is
most like the gold claim (character-level ratio) counts; one that is not found has a wrong verdict.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.checker import FactChecker
from factcheck.errors import DataError
from factcheck.evaluation.cases import CaseResult, GoldClaim
from factcheck.evaluation.findings import attributions_right, citations_right, independence_pairs, quotes_right
from factcheck.evaluation.kept_cases import append_case, case_key, read_cases
from factcheck.evaluation.metrics import confusion, precision_recall_f1
from factcheck.evaluation.outcomes import Outcomes
from factcheck.evaluation.predictions import printable
from factcheck.protocols import Progress, silent
from factcheck.types import Document, Label, Report, Span, Verdict

LABELS = tuple(label.value for label in Label)
_MISSED = "NOT_FOUND"
COLUMNS = (*LABELS, _MISSED)
"""Classes of reported verdicts: a missed claim is a wrong verdict of no label."""


def evaluate_articles(folder: Path, checker: FactChecker, *, progress: Progress = silent) -> dict[str, Any]:
    """Check every case below ``folder`` and return the figures of the contract."""
    return summarize(check_cases(folder, checker, progress=progress))


def check_cases(
    folder: Path, checker: FactChecker, *, predictions: Path | None = None, progress: Progress = silent
) -> list[CaseResult]:
    """Check every case below ``folder``.

    ``predictions`` keeps one JSON line a gold claim and, after those of a case, one line of the case;
    cases that it holds for the same files, models and settings are not checked again.
    """
    cases = sorted(path.parent for path in folder.rglob("gold.json"))
    if not cases:
        raise DataError(f"{folder}: no case folders (article.*, sources/, gold.json)")
    known, results = read_cases(predictions), []
    for done, case in enumerate(cases):
        progress("cases", done, len(cases))
        name = printable(str(case.relative_to(folder)))
        key = case_key(case, name, checker)
        if key not in known:
            known[key] = _checked(case, name, checker)
            append_case(predictions, key, known[key])
        results.append(known[key])
    progress("cases", len(cases), len(cases))
    return results


def claim_outcomes(results: Sequence[CaseResult]) -> Outcomes:
    """Return the gold claims of all cases, classes numbered as in ``COLUMNS``."""
    pairs = [pair for result in results for pair in result.claims]
    return Outcomes(
        np.array([COLUMNS.index(gold) for gold, _ in pairs], dtype=np.int64),
        np.array([COLUMNS.index(reported) for _, reported in pairs], dtype=np.int64),
        np.array([value for result in results for value in result.confidences], dtype=np.float64),
    )


def summarize(results: Sequence[CaseResult]) -> dict[str, Any]:
    """Add up the cases; every rate is over all items of all cases."""
    claims = [pair for result in results for pair in result.claims]
    right = [gold == reported for gold, reported in claims]
    items = claim_outcomes(results)
    # A missed claim lowers recall, and no class's precision.
    counts = confusion(items.gold, items.predicted, len(COLUMNS))
    per_class = precision_recall_f1(counts)[: len(LABELS)]
    present = [row["f1"] for row in per_class if row["n"]]
    clean = [flag for result in results for flag in result.not_claims]
    evidence = [flag for result in results for flag in result.evidence]
    kinds = [kind for result in results for kind in result.kinds]
    by_kind = {
        kind: {
            "n": kinds.count(kind),
            "accuracy": _share([flag for flag, other in zip(right, kinds, strict=True) if other == kind]),
        }
        for kind in sorted(set(kinds))
    }
    findings = {
        key: [flag for result in results for flag in getattr(result, key)]
        for key in ("quotes", "attributions", "citations")
    }
    pairs = [sum(getattr(r, name) for r in results) for name in ("pairs_right", "pairs_claimed", "pairs_gold")]
    return {
        "cases": len(results),
        "n_claims": len(claims),
        "claim_recall": _share([reported != _MISSED for _, reported in claims]),
        "claim_precision": _share(clean),
        "verdict_accuracy": _share(right),
        "verdict_macro_f1": float(np.mean(present)) if present else 0.0,
        "evidence_recall": _share(evidence),
        "quote_accuracy": _share(findings["quotes"]) if findings["quotes"] else None,
        "attribution_accuracy": _share(findings["attributions"]) if findings["attributions"] else None,
        "citation_accuracy": _share(findings["citations"]) if findings["citations"] else None,
        "independence_pair_f1": _pair_f1(*pairs),
        "seconds_per_article": float(np.mean([result.seconds for result in results])),
        "per_class": dict(zip(LABELS, per_class, strict=True)),
        "confusion": {"labels": list(COLUMNS), "counts": counts.tolist()},
        "by_kind": by_kind,
        "by_case": {result.name: _share([gold == reported for gold, reported in result.claims]) for result in results},
    }


def _checked(case: Path, name: str, checker: FactChecker) -> CaseResult:
    try:
        gold = json.loads((case / "gold.json").read_text(encoding="utf-8"))
        article = next(path for path in sorted(case.glob("article.*")))
    except StopIteration as error:
        raise DataError(f"{case}: no article.*") from error
    except (OSError, ValueError) as error:
        raise DataError(f"{case / 'gold.json'}: {error!r}") from error
    started = time.perf_counter()
    report = checker.check(article, sources=[case / "sources"])
    seconds = time.perf_counter() - started
    if report.was_interrupted:  # half a report is no result, and must not be kept as one
        raise KeyboardInterrupt
    try:
        return score_report(name, report, gold, seconds)
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{case / 'gold.json'}: {error!r}") from error


def score_report(name: str, report: Report, gold: dict[str, Any], seconds: float) -> CaseResult:
    """Score one report against its gold labels."""
    text = report.article.text
    by_file = {Path(source.path).name: source for source in report.sources if source.path}
    claims, confidences, evidence, rows = [], [], [], []
    for wanted in gold["claims"]:
        verdict = matching(report.verdicts, locate(text, wanted["sentence"]), wanted["claim"])
        claims.append((Label(wanted["label"]).value, verdict.label.value if verdict else _MISSED))
        confidences.append(verdict.confidence if verdict else 0.0)
        rows.append(_row(wanted, verdict))
        if wanted["label"] in (Label.SUPPORTED.value, Label.REFUTED.value):
            evidence.append(verdict is not None and _has_evidence(verdict, wanted["evidence"], by_file))
    clean = []
    for sentence in gold["not_claims"]:
        span = locate(text, sentence)
        clean.append(span is None or not any(v.claim.span.overlaps(span) for v in report.verdicts))
    where = partial(locate, text)
    pairs_right, pairs_claimed, pairs_gold = independence_pairs(report, gold["independent_groups"])
    return CaseResult(
        name=name,
        claims=tuple(claims),
        confidences=tuple(confidences),
        kinds=tuple(printable(wanted.get("kind", "")) for wanted in gold["claims"]),
        not_claims=tuple(clean),
        evidence=tuple(evidence),
        pairs_right=pairs_right,
        pairs_claimed=pairs_claimed,
        pairs_gold=pairs_gold,
        quotes=quotes_right(report, gold.get("quotes", ()), where),
        attributions=attributions_right(report, gold.get("attributions", ()), where),
        citations=citations_right(report, gold.get("citations", ()), where),
        seconds=seconds,
        rows=tuple(rows),
    )


def _row(wanted: dict[str, Any], verdict: Verdict | None) -> GoldClaim:
    passage = verdict.evidence[0].passage if verdict and verdict.evidence else None
    return GoldClaim(
        id=printable(str(wanted.get("id", ""))),
        claim=printable(wanted["claim"]),
        kind=printable(wanted.get("kind", "")),
        gold=wanted["label"],
        reported=verdict.label.value if verdict else _MISSED,
        confidence=verdict.confidence if verdict else 0.0,
        evidence=printable(passage.text) if passage else "",
        source=printable(Path(passage.document.path).name) if passage and passage.document.path else "",
    )


def locate(text: str, sentence: str) -> Span | None:
    """Find ``sentence`` in ``text``, any run of white space being equal to any other."""
    kept = [index for index, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(text[index] for index in kept)
    wanted = "".join(sentence.split())
    at = squeezed.find(wanted)
    if at < 0 or not wanted:
        return None
    return Span(kept[at], kept[at + len(wanted) - 1] + 1)


def matching(verdicts: Sequence[Verdict], span: Span | None, claim: str) -> Verdict | None:
    """Return the verdict on a gold claim whose sentence lies at ``span``, or None."""
    if span is None:
        return None
    found = [verdict for verdict in verdicts if verdict.claim.span.overlaps(span)]
    return max(found, key=lambda v: SequenceMatcher(None, v.claim.text, claim).ratio(), default=None)


def _has_evidence(verdict: Verdict, wanted: Sequence[dict[str, Any]], by_file: dict[str, Document]) -> bool:
    for item in wanted:
        source = by_file.get(item["file"])
        span = locate(source.text, item["sentence"]) if source else None
        if source is None or span is None:
            continue
        if any(e.passage.document.id == source.id and e.passage.span.overlaps(span) for e in verdict.evidence):
            return True
    return False


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _pair_f1(right: int, claimed: int, existing: int) -> float:
    if not claimed and not existing:
        return 1.0
    return 2 * right / (claimed + existing)
