"""Trained checkpoints to the ONNX int8 graphs that ship.

Weights are quantized per output channel, activations at run time per call; embeddings to int8 as
well. A graph whose weights exceed the size limit of one file is split into several.

No product may saturate, or verdicts would depend on the machine: a CPU without VNNI adds two products
of unsigned activations and signed weights in 16 bits (``vpmaddubsw``), and 2 · 255 · 127 does not fit.
So signed weights use 7 of their 8 bits, or, in the products that need all 8 of the weights, activations use 7: those
are outputs of GELU, which lose nothing by it (`quantize_per_token`). Unsigned weights would be safe as well, and
their kernel takes twice the time.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from factcheck.training.mixture import read_pairs
from factcheck.training.smooth import smooth_mpnet

MAX_FILE = 90_000_000
"""Bytes in one weights file; hosting services refuse files near 100 MB."""

GELU_SHIFT = 0.17
"""What is added to a GELU output to make it positive: the least value of x · Φ(x) is -0.16997 (at x = -0.7518)."""

_OPSET = 17


class _Pooled(torch.nn.Module):
    """An encoder whose output is the unit-length mean of its token vectors."""

    def __init__(self, encoder: Any, *, token_types: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.token_types = token_types

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        extra = {"token_type_ids": torch.zeros_like(input_ids)} if self.token_types else {}
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask, **extra).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=-1)


class _Logits(torch.nn.Module):
    def __init__(self, classifier: Any) -> None:
        super().__init__()
        self.classifier = classifier

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.classifier(input_ids=input_ids, attention_mask=attention_mask).logits
        return logits


def export_module(module: torch.nn.Module, output: str, folder: Path) -> None:
    """Write ``model.onnx`` (int8) of a module with inputs ``input_ids`` and ``attention_mask`` and one output."""
    _export(module, output, folder)


def export_embedder(checkpoint: Path, folder: Path) -> None:
    """Write ``model.onnx`` (int8, mean pooling inside) and the tokenizer of a BERT-like checkpoint."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(checkpoint, attn_implementation="eager").eval()
    token_types = hasattr(encoder.config, "type_vocab_size") and encoder.config.type_vocab_size > 1
    _export(_Pooled(encoder, token_types=token_types), "embedding", folder)
    shutil.copy(checkpoint / "tokenizer.json", folder / "tokenizer.json")


def export_classifier(
    checkpoint: Path, tokenizer: Path, folder: Path, calibration: Sequence[Sequence[int]] = ()
) -> None:
    """Write ``model.onnx`` (int8, logits out), its weights files and the tokenizer.

    With ``calibration`` (token ids of pairs) the second feed-forward layers, whose inputs have outlying tokens, get
    one activation scale per token, and an MPNet classifier is smoothed first.
    """
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()
    if calibration and model.config.model_type == "mpnet":
        smooth_mpnet(model, calibration)
    _export(_Logits(model), "logits", folder, per_token="output/dense/MatMul" if calibration else None)
    shutil.copy(tokenizer, folder / "tokenizer.json")


def _export(module: torch.nn.Module, output: str, folder: Path, per_token: str | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.ones(2, 8, dtype=torch.long)
    names = ("input_ids", "attention_mask")
    with tempfile.TemporaryDirectory() as temporary:
        full, small = Path(temporary) / "fp32.onnx", Path(temporary) / "int8.onnx"
        torch.onnx.export(
            module.eval(),
            (example, example),
            str(full),
            input_names=list(names),
            output_names=[output],
            dynamic_axes={**{name: {0: "batch", 1: "tokens"} for name in names}, output: {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        apart = [] if per_token is None else _matmuls(onnx.load(full), per_token)
        quantize_dynamic(
            full, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=apart
        )
        model = onnx.load(small)
        quantize_per_token(model, apart)
        save_split(model, folder)


def _matmuls(model: Any, ending: str) -> list[str]:
    """Names of the feed-forward (not attention) products whose node name ends in ``ending``."""
    names = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    return [name for name in names if name.endswith(ending) and "attention" not in name and "layer" in name]


def quantize_per_token(model: Any, names: Sequence[str]) -> None:
    """Replace float products of GELU outputs by int8 ones with one activation scale per row, in place.

    GELU is never below -0.17, so a row x is shifted to x + g >= 0 and takes 7 bits of an unsigned byte: with
    r = max(x + g) / 127 and q = round((x + g) / r) it is y = (q · Wq) · r · s - g · (column sums of Wq) · s, s being
    the column scales. 7 bits so are as fine as 8 symmetric ones; the weights keep all their 8 bits, signed; and two
    products, 2 · 127 · 127, fit into 16 bits.
    """
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    make = onnx.numpy_helper.from_array
    shared = {
        "per_token_127": np.array(127.0, dtype=np.float32),
        "per_token_shift": np.array(GELU_SHIFT, dtype=np.float32),
        "per_token_one": np.array(1.0, dtype=np.float32),
        "per_token_zero_point": np.array(0, dtype=np.uint8),
    }
    graph.initializer.extend([make(value, name) for name, value in shared.items()] if names else [])
    nodes = []
    for node in graph.node:
        if node.name not in names:
            nodes.append(node)
            continue
        tensor = weights[node.input[1]]
        matrix = onnx.numpy_helper.to_array(tensor)
        scales = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / 127
        quantized = np.clip(np.round(matrix / scales), -127, 127).astype(np.int8)
        shift = -GELU_SHIFT * scales * quantized.sum(axis=0, dtype=np.int64)
        graph.initializer.remove(tensor)
        base = node.name
        graph.initializer.extend(
            [
                make(quantized, f"{base}_int8"),
                make(scales.astype(np.float32), f"{base}_scale"),
                make(shift.astype(np.float32), f"{base}_offset"),
            ]
        )
        steps: tuple[tuple[str, tuple[str, ...], str, dict[str, Any]], ...] = (
            ("Add", (node.input[0], "per_token_shift"), "shifted", {}),
            ("ReduceMax", (f"{base}_shifted",), "row", {"axes": [-1], "keepdims": 1}),
            ("Div", ("per_token_127", f"{base}_row"), "factor", {}),
            ("Mul", (f"{base}_shifted", f"{base}_factor"), "scaled", {}),
            ("QuantizeLinear", (f"{base}_scaled", "per_token_one", "per_token_zero_point"), "q", {}),
            ("MatMulInteger", (f"{base}_q", f"{base}_int8"), "product", {}),
            ("Cast", (f"{base}_product",), "float", {"to": onnx.TensorProto.FLOAT}),
            ("Div", (f"{base}_float", f"{base}_factor"), "rows", {}),
            ("Mul", (f"{base}_rows", f"{base}_scale"), "columns", {}),
        )
        for kind, inputs, suffix, attributes in steps:
            name = f"{base}_{suffix}"
            nodes.append(onnx.helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        nodes.append(onnx.helper.make_node("Add", [f"{base}_columns", f"{base}_offset"], [node.output[0]], name=base))
    del graph.node[:]
    graph.node.extend(nodes)


def save_split(model: Any, folder: Path, limit: int = MAX_FILE) -> None:
    """Save a graph as ``model.onnx``, its large tensors in ``weights-N.bin`` if it exceeds ``limit``."""
    for old in (*folder.glob("weights-*.bin"), folder / "model.onnx"):
        old.unlink(missing_ok=True)
    if model.ByteSize() > limit:
        _move_out(model, folder, limit)
    onnx.save(model, folder / "model.onnx")


def _move_out(model: Any, folder: Path, limit: int) -> None:
    number, written = 1, 0
    stream = (folder / f"weights-{number}.bin").open("wb")
    for tensor in model.graph.initializer:
        data = tensor.raw_data
        if len(data) < 4096:
            continue
        if written + len(data) > limit:
            stream.close()
            number, written = number + 1, 0
            stream = (folder / f"weights-{number}.bin").open("wb")
        padding = -written % 64  # aligned, so that the file can be mapped
        stream.write(b"\0" * padding)
        written += padding
        onnx.external_data_helper.set_external_data(tensor, f"weights-{number}.bin", offset=written, length=len(data))
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        stream.write(data)
        written += len(data)
    stream.close()


def file_digests(folder: Path, names: Sequence[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of the run-time files in ``folder``: graph, weights, tokenizer."""
    files = names or sorted(
        file.name for file in folder.iterdir() if file.suffix in (".onnx", ".bin") or file.name == "tokenizer.json"
    )
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}


def calibration_ids(train: Path, tokenizer: Any, per_file: int = 4, max_tokens: int = 256) -> list[list[int]]:
    """Return the token ids of a few pairs of every training file, a fixed choice."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="longest_first")
    ids: list[list[int]] = []
    for path in sorted(train.glob("*.jsonl*")):
        pairs = list(read_pairs(path))
        random.Random(path.name).shuffle(pairs)
        ids.extend(tokenizer.encode(pair.evidence, pair.claim).ids for pair in pairs[:per_file])
    return ids
