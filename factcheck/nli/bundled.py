"""The bundled NLI cross-encoder on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from factcheck.bundled import BundledModel
from factcheck.nli.labels import label_order
from factcheck.onnx import OnnxModel
from factcheck.types import ModelInfo, StanceScores

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class OnnxScorer:
    """Scores premise–hypothesis pairs with a bundled model; equal pairs are scored once."""

    def __init__(self, model: BundledModel, *, threads: int | None = None) -> None:
        self.info: ModelInfo = model.info
        self._columns = label_order(model.labels, model.name)
        self._temperature = model.parameters.get("temperature", 1.0)
        self._model = OnnxModel(model.folder, max_tokens=model.max_tokens, threads=threads)

    def load(self) -> None:
        """Load the model now rather than at the first pair."""
        self._model.load()

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score ``(premise, hypothesis)`` pairs, in order; ``done`` hears of finished pairs."""
        unique = list(dict.fromkeys(pairs))
        scores = stance_scores(self._model.run(unique, done), self._columns, self._temperature)
        known = dict(zip(unique, scores, strict=True))
        return [known[pair] for pair in pairs]


def stance_scores(
    logits: npt.NDArray[np.float32], columns: tuple[int, int, int], temperature: float = 1.0
) -> list[StanceScores]:
    """Turn ``(n, 3)`` logits into probabilities, columns put in order, after temperature scaling.

    Temperature scaling is Guo et al. 2017, "On Calibration of Modern Neural Networks": softmax of
    logits / temperature.
    """
    import numpy as np

    if not len(logits):
        return []
    ordered = logits[:, list(columns)].astype(np.float64) / temperature
    powers = np.exp(ordered - ordered.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return [StanceScores(*(float(value) for value in row)) for row in shares]
