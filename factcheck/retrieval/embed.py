"""The bundled embedder, and the cache that keeps a second run from embedding anything again."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.bundled import BundledModel
from factcheck.onnx import OnnxModel
from factcheck.paths import write_atomically
from factcheck.types import ModelInfo

if TYPE_CHECKING:
    from factcheck.protocols import Embedder, Vectors


class OnnxEmbedder:
    """A bundled sentence embedder whose graph pools and normalizes."""

    def __init__(self, model: BundledModel, *, threads: int | None = None) -> None:
        self.info: ModelInfo = model.info
        self._dimensions = int(model.parameters["dimensions"])
        self._model = OnnxModel(model.folder, max_tokens=model.max_tokens, threads=threads)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape ``(len(texts), dimensions)``."""
        return self._model.run(texts).reshape(len(texts), self._dimensions)


class CachedEmbedder:
    """An embedder that keeps what it made on disk: one ``.npy`` file a call, named by model and texts."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self.info = embedder.info
        readable = re.sub(r"[^\w.-]+", "-", self.info.name)[-60:]
        self._folder = folder / "embeddings" / f"{readable}-{self.info.sha256[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the rows of ``texts``, from the cache when this very sequence was embedded before."""
        import numpy as np

        file = self._folder / f"{_key(texts)}.npy"
        try:
            stored: Vectors = np.lib.format.read_array(io.BytesIO(file.read_bytes()), allow_pickle=False)
            if stored.ndim == 2 and len(stored) == len(texts) and stored.dtype == np.float32:
                return stored
        except (OSError, ValueError, EOFError):
            pass  # absent, cut off or foreign: made anew below
        vectors = self._embedder.embed(texts)
        buffer = io.BytesIO()
        np.save(buffer, vectors, allow_pickle=False)
        write_atomically(file, buffer.getvalue())
        return vectors


def _key(texts: Sequence[str]) -> str:
    computed = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        computed.update(len(encoded).to_bytes(8, "big"))
        computed.update(encoded)
    return computed.hexdigest()
