import json

import pytest
from fakes import NEUTRAL, claim, evidence, refutes, supports
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import ModelError
from factcheck.types import Label, StanceScores, Standing
from factcheck.verdicts import FEATURES, SIDES, FittedAggregator, VerdictHead, read_head

LABELS = tuple(label.value for label in Label)


def head(**by_label):
    """A head that looks at named features only: ``SUPPORTED={"support": 1.0}``."""
    return VerdictHead(
        features=FEATURES,
        labels=LABELS,
        mean=(0.0,) * len(FEATURES),
        scale=(1.0,) * len(FEATURES),
        weights=tuple(tuple(by_label.get(name, {}).get(f, 0.0) for f in FEATURES) for name in LABELS),
        bias=(0.0,) * len(LABELS),
    )


HEAD = head(SUPPORTED={"support": 1.0}, REFUTED={"refutation": 1.0}, CONFLICTING={"disagreement": 8.0})


def decide(*items, least=0.0, groups=None):
    return FittedAggregator(HEAD, least=least).decide(claim(), items, Standing(groups=groups or {}))


def test_the_likeliest_label_is_given_with_its_probability():
    verdict = decide(evidence("It opened in 1932.", supports(0.95)))
    shares = dict(verdict.probabilities)
    assert verdict.label is Label.SUPPORTED
    assert verdict.confidence == shares[Label.SUPPORTED] == max(shares.values())
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_label_needs_a_passage_of_each_of_its_stances():
    refuting = head(REFUTED={"support": 1.0})  # for which a supporting passage speaks of refutation
    one_sided = FittedAggregator(refuting).decide(claim(), [evidence("It opened.", supports(0.95))])
    shares = dict(one_sided.probabilities)
    assert max(shares, key=shares.get) is Label.REFUTED
    assert one_sided.label is not Label.REFUTED
    assert one_sided.confidence == shares[one_sided.label]
    both = dict(
        decide(evidence("It did.", supports(0.9), name="a"), evidence("No.", refutes(0.9), name="b")).probabilities
    )
    assert both[Label.CONFLICTING] == max(both.values())


def test_no_evidence_is_not_enough_with_full_confidence():
    verdict = decide()
    assert (verdict.label, verdict.confidence, verdict.evidence) == (Label.NOT_ENOUGH_EVIDENCE, 1.0, ())


def test_below_the_least_confidence_it_abstains_and_says_so():
    sure = decide(evidence("It opened in 1932.", supports(0.95)))
    abstained = decide(evidence("It opened in 1932.", supports(0.95)), least=sure.confidence + 0.01)
    assert (abstained.label, abstained.abstained) == (Label.NOT_ENOUGH_EVIDENCE, True)
    assert "surely enough" in abstained.explanation
    assert abstained.probabilities == sure.probabilities
    assert not decide(evidence("It opened in 1932.", supports(0.95)), least=sure.confidence).abstained


def test_not_enough_evidence_that_is_not_sure_enough_is_abstention_too():
    unsure = FittedAggregator(HEAD, open_least=0.99).decide(claim(), [evidence("It rained.", NEUTRAL)])
    assert (unsure.label, unsure.abstained) == (Label.NOT_ENOUGH_EVIDENCE, True)
    sure = FittedAggregator(HEAD, open_least=unsure.confidence).decide(claim(), [evidence("It rained.", NEUTRAL)])
    assert not sure.abstained


def test_sources_of_one_origin_count_once():
    items = [evidence(f"Opened {i}.", supports(), name=str(i)) for i in range(3)]
    ids = [item.passage.document.id for item in items]
    assert decide(*items).supporting_sources == 3
    assert decide(*items, groups={ids[0]: "wire", ids[1]: "wire"}).supporting_sources == 2


scores = st.sampled_from([supports(), refutes(), NEUTRAL, supports(0.6), refutes(0.5), StanceScores(0.4, 0.35, 0.25)])


@given(st.lists(st.tuples(scores, st.floats(0, 1), st.sampled_from("abc")), max_size=5), st.floats(0, 1))
def test_a_verdict_leads_with_passages_of_its_own_sides(rows, least):
    items = [evidence(f"Words {i}.", stance, near, name=name) for i, (stance, near, name) in enumerate(rows)]
    verdict = decide(*items, least=least)
    assert sorted(map(repr, verdict.evidence)) == sorted(map(repr, items))
    assert 0.0 <= verdict.confidence <= 1.0
    for stance in SIDES[verdict.label]:
        assert any(item.stance is stance for item in verdict.evidence)
    if SIDES[verdict.label]:
        assert verdict.evidence[0].stance in SIDES[verdict.label]


def test_a_head_for_other_features_is_refused(tmp_path):
    path = tmp_path / "verdicts.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"verdicts\.json: not a fitted verdict head"):
        read_head(path)
    other = tmp_path / "other.json"
    other.write_text(
        json.dumps(
            {"features": ["x"], "labels": LABELS, "mean": [0], "scale": [1], "weights": [[0]] * 4, "bias": [0] * 4}
        )
    )
    with pytest.raises(ModelError, match="fitted for other features"):
        read_head(other)
