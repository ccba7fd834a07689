"""Fine-tune a sentence encoder to say which sentences are worth a check: one head a label scheme.

The graph is encoder, mean of the token vectors, one linear output a scheme. A row trains the output of
its own scheme. The lower layers stay as they are, so what they make of each sentence is computed once and
kept: an epoch costs half of what it would. Checkpoints hold weights, optimizer moments and progress, so
a killed run goes on.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from factcheck.claims.worthiness import model_input
from factcheck.training.claim_rows import LabelledSentence

_POOL = 2048  # rows sorted together by length


@dataclass(frozen=True, slots=True)
class WorthinessRecipe:
    """Optimization settings.

    The learning rate falls linearly to zero over ``epochs`` passes over the rows, repeats included; training ends
    at ``stop_rows`` rows, before that, for the heads are fitted anew afterwards.
    """

    seed: int
    learning_rate: float
    head_learning_rate: float
    weight_decay: float
    dropout: float
    batch_tokens: int
    max_tokens: int
    frozen_layers: int
    epochs: float
    stop_rows: int
    warmup_rows: int
    checkpoint_minutes: float


class WorthinessNet(torch.nn.Module):
    """Encoder, mean pooling, one logit per scheme."""

    def __init__(self, base: Path, heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(
            base,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
            add_pooling_layer=False,
        )
        self.dropout = torch.nn.Dropout(dropout)
        self.heads = torch.nn.Linear(self.encoder.config.hidden_size, heads)

    def lower(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, layers: int) -> torch.Tensor:
        """Return the token vectors after the first ``layers`` layers, shape ``(batch, tokens, width)``."""
        hidden = self.encoder.embeddings(input_ids=input_ids, token_type_ids=torch.zeros_like(input_ids))
        return self._layers(hidden, attention_mask, 0, layers)

    def upper(self, hidden: torch.Tensor, attention_mask: torch.Tensor, layers: int) -> torch.Tensor:
        """Return the mean token vector of each row, from what `lower` returned."""
        hidden = self._layers(hidden, attention_mask, layers, len(self.encoder.encoder.layer))
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)

    def _layers(self, hidden: torch.Tensor, attention_mask: torch.Tensor, start: int, end: int) -> torch.Tensor:
        bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * torch.finfo(hidden.dtype).min
        for layer in self.encoder.encoder.layer[start:end]:
            made = layer(hidden, bias)
            hidden = made[0] if isinstance(made, tuple) else made
        return hidden


class WorthinessTraining:
    """One run in one folder; ``rows`` and ``schemes`` (order of the outputs) are fixed for its life."""

    def __init__(
        self, base: Path, run: Path, recipe: WorthinessRecipe, schemes: Sequence[str], rows: Sequence[LabelledSentence]
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.run, self.schemes = recipe, run, tuple(schemes)
        self.net = WorthinessNet(base, len(self.schemes), recipe.dropout)
        for part in (self.net.encoder.embeddings, *self.net.encoder.encoder.layer[: recipe.frozen_layers]):
            part.requires_grad_(False)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(recipe.max_tokens)
        self.tokenizer = tokenizer
        encoded = tokenizer.encode_batch([model_input(row.text) for row in rows])
        self.rows = [
            (tuple(e.ids), self.schemes.index(row.scheme), float(row.positive))
            for e, row in zip(encoded, rows, strict=True)
        ]
        self.total = int(recipe.epochs * len(self.rows))
        named = [(n, p) for n, p in self.net.named_parameters() if p.requires_grad]
        groups = [
            {"params": [p], "base_lr": rate, "lr": rate, "weight_decay": recipe.weight_decay if p.ndim > 1 else 0.0}
            for n, p in named
            for rate in [recipe.head_learning_rate if n.startswith("heads") else recipe.learning_rate]
        ]
        self.optimizer = torch.optim.AdamW(groups, fused=True)
        self.steps = self.seen = 0
        run.mkdir(parents=True, exist_ok=True)

    def train(self, *, heads_only: bool = False) -> None:
        """Go on from the last checkpoint to the end; ``heads_only`` takes the encoder as the checkpoint has it."""
        checkpoint = self.run / "checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True)
            self.net.load_state_dict(state["net"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.steps, self.seen = state["steps"], state["seen"]
        if heads_only or self.seen >= self.recipe.stop_rows:
            self.net.eval()
            return
        self._keep_lower()
        torch.manual_seed(self.recipe.seed + self.steps)
        stream = self._batches()
        for _ in range(self.steps):
            next(stream)
        self.net.train()
        started = saved = time.monotonic()
        before, losses = self.seen, []
        while self.seen < min(self.total, self.recipe.stop_rows):
            losses.append(self._step(next(stream)))
            now = time.monotonic()
            if self.steps % 20 == 0:
                rate = (self.seen - before) / (now - started)
                left = (self.total - self.seen) / max(rate, 1e-9) / 60
                print(
                    f"{self.seen}/{self.total} loss {np.mean(losses):.4f} {rate:.1f} rows/s eta {left:.0f} min",
                    flush=True,
                )
                losses.clear()
            if now - saved > 60 * self.recipe.checkpoint_minutes:
                self._save(checkpoint)
                saved = now
        self._save(checkpoint)
        self.net.eval()

    def _keep_lower(self) -> None:
        """Compute what the frozen layers make of every distinct row, in half precision."""
        self.net.eval()
        distinct = sorted({row[0] for row in self.rows}, key=lambda ids: (len(ids), ids))
        self.kept: dict[tuple[int, ...], torch.Tensor] = {}
        with torch.no_grad():
            for start in range(0, len(distinct), 64):
                part = distinct[start : start + 64]
                hidden = self.net.lower(*padded(part), self.recipe.frozen_layers).half()
                for ids, row in zip(part, hidden, strict=True):
                    self.kept[ids] = row[: len(ids)].clone()
        print(f"{len(distinct)} distinct rows kept", flush=True)

    def _save(self, file: Path) -> None:
        new = file.with_suffix(".new")
        state = {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**state, "steps": self.steps, "seen": self.seen}, new)
        new.replace(file)

    def _batches(self) -> Iterator[list[tuple[tuple[int, ...], int, float]]]:
        epoch = 0
        while True:
            rng = random.Random(f"{self.recipe.seed}-{epoch}")
            order = list(self.rows)
            rng.shuffle(order)
            for start in range(0, len(order), _POOL):
                pool = sorted(order[start : start + _POOL], key=lambda row: len(row[0]))
                made: list[list[tuple[tuple[int, ...], int, float]]] = [[]]
                for row in pool:
                    if made[-1] and len(row[0]) * (len(made[-1]) + 1) > self.recipe.batch_tokens:
                        made.append([])
                    made[-1].append(row)
                rng.shuffle(made)
                yield from made
            epoch += 1

    def _step(self, batch: Sequence[tuple[tuple[int, ...], int, float]]) -> float:
        _, mask = padded([row[0] for row in batch])
        hidden = torch.nn.utils.rnn.pad_sequence([self.kept[row[0]] for row in batch], batch_first=True).float()
        warm = min(1.0, (self.seen + 1) / max(1, self.recipe.warmup_rows))
        scale = warm * max(0.0, 1 - self.seen / max(1, self.total))
        for group in self.optimizer.param_groups:
            group["lr"] = group["base_lr"] * scale
        pooled = self.net.upper(hidden, mask, self.recipe.frozen_layers)
        logits = self.net.heads(self.net.dropout(pooled))
        own = logits[torch.arange(len(batch)), torch.tensor([row[1] for row in batch])]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(own, torch.tensor([row[2] for row in batch]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.steps += 1
        self.seen += len(batch)
        return float(loss.detach())


class PooledEncoder(torch.nn.Module):
    """The trained encoder alone: what the graph computes before its heads."""

    def __init__(self, net: WorthinessNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the mean token vector of each row."""
        return self.net.upper(self.net.lower(input_ids, attention_mask, 0), attention_mask, 0)


def padded(rows: Sequence[Sequence[int]], pad: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and mask of ``rows`` as tensors, shape ``(len(rows), longest)``."""
    width = max(len(row) for row in rows)
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    return ids, mask
