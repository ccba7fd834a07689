import pytest

from factcheck.bundled import models_folder, registry
from factcheck.errors import DataError
from factcheck.evaluation import cards

REGISTRY = """# A comment.
[other]
task = "embedding"
metrics = {}

[m]
task = "nli"
metrics = { old = 1.0 }

[m.files]
"model.onnx" = "abc"
"""


def figures(accuracy):
    return {"n": 10, "accuracy": accuracy, "macro_f1": 0.5, "balanced_accuracy": 0.5, "ece": 0.1}


EVALUATED = {
    "files": {"/home/x/b.jsonl.gz": {**figures(0.7), "pairs_per_second": 9.0}, "a.jsonl": figures(0.8)},
    "mean": {**figures(0.75), "brier": 0.3},
}


def run():
    return cards.make_run(EVALUATED, command="evaluate", date="2026-01-02", model="m", checksums={"model.onnx": "abc"})


@pytest.fixture
def models(tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "registry.toml").write_text(cards.with_headline(REGISTRY, "m", run()), encoding="utf-8")
    card = cards.with_block(f"# m\n\n{cards.BEGIN}\nold\n{cards.END}\n\nLimits.\n", run())
    (tmp_path / "m" / "README.md").write_text(card, encoding="utf-8")
    (tmp_path / "m" / "metrics.json").write_text(cards.json.dumps(run()), encoding="utf-8")
    return tmp_path


def test_a_run_keeps_names_and_figures_but_no_folders_or_speeds():
    made = run()
    assert list(made["files"]) == ["a.jsonl", "b.jsonl.gz"]
    assert made["rows"] == 20
    assert "pairs_per_second" not in made["files"]["b.jsonl.gz"]


@pytest.mark.parametrize(
    "evaluated",
    [figures(0.5), {"files": {}}, {"files": {"a/x.jsonl": figures(1), "b/x.jsonl": figures(1)}, "mean": figures(1)}],
)
def test_other_output_is_refused(evaluated):
    with pytest.raises(DataError):
        cards.make_run(evaluated, command="c", date="d", model="m", checksums={})


def test_the_card_keeps_its_prose_around_the_block(models):
    card = (models / "m" / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# m\n\n<!--")
    assert card.endswith("\n\nLimits.\n")
    assert "| a | 10 | 0.800 | 0.500 | 0.500 | 0.100 |" in card
    assert "old" not in card
    assert cards.with_block(card, run()) == card


@pytest.mark.parametrize("card", ["", cards.BEGIN, cards.END + cards.BEGIN, (cards.BEGIN + cards.END) * 2])
def test_a_card_without_its_markers_is_refused(card):
    with pytest.raises(DataError, match="the card needs"):
        cards.with_block(card, run())


def test_only_the_line_of_the_model_changes(models):
    text = (models / "registry.toml").read_text(encoding="utf-8")
    assert 'task = "embedding"\nmetrics = {}\n' in text
    assert "metrics = { dev_mean_accuracy = 0.75, dev_mean_macro_f1 = 0.5, dev_mean_ece = 0.1 }" in text
    with pytest.raises(DataError, match="absent"):
        cards.with_headline(REGISTRY, "absent", run())


def test_agreement_has_no_problems(models):
    assert cards.problems(models, "m") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("registry.toml", "abc", "def", "other files"),
        ("registry.toml", "0.75", "0.76", "registry's metrics"),
        ("m/README.md", "0.800", "0.900", "card's figures"),
    ],
)
def test_a_disagreement_is_named(models, file, old, new, problem):
    text = (models / file).read_text(encoding="utf-8")
    (models / file).write_text(text.replace(old, new), encoding="utf-8")
    [found] = cards.problems(models, "m")
    assert problem in found


def test_a_broken_run_file_is_named(models):
    (models / "m" / "metrics.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"metrics\.json"):
        cards.problems(models, "m")


def test_every_bundled_stance_model_has_figures_that_agree():
    names = [model.name for model in registry().values() if model.task == "nli"]
    assert names
    for name in names:
        assert cards.problems(models_folder(), name) == []


def test_the_card_draws_the_reliability_of_all_rows():
    row = {"low": 0.6, "high": 0.6667, "n": 7, "confidence": 0.64, "accuracy": 0.5}
    evaluated = {**EVALUATED, "pooled": {"n": 20, "accuracy": 0.75, "ece": 0.04, "reliability": [row]}}
    made = cards.make_run(evaluated, command="c", date="d", model="m", checksums={})
    lines = cards.block(made).splitlines()
    assert "All rows together: accuracy 0.750, ECE 0.040. By confidence:" in lines
    assert lines[-2] == f"| 0.60–0.67 | 7 | 0.640 | 0.500 | {'█' * 10} |"


def test_a_run_without_pooled_rows_has_no_diagram():
    assert "By confidence" not in cards.block(run())
    assert "By confidence" not in cards.block({name: value for name, value in run().items() if name != "pooled"})
