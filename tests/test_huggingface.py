import json
import shutil
import sys

import pytest
from fakes import write_tiny_classifier, write_tiny_sentence_transformer

from factcheck.errors import MissingExtraError, ModelError
from factcheck.huggingface import HuggingFaceEmbedder, HuggingFaceScorer

PAIRS = [("the old bridge is open", "the bridge was closed"), ("a red cat", "the town"), ("the river", "the river")]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    """A function from labels to the folder of a classifier with these columns."""
    made = {}

    def make(*labels):
        if labels not in made:
            made[labels] = write_tiny_classifier(tmp_path_factory.mktemp("classifier"), labels)
        return made[labels]

    return make


@pytest.fixture(scope="module")
def sentence_model(tmp_path_factory):
    return write_tiny_sentence_transformer(tmp_path_factory.mktemp("sentences"))


@pytest.fixture
def offline(monkeypatch):
    """No hub: huggingface_hub reads the variable once, when it is imported, so both are set."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def columns(folder):
    """The scores of the pairs, by name of stance."""
    scores = HuggingFaceScorer(str(folder)).score(PAIRS)
    return {name: [getattr(score, name) for score in scores] for name in ("supports", "refutes", "neutral")}


@pytest.mark.parametrize(
    ("labels", "moved"),
    [
        (("CONTRADICTION", "ENTAILMENT", "NEUTRAL"), ("refutes", "supports", "neutral")),
        (("neutral", "contradiction", "entailment"), ("neutral", "refutes", "supports")),
        (("NOT ENOUGH INFO", "SUPPORTS", "REFUTES"), ("neutral", "supports", "refutes")),
    ],
)
def test_columns_follow_the_labels_of_the_config(classifier, labels, moved):
    # the weights are the same in both, so that only the names of the columns differ
    plain = columns(classifier("entailment", "contradiction", "neutral"))
    turned = columns(classifier(*labels))
    for here, there in zip(("supports", "refutes", "neutral"), moved, strict=True):
        assert turned[there] == pytest.approx(plain[here], abs=1e-6)
    assert plain["supports"] != pytest.approx(plain["refutes"], abs=1e-3)


@pytest.mark.parametrize(
    "labels",
    [
        ("LABEL_0", "LABEL_1", "LABEL_2"),
        ("entailment", "not_entailment"),
        ("entailment", "not_entailment", "neutral"),
        ("entailment", "supports", "neutral"),
        ("entailment", "contradiction", "neutral", "unknown"),
        ("positive", "negative", "neutral"),
    ],
)
def test_labels_that_cannot_be_told_are_a_model_error_that_lists_them(classifier, labels):
    with pytest.raises(ModelError) as caught:
        HuggingFaceScorer(str(classifier(*labels)))
    assert all(label in str(caught.value) for label in labels)
    assert "\n" not in str(caught.value)


def test_a_text_longer_than_the_model_is_cut(classifier):
    scorer = HuggingFaceScorer(str(classifier("entailment", "contradiction", "neutral")))
    long, longer = "the old bridge " * 50, "the old bridge " * 60
    one, other = scorer.score([(long, "the cat"), (longer, "the cat")])
    assert one.supports == pytest.approx(other.supports, abs=1e-6)


def test_more_pairs_than_a_batch_keep_their_order(classifier):
    scorer = HuggingFaceScorer(str(classifier("entailment", "contradiction", "neutral")))
    pairs = [("the old bridge " * (number * 7 % 11), "a cat " * (number % 5)) for number in range(40)]
    seen = []
    together = [score.supports for score in scorer.score(pairs, seen.append)]
    assert together == pytest.approx([scorer.score([pair])[0].supports for pair in pairs], abs=1e-5)
    assert seen == [16, 32, 40]


def test_the_digest_is_of_the_weights_not_of_the_place(classifier, tmp_path):
    folder = classifier("entailment", "contradiction", "neutral")
    moved = copy(folder, tmp_path)
    assert HuggingFaceScorer(str(moved)).info.sha256 == HuggingFaceScorer(str(folder)).info.sha256
    assert HuggingFaceScorer(str(moved)).info.name == str(moved)


def test_the_embedder_digest_differs_with_the_weights(sentence_model, tmp_path):
    other = copy(sentence_model, tmp_path)
    weights = (other / "model.safetensors").read_bytes()
    (other / "model.safetensors").write_bytes(weights[:-4] + b"\x00\x00\x00\x3f")  # the last weight is now 0.5
    assert HuggingFaceEmbedder(str(other)).info.sha256 != HuggingFaceEmbedder(str(sentence_model)).info.sha256


both_kinds = pytest.mark.parametrize("kind", [HuggingFaceScorer, HuggingFaceEmbedder])


@both_kinds
@pytest.mark.parametrize("name", ["./no/such/folder", "nobody/no-such-model", "no such model", "a/b/c"])
def test_a_name_that_leads_nowhere_is_a_model_error_of_one_line(kind, name, offline):
    with pytest.raises(ModelError) as caught:
        kind(name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


@both_kinds
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "config.json").write_text("{", encoding="utf-8"), id="config"),
        pytest.param(lambda folder: (folder / "model.safetensors").unlink(), id="no weights"),
        pytest.param(lambda folder: (folder / "model.safetensors").write_bytes(b""), id="empty weights"),
        pytest.param(
            lambda folder: (folder / "model.safetensors").write_bytes(
                (folder / "model.safetensors").read_bytes()[:5000]
            ),
            id="half the weights",
        ),
        pytest.param(lambda folder: (folder / "tokenizer.json").write_text("{", encoding="utf-8"), id="tokenizer"),
    ],
)
def test_a_damaged_checkpoint_is_a_model_error_of_one_line(kind, damage, classifier, sentence_model, tmp_path, offline):
    whole = classifier("entailment", "contradiction", "neutral") if kind is HuggingFaceScorer else sentence_model
    folder = copy(whole, tmp_path)
    damage(folder)
    with pytest.raises(ModelError) as caught:
        kind(str(folder))
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_code_that_comes_with_a_checkpoint_is_not_run(classifier, tmp_path, offline):
    folder = copy(classifier("entailment", "contradiction", "neutral"), tmp_path)
    marker = tmp_path / "marker"
    (folder / "custom.py").write_text(f"open({str(marker)!r}, 'w').close()\n", encoding="utf-8")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["model_type"] = "custom"
    config["auto_map"] = {
        "AutoConfig": "custom.CustomConfig",
        "AutoModelForSequenceClassification": "custom.CustomModel",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError):
        HuggingFaceScorer(str(folder))
    assert not marker.exists()


def test_module_code_that_comes_with_a_sentence_model_is_not_run(sentence_model, tmp_path, offline):
    folder = copy(sentence_model, tmp_path)
    marker = tmp_path / "marker"
    (folder / "custom.py").write_text(f"open({str(marker)!r}, 'w').close()\n", encoding="utf-8")
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    modules[1]["type"] = "custom.CustomPooling"
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(ModelError):
        HuggingFaceEmbedder(str(folder))
    assert not marker.exists()


@pytest.mark.parametrize(
    ("kind", "package"), [(HuggingFaceScorer, "torch"), (HuggingFaceEmbedder, "sentence_transformers")]
)
def test_a_missing_package_is_named(kind, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"owner/model: needs .* install"):
        kind("owner/model")
