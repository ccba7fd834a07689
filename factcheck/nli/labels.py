"""Which output column of a checkpoint means what, read from the checkpoint's own labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.errors import ModelError
from factcheck.types import Stance

_NAMES: dict[Stance, re.Pattern[str]] = {
    Stance.SUPPORTS: re.compile(r"(?:entail|support)"),
    Stance.REFUTES: re.compile(r"(?:contradict|refut)"),
    Stance.NEUTRAL: re.compile(r"(?:neutral|not_?enough|nei$|unknown|irrelevant)"),
}
_NEGATED = re.compile(r"(?:^|_)(?:not|non|no)_(?!enough)")


def label_order(labels: Sequence[str], name: str) -> tuple[int, int, int]:
    """Return the columns of supports, refutes and neutral among a checkpoint's ``labels``.

    Raises ModelError when any of the three is missing or doubtful: a guessed order would turn
    verdicts around.
    """
    found: dict[Stance, list[int]] = {stance: [] for stance in Stance}
    for column, label in enumerate(labels):
        key = re.sub(r"[^a-z]+", "_", label.lower()).strip("_")
        for stance, pattern in _NAMES.items():
            if pattern.match(key) and not _NEGATED.search(key):
                found[stance].append(column)
    if len(labels) != 3 or any(len(columns) != 1 for columns in found.values()):
        raise ModelError(
            f"{name}: cannot tell supports, refutes and neutral among its labels {list(labels)}; "
            "use a three-way NLI checkpoint whose config names them (id2label)"
        )
    return found[Stance.SUPPORTS][0], found[Stance.REFUTES][0], found[Stance.NEUTRAL][0]
