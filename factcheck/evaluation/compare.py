"""``evaluate compare``: two files of predictions on the same items, and whether they differ by chance."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from factcheck.errors import DataError
from factcheck.evaluation.metrics import Flags
from factcheck.evaluation.pairs import outcomes
from factcheck.evaluation.predictions import Prediction, read_predictions
from factcheck.evaluation.statistics import RESAMPLES, mcnemar, paired_bootstrap

Item = tuple[str, str, int]
"""Labelled file, hash of claim, evidence and label, and how many equal rows came before."""


def compare_predictions(first: Path, second: Path, *, resamples: int = RESAMPLES) -> dict[str, Any]:
    """Compare two models on the items that both files hold, for each labelled file and for all.

    The difference is first minus second. Raises DataError when a file has no predictions, has those
    of several models, or the two have no item in common.
    """
    one, other = _items(first), _items(second)
    shared = [item for item in one if item in other]
    if not shared:
        raise DataError(f"{first}, {second}: no item in common; run `evaluate pairs` on the same labelled files")
    right = _right(one, other, shared)
    files = sorted({file for file, _, _ in shared})
    of = {file: np.array([item[0] == file for item in shared]) for file in files}
    return {
        "models": [next(iter(one.values())).model, next(iter(other.values())).model],
        "only_first": len(one) - len(shared),
        "only_second": len(other) - len(shared),
        "pooled": _difference(right[0], right[1], resamples),
        "files": {file: _difference(right[0][of[file]], right[1][of[file]], resamples) for file in files},
    }


def _items(file: Path) -> dict[Item, Prediction]:
    if not file.is_file():
        raise DataError(f"{file}: no such file; `evaluate pairs FILE --predictions {file.name}` writes one")
    lines = [line for line in read_predictions(file) if line.item]
    if not lines:
        raise DataError(f"{file}: no predictions; run `evaluate pairs` with --predictions again to complete its lines")
    models = sorted({line.model for line in lines})
    if len(models) > 1:
        raise DataError(f"{file}: predictions of {len(models)} models: {', '.join(models)}; keep one file for each")
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[Item, Prediction] = {}
    for line in lines:
        found[line.file, line.item, seen[line.file, line.item]] = line
        seen[line.file, line.item] += 1
    return found


def _right(one: dict[Item, Prediction], other: dict[Item, Prediction], shared: list[Item]) -> tuple[Flags, Flags]:
    two_way = {file for (file, _, _), line in [*one.items(), *other.items()] if line.label == "not_support"}
    flags: tuple[Flags, Flags] = (np.zeros(len(shared), dtype=bool), np.zeros(len(shared), dtype=bool))
    for file_is_two_way in (False, True):
        # Rows of a two-way file whose shared part has only support would else be read as three-way.
        places = [i for i, (file, _, _) in enumerate(shared) if (file in two_way) == file_is_two_way]
        for found, flag in zip((one, other), flags, strict=True):
            if places:
                lines = [found[shared[i]] for i in places]
                result = outcomes([line.label for line in lines], [line.stance for line in lines], file_is_two_way)
                flag[places] = result.right
    return flags


def _difference(first: Flags, second: Flags, resamples: int) -> dict[str, Any]:
    a, b = first.astype(np.float64), second.astype(np.float64)
    drawn, test = paired_bootstrap(_mean, (a,), (b,), resamples=resamples), mcnemar(first, second)
    return {
        "n": len(first),
        "accuracy": [float(a.mean()), float(b.mean())],
        "difference": drawn.difference.value,
        "interval": [drawn.difference.low, drawn.difference.high],
        "p_bootstrap": drawn.p_value,
        "p_mcnemar": test.p_value,
        "only_first_right": test.only_first,
        "only_second_right": test.only_second,
    }


def _mean(values: Any) -> float:
    return float(values.mean())
