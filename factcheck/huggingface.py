"""Any Hugging Face checkpoint a user names, through transformers and sentence-transformers.

The only module of the check itself that imports torch, and only when such a model is chosen.
Remote code is never run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import MissingExtraError, ModelError
from factcheck.nli.bundled import stance_scores
from factcheck.nli.labels import label_order
from factcheck.types import ModelInfo, StanceScores

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

_BATCH = 16
_MAX_TOKENS = 512


class HuggingFaceScorer:
    """A sequence-classification checkpoint as a stance scorer; pairs are cut at ``max_tokens``."""

    def __init__(self, name: str, *, max_tokens: int = _MAX_TOKENS) -> None:
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise MissingExtraError(f"{name}: needs torch and transformers: pip install torch transformers") from error
        self._torch = torch
        _quiet()
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
            self._model: Any = AutoModelForSequenceClassification.from_pretrained(
                name, trust_remote_code=False, use_safetensors=True
            ).eval()
        except Exception as error:  # damaged files raise whatever the library of their format raises
            raise ModelError(f"{name}: {_reason(error)}") from error
        config = self._model.config
        labels = [str(config.id2label[index]) for index in range(config.num_labels)]
        self._columns = label_order(labels, name)
        limit = min(int(self._tokenizer.model_max_length), int(getattr(config, "max_position_embeddings", _MAX_TOKENS)))
        self._max_tokens = min(max_tokens, limit)
        self.info = ModelInfo("nli", name, str(getattr(config, "_commit_hash", None) or "local"), _digest(name))

    def load(self) -> None:
        """Do nothing: the constructor has loaded the model."""

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score ``(premise, hypothesis)`` pairs in order."""
        import numpy as np

        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
        logits = np.zeros((len(pairs), 3), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            inputs = self._tokenizer(
                [pairs[i][0] for i in chosen],
                [pairs[i][1] for i in chosen],
                padding=True,
                truncation=True,
                max_length=self._max_tokens,
                return_tensors="pt",
            )
            with self._torch.inference_mode():
                logits[chosen] = self._model(**inputs).logits.float().numpy()
            if done is not None:
                done(start + len(chosen))
        return stance_scores(logits, self._columns)


class HuggingFaceEmbedder:
    """A sentence-transformers checkpoint as an embedder."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtraError(
                f"{name}: needs sentence-transformers: pip install sentence-transformers"
            ) from error
        _quiet()
        try:
            self._model = SentenceTransformer(name, trust_remote_code=False, model_kwargs={"use_safetensors": True})
        except Exception as error:  # damaged files raise whatever the library of their format raises
            raise ModelError(f"{name}: {_reason(error)}") from error
        self.info = ModelInfo("embedding", name, "local" if Path(name).exists() else "hub", _digest(name))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows, shape ``(len(texts), dimensions)``."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.embed(["."]).shape[1]), dtype=np.float32)
        vectors: Vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return vectors.astype(np.float32)


def _quiet() -> None:
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _digest(name: str) -> str:
    """Return the SHA-256 of a local checkpoint's weights, or of its name when it lies on the hub."""
    weights = sorted(Path(name).glob("*.safetensors")) if Path(name).is_dir() else []
    computed = hashlib.sha256(b"" if weights else name.encode())
    for file in weights:
        computed.update(file.read_bytes())
    return computed.hexdigest()


def _reason(error: BaseException) -> str:
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"cannot be loaded as a checkpoint ({first[:200]})"
