import numpy as np
import onnx
import pytest

from factcheck.training.claim_heads import Head, add_heads, best_threshold, calibrated, fit_head


def test_a_head_separates_and_is_calibrated():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(400, 6)).astype(np.float32)
    positive = vectors[:, 0] + 0.3 * rng.normal(size=400) > 0
    kept = (vectors[300:], positive[300:])
    head = fit_head((vectors[:300], positive[:300]), kept, recall=0.95)
    logits = vectors @ head.weights + head.bias
    probabilities = 1 / (1 + np.exp(-(head.slope * logits + head.offset)))
    aside = 1 / (1 + np.exp(-(head.slope * (vectors[300:] @ head.weights + head.bias) + head.offset)))
    assert 0.93 <= np.mean(aside[positive[300:]] >= head.threshold) <= 0.98
    best = calibrated(head.weights, head.bias, kept)
    assert np.mean((probabilities >= best.threshold) == positive) > 0.9
    assert abs(probabilities[300:].mean() - positive[300:].mean()) < 0.02


def test_the_threshold_is_in_the_middle_of_the_good_ones():
    probabilities = np.array([0.1, 0.2, 0.8, 0.9])
    assert best_threshold(probabilities, np.array([False, False, True, True])) == pytest.approx(0.5, abs=0.02)


def test_heads_become_the_last_product_of_the_graph(tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    make = onnx.helper
    graph = make.make_graph(
        [make.make_node("Identity", ["input"], ["vector"])],
        "encoder",
        [make.make_tensor_value_info("input", onnx.TensorProto.FLOAT, ["batch", 3])],
        [make.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, ["batch", 3])],
    )
    file = tmp_path / "model.onnx"
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=8), file)
    heads = {
        "debates": Head(np.array([1.0, 0.0, 0.0]), 0.5, 1.0, 0.0, 0.5),
        "news": Head(np.array([0.0, 2.0, -1.0]), 0.0, 1.0, 0.0, 0.5),
    }
    add_heads(file, heads)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {"input": np.array([[1, 2, 3]], dtype=np.float32)})
    assert logits.tolist() == [[1.5, 1.0]]
