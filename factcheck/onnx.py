"""Run a bundled model on the CPU: ONNX Runtime and `tokenizers`, no torch.

Each text is one call, without padding, and as many calls run side by side as there are cores. On
two cores this is twice as fast as padded batches of 16 (`scripts/benchmark_runtime.py`), and as the
int8 graph takes one activation scale per call, a text's output does not depend on its neighbours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import ModelError
from factcheck.parallel import available_cores

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class OnnxModel:
    """A tokenizer and a graph with inputs ``input_ids`` and ``attention_mask`` and one output."""

    def __init__(self, folder: Path, *, max_tokens: int, threads: int | None = None) -> None:
        # Imported here, in the caller's thread: two threads importing numpy at once break it.
        import onnxruntime
        import tokenizers

        self._runtime, self._tokenizers = onnxruntime, tokenizers
        self.folder = folder
        self.max_tokens = max_tokens
        self.threads = threads or available_cores()
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self._counter: Any = None

    def load(self) -> tuple[Any, Any]:
        """Return tokenizer and session, loading them on the first call; safe from any thread."""
        with self._lock:
            if self._loaded is None:
                options = self._runtime.SessionOptions()
                options.intra_op_num_threads = 1
                options.inter_op_num_threads = 1
                options.log_severity_level = 3
                try:
                    tokenizer = self._tokenizers.Tokenizer.from_file(str(self.folder / "tokenizer.json"))
                    session = self._runtime.InferenceSession(
                        str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
                    )
                except Exception as error:  # both libraries raise bare Exception subclasses of their own
                    raise ModelError(f"{self.folder}: cannot be loaded as an ONNX model: {error}") from error
                tokenizer.no_padding()
                tokenizer.enable_truncation(self.max_tokens, strategy="longest_first")
                self._loaded = tokenizer, session
            return self._loaded

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without a limit."""
        if self._counter is None:
            self._counter = self._tokenizers.Tokenizer.from_str(self.load()[0].to_str())
            self._counter.no_truncation()
        return [len(e.ids) for e in self._counter.encode_batch([_readable(t) for t in texts], add_special_tokens=False)]

    def run(
        self,
        inputs: Sequence[str] | Sequence[tuple[str, str]],
        done: Callable[[int], None] | None = None,
    ) -> npt.NDArray[np.float32]:
        """Return one output row per text or pair of texts: shape ``(len(inputs), width)``.

        ``done`` is called with the number of finished inputs, from this thread.
        """
        import numpy as np

        if not inputs:
            return np.zeros((0, 0), dtype=np.float32)
        tokenizer, session = self.load()
        encodings = tokenizer.encode_batch([_readable(item) for item in inputs])
        # Long texts first, so that no core is left with one at the end.
        order = sorted(range(len(encodings)), key=lambda i: -len(encodings[i].ids))
        rows: list[Any] = [None] * len(encodings)

        def one(index: int) -> int:
            ids = np.array([encodings[index].ids], dtype=np.int64)
            rows[index] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
            return index

        if self.threads == 1 or len(order) == 1:
            finished = map(one, order)
            self._count(finished, done)
        else:
            pool = ThreadPoolExecutor(self.threads)
            try:
                self._count(pool.map(one, order), done)
            finally:
                pool.shutdown(cancel_futures=True)
        return np.asarray(rows, dtype=np.float32)

    @staticmethod
    def _count(finished: Any, done: Callable[[int], None] | None) -> None:
        for number, _ in enumerate(finished, 1):
            if done is not None:
                done(number)


def _readable(item: str | tuple[str, str]) -> str | tuple[str, str]:
    """Replace halves of surrogate pairs, which broken JSON may bring and tokenizers refuse."""
    if isinstance(item, tuple):
        return (_whole(item[0]), _whole(item[1]))
    return _whole(item)


def _whole(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
