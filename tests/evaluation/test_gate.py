import json
from collections import Counter
from pathlib import Path

import pytest
from fakes import FakeScorer, refutes, supports

from factcheck.errors import DataError
from factcheck.evaluation import gate
from factcheck.evaluation.gate import Floor, Measured

DIAGNOSTIC = Path(__file__).parents[2] / "datasets" / "diagnostic" / "pairs.jsonl"
LABELS = ("support", "refute", "neutral")


@pytest.fixture(scope="module")
def diagnostic():
    return gate.read_diagnostic(DIAGNOSTIC)


def test_the_set_is_large_and_balanced(diagnostic):
    assert len(diagnostic) >= 300
    counts = Counter(row.label for row in diagnostic)
    assert min(counts[label] for label in LABELS) >= len(diagnostic) / 4


def test_every_phenomenon_has_fifteen_minimal_groups(diagnostic):
    groups = {}
    for row in diagnostic:
        groups.setdefault(row.phenomenon, set()).add(row.pair)
    assert len(groups) == 15
    assert min(len(pairs) for pairs in groups.values()) >= 15


def test_rows_of_a_group_differ_in_one_side_and_in_label(diagnostic):
    groups = {}
    for row in diagnostic:
        groups.setdefault(row.pair, []).append(row)
    for name, rows in groups.items():
        assert len({row.label for row in rows}) >= 2, name
        assert len({row.phenomenon for row in rows}) == 1, name
        first = rows[0]
        # Every row shares claim or evidence with another one of its group.
        for row in rows:
            shared = [o for o in rows if o is not row and row.label != o.label]
            assert any(o.claim == row.claim or o.evidence == row.evidence for o in shared), (name, first.id)


def test_ids_and_pairs_are_unique_and_texts_clean(diagnostic):
    assert len({row.id for row in diagnostic}) == len(diagnostic)
    assert len({(row.claim, row.evidence) for row in diagnostic}) == len(diagnostic)
    for row in diagnostic:
        assert row.claim == row.claim.strip(), row.id
        assert row.claim.endswith("."), row.id
        assert row.evidence.endswith("."), row.id
        assert 5 <= len(row.evidence.split()) <= 60, row.id


def test_the_claim_alone_does_not_give_the_label_away(diagnostic):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    labels = [row.label for row in diagnostic]
    model = make_pipeline(CountVectorizer(), LogisticRegression(max_iter=200))
    # Whole groups are held out, in 5 parts: one part a group takes minutes and says the same.
    guessed = cross_val_predict(
        model, [row.claim for row in diagnostic], labels, groups=[row.pair for row in diagnostic], cv=GroupKFold(5)
    )
    right = sum(a == b for a, b in zip(guessed, labels, strict=True)) / len(labels)
    assert right < max(Counter(labels).values()) / len(labels) + 0.08


def test_figures_are_whole_by_phenomenon_and_by_file(tmp_path):
    def row(name, phenomenon, evidence, label):
        return {"id": name, "phenomenon": phenomenon, "pair": "p", "claim": "c", "evidence": evidence, "label": label}

    file = tmp_path / "pairs.jsonl"
    rows = [row("1", "b", "yes", "support"), row("2", "b", "no", "support"), row("3", "a", "no", "refute")]
    file.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    development = tmp_path / "dev.jsonl"
    development.write_text('{"claim": "c", "evidence": "yes", "label": "not_support"}\n', encoding="utf-8")
    scorer = FakeScorer(lambda premise, hypothesis: supports() if premise == "yes" else refutes())
    found = gate.measure_pairs(scorer, file, [development])
    assert [(one.name, round(one.value, 3), one.n) for one in found] == [
        ("diagnostic", 0.667, 3),
        ("diagnostic/a", 1.0, 1),
        ("diagnostic/b", 0.5, 2),
        ("dev/mean", 0.0, 1),
        ("dev/dev", 0.0, 1),
    ]


@pytest.mark.parametrize(
    "text", ["", "{", '{"id": "1"}', '{"id":"1","phenomenon":"a","pair":"p","claim":"c","evidence":"e","label":"x"}']
)
def test_a_malformed_diagnostic_set_is_an_error(tmp_path, text):
    file = tmp_path / "pairs.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"pairs\.jsonl"):
        gate.read_diagnostic(file)
    with pytest.raises(DataError, match="cannot be read"):
        gate.read_diagnostic(tmp_path / "absent")


def test_floors_are_raised_and_never_lowered():
    first = gate.raised({}, [Measured("a", 0.8, 625), Measured("b", 0.8, 625)], "2026-01-01")
    assert first["a"] == Floor(0.79, 0.8, "2026-01-01", 0.79)
    second = gate.raised(first, [Measured("a", 0.9, 625), Measured("b", 0.1, 625)], "2026-01-02")
    assert second["a"].floor == 0.89
    assert second["b"] == first["b"]


def test_floors_come_back_from_the_file(tmp_path):
    floors = {"diagnostic/units": Floor(0.5, 0.6, "2026-01-01", 0.7, 'why "so"'), "x": Floor(0.1, 0.2, "d", 0.1)}
    file = tmp_path / "floors.toml"
    file.write_text(gate.dump_floors(floors), encoding="utf-8")
    assert gate.read_floors(file) == floors
    assert gate.read_floors(tmp_path / "absent.toml") == {}


@pytest.mark.parametrize("floor", ["0.6", '"x"', "1.5"])
def test_a_lowered_floor_without_a_reason_and_a_wrong_one_are_errors(tmp_path, floor):
    file = tmp_path / "floors.toml"
    file.write_text(f'[a]\nfloor = {floor}\nmeasured = 0.8\ndate = "d"\nhighest = 0.7\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"floors\.toml"):
        gate.read_floors(file)


def test_only_figures_below_or_without_a_floor_fail():
    floors = {"low": Floor(0.5, 0.6, "d", 0.5), "even": Floor(0.5, 0.6, "d", 0.5), "unmeasured": Floor(1, 1, "d", 1)}
    measured = [Measured("low", 0.4, 9), Measured("even", 0.5, 9), Measured("new", 0.9, 9)]
    failed = gate.failing(floors, measured)
    assert [line.split(":")[0] for line in failed] == ["low", "new"]
    assert len(gate.table(floors, measured)) == 4


def test_the_committed_floors_are_valid_and_cover_the_set(diagnostic):
    floors = gate.read_floors(DIAGNOSTIC.parents[2] / "models" / "quality_floors.toml")
    assert {"diagnostic", *(f"diagnostic/{row.phenomenon}" for row in diagnostic)} <= set(floors)
