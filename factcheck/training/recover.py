"""The trained weights back out of a shipped int8 graph, so that training can go on from it.

The repository keeps no second, half-precision copy of a model: rounding to int8 per output channel
moves a weight by less than a few steps of training do, and the frozen layers come from the base
checkpoint anyway. Only graphs written by `factcheck.training.export` can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

_WRAPPER = "classifier."  # the attribute of the exported module that holds the checkpoint
_PRODUCT = re.compile(r"/classifier/(.+)/(?:MatMul|Gemm_MatMul)_(?:quant|product)$")


def recover_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return the parameters of the classifier in ``folder``, by their names in the checkpoint.

    The smoothing before a product (`factcheck.training.smooth`) is taken back into its weights.
    Word and position embeddings, which are frozen, are left out.
    """
    graph = onnx.load(folder / "model.onnx").graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found: dict[str, Any] = {}
    for name, array in arrays.items():
        if name.startswith(_WRAPPER) and name.endswith((".bias", "LayerNorm.weight")):
            found[_plain(name)] = array
        elif name.endswith("relative_attention_bias.weight_quantized"):
            base = name.removesuffix("_quantized")
            shifted = array.astype(np.float32) - arrays[f"{base}_zero_point"].astype(np.float32)
            found[_plain(base)] = shifted * arrays[f"{base}_scale"]
    for node in graph.node:
        match = _PRODUCT.match(node.name)
        if node.op_type != "MatMulInteger" or match is None or node.input[1] not in arrays:
            continue
        module = match.group(1).replace("/", ".")
        scale = arrays[re.sub(r"_(?:quantized|u?int8)$", "_scale", node.input[1])]
        zero_point = arrays[node.input[3]].astype(np.float32) if len(node.input) > 3 else np.float32(0)
        shifted = arrays[node.input[1]].astype(np.float32) - zero_point
        weight = (shifted * scale).T
        smoothed = arrays.get(f"{_WRAPPER}{module.partition('.inner')[0]}.factor") if ".inner" in module else None
        # The output projection of the attention lies inside the smoothed module, but behind the division.
        if smoothed is not None and not module.endswith(".o"):
            weight = weight * smoothed
        found[_plain(f"{_WRAPPER}{module}.weight")] = weight
    return {name: torch.tensor(np.ascontiguousarray(array, dtype=np.float32)) for name, array in found.items()}


def _plain(name: str) -> str:
    return name.removeprefix(_WRAPPER).replace(".inner", "")


def blend(model: Any, weights: Mapping[str, torch.Tensor], share: float) -> None:
    """Move the parameters that ``weights`` names to ``share`` of their own and the rest of the others, in place."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in weights:
                parameter.copy_(share * parameter + (1 - share) * weights[name])
