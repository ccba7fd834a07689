"""What changed from one report to another, claim by claim, and why.

Claims are matched by their ids, then by place and words in an unchanged article, then by their words, then
by likeness. A changed verdict is explained by what else changed: the claim's words, the passages, their
scores, the checks; where none of these did, by the settings or the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from factcheck.report.stored import StoredClaim, StoredEvidence, StoredReport

_SAME_SCORE = 0.005
"""Differences of probabilities below this are those of one model on two machines."""
_ALIKE = 0.6
"""Likeness from which on two claims are taken for two wordings of one: difflib's own "close match"."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that changed: ``kind`` is "claim", "evidence", "scores", "checks", "model", "settings" or "program"."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Change:
    """One claim in both reports, or in one alone; ``old`` or ``new`` is None where it is absent."""

    claim: str
    old: str | None
    new: str | None
    old_confidence: float | None
    new_confidence: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs: of the run as a whole, of verdicts, and how many verdicts stayed."""

    run: tuple[Reason, ...]
    verdicts: tuple[Change, ...]
    unchanged: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "run": [asdict(reason) for reason in self.run],
            "verdicts": [
                {**asdict(change), "reasons": [asdict(reason) for reason in change.reasons]} for change in self.verdicts
            ],
            "unchanged": self.unchanged,
        }


def compare_reports(old: StoredReport, new: StoredReport) -> Changes:
    """Compare two reports; changed verdicts in the order of the new report, claims that are gone last."""
    run = tuple(_run(old, new))
    matched, gone = _match(old, new)
    changes = []
    unchanged = 0
    for before, after in matched:
        if before is None:
            changes.append(Change(after.text, None, after.verdict, None, after.confidence, (_NEW,)))
        elif before.verdict != after.verdict:
            reasons = tuple(_reasons(before, after, old, new, run))
            changes.append(
                Change(after.text, before.verdict, after.verdict, before.confidence, after.confidence, reasons)
            )
        else:
            unchanged += 1
    changes += [Change(claim.text, claim.verdict, None, claim.confidence, None, (_GONE,)) for claim in gone]
    return Changes(run, tuple(changes), unchanged)


_NEW = Reason("claim", "not in the old report")
_GONE = Reason("claim", "not in the new report")


def _run(old: StoredReport, new: StoredReport) -> Iterator[Reason]:
    """Yield what differs between the runs as a whole."""
    if old.article.sha256 != new.article.sha256:
        yield Reason("article", "the article changed")
    before, after = old.provenance, new.provenance
    models = {model.task: model for model in before.models}
    for model in after.models:
        was = models.pop(model.task, None)
        if was != model:
            yield Reason("model", f"{model.task}: {_model(was)} → {_model(model)}")
    for task, was in models.items():
        yield Reason("model", f"{task}: {_model(was)} → none")
    if before.config_digest != after.config_digest:
        yield Reason("settings", f"settings or thresholds: {before.config_digest} → {after.config_digest}")
    if before.factcheck_version != after.factcheck_version:
        yield Reason("program", f"factcheck {before.factcheck_version} → {after.factcheck_version}")
    if before.store_version != after.store_version:
        yield Reason("store", f"store: {before.store_version} → {after.store_version}")
    yield from _source_changes(old, new)


def _source_changes(old: StoredReport, new: StoredReport) -> Iterator[Reason]:
    earlier = {source.name: source.sha256 for source in old.sources}
    later = {source.name: source.sha256 for source in new.sources}
    for name, sha256 in later.items():
        if name not in earlier:
            yield Reason("source", f"added: {name}")
        elif earlier[name] != sha256:
            yield Reason("source", f"changed: {name}")
    for name in earlier:
        if name not in later:
            yield Reason("source", f"removed: {name}")


def _match(
    old: StoredReport, new: StoredReport
) -> tuple[list[tuple[StoredClaim | None, StoredClaim]], list[StoredClaim]]:
    """Pair each new claim with the old one it continues; return the old ones left over as well."""
    left = dict(enumerate(old.claims))
    pairs: dict[int, StoredClaim] = {}

    def take(key: Callable[[StoredClaim], Hashable]) -> None:
        waiting: dict[Hashable, list[int]] = {}
        for number, claim in left.items():
            waiting.setdefault(key(claim), []).append(number)
        for number, claim in enumerate(new.claims):
            if number not in pairs and (found := waiting.get(key(claim))):
                pairs[number] = left.pop(found.pop(0))

    take(lambda claim: claim.id)
    if old.article.text == new.article.text:
        take(lambda claim: (claim.span.start, claim.span.end, claim.text))
    take(lambda claim: " ".join(claim.text.split()).casefold())
    for number, claim in enumerate(new.claims):
        if number not in pairs and left:
            best, likeness = max(((n, _likeness(c.text, claim.text)) for n, c in left.items()), key=lambda p: p[1])
            if likeness >= _ALIKE:
                pairs[number] = left.pop(best)
    return [(pairs.get(number), claim) for number, claim in enumerate(new.claims)], list(left.values())


def _reasons(
    before: StoredClaim, after: StoredClaim, old: StoredReport, new: StoredReport, run: Sequence[Reason]
) -> Iterator[Reason]:
    """Yield why a verdict changed, the nearest causes first."""
    found = []
    if before.text != after.text:
        found.append(Reason("claim", f"its text was “{_short(before.text)}”"))
    earlier, later = _passages(before, old), _passages(after, new)
    for key, item in later.items():
        if key not in earlier:
            found.append(Reason("evidence", f"added, {_words(item)}: {key[0]}: “{_short(item.text)}”"))
    for key, item in earlier.items():
        if key not in later:
            found.append(Reason("evidence", f"removed, {_words(item)}: {key[0]}: “{_short(item.text)}”"))
    for key, item in later.items():
        was = earlier.get(key)
        if was is not None:
            found += _rescored(key[0], was, item)
    yield from found
    kinds = {reason.kind for reason in found}
    if "scores" in kinds:
        yield from (reason for reason in run if reason.kind == "model")
    if not found:
        shared = [reason for reason in run if reason.kind in ("settings", "program", "model", "source")]
        yield from shared or [Reason("settings", "the same passages and scores; the rules that weigh them changed")]


def _rescored(source: str, was: StoredEvidence, now: StoredEvidence) -> Iterator[Reason]:
    name = f"{source}: “{_short(now.text)}”"
    pairs = (
        ("supports", was.scores.supports, now.scores.supports),
        ("refutes", was.scores.refutes, now.scores.refutes),
        ("neutral", was.scores.neutral, now.scores.neutral),
    )
    moved = [f"{stance} {a:.2f} → {b:.2f}" for stance, a, b in pairs if abs(a - b) > _SAME_SCORE]
    if moved:
        yield Reason("scores", f"{', '.join(moved)}: {name}")
    old, new = Counter(was.checks), Counter(now.checks)
    for sign, extra in (("added", new - old), ("removed", old - new)):
        for check in extra:
            relation = "agrees with" if check.agrees else "differs from"
            said = f"{check.kind}: “{check.claim_value}” {relation} “{check.evidence_value}”"
            yield Reason("checks", f"{sign}, {said}: {name}")


def _passages(claim: StoredClaim, report: StoredReport) -> dict[tuple[str, str], StoredEvidence]:
    """Return the passages of a claim by source and words: ids and offsets change with a source's name."""
    names = {source.id: source.name for source in report.sources}
    return {(names.get(item.source_id, item.source_id), item.text): item for item in claim.evidence}


def _words(item: StoredEvidence) -> str:
    return item.stance.lower()


def _model(model: Any) -> str:
    return f"{model.name} {model.revision} ({model.sha256[:12]})" if model else "none"


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0


def _short(text: str, limit: int = 120) -> str:
    said = " ".join(text.split())
    return said if len(said) <= limit else said[:limit].rsplit(" ", 1)[0] + " …"
