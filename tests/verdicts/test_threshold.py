from math import nextafter

import pytest
from fakes import NEUTRAL, claim, document, evidence, passage, refutes, supports
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text import words
from factcheck.types import Evidence, Label, Stance, StanceScores, Standing
from factcheck.verdicts import MaxAggregator, Thresholds

# Written out, so that newly fitted defaults do not change what is computed by hand here.
THRESHOLDS = Thresholds(support=0.5, refute=0.5, conflict=0.5, relevance_floor=0.25, relevance_full=0.75)
TEMPLATE_WORDS = set(
    words("No passage of the sources is about this. None of the nearest passages settles this. Sources disagree says")
    + words("supports contradicts this")
)


def decide(*items, thresholds=THRESHOLDS):
    return MaxAggregator(thresholds).decide(claim(), items)


def scored(pro, con, relevance=1.0, text="The bridge was opened in 1932."):
    return evidence(text, StanceScores(pro, con, 1.0 - pro - con), relevance)


@pytest.mark.parametrize(
    ("scores", "label", "confidence"),
    [
        ([(0.9, 0.05)], Label.SUPPORTED, 0.9 * 0.95),
        ([(0.05, 0.9)], Label.REFUTED, 0.9 * 0.95),
        ([(0.9, 0.0), (0.0, 0.7)], Label.CONFLICTING, 0.7),
        ([(0.6, 0.0), (0.0, 0.95)], Label.CONFLICTING, 0.6),
        ([(0.4, 0.1)], Label.NOT_ENOUGH_EVIDENCE, 0.6),
        ([(0.1, 0.3), (0.2, 0.0)], Label.NOT_ENOUGH_EVIDENCE, 0.7),
        ([(0.8, 0.0), (0.7, 0.1), (0.2, 0.25)], Label.SUPPORTED, 0.8 * 0.75),
        ([(0.0, 0.0)], Label.NOT_ENOUGH_EVIDENCE, 1.0),
    ],
)
def test_label_and_confidence_come_from_the_strongest_passage_of_each_side(scores, label, confidence):
    verdict = decide(*(scored(pro, con) for pro, con in scores))
    assert verdict.label is label
    assert verdict.confidence == pytest.approx(confidence)


def test_no_evidence_is_not_enough_with_full_confidence():
    verdict = decide()
    assert (verdict.label, verdict.confidence, verdict.evidence) == (Label.NOT_ENOUGH_EVIDENCE, 1.0, ())
    assert (verdict.supporting_sources, verdict.refuting_sources) == (0, 0)
    assert verdict.explanation == "No passage of the sources is about this."


@pytest.mark.parametrize("setting", [0.0, 0.5, 1.0])
def test_no_evidence_is_not_enough_at_every_threshold_a_user_may_set(setting):
    assert decide(thresholds=Thresholds(support=setting, refute=setting)).label is Label.NOT_ENOUGH_EVIDENCE


STRICT = Thresholds(support=0.75, refute=0.75, conflict=0.75, relevance_floor=0.25, relevance_full=0.75)


@pytest.mark.parametrize(("share", "label"), [(0.75, Label.SUPPORTED), (nextafter(0.75, 0), Label.NOT_ENOUGH_EVIDENCE)])
def test_a_strength_exactly_at_the_threshold_decides_and_one_just_below_does_not(share, label):
    assert decide(scored(share, 0.0), thresholds=STRICT).label is label


@pytest.mark.parametrize(("weak", "label"), [(0.75, Label.CONFLICTING), (nextafter(0.75, 0), Label.SUPPORTED)])
def test_a_weaker_side_exactly_at_the_conflict_threshold_conflicts(weak, label):
    assert decide(scored(0.9, 0.0), scored(0.0, weak), thresholds=STRICT).label is label


def test_a_passage_decides_only_for_the_side_that_is_its_stance():
    low = Thresholds(support=0.2, refute=0.2, conflict=0.2, relevance_floor=0.25, relevance_full=0.75)
    neutral = decide(scored(0.4, 0.1), thresholds=low)
    assert (neutral.label, neutral.confidence) == (Label.NOT_ENOUGH_EVIDENCE, pytest.approx(0.6))
    refuted = decide(scored(0.4, 0.5), thresholds=low)
    assert (refuted.label, refuted.confidence) == (Label.REFUTED, pytest.approx(0.5 * 0.6))
    assert refuted.supporting_sources == 0


def test_two_sides_of_equal_strength_conflict():
    verdict = decide(scored(0.8, 0.0), scored(0.0, 0.8))
    assert (verdict.label, verdict.confidence) == (Label.CONFLICTING, 0.8)


@pytest.mark.parametrize(
    ("relevance", "label", "confidence"),
    [
        (0.0, Label.NOT_ENOUGH_EVIDENCE, 1.0),
        (0.25, Label.NOT_ENOUGH_EVIDENCE, 1.0),
        (0.5, Label.NOT_ENOUGH_EVIDENCE, 1 - 0.5 * 0.9),
        (0.625, Label.SUPPORTED, 0.75 * 0.9),
        (0.75, Label.SUPPORTED, 0.9),
        (1.0, Label.SUPPORTED, 0.9),
    ],
)
def test_a_passage_counts_by_its_relevance_between_floor_and_full(relevance, label, confidence):
    verdict = decide(scored(0.9, 0.0, relevance))
    assert verdict.label is label
    assert verdict.confidence == pytest.approx(confidence)


def test_an_irrelevant_contradiction_does_not_turn_a_verdict():
    assert decide(scored(0.8, 0.0), scored(0.0, 1.0, relevance=0.25)).label is Label.SUPPORTED


def test_evidence_is_ordered_by_deciding_side_then_strength_then_relevance():
    weak_support = evidence("Weak support.", supports(0.6))
    support = evidence("Support.", supports(0.9))
    refutation = evidence("Refutation.", refutes(0.4))
    far = evidence("Far.", NEUTRAL, 0.3)
    near = evidence("Near.", NEUTRAL, 0.9)
    verdict = decide(far, refutation, near, weak_support, support)
    # 0.4 for refutation leaves it neutral by stance, yet stronger than what says nothing
    assert verdict.evidence == (support, weak_support, refutation, near, far)


def test_a_verdict_leads_with_its_own_side_even_when_the_other_is_nearer():
    refutation, support = evidence("No.", refutes(0.9), 0.75), evidence("Yes.", StanceScores(0.45, 0.4, 0.15), 1.0)
    verdict = decide(support, refutation)
    assert verdict.label is Label.REFUTED
    assert verdict.evidence == (refutation, support)


def test_each_source_on_a_side_counts_once():
    source = document("It opened in 1932. It was opened in that year.")
    items = [Evidence(passage(text, source), supports(), 1.0) for text in ("It opened in 1932.", "It was opened")]
    assert decide(*items).supporting_sources == 1


def test_different_words_in_different_sources_count_as_two():
    verdict = decide(
        evidence("It opened in 1932.", supports(), name="a"), evidence("1932 it was.", supports(), name="b")
    )
    assert (verdict.supporting_sources, verdict.refuting_sources) == (2, 0)


@pytest.mark.parametrize("copied", ["It opened in 1932.", "it opened  in 1932", "“It opened in 1932!”"])
def test_the_same_words_in_several_sources_count_once(copied):
    items = evidence("It opened in 1932.", refutes(), name="a"), evidence(copied, refutes(), name="b")
    assert decide(*items).refuting_sources == 1


def test_the_number_of_sources_does_not_depend_on_the_order_of_the_evidence():
    both, other = "It opened in 1932.", "The opening was in 1932."
    first, second = document(f"{both} {other}", name="a"), document(both, name="b")
    items = [
        Evidence(passage(both, first), supports(), 1.0),
        Evidence(passage(both, second), supports(), 1.0),
        Evidence(passage(other, first), supports(), 1.0),
    ]
    assert decide(*items).supporting_sources == decide(*items[::-1]).supporting_sources == 1
    assert decide(items[1], items[0], items[2]).supporting_sources == 1


def test_sources_of_one_origin_count_once():
    items = [evidence(text, supports(0.9), name=name) for name, text in (("a", "Yes."), ("b", "Indeed."), ("c", "So."))]
    ids = [item.passage.document.id for item in items]
    for groups, count in (({}, 3), ({ids[0]: "g", ids[2]: "g"}, 2), (dict.fromkeys(ids, "g"), 1)):
        assert MaxAggregator(THRESHOLDS).decide(claim(), items, Standing(groups=groups)).supporting_sources == count


def test_a_passage_too_weak_to_decide_is_no_source_for_its_side():
    verdict = decide(evidence("Yes.", supports(0.9), name="a"), evidence("Perhaps.", supports(0.9), 0.5, name="b"))
    assert verdict.supporting_sources == 1


@pytest.mark.parametrize(
    ("scores", "thresholds"),
    [
        ([(0.6, 0.0)], THRESHOLDS),
        ([(0.55, 0.0)], Thresholds(support=0.3, refute=0.3)),
        ([(0.95, 0.0), (0.0, 0.6)], Thresholds(support=0.9, refute=0.9)),
    ],
)
def test_every_side_that_a_verdict_rests_on_counts_a_source(scores, thresholds):
    verdict = decide(*(scored(pro, con) for pro, con in scores), thresholds=thresholds)
    assert verdict.label in (Label.SUPPORTED, Label.CONFLICTING)
    assert verdict.supporting_sources == 1
    assert verdict.refuting_sources == (1 if verdict.label is Label.CONFLICTING else 0)


@pytest.mark.parametrize(
    ("scores", "explanation"),
    [
        ((0.9, 0.0), "Herald supports this: “The bridge opened in 1932”."),
        ((0.0, 0.9), "Herald contradicts this: “The bridge opened in 1932”."),
        ((0.3, 0.3), "None of the 1 nearest passages settles this."),
    ],
)
def test_the_explanation_quotes_the_deciding_passage(scores, explanation):
    item = evidence("The **bridge**\nopened in 1932.", StanceScores(*scores, 1 - sum(scores)), publisher="Herald")
    assert decide(item).explanation == explanation


def test_the_explanation_of_a_conflict_quotes_both_sides():
    items = evidence("It opened.", supports(), publisher="A"), evidence("It did not.", refutes(), publisher="B")
    assert decide(*items).explanation == "Sources disagree: A says “It opened”; B says “It did not”."


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"publisher": "Herald", "title": "News", "path": "x/a.txt"}, "Herald"),
        ({"title": "News", "path": "x/a.txt"}, "News"),
        ({"path": "x/y/a.txt"}, "a.txt"),
        ({"path": "C:\\x\\a.txt"}, "a.txt"),
        ({"path": None, "id": "0123"}, "0123"),
    ],
)
def test_a_source_is_named_by_the_best_name_it_has(fields, name):
    assert decide(evidence("It opened.", supports(), **fields)).explanation.startswith(f"{name} supports this")


def test_a_long_quotation_is_cut_between_words():
    text = " ".join(["opened"] * 60) + "."
    quoted = decide(evidence(text, supports())).explanation.split("“")[1]
    # 34 words of 6 letters and 33 spaces are 237 code points: one more word would pass 240
    assert quoted == " ".join(["opened"] * 34) + " …”."


shares = st.tuples(*[st.integers(0, 20)] * 3).filter(any).map(lambda t: StanceScores(*(part / sum(t) for part in t)))
items = st.builds(
    evidence,
    st.sampled_from(["It opened.", "it opened", "It was not open.", "Nobody knows it."]),
    shares,
    st.floats(0, 1),
    name=st.sampled_from("abc"),
)
limits = st.builds(
    lambda support, refute, conflict: Thresholds(support, refute, conflict, relevance_floor=0.25, relevance_full=0.75),
    st.sampled_from([0.25, 0.5, 0.9]),
    st.sampled_from([0.25, 0.5, 0.9]),
    st.sampled_from([0.25, 0.5, 0.9]),
)


def strength(item, stance):
    weight = min(1.0, max(0.0, (item.relevance - 0.25) / 0.5))
    return weight * (item.scores.supports if stance is Stance.SUPPORTS else item.scores.refutes)


@given(st.lists(items, max_size=6), limits)
def test_confidence_is_a_share_and_of_two_sides_that_count_the_stronger_one_wins(found, thresholds):
    verdict = decide(*found, thresholds=thresholds)
    pro, con = (
        max((strength(e, stance) for e in found if e.stance is stance), default=0.0)
        for stance in (Stance.SUPPORTS, Stance.REFUTES)
    )
    assert 0.0 <= verdict.confidence <= 1.0
    supported, refuted = pro >= thresholds.support, con >= thresholds.refute
    if verdict.label is Label.SUPPORTED:
        assert supported
        assert not refuted or pro >= con
    if verdict.label is Label.REFUTED:
        assert refuted
        assert not supported or con >= pro
    assert (verdict.label is Label.CONFLICTING) == (supported and refuted and min(pro, con) >= thresholds.conflict)
    assert (verdict.label is Label.NOT_ENOUGH_EVIDENCE) == (not supported and not refuted)
    assert sorted(map(id, verdict.evidence)) == sorted(map(id, found))


@given(st.data(), st.lists(items, max_size=6), limits)
def test_label_and_confidence_do_not_depend_on_the_order_of_the_evidence(data, found, thresholds):
    one = decide(*found, thresholds=thresholds)
    other = decide(*data.draw(st.permutations(found)), thresholds=thresholds)
    assert (one.label, one.confidence) == (other.label, other.confidence)


@given(st.permutations([(0.9, 0.05), (0.7, 0.2), (0.3, 0.6), (0.1, 0.15), (0.05, 0.4)]))
def test_passages_of_different_strength_come_in_one_order_whatever_order_they_had(scores):
    items = [scored(pro, con, text=f"Passage {pro}.") for pro, con in scores]
    verdict = decide(*items)
    assert verdict.label is Label.CONFLICTING
    assert [e.scores.supports for e in verdict.evidence] == [0.9, 0.7, 0.3, 0.05, 0.1]


@given(st.lists(items, max_size=6), limits)
def test_an_explanation_has_only_words_of_its_evidence_and_of_the_templates(found, thresholds):
    verdict = decide(*found, thresholds=thresholds)
    allowed = TEMPLATE_WORDS | {str(len(found))}
    for item in found:
        allowed |= {*words(item.passage.text), *words(item.passage.document.path)}
    assert set(words(verdict.explanation)) <= allowed
