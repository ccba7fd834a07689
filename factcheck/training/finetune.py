"""Fine-tune a sentence encoder into a three-way NLI cross-encoder, resumably, on a CPU.

The order of batches is a function of the recipe alone; a checkpoint holds the trained tensors, the
optimizer's moments and the number of batches done, so that a killed run goes on where it was.
The learning rate is constant after the warm-up and falls linearly over the last ``decay_rows``:
unlike a cosine, a run can therefore be extended (by raising ``rows``) without having planned it.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from factcheck.training.distill import Soft, key_of
from factcheck.training.mixture import NOT_SUPPORT, SUPPORT, UNLABELLED, TrainingPair

NLI_LABELS = ("supports", "refutes", "neutral")
_POOL = 4096  # pairs sorted together by length: enough for dense batches, few enough to stay mixed


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """Optimization settings; rows count pairs seen, not steps, so that batch size is independent.

    ``soft_weight`` (0 to 1) is how much a teacher's probabilities count beside the gold label, where a pair has both,
    and ``soft_temperature`` the temperature at which student and teacher are compared.
    """

    seed: int
    learning_rate: float
    head_learning_rate: float
    weight_decay: float
    label_smoothing: float
    frozen_layers: int
    batch_tokens: int
    max_tokens: int
    rows: int
    warmup_rows: int
    decay_rows: int
    checkpoint_minutes: float
    soft_weight: float = 0.0
    soft_temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of one pair, its label, and its teacher's probabilities if it has any."""

    ids: tuple[int, ...]
    label: int
    soft: Soft | None = None


def encode(
    pairs: Sequence[TrainingPair],
    tokenizer: Tokenizer,
    max_tokens: int,
    taught: Mapping[str, Soft] | None = None,
) -> list[Encoded]:
    """Tokenize evidence as premise and claim as hypothesis; long evidence loses its end.

    ``taught`` are a teacher's probabilities by key (`factcheck.training.distill.key_of`).
    """
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="longest_first")
    encodings = tokenizer.encode_batch([(pair.evidence, pair.claim) for pair in pairs])
    known = taught or {}
    return [Encoded(tuple(e.ids), p.label, known.get(key_of(p))) for e, p in zip(encodings, pairs, strict=True)]


def batches(rows: Sequence[Encoded], recipe: TrainingRecipe) -> Iterator[list[Encoded]]:
    """Yield batches of at most ``batch_tokens`` padded tokens, for ever, in a seeded order."""
    epoch = 0
    while True:
        rng = random.Random(f"{recipe.seed}-{epoch}")
        order = list(rows)
        if epoch:
            rng.shuffle(order)
        for start in range(0, len(order), _POOL):
            pool = sorted(order[start : start + _POOL], key=lambda row: len(row.ids))
            made: list[list[Encoded]] = [[]]
            for row in pool:
                if len(row.ids) * (len(made[-1]) + 1) > recipe.batch_tokens and made[-1]:
                    made.append([])
                made[-1].append(row)
            rng.shuffle(made)
            yield from made
        epoch += 1


def rate_at(seen: int, recipe: TrainingRecipe) -> float:
    """Return the learning-rate multiplier (0 to 1) after ``seen`` rows."""
    warm = min(1.0, (seen + 1) / max(1, recipe.warmup_rows))
    decay = min(1.0, max(0.0, (recipe.rows - seen) / max(1, recipe.decay_rows)))
    return warm * decay


def loss_of(logits: torch.Tensor, labels: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Smoothed cross-entropy of ``(batch, 3)`` logits, one value a row; NOT_SUPPORT merges refute and neutral."""
    log_probs = torch.log_softmax(logits.float(), dim=-1)
    two_way = labels == NOT_SUPPORT
    target = torch.where(labels >= NOT_SUPPORT, torch.full_like(labels, SUPPORT), labels)
    exact = torch.nn.functional.nll_loss(log_probs, target, reduction="none")
    smooth = -log_probs.mean(dim=-1)
    merged = -torch.logsumexp(log_probs[:, SUPPORT + 1 :], dim=-1)
    return torch.where(two_way, merged, (1 - smoothing) * exact + smoothing * smooth)


def distilled(
    hard: torch.Tensor, logits: torch.Tensor, batch: Sequence[Encoded], recipe: TrainingRecipe
) -> torch.Tensor:
    """Return the loss of each row: ``hard`` of gold labels, and the distance to the teacher's probabilities.

    The distance is T² · KL(teacher ‖ student) at the recipe's temperature T (Hinton et al. 2015, "Distilling the
    Knowledge in a Neural Network"); T² keeps its gradients as large as those of the gold labels. A pair
    that has only one of the two has that one whole.
    """
    taught = torch.tensor([row.soft is not None for row in batch])
    if not taught.any():
        return hard
    temperature = recipe.soft_temperature
    shares = torch.tensor([row.soft or (1.0, 1.0, 1.0) for row in batch])
    teacher = torch.log_softmax(torch.log(shares.clamp(min=1e-6)) / temperature, dim=-1)
    student = torch.log_softmax(logits.float() / temperature, dim=-1)
    apart = temperature**2 * torch.nn.functional.kl_div(student, teacher, reduction="none", log_target=True).sum(dim=-1)
    labelled = torch.tensor([row.label != UNLABELLED for row in batch])
    weight = torch.where(labelled, torch.where(taught, recipe.soft_weight, 0.0), 1.0)
    return (1 - weight) * hard + weight * apart


class FineTuning:
    """One run in one folder: ``checkpoint.safetensors``, ``log.jsonl`` and, at its end, the model."""

    def __init__(self, base: Path, run: Path, recipe: TrainingRecipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.run = run
        self.model: Any = AutoModelForSequenceClassification.from_pretrained(
            base,
            num_labels=len(NLI_LABELS),
            id2label=dict(enumerate(NLI_LABELS)),
            label2id={name: index for index, name in enumerate(NLI_LABELS)},
            attn_implementation="eager",
            hidden_dropout_prob=0.0,  # one pass over the data: there is nothing to regularize,
            attention_probs_dropout_prob=0.0,  # and a third of the time to win
        )
        body = self.model.base_model
        for part in (body.embeddings, *body.encoder.layer[: recipe.frozen_layers]):
            part.requires_grad_(False)
        self.trained = {n: p for n, p in self.model.named_parameters() if p.requires_grad}
        groups = [
            {"params": [p], "lr": lr, "base_lr": lr, "weight_decay": recipe.weight_decay if p.ndim > 1 else 0.0}
            for n, p in self.trained.items()
            for lr in [recipe.head_learning_rate if n.startswith("classifier") else recipe.learning_rate]
        ]
        self.optimizer = torch.optim.AdamW(groups, fused=True)
        # bfloat16 is a third faster where the CPU computes with it, and several times slower where it is emulated.
        self.half = bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
        self.steps = 0
        self.seen = 0
        run.mkdir(parents=True, exist_ok=True)

    @property
    def checkpoint(self) -> Path:
        """Where the state of this run is kept."""
        return self.run / "checkpoint.safetensors"

    def save(self) -> None:
        """Write weights, optimizer moments and progress, replacing the last checkpoint atomically."""
        tensors: dict[str, torch.Tensor] = {}
        for name, parameter in self.trained.items():
            tensors[f"weight.{name}"] = parameter.detach()
            for key, value in self.optimizer.state.get(parameter, {}).items():
                tensors[f"{key}.{name}"] = value.reshape(-1) if value.ndim == 0 else value
        new = self.checkpoint.with_suffix(".new")
        save_file(tensors, new, metadata={"steps": str(self.steps), "seen": str(self.seen)})
        new.replace(self.checkpoint)

    def restore(self) -> None:
        """Load the last checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        with safe_open(self.checkpoint, framework="pt") as stored:
            metadata = stored.metadata()
            names = set(stored.keys())
            for name, parameter in self.trained.items():
                with torch.no_grad():
                    parameter.copy_(stored.get_tensor(f"weight.{name}"))
                if f"step.{name}" in names:
                    self.optimizer.state[parameter] = {
                        "step": stored.get_tensor(f"step.{name}").reshape(()).clone(),
                        "exp_avg": stored.get_tensor(f"exp_avg.{name}").clone(),
                        "exp_avg_sq": stored.get_tensor(f"exp_avg_sq.{name}").clone(),
                    }
        self.steps, self.seen = int(metadata["steps"]), int(metadata["seen"])

    def start_from(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Take the trained parameters from ``weights`` (others in it are passed over); the optimizer starts anew.

        Raises ValueError when one is missing.
        """
        if missing := sorted(set(self.trained) - set(weights)):
            raise ValueError(f"the weights to start from lack {missing[0]}")
        with torch.no_grad():
            for name, parameter in self.trained.items():
                parameter.copy_(weights[name])

    def step(self, batch: Sequence[Encoded], pad: int) -> float:
        """Take one optimizer step; return the batch's loss."""
        width = max(len(row.ids) for row in batch)
        ids = torch.full((len(batch), width), pad, dtype=torch.long)
        mask = torch.zeros((len(batch), width), dtype=torch.long)
        for index, row in enumerate(batch):
            ids[index, : len(row.ids)] = torch.tensor(row.ids)
            mask[index, : len(row.ids)] = 1
        labels = torch.tensor([row.label for row in batch])
        scale = rate_at(self.seen, self.recipe)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base_lr"] * scale
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.half):
            logits = self.model(input_ids=ids, attention_mask=mask).logits
        hard = loss_of(logits, labels, self.recipe.label_smoothing)
        loss = distilled(hard, logits, batch, self.recipe).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained.values(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.steps += 1
        self.seen += len(batch)
        return float(loss.detach())

    def train(self, rows: Sequence[Encoded], pad: int) -> None:
        """Train from the last checkpoint until ``recipe.rows`` pairs were seen; save the model."""
        self.restore()
        self.model.train()
        stream = batches(rows, self.recipe)
        for _ in range(self.steps):
            next(stream)
        started = saved = time.monotonic()
        before, losses = self.seen, []
        while self.seen < self.recipe.rows:
            losses.append(self.step(next(stream), pad))
            now = time.monotonic()
            if self.steps % 20 == 0:
                self._log(sum(losses) / len(losses), (self.seen - before) / (now - started))
                losses.clear()
            if now - saved > 60 * self.recipe.checkpoint_minutes:
                self.save()
                saved = now
        self.save()
        self.model.eval()
        self.model.save_pretrained(self.run / "model")

    def _log(self, loss: float, rate: float) -> None:
        entry = {"steps": self.steps, "seen": self.seen, "loss": round(loss, 4), "rows_per_second": round(rate, 2)}
        with (self.run / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        remaining = (self.recipe.rows - self.seen) / max(rate, 1e-9) / 60
        print(f"{entry} eta {remaining:.0f} min", flush=True)
