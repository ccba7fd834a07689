"""The heads of the check-worthiness model, calibrated on what the int8 encoder computes.

Those of the public schemes come trained with the encoder; that of the news is a logistic regression on the
encoder's vectors. Each becomes one column of a last product in the graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from factcheck.training.claim_rows import LabelledSentence

_STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
Labelled = tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]
"""Vectors, a row each, and which of them are positive."""


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of one scheme's logit, its calibration, and the threshold with the best F1 on rows kept aside."""

    weights: npt.NDArray[np.float64]
    bias: float
    slope: float
    offset: float
    threshold: float


def fit_head(train: Labelled, kept: Labelled, *, recall: float) -> Head:
    """Fit a head on ``train``, both classes weighing the same, its regularization and calibration on ``kept``.

    The threshold is the one that finds the share ``recall`` of the positive rows of ``kept``.
    """
    best: tuple[float, LogisticRegression] | None = None
    for strength in _STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced").fit(*train)
        quality = float(average_precision_score(kept[1], model.decision_function(kept[0])))
        if best is None or quality > best[0]:
            best = quality, model
    assert best is not None  # noqa: S101 - there are strengths
    return calibrated(best[1].coef_[0], float(best[1].intercept_[0]), kept, recall=recall)


def calibrated(weights: npt.NDArray[Any], bias: float, kept: Labelled, *, recall: float | None = None) -> Head:
    """Return a head of given weights with the slope, offset and threshold that ``kept`` asks for.

    The threshold has the best F1, or with ``recall`` finds this share of the positive rows.
    """
    logits = kept[0] @ weights + bias
    platt = LogisticRegression(C=100.0).fit(logits[:, None], kept[1])
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    probabilities = 1 / (1 + np.exp(-(slope * logits + offset)))
    if recall is None:
        threshold = best_threshold(probabilities, kept[1])
    else:
        threshold = float(np.floor(1000 * np.quantile(probabilities[kept[1]], 1 - recall)) / 1000)
    return Head(np.asarray(weights, dtype=np.float64), bias, slope, offset, threshold)


def add_heads(graph: Path, heads: Mapping[str, Head]) -> None:
    """Append the heads to the encoder graph in ``graph``, in place: its output becomes ``logits``."""
    model = onnx.load(graph)
    (vector,) = model.graph.output
    weights = np.stack([head.weights for head in heads.values()], axis=1).astype(np.float32)
    bias = np.array([head.bias for head in heads.values()], dtype=np.float32)
    make = onnx.numpy_helper.from_array
    model.graph.initializer.extend([make(weights, "heads_weights"), make(bias, "heads_bias")])
    model.graph.node.append(
        onnx.helper.make_node("Gemm", [vector.name, "heads_weights", "heads_bias"], ["logits"], name="heads")
    )
    del model.graph.output[:]
    model.graph.output.append(
        onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["batch", len(heads)])
    )
    onnx.save(model, graph)


def best_threshold(probabilities: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_]) -> float:
    """Return the middle of the thresholds (in hundredths) whose F1 is within half a point of the best one's."""
    grid = np.arange(0.05, 0.95, 0.01)
    scores = np.array([f1_score(positive, probabilities >= value, zero_division=0) for value in grid])
    good = grid[scores >= scores.max() - 0.005]
    return round(float(np.median(good)), 2)


def labels_of(rows: Sequence[LabelledSentence]) -> npt.NDArray[np.bool_]:
    """Return which rows are positive."""
    return np.array([row.positive for row in rows], dtype=np.bool_)
