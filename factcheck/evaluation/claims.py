"""``evaluate claims``: labelled sentences against a model of check-worthiness, or a claim detector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from factcheck.claims.worthiness import scheme_of
from factcheck.errors import DataError
from factcheck.evaluation.examples import ClaimExample
from factcheck.evaluation.loaders.rows import json_lines
from factcheck.evaluation.metrics import detection
from factcheck.protocols import ClaimDetector, Progress, WorthinessScorer, silent
from factcheck.types import Document, ModelInfo

LABELS = {"check_worthy": True, "not": False, "claim": True, "not_claim": False}
"""Whether a label is that of the class to be found."""

_PAIRS = ({"check_worthy", "not"}, {"claim", "not_claim"})

THRESHOLD = 0.5
"""Least check-worthiness of a claim that counts as found, where a detector names none."""

_AT_ONCE = 64


class _Row(msgspec.Struct, frozen=True):
    text: str
    label: str
    id: str = ""
    context: str = ""
    dataset: str = ""


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
        examples.append(ClaimExample(row.id or str(number), row.text, row.label, row.context, row.dataset))
    labels = {example.label for example in examples}
    if not any(labels <= pair for pair in _PAIRS):
        raise DataError(f"{file}: labels {sorted(labels)} mix check-worthiness and claims; split the file")
    return examples


class DetectedWorthiness:
    """A claim detector as a scorer: a text is as worthy as the best of the claims detected in it, 0 without any."""

    def __init__(self, detector: ClaimDetector, threshold: float = THRESHOLD) -> None:
        self._detector, self._threshold = detector, threshold
        self.info = ModelInfo("check-worthiness", type(detector).__name__, "", "")

    def threshold(self, scheme: str = "") -> float:
        """Return the threshold, whatever the scheme."""
        del scheme
        return self._threshold

    def score(self, texts: Sequence[str], scheme: str = "") -> list[float]:
        """Detect the claims of each text by itself."""
        del scheme
        detect = self._detector.detect
        return [max((c.check_worthiness for c in detect(Document.from_text(text))), default=0.0) for text in texts]


def evaluate_claims(
    file: Path, scorer: WorthinessScorer, *, scheme: str | None = None, progress: Progress = silent
) -> ClaimsResult:
    """Score every text of ``file`` and return the figures of `factcheck.evaluation.metrics.detection`.

    The class to be found is check_worthy, or claim. ``scheme`` is how the labels are meant; None takes that of
    the rows' data set, see `factcheck.claims.worthiness.scheme_of`. Each text is scored by itself.
    """
    examples = read_claim_examples(file)
    chosen = scheme or examples_scheme(examples)
    scores = score_texts([example.text for example in examples], scorer, chosen, file.name, progress)
    positive = np.array([LABELS[example.label] for example in examples], dtype=np.bool_)
    figures = detection(scores, positive, scorer.threshold(chosen))
    return ClaimsResult(str(file), {"scheme": chosen, **figures})


def examples_scheme(examples: Sequence[ClaimExample]) -> str:
    """Return the label scheme of a file's examples."""
    worthy = examples[0].label in _PAIRS[0]
    return scheme_of(examples[0].dataset, [example.text for example in examples], worthy=worthy)


def score_texts(
    texts: Sequence[str], scorer: WorthinessScorer, scheme: str, name: str, progress: Progress
) -> npt.NDArray[np.float64]:
    """Return the check-worthiness of ``texts``, scored a part at a time so that progress shows."""
    scores: list[float] = []
    for start in range(0, len(texts), _AT_ONCE):
        progress(name, start, len(texts))
        scores += scorer.score(texts[start : start + _AT_ONCE], scheme)
    progress(name, len(texts), len(texts))
    return np.array(scores, dtype=np.float64)
