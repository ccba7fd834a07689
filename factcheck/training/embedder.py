"""Fine-tune the sentence embedder so that claims lie near the passages that settle them.

Loss: in every batch each claim must prefer its own passage to those of the other claims and to all hard
negatives, by the cross-entropy over scaled cosines (Henderson et al. 2017; `MultipleNegativesRankingLoss`
of sentence-transformers). At the end the weights are averaged with those of before, which keeps what the
base model knows of other texts (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy, normalize

from factcheck.training.triples import Triple


@dataclass(frozen=True, slots=True)
class EmbedderRecipe:
    """Optimization settings; ``scale`` multiplies cosines, lengths are in tokens."""

    learning_rate: float = 5e-5
    weight_decay: float = 0.01
    scale: float = 20.0
    warmup: float = 0.1
    frozen_layers: int = 2
    claim_tokens: int = 48
    passage_tokens: int = 128
    checkpoint_steps: int = 100


_TOGETHER = 16
"""Texts of like length in one call of the encoder: one long text would make padding of all the others."""


def embed(encoder: Any, tokenizer: Any, texts: Sequence[str], tokens: int) -> torch.Tensor:
    """Return unit rows: the mean of the token vectors of each text."""
    ids = tokenizer(list(texts), truncation=True, max_length=tokens)["input_ids"]
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    rows = []
    for start in range(0, len(order), _TOGETHER):
        inputs = tokenizer.pad(
            {"input_ids": [ids[index] for index in order[start : start + _TOGETHER]]}, return_tensors="pt"
        )
        hidden = encoder(**inputs).last_hidden_state.float()
        mask = inputs["attention_mask"].unsqueeze(-1).to(hidden.dtype)
        rows.append((hidden * mask).sum(1) / mask.sum(1))
    place = torch.tensor(order).argsort()
    return normalize(torch.cat(rows)[place], dim=-1)


def ranking_loss(scores: torch.Tensor, scale: float) -> torch.Tensor:
    """Return the mean cross-entropy of each row's diagonal over the row.

    ``scores`` are cosines, shape (claims, passages), positives first and in the order of the claims.
    """
    return cross_entropy(scores * scale, torch.arange(len(scores)))


def train(base: Path, batches: Sequence[Sequence[Triple]], run: Path, recipe: EmbedderRecipe, threads: int) -> None:
    """Train from ``base`` over ``batches`` once; ``run`` gets ``log.jsonl`` and the checkpoints."""
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(base)
    encoder = AutoModel.from_pretrained(base)
    encoder.eval()  # without dropout: few steps over few rows, each seen once
    for part in (encoder.embeddings, *encoder.encoder.layer[: recipe.frozen_layers]):
        part.requires_grad_(False)
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    half = bool(torch.cpu.get_capabilities().get("avx512_bf16", False))  # elsewhere it is emulated, and slow
    total = len(batches)
    warm = max(1, int(total * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.02, (total - step) / max(1, total - warm)))
    )
    run.mkdir(parents=True, exist_ok=True)
    (run / "recipe.json").write_text(json.dumps(asdict(recipe)) + "\n", encoding="utf-8")
    started = time.perf_counter()
    with (run / "log.jsonl").open("w", encoding="utf-8") as log:
        for step, batch in enumerate(batches, 1):
            claims = [triple.claim for triple in batch]
            passages = [triple.positive for triple in batch] + [triple.hard for triple in batch if triple.hard]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                found = embed(encoder, tokenizer, claims, recipe.claim_tokens)
                answers = embed(encoder, tokenizer, passages, recipe.passage_tokens)
            loss = ranking_loss(found @ answers.T, recipe.scale)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            row = {
                "step": step,
                "of": total,
                "dataset": batch[0].dataset,
                "loss": round(loss.item(), 4),
                "seconds": round(time.perf_counter() - started, 1),
            }
            log.write(json.dumps(row) + "\n")
            log.flush()
            if step % recipe.checkpoint_steps == 0 or step == total:
                save(encoder, tokenizer, run / f"step-{step:05d}")


def save(encoder: Any, tokenizer: Any, folder: Path) -> None:
    """Write a checkpoint that transformers and the export can read."""
    encoder.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def average(base: Path, tuned: Path, share: float, folder: Path) -> None:
    """Write the weights ``share`` of the way from ``base`` to ``tuned``."""
    from transformers import AutoModel, AutoTokenizer

    first, second = AutoModel.from_pretrained(base), AutoModel.from_pretrained(tuned)
    mixed = first.state_dict()
    for name, value in second.state_dict().items():
        if value.is_floating_point():
            mixed[name] = torch.lerp(mixed[name], value, share)
    first.load_state_dict(mixed)
    save(first, AutoTokenizer.from_pretrained(base), folder)
    shutil.copy(base / "tokenizer.json", folder)  # the very file, not the same written anew
