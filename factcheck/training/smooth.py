"""Prepare a BERT-like classifier for int8: move activation outliers into the weights.

A few channels of the layer-norm outputs are tens of times larger than the rest; one int8 scale for
all of them drowns the rest. Dividing channel j of an activation by s_j and multiplying row j of the
weights by it changes nothing in exact arithmetic: SmoothQuant (Xiao et al. 2023), with
s_j = max|x_j|^α / max|w_j|^(1-α), α = 0.5. The scales are measured on training pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

_ALPHA = 0.5
_TINY = 1e-5


class _Divided(torch.nn.Module):
    """A module whose first argument is divided by per-channel scales."""

    def __init__(self, inner: torch.nn.Module, scales: torch.Tensor) -> None:
        super().__init__()
        self.inner = inner
        self.factor = torch.nn.Parameter(1.0 / scales, requires_grad=False)

    def forward(self, hidden: torch.Tensor, *rest: Any, **named: Any) -> Any:
        return self.inner(hidden * self.factor, *rest, **named)


def smooth_mpnet(model: Any, calibration: Sequence[Sequence[int]]) -> None:
    """Smooth an MPNet classifier in place, on token ids of about a hundred ``calibration`` pairs.

    Query, key, value and the first feed-forward layer get a division before them; the attention
    output is smoothed for free through the value weights.
    """
    peaks = _peaks(model, calibration)
    for index, layer in enumerate(model.base_model.encoder.layer):
        attention = layer.attention.attn
        name = f"encoder.layer.{index}"
        scales = _scales(peaks[f"{name}.attention.attn.q"], (attention.q, attention.k, attention.v))
        for linear in (attention.q, attention.k, attention.v):
            linear.weight.data *= scales
        out = _scales(peaks[f"{name}.attention.attn.o"], (attention.o,))
        attention.v.weight.data /= out.unsqueeze(1)
        attention.v.bias.data /= out
        attention.o.weight.data *= out
        layer.attention.attn = _Divided(attention, scales)
        first = layer.intermediate.dense
        scales = _scales(peaks[f"{name}.intermediate.dense"], (first,))
        first.weight.data *= scales
        layer.intermediate = _Divided(layer.intermediate, scales)


def _scales(peak: torch.Tensor, linears: Sequence[Any]) -> torch.Tensor:
    weights = torch.stack([linear.weight.detach().abs().amax(0) for linear in linears]).amax(0)
    scales: torch.Tensor = peak.clamp(min=_TINY) ** _ALPHA / weights.clamp(min=_TINY) ** (1 - _ALPHA)
    return scales


def _peaks(model: Any, calibration: Sequence[Sequence[int]]) -> dict[str, torch.Tensor]:
    """Return the largest magnitude of each input channel of every linear layer."""
    found: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Callable[[Any, Any, Any], None]:
        def note(_module: Any, inputs: Any, _output: Any) -> None:
            peak = inputs[0].detach().abs().amax(dim=(0, 1))
            found[name] = torch.maximum(found[name], peak) if name in found else peak

        return note

    hooks = [
        module.register_forward_hook(watch(name))
        for name, module in model.base_model.named_modules()
        if isinstance(module, torch.nn.Linear)
    ]
    with torch.inference_mode():
        for ids in calibration:
            model(input_ids=torch.tensor([list(ids)]))
    for hook in hooks:
        hook.remove()
    return {name: peak.clone() for name, peak in found.items()}
