"""``evaluate claims``: labelled sentences against a claim detector."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from factcheck.errors import DataError
from factcheck.evaluation.examples import ClaimExample
from factcheck.evaluation.loaders.rows import json_lines
from factcheck.evaluation.metrics import detection
from factcheck.protocols import ClaimDetector, Progress, silent
from factcheck.types import Document

LABELS = {"check_worthy": True, "not": False, "claim": True, "not_claim": False}
"""Whether a label is that of the class to be found."""

_PAIRS = ({"check_worthy", "not"}, {"claim", "not_claim"})

THRESHOLD = 0.5
"""Least check-worthiness of a claim that counts as found."""


class _Row(msgspec.Struct, frozen=True):
    text: str
    label: str
    id: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class ClaimsResult:
    """Figures of one file: ``metrics`` as the contract names them."""

    file: str
    metrics: dict[str, Any]


def read_claim_examples(file: Path) -> list[ClaimExample]:
    """Read ``.jsonl`` or ``.jsonl.gz``: text, label, and perhaps id and context.

    Raises DataError that names file, line and mend; a file labels check-worthiness or claims, not both.
    """
    examples = []
    for number, (place, row) in enumerate(json_lines(file, _Row, "text, label"), 1):
        if row.label not in LABELS:
            raise DataError(f"{place}: unknown label {row.label[:80]!r}; known: {', '.join(LABELS)}")
        examples.append(ClaimExample(row.id or str(number), row.text, row.label, row.context))
    labels = {example.label for example in examples}
    if not any(labels <= pair for pair in _PAIRS):
        raise DataError(f"{file}: labels {sorted(labels)} mix check-worthiness and claims; split the file")
    return examples


def worthiness(text: str, detector: ClaimDetector) -> float:
    """Return the highest check-worthiness of the claims that are detected in ``text``, 0 without any."""
    return max((claim.check_worthiness for claim in detector.detect(Document.from_text(text))), default=0.0)


def evaluate_claims(
    file: Path, detector: ClaimDetector, *, threshold: float = THRESHOLD, progress: Progress = silent
) -> ClaimsResult:
    """Detect claims in every text of ``file`` and return the figures of `factcheck.evaluation.metrics.detection`.

    The score of a text is its `worthiness`; the class to be found is check_worthy, or claim. Each text
    is given to the detector by itself, as it takes no context.
    """
    examples = read_claim_examples(file)
    scores = np.zeros(len(examples))
    for done, example in enumerate(examples):
        progress(file.name, done, len(examples))
        scores[done] = worthiness(example.text, detector)
    progress(file.name, len(examples), len(examples))
    positive = np.array([LABELS[example.label] for example in examples], dtype=np.bool_)
    return ClaimsResult(str(file), detection(scores, positive, threshold))
