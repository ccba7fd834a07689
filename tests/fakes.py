"""Public fakes for the seams of the package, and builders of tiny values.

Nothing here is random: the same call gives the same value on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from factcheck.text import words
from factcheck.types import (
    Claim,
    Document,
    Evidence,
    Label,
    ModelInfo,
    Passage,
    Provenance,
    Report,
    SourceFindings,
    SourceNote,
    Span,
    StanceScores,
    Verdict,
    digest,
)

NEUTRAL = StanceScores(0.0, 0.0, 1.0)


def supports(share: float = 0.9) -> StanceScores:
    """Scores that lean to support, the rest being neutral."""
    return StanceScores(share, 0.0, 1.0 - share)


def refutes(share: float = 0.9) -> StanceScores:
    """Scores that lean to refutation, the rest being neutral."""
    return StanceScores(0.0, share, 1.0 - share)


def model_info(task: str, name: str) -> ModelInfo:
    """A model of that name, with a digest made of it."""
    return ModelInfo(task, name, "1", hashlib.sha256(f"{task} {name}".encode()).hexdigest())


class FakeVerifier:
    """Finds nothing, and gives the sources that ``groups`` names by their titles one origin."""

    def __init__(self, groups: Mapping[str, str] | None = None, findings: SourceFindings | None = None) -> None:
        self.groups = groups or {}
        self.findings = findings or SourceFindings()

    def notes(self, article, sources):
        """Return a note for each source."""
        return tuple(SourceNote(source.id, self.groups.get(source.title or "", source.id)) for source in sources)

    def verify(self, article, sources, progress, unreachable=None):
        """Return the findings that it was given."""
        return self.findings


class FakeEmbedder:
    """A bag of words hashed into ``dimensions`` buckets, as unit rows; ``seed`` chooses the buckets."""

    def __init__(self, *, seed: int = 0, dimensions: int = 256, name: str = "fake-embedder") -> None:
        self.info = model_info("embedding", name)
        self.seed = seed
        self.dimensions = dimensions
        self.calls = 0
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]):
        """Return one row a text; a text without words is one empty word."""
        self.calls += 1
        self.texts.extend(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text) or [""]:
                row[int(hashlib.sha256(f"{self.seed} {word}".encode()).hexdigest(), 16) % self.dimensions] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class TableEmbedder:
    """Vectors looked up in a table and scaled to unit length; other texts get ``default``."""

    def __init__(self, table: Mapping[str, Sequence[float]], default: Sequence[float]) -> None:
        self.info = model_info("embedding", "table-embedder")
        self.table = table
        self.default = default

    def embed(self, texts: Sequence[str]):
        """Return one row a text."""
        rows = np.array([self.table.get(text, self.default) for text in texts], dtype=np.float32)
        rows = rows.reshape(len(texts), len(self.default))
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class FakeScorer:
    """Scores from a table of pairs or from a function of premise and hypothesis.

    Pairs outside the table are neutral. ``calls`` counts calls of ``score``, ``pairs`` keeps what
    was asked, ``interrupt_at`` raises KeyboardInterrupt in the call of that number.
    """

    def __init__(
        self,
        stance: Mapping[tuple[str, str], StanceScores] | Callable[[str, str], StanceScores] | None = None,
        *,
        name: str = "fake-scorer",
        interrupt_at: int | None = None,
    ) -> None:
        self.info = model_info("nli", name)
        self.calls = 0
        self.loads = 0
        self.pairs: list[tuple[str, str]] = []
        self._stance = {} if stance is None else stance
        self._interrupt_at = interrupt_at

    def load(self) -> None:
        """Count the call."""
        self.loads += 1

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score the pairs in order, reporting every one as done."""
        self.calls += 1
        if self.calls == self._interrupt_at:
            raise KeyboardInterrupt
        self.pairs.extend(pairs)
        scores = []
        for number, (premise, hypothesis) in enumerate(pairs, 1):
            if callable(self._stance):
                scores.append(self._stance(premise, hypothesis))
            else:
                scores.append(self._stance.get((premise, hypothesis), NEUTRAL))
            if done is not None:
                done(number)
        return scores


def same_or_denied(premise: str, hypothesis: str) -> StanceScores:
    """Support for the same words, refutation for the same words with or without "not", else neutral."""
    if words(premise) == words(hypothesis):
        return supports(0.9)
    if [w for w in words(premise) if w != "not"] == [w for w in words(hypothesis) if w != "not"]:
        return refutes(0.9)
    return NEUTRAL


def document(text: str, *, name: str = "a.txt", **fields) -> Document:
    """A source with that text; ``name`` makes its id and is its path unless ``path`` is given."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(**{"id": digest(sha256, name), "text": text, "sha256": sha256, "path": name, **fields})


def passage(text: str, within: Document | None = None, **fields) -> Passage:
    """The first place of ``text`` in ``within``, or in a source that consists of it."""
    source = within or document(text, **fields)
    start = source.text.index(text)
    return Passage(source, Span(start, start + len(text)))


def evidence(text: str, scores: StanceScores, relevance: float = 1.0, **fields) -> Evidence:
    """One passage that is a whole source, with its scores."""
    return Evidence(passage(text, **fields), scores, relevance)


def claim(text: str = "The bridge was opened in 1932.", start: int = 0, identity: str = "c-1") -> Claim:
    """A claim worded as its sentence."""
    return Claim(identity, text, text, Span(start, start + len(text)), 1.0)


def report(
    article: Document,
    verdicts: Sequence[Verdict] = (),
    sources: Sequence[Document] = (),
    failures=(),
    created: str = "2026-01-02T03:04:05+00:00",
) -> Report:
    """A report by two fake models."""
    models = (model_info("embedding", "fake-embedder"), model_info("nli", "fake-scorer"))
    return Report(
        article, tuple(verdicts), tuple(sources), tuple(failures), Provenance("0.0.0", models, "0123456789ab", created)
    )


def verdict(
    about: Claim, label: Label, *items: Evidence, confidence: float = 0.875, explanation: str = "Because."
) -> Verdict:
    """A verdict with one source a side for each piece of evidence of that stance."""
    pro = sum(item.stance.value == "SUPPORTS" for item in items)
    con = sum(item.stance.value == "REFUTES" for item in items)
    return Verdict(about, label, confidence, explanation, items, pro, con)


_VOCABULARY = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    *("the", "a", "of", "in", "is", "was", "not", "bridge", "cat", "town", "open", "closed", "old", "red", "river"),
    *"abcdefghijklmnopqrstuvwxyz0123456789.,",
    *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"),
)
_WIDTH = 16


def _tiny_bert(folder: Path, kind: str, **config) -> None:
    """Write a one-layer BERT with seeded weights and a WordPiece tokenizer to ``folder``."""
    import torch
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    ids = {token: number for number, token in enumerate(_VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"]))
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=64, mask_token="[MASK]", **special
    ).save_pretrained(folder)
    torch.manual_seed(0)
    settings = transformers.BertConfig(
        vocab_size=len(ids),
        hidden_size=_WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.5,  # large, so that different texts differ visibly
        **config,
    )
    getattr(transformers, kind)(settings).save_pretrained(folder, safe_serialization=True)


def write_tiny_classifier(folder: Path, labels: Sequence[str]) -> Path:
    """Write a Hugging Face classifier whose columns have these labels; equal weights for equal counts."""
    names = dict(enumerate(labels))
    _tiny_bert(folder, "BertForSequenceClassification", id2label=names, label2id={name: i for i, name in names.items()})
    return folder


def write_tiny_sentence_transformer(folder: Path) -> Path:
    """Write a sentence-transformers model: the tiny BERT with mean pooling."""
    _tiny_bert(folder, "BertModel")
    kinds = {"": "Transformer", "1_Pooling": "Pooling"}
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(kinds.items())
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": _WIDTH, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling), encoding="utf-8")
    return folder
