"""The bundled NLI cross-encoder on ONNX Runtime."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from factcheck.bundled import BundledModel
from factcheck.nli.labels import label_order
from factcheck.nli.windows import combine, cut
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
        """Score ``(premise, hypothesis)`` pairs, in order; ``done`` hears of finished pairs.

        Premises that are longer than the model reads are scored in windows (`factcheck.nli.windows`).
        """
        unique = list(dict.fromkeys(pairs))
        parts = cut(unique, self._model.max_tokens, self._model.count_tokens)
        windows = [window for part in parts for window in part]
        ends = list(accumulate(len(part) for part in parts))

        def count(number: int) -> None:
            if done is not None:
                done(bisect_right(ends, number))

        found = iter(stance_scores(self._model.run(windows, count), self._columns, self._temperature))
        known = {pair: combine([next(found) for _ in part]) for pair, part in zip(unique, parts, strict=True)}
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
