import io

import numpy as np
import pytest
from fakes import FakeEmbedder, write_tiny_sentence_transformer

from factcheck.bundled import registry
from factcheck.retrieval.embed import CachedEmbedder, OnnxEmbedder

TEXTS = ("The old bridge is open.", "A red cat.", "the town in the river was closed, the bridge was not.", "")


@pytest.fixture(scope="module")
def embedders(tmp_path_factory):
    """Every implementation, made when it is first asked for."""
    made = {}

    def make(name):
        if name not in made:
            if name == "bundled":
                made[name] = OnnxEmbedder(registry()["minilm-l6"])
            elif name == "hugging face":
                from factcheck.huggingface import HuggingFaceEmbedder

                folder = write_tiny_sentence_transformer(tmp_path_factory.mktemp("embedder"))
                made[name] = HuggingFaceEmbedder(str(folder))
            elif name == "cached":
                made[name] = CachedEmbedder(FakeEmbedder(), tmp_path_factory.mktemp("cache"))
            else:
                made[name] = FakeEmbedder()
        return made[name]

    return make


every_embedder = pytest.mark.parametrize(
    "name", [pytest.param("bundled", marks=pytest.mark.bundled), "hugging face", "cached", "fake"]
)


@every_embedder
def test_an_embedder_gives_one_unit_row_a_text(embedders, name):
    vectors = embedders(name).embed(TEXTS)
    assert vectors.shape[0] == len(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@every_embedder
def test_an_embedder_of_nothing_gives_no_rows_of_its_width(embedders, name):
    embedder = embedders(name)
    assert embedder.embed([]).shape == (0, embedder.embed(TEXTS).shape[1])


@every_embedder
def test_an_embedder_keeps_the_order_and_heeds_no_neighbours(embedders, name):
    embedder = embedders(name)
    together = embedder.embed(TEXTS)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)
    assert embedder.embed(TEXTS[::-1]) == pytest.approx(together[::-1], abs=1e-5)
    assert not np.allclose(together[0], together[1], atol=1e-2)


@every_embedder
def test_an_embedder_says_which_model_it_is(embedders, name):
    info = embedders(name).info
    assert info.task == "embedding"
    assert info.name
    assert len(info.sha256) == 64
    assert set(info.sha256) <= set("0123456789abcdef")


@pytest.mark.bundled
def test_the_bundled_embedder_puts_a_paraphrase_nearer_than_another_matter(embedders):
    one, paraphrase, other = embedders("bundled").embed(
        ["The bridge was opened in 1932.", "In 1932 the bridge opened to traffic.", "Owls hunt small mammals at night."]
    )
    assert one @ paraphrase > 0.8
    assert one @ other < 0.3


def cache_files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_second_call_with_the_same_texts_does_not_call_the_model(tmp_path):
    first, second = FakeEmbedder(), FakeEmbedder()
    made = CachedEmbedder(first, tmp_path).embed(TEXTS)
    found = CachedEmbedder(second, tmp_path).embed(TEXTS)
    assert (first.calls, second.calls) == (1, 0)
    assert np.array_equal(made, found)
    assert found.dtype == np.float32


@pytest.mark.parametrize("others", [TEXTS[::-1], TEXTS[:2], ("".join(TEXTS),), ("ab", "c"), ("a", "bc")])
def test_other_texts_are_not_taken_from_the_cache(tmp_path, others):
    embedder = FakeEmbedder()
    cached = CachedEmbedder(embedder, tmp_path)
    for texts in (TEXTS, ("a", "b", "c"), ("abc",)):
        cached.embed(texts)
    assert np.array_equal(cached.embed(others), FakeEmbedder().embed(others))
    assert embedder.calls == 4


def test_another_model_does_not_share_the_cache(tmp_path):
    one, other = FakeEmbedder(seed=1, name="one"), FakeEmbedder(seed=2, name="other")
    CachedEmbedder(one, tmp_path).embed(TEXTS)
    assert np.array_equal(CachedEmbedder(other, tmp_path).embed(TEXTS), FakeEmbedder(seed=2).embed(TEXTS))
    assert other.calls == 1


def test_a_model_of_the_same_name_with_another_digest_does_not_share_the_cache(tmp_path):
    one, other = FakeEmbedder(seed=1), FakeEmbedder(seed=2)
    other.info = type(other.info)("embedding", one.info.name, "2", "f" * 64)
    CachedEmbedder(one, tmp_path).embed(TEXTS)
    CachedEmbedder(other, tmp_path).embed(TEXTS)
    assert other.calls == 1


def npy(array, save=np.save):
    buffer = io.BytesIO()
    save(buffer, array)
    return buffer.getvalue()


WHOLE = npy(FakeEmbedder().embed(TEXTS))


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not an array at all", id="foreign"),
        pytest.param(WHOLE[:-1], id="a byte short"),
        pytest.param(WHOLE[: len(WHOLE) // 2], id="half"),
        pytest.param(WHOLE[:9], id="inside the header"),
        pytest.param(WHOLE[:4] + b"\xff" * 200, id="overwritten"),
        pytest.param(npy(np.array([{"a": 1}], dtype=object)), id="pickled"),
        pytest.param(npy(np.ones((len(TEXTS), 256))), id="other numbers"),
        pytest.param(npy(np.ones((len(TEXTS) - 1, 256), dtype=np.float32)), id="a row short"),
        pytest.param(npy(np.ones(len(TEXTS), dtype=np.float32)), id="one row"),
        pytest.param(b"PK\x03\x04 not a zip archive", id="half an archive"),
        pytest.param(npy(np.ones(3, dtype=np.float32), np.savez), id="an archive of arrays"),
    ],
)
def test_a_damaged_cache_file_is_made_anew(tmp_path, damaged):
    CachedEmbedder(FakeEmbedder(), tmp_path).embed(TEXTS)
    (file,) = cache_files(tmp_path)
    file.write_bytes(damaged)
    embedder = FakeEmbedder()
    assert np.array_equal(CachedEmbedder(embedder, tmp_path).embed(TEXTS), FakeEmbedder().embed(TEXTS))
    assert embedder.calls == 1
    assert file.read_bytes() == WHOLE


def test_a_cache_folder_that_cannot_be_written_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    embedder = FakeEmbedder()
    cached = CachedEmbedder(embedder, blocked)
    for _ in range(2):
        assert np.array_equal(cached.embed(TEXTS), FakeEmbedder().embed(TEXTS))
    assert embedder.calls == 2


@pytest.mark.parametrize("name", ["owner/model", "/home/me/models/" + "long-name/" * 40], ids=["hub id", "long path"])
def test_a_model_named_by_its_place_can_be_cached(tmp_path, name):
    embedder = FakeEmbedder(name=name)
    cached = CachedEmbedder(embedder, tmp_path)
    for _ in range(2):
        assert np.array_equal(cached.embed(TEXTS), FakeEmbedder().embed(TEXTS))
    assert all(file.is_relative_to(tmp_path / "embeddings") for file in cache_files(tmp_path))
