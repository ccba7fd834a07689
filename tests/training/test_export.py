import json
import shutil
from math import erf

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import BertConfig, BertForSequenceClassification, MPNetConfig, MPNetForSequenceClassification

from factcheck.training.export import (
    GELU_SHIFT,
    calibration_ids,
    export_classifier,
    file_digests,
    quantize_per_token,
    save_split,
)
from factcheck.training.recover import blend, recover_weights
from factcheck.training.smooth import smooth_mpnet

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself

IDS = [[0, 5, 6, 7, 2], [0, 9, 8, 7, 6, 5, 4, 2], [0, 3, 2]]


@pytest.fixture
def classifier():
    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=20,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=40,
        num_labels=3,
        attn_implementation="eager",
    )
    model = MPNetForSequenceClassification(config).eval()
    with torch.no_grad():  # one channel far above the rest, as in trained models
        for layer in model.mpnet.encoder.layer:
            layer.attention.LayerNorm.weight[3] = 30.0
        for parameter in model.parameters():
            if parameter.ndim == 1:  # no two alike: the exporter stores equal ones once
                parameter.add_(0.01 * torch.randn_like(parameter))
    return model


def logits(model, ids):
    with torch.inference_mode():
        return model(input_ids=torch.tensor([ids])).logits[0].numpy()


def graph_of_product(rows, columns):
    weights = np.random.default_rng(0).normal(size=(rows, columns)).astype(np.float32)
    node = helper.make_node("MatMul", ["x", "w"], ["y"], name="/layer.0/output/dense/MatMul")
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, None, rows])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, None, columns])],
        [numpy_helper.from_array(weights, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), weights


def gelu(x):
    return (x * (1 + np.vectorize(erf)(x / np.sqrt(2))) / 2).astype(np.float32)


def run(path, **inputs):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, inputs)[0]


def test_smoothing_changes_no_output(classifier):
    before = [logits(classifier, ids) for ids in IDS]
    smooth_mpnet(classifier, IDS)
    for ids, expected in zip(IDS, before, strict=True):
        assert np.allclose(logits(classifier, ids), expected, atol=1e-4)


def test_a_scale_for_each_token_keeps_small_rows_beside_large_ones(tmp_path):
    model, weights = graph_of_product(64, 16)
    quantize_per_token(model, ["/layer.0/output/dense/MatMul"])
    assert "MatMulInteger" in {node.op_type for node in model.graph.node}
    onnx.save(model, tmp_path / "int8.onnx")
    x = gelu(np.random.default_rng(1).normal(size=(1, 3, 64)))
    x[0, 1] = np.maximum(x[0, 1], 0) * 1000.0
    expected = x @ weights
    error = np.linalg.norm(run(tmp_path / "int8.onnx", x=x) - expected, axis=-1) / np.linalg.norm(expected, axis=-1)
    assert error.max() < 0.02


def test_rows_of_zeros_stay_zero(tmp_path):
    model, _ = graph_of_product(8, 4)
    quantize_per_token(model, ["/layer.0/output/dense/MatMul"])
    onnx.save(model, tmp_path / "int8.onnx")
    assert np.allclose(run(tmp_path / "int8.onnx", x=np.zeros((1, 2, 8), dtype=np.float32)), 0, atol=1e-5)


def test_the_least_value_of_gelu_is_within_the_shift():
    values = gelu(np.linspace(-5, 5, 100_001))
    assert -GELU_SHIFT < values.min() < -GELU_SHIFT + 1e-3


def test_a_product_of_all_extremes_stays_within_16_bits(tmp_path):
    # What a CPU without VNNI adds in 16 bits: two products of an activation and a weight.
    model, _ = graph_of_product(64, 16)
    quantize_per_token(model, ["/layer.0/output/dense/MatMul"])
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = next(array for name, array in arrays.items() if name.endswith("_int8"))
    assert weights.dtype == np.int8
    assert 2 * int(arrays["per_token_127"]) * int(np.abs(weights.astype(int)).max()) < 2**15


def test_large_graphs_are_split_and_give_the_same_output(tmp_path):
    model, weights = graph_of_product(128, 64)
    second = numpy_helper.from_array(np.eye(64, dtype=np.float32), "eye")
    model.graph.initializer.append(second)
    model.graph.node[0].output[0] = "z"
    model.graph.node.append(helper.make_node("MatMul", ["z", "eye"], ["y"], name="last"))
    save_split(model, tmp_path, limit=33_000)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["model.onnx", "weights-1.bin", "weights-2.bin"]
    assert all((tmp_path / name).stat().st_size <= 33_000 for name in names)
    x = np.random.default_rng(1).normal(size=(1, 2, 128)).astype(np.float32)
    assert np.allclose(run(tmp_path / "model.onnx", x=x), x @ weights, atol=1e-4)


def test_small_graphs_stay_in_one_file(tmp_path):
    (tmp_path / "weights-1.bin").write_bytes(b"old")
    save_split(graph_of_product(8, 4)[0], tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["model.onnx"]


def test_an_exported_classifier_agrees_with_its_checkpoint(classifier, tmp_path):
    classifier.save_pretrained(tmp_path / "checkpoint")
    tokenizer = tmp_path / "tokenizer.json"
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tokenizer))
    export_classifier(tmp_path / "checkpoint", tokenizer, tmp_path / "exported", IDS)
    for ids in IDS:
        array = np.array([ids])
        found = run(tmp_path / "exported" / "model.onnx", input_ids=array, attention_mask=np.ones_like(array))[0]
        assert np.allclose(found, logits(classifier, ids), atol=0.05)
    assert set(file_digests(tmp_path / "exported")) == {"model.onnx", "tokenizer.json"}


def test_a_bert_classifier_is_exported_without_smoothing(tmp_path):
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=20, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, num_labels=3
    )
    bert = BertForSequenceClassification(config).eval()
    bert.save_pretrained(tmp_path / "checkpoint")
    tokenizer = tmp_path / "tokenizer.json"
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tokenizer))
    export_classifier(tmp_path / "checkpoint", tokenizer, tmp_path / "exported", IDS)
    products = [
        n.name for n in onnx.load(tmp_path / "exported" / "model.onnx").graph.node if n.name.endswith("_product")
    ]
    assert len(products) == 2
    for ids in IDS:
        array = np.array([ids])
        found = run(tmp_path / "exported" / "model.onnx", input_ids=array, attention_mask=np.ones_like(array))[0]
        assert np.allclose(found, logits(bert, ids), atol=0.02)


def test_the_weights_of_an_exported_classifier_come_back(classifier, tmp_path):
    classifier.save_pretrained(tmp_path / "checkpoint")
    tokenizer = tmp_path / "tokenizer.json"
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tokenizer))
    export_classifier(tmp_path / "checkpoint", tokenizer, tmp_path / "exported", IDS)
    recovered = recover_weights(tmp_path / "exported")
    left = set(dict(classifier.named_parameters())) - set(recovered)
    assert {name.split(".")[1] for name in left} == {"embeddings"}
    expected = [logits(classifier, ids) for ids in IDS]
    with torch.no_grad():
        for name, parameter in classifier.named_parameters():
            parameter.copy_(recovered.get(name, parameter))
    for ids, before in zip(IDS, expected, strict=True):
        after = logits(classifier, ids)
        assert np.allclose(after, before, atol=0.02)
        assert not np.array_equal(after, before)


def test_digests_follow_content(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"graph")
    before = file_digests(tmp_path)
    shutil.copy(tmp_path / "model.onnx", tmp_path / "notes.md")
    assert file_digests(tmp_path) == before
    (tmp_path / "model.onnx").write_bytes(b"other")
    assert file_digests(tmp_path) != before


def test_calibration_takes_a_fixed_choice_of_every_file(tmp_path):
    for name in ("a", "b"):
        rows = [{"claim": f"{name}{i}", "evidence": "e", "label": "support"} for i in range(9)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    ids = calibration_ids(tmp_path, tokenizer, per_file=3)
    assert len(ids) == 6
    assert ids == calibration_ids(tmp_path, tokenizer, per_file=3)


def test_blending_averages_what_is_named_and_leaves_the_rest(classifier):
    before = {name: parameter.detach().clone() for name, parameter in classifier.named_parameters()}
    name = "classifier.dense.weight"
    blend(classifier, {name: torch.zeros_like(before[name])}, 0.25)
    for other, parameter in classifier.named_parameters():
        assert torch.allclose(parameter, before[other] * (0.25 if other == name else 1.0)), other
