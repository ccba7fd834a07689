import hashlib
from dataclasses import replace

import numpy as np
import onnx
import pytest

from factcheck import bundled as module
from factcheck.bundled import BundledModel, bundled, models_folder, registry, verify
from factcheck.errors import ChecksumError, ModelError, UnknownModelError
from factcheck.types import ModelInfo

GRAPH, WORDS = b"a graph", b"some words"


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "models" / "tiny"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(GRAPH)
    (folder / "tokenizer.json").write_bytes(WORDS)
    files = {"model.onnx": hashlib.sha256(GRAPH).hexdigest(), "tokenizer.json": hashlib.sha256(WORDS).hexdigest()}
    return BundledModel(
        name="tiny",
        task="nli",
        revision="1",
        licence="MIT",
        base="none",
        labels=(),
        max_tokens=8,
        parameters={},
        thresholds={},
        metrics={},
        files=files,
        folder=folder,
    )


@pytest.fixture
def hashed(monkeypatch):
    """Return the list of files hashed from now on."""
    names, compute = [], module._sha256

    def counted(stream):
        names.append(stream.name.rpartition("/")[2])
        return compute(stream)

    monkeypatch.setattr(module, "_sha256", counted)
    return names


def test_the_registry_lists_the_models_with_their_facts():
    assert {(entry.name, entry.task) for entry in registry().values()} == {
        ("claims-minilm", "check-worthiness"),
        ("minilm-l6", "embedding"),
        ("nli-mpnet", "nli"),
    }
    for name, entry in registry().items():
        assert entry.name == name
        assert entry.folder == models_folder() / name
        assert entry.max_tokens > 0
        assert {"model.onnx", "tokenizer.json"} <= set(entry.files)
        assert all(len(digest) == 64 for digest in entry.files.values())
    assert set(registry()["nli-mpnet"].labels) == {"supports", "refutes", "neutral"}


@pytest.mark.parametrize("name", registry())
def test_the_released_files_match_the_registry(name):
    entry = registry()[name]
    missing = [file for file in entry.files if not (entry.folder / file).is_file()]
    if missing:
        pytest.skip(f"not on this disk: {missing}")
    verify(entry, again=True)
    assert entry.size == sum((entry.folder / file).stat().st_size for file in entry.files)


@pytest.mark.parametrize(("task", "known"), [("nli", "nli-mpnet"), ("embedding", "minilm-l6"), ("poetry", "none")])
def test_an_unknown_name_lists_the_known_names_of_the_task(refuses, task, known):
    with refuses(UnknownModelError, f"no bundled {task} model 'nli-mini'; bundled: {known};", "owner/name"):
        bundled("nli-mini", task)


def test_a_model_of_another_task_is_unknown(refuses):
    with refuses(UnknownModelError, "'minilm-l6'", "bundled: nli-mpnet;"):
        bundled("minilm-l6", "nli")


def test_a_known_model_is_returned_when_it_is_intact(monkeypatch, model, refuses):
    monkeypatch.setattr(module, "registry", lambda: {"tiny": model})
    assert bundled("tiny", "nli") is model
    (model.folder / "model.onnx").write_bytes(b"another")
    with refuses(ChecksumError, model.folder / "model.onnx"):
        bundled("tiny", "nli")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_named_with_the_mend(model, refuses, name):
    (model.folder / name).write_bytes(b"tampered")
    with refuses(ChecksumError, f"{model.folder / name}: not the released file; install the package again"):
        verify(model)


def test_a_missing_file_is_named_with_the_mend(model, refuses):
    (model.folder / "tokenizer.json").unlink()
    with refuses(ChecksumError, f"{model.folder / 'tokenizer.json'}: missing; install the package again"):
        verify(model)


def test_a_verified_model_is_not_hashed_again(model, hashed):
    verify(model)
    assert sorted(hashed) == ["model.onnx", "tokenizer.json"]
    verify(model)
    assert len(hashed) == 2


def test_a_model_is_hashed_again_when_asked(model, hashed):
    verify(model)
    verify(model, again=True)
    assert len(hashed) == 4


def test_a_file_changed_after_the_verification_is_found(model, hashed, refuses):
    verify(model)
    (model.folder / "model.onnx").write_bytes(b"a longer graph")
    with refuses(ChecksumError, "model.onnx"):
        verify(model)
    assert len(hashed) == 3


def test_a_new_digest_in_the_registry_is_compared(model, refuses):
    verify(model)
    released = replace(model, files={**model.files, "model.onnx": hashlib.sha256(b"newer").hexdigest()})
    with refuses(ChecksumError, "model.onnx"):
        verify(released)


def test_a_failed_verification_is_not_remembered(model, refuses):
    (model.folder / "model.onnx").write_bytes(b"tampered")
    for _ in range(2):
        with refuses(ChecksumError, "model.onnx"):
            verify(model)


def test_a_cache_that_cannot_be_written_does_not_stop_the_verification(monkeypatch, model, hashed, tmp_path):
    (tmp_path / "file").write_bytes(b"in the way")
    monkeypatch.setenv("FACTCHECK_CACHE_DIR", str(tmp_path / "file"))
    verify(model)
    verify(model)
    assert len(hashed) == 4


@pytest.mark.parametrize("junk", [b"{}", b"\xff\xfe junk"])
def test_a_spoiled_memory_of_the_verification_is_computed_anew(model, hashed, tmp_path, junk):
    verify(model)
    (marker,) = (tmp_path / "cache" / "verified").iterdir()
    marker.write_bytes(junk)
    verify(model)
    assert len(hashed) == 4


def test_what_reports_say_of_a_model_covers_all_its_files(model):
    listed = f"model.onnx:{model.files['model.onnx']}\ntokenizer.json:{model.files['tokenizer.json']}\n"
    assert model.info == ModelInfo("nli", "tiny", "1", hashlib.sha256(listed.encode()).hexdigest())
    assert model.size == len(GRAPH) + len(WORDS)


def test_a_package_without_models_says_so(monkeypatch, tmp_path, refuses):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "factcheck" / "bundled.py"))
    with refuses(ModelError, tmp_path / "factcheck", "install the package again"):
        models_folder()


@pytest.mark.bundled
@pytest.mark.parametrize("name", sorted(registry()))
def test_no_product_of_a_bundled_graph_saturates_on_cpus_without_vnni(name):
    # Such CPUs add two products of unsigned activations and signed weights in 16 bits.
    graph = onnx.load(registry()[name].folder / "model.onnx").graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    maker = {output: node for node in graph.node for output in node.output}

    def most(activations):
        """The largest activation: a row that is scaled to a constant over its greatest value has that one."""
        quantized = maker[activations]
        if quantized.op_type != "QuantizeLinear":
            return 255
        factor = maker[maker[quantized.input[0]].input[1]]
        assert (factor.op_type, maker[factor.input[1]].op_type) == ("Div", "ReduceMax")
        return int(onnx.numpy_helper.to_array(weights[factor.input[0]]))

    products = [node for node in graph.node if node.op_type == "MatMulInteger" and node.input[1] in weights]
    assert products
    for node in products:
        array = onnx.numpy_helper.to_array(weights[node.input[1]])
        greatest = 2 * most(node.input[0]) * int(np.abs(array.astype(int)).max())
        assert array.dtype == np.uint8 or greatest <= np.iinfo(np.int16).max, node.name


def test_the_digest_follows_whatever_changes_the_scores(model):
    assert replace(model, parameters={"temperature": 1.2}).sha256 != model.sha256
    assert replace(model, files={**model.files, "model.onnx": "0" * 64}).sha256 != model.sha256
    assert replace(model, licence="Apache-2.0").sha256 == model.sha256
