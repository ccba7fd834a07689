import shutil
import subprocess
import sys

import numpy as np
import pytest

from factcheck.bundled import registry
from factcheck.errors import ModelError
from factcheck.onnx import OnnxModel

MODEL = registry()["minilm-l6"]
TEXTS = ("The bridge was opened in 1932.", "", "Owls.", "A ferry " * 30, "The bridge was opened in 1932.")


@pytest.fixture(scope="module")
def model():
    return OnnxModel(MODEL.folder, max_tokens=MODEL.max_tokens, threads=2)


@pytest.fixture
def copied(tmp_path):
    """A folder with the tokenizer and the graph of a bundled model, to be damaged."""
    for name in ("tokenizer.json", "model.onnx"):
        shutil.copyfile(MODEL.folder / name, tmp_path / name)
    return tmp_path


def test_an_empty_batch_loads_nothing(tmp_path):
    assert OnnxModel(tmp_path / "absent", max_tokens=8).run([]).shape == (0, 0)


def test_making_a_model_loads_nothing(tmp_path):
    model = OnnxModel(tmp_path / "absent", max_tokens=8)
    with pytest.raises(ModelError):
        model.load()


@pytest.mark.bundled
def test_rows_come_in_the_order_of_the_texts(model):
    rows = model.run(TEXTS)
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    assert np.array_equal(model.run(TEXTS[::-1]), rows[::-1])
    assert np.array_equal(rows[0], rows[4])
    assert not np.allclose(rows[0], rows[3], atol=0.1)


@pytest.mark.bundled
def test_a_text_alone_gives_the_row_it_gives_among_others(model):
    together = model.run(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert np.array_equal(model.run([text])[0], row)


@pytest.mark.bundled
def test_one_thread_gives_what_several_give(model):
    alone = OnnxModel(MODEL.folder, max_tokens=MODEL.max_tokens, threads=1)
    assert np.array_equal(alone.run(TEXTS), model.run(TEXTS))


@pytest.mark.bundled
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1]])
def test_finished_texts_are_counted_up(model, texts):
    seen = []
    model.run(texts, seen.append)
    assert seen == list(range(1, len(texts) + 1))


@pytest.mark.bundled
def test_a_text_is_cut_at_the_longest_input():
    # two tokens mark start and end, so that a limit of four keeps two words
    model = OnnxModel(MODEL.folder, max_tokens=4, threads=1)
    whole, cut, other = model.run(["red bridge", "red bridge over a river", "red river"])
    assert np.array_equal(whole, cut)
    assert not np.array_equal(whole, other)


@pytest.mark.bundled
def test_an_error_in_the_callback_reaches_the_caller(model):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.run(TEXTS, stop)
    assert model.run(TEXTS[:1]).shape == (1, 384)


@pytest.mark.bundled
@pytest.mark.parametrize("name", ["tokenizer.json", "model.onnx"])
@pytest.mark.parametrize("keep", [0, 1000, None], ids=["empty", "cut off", "missing"])
def test_a_damaged_file_is_a_model_error_of_one_line_that_names_the_folder(copied, name, keep):
    if keep is None:
        (copied / name).unlink()
    else:
        (copied / name).write_bytes((copied / name).read_bytes()[:keep])
    with pytest.raises(ModelError) as caught:
        OnnxModel(copied, max_tokens=8).run(["a text"])
    assert str(copied) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.bundled
def test_a_model_that_failed_to_load_can_be_mended(copied):
    graph = (copied / "model.onnx").read_bytes()
    (copied / "model.onnx").write_bytes(graph[:1000])
    model = OnnxModel(copied, max_tokens=8)
    with pytest.raises(ModelError):
        model.load()
    (copied / "model.onnx").write_bytes(graph)
    assert model.run(["a text"]).shape == (1, 384)


@pytest.mark.bundled
def test_loading_in_a_thread_imports_nothing(tmp_path):
    # Two threads that import numpy at once break it; the pipeline loads the scorer beside the retriever.
    code = (
        "import sys\nfrom factcheck.checker import make_scorer\nfrom factcheck import Settings\n"
        "scorer = make_scorer(Settings())\nbefore = set(sys.modules)\nscorer.load()\n"
        "print(sorted(name for name in set(sys.modules) - before if name.partition('.')[0] in "
        "('numpy', 'onnxruntime', 'tokenizers')))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
