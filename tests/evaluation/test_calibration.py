import numpy as np
import pytest

from factcheck.evaluation.calibration import (
    WAYS,
    LabelledScores,
    accuracy,
    best_temperature,
    ece,
    family,
    fit_temperature,
    fit_vector,
    left_out,
    softened,
)

THREE = ("support", "refute", "neutral")


def drawn(seed, temperature=1.0, n=4000, offsets=(0.0, 0.0, 0.0), two_way=False):
    """Labels drawn from known probabilities, given as if the model were sharper by ``temperature`` and biased."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, 3)) * 1.5
    true = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    gold = [THREE[rng.choice(3, p=row)] for row in true]
    said = np.exp((logits - np.array(offsets)) * temperature)
    labels = tuple("support" if g == "support" else "not_support" for g in gold) if two_way else tuple(gold)
    return LabelledScores(said / said.sum(axis=1, keepdims=True), labels)


@pytest.mark.parametrize("temperature", [0.7, 1.0, 2.0])
def test_the_temperature_that_made_the_scores_too_sharp_is_found(temperature):
    assert best_temperature([drawn(1, temperature), drawn(2, temperature)]) == pytest.approx(temperature, rel=0.08)


def test_two_way_rows_take_part_with_refutation_and_neutral_summed():
    assert best_temperature([drawn(1, 2.0, two_way=True)]) == pytest.approx(2.0, rel=0.1)


def test_every_file_weighs_the_same_whatever_its_size():
    few, many = drawn(1, 2.0, n=2000), drawn(2, 1.0, n=20_000)
    assert best_temperature([few, many]) == pytest.approx(best_temperature([few, drawn(3, 1.0, n=2000)]), rel=0.1)


def test_softening_keeps_the_order_and_sums_to_one():
    scores = drawn(1).probabilities
    soft = softened(scores, 3.0)
    assert soft.sum(axis=1) == pytest.approx(np.ones(len(scores)))
    assert (soft.argmax(axis=1) == scores.argmax(axis=1)).all()
    assert softened(scores, 1.0) == pytest.approx(scores)


def test_vector_scaling_takes_back_what_is_wrong_with_one_stance():
    files = [drawn(1, 1.5, offsets=(0.0, -1.0, 0.0)), drawn(2, 1.5, offsets=(0.0, -1.0, 0.0))]
    fresh = drawn(3, 1.5, offsets=(0.0, -1.0, 0.0))
    by_vector, by_temperature = fresh.mapped(fit_vector(files)), fresh.mapped(fit_temperature(files))
    assert ece([by_vector]) < 0.03 < ece([fresh])
    assert accuracy([by_vector]) > accuracy([by_temperature]) + 0.02


@pytest.mark.parametrize("name", list(WAYS))
def test_every_way_gives_probabilities_and_none_makes_good_ones_bad(name):
    files = [drawn(1), drawn(2), drawn(3, two_way=True)]
    mapped = [file.mapped(WAYS[name](files)) for file in files]
    assert all(file.probabilities.sum(axis=1) == pytest.approx(np.ones(len(file.labels))) for file in mapped)
    assert ece(mapped) < 0.03


def test_a_family_is_judged_by_what_was_fitted_on_the_others():
    files = {"fever.a": drawn(1, 2.0), "fever_b.x": drawn(2, 2.0), "other.x": drawn(3, 1.0)}
    found = left_out(files, fit_temperature)
    assert set(found) == {"fever", "other"}
    assert found["fever"] > 0.06  # from the other alone nothing is learned of its sharpness
    assert ece([f.mapped(fit_temperature([files["fever.a"]])) for f in [files["fever_b.x"]]]) < 0.03


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("fever_nei_bm25_derived.heldout_dev.jsonl.gz", "fever"),
        ("negation_mnli.test.jsonl.gz", "mnli"),
        ("cad_snli.dev.jsonl.gz", "snli"),
        ("tenp_base.val.jsonl.gz", "tenp"),
        ("rte_glue.dev", "rte"),
    ],
)
def test_variants_of_a_set_are_one_family(file, name):
    assert family(file) == name
