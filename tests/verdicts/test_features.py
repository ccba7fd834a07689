import math

import pytest
from fakes import evidence, passage
from hypothesis import given
from hypothesis import strategies as st

from factcheck.types import Check, Document, Evidence, Span, StanceScores
from factcheck.verdicts import FEATURES, features

NO_GROUPS: dict[str, str] = {}
CLAIM = "The bridge opened in 1932 with 12 arches."


def item(pro, con, relevance=1.0, name="a", checks=()):
    made = evidence(f"The bridge opened, says {name}.", StanceScores(pro, con, 1.0 - pro - con), relevance, name=name)
    return Evidence(made.passage, made.scores, made.relevance, checks)


def of(*items, groups=NO_GROUPS):
    return dict(zip(FEATURES, features(CLAIM, items, groups), strict=True))


def test_the_strongest_side_enters_as_log_odds():
    found = of(item(0.9, 0.05), item(0.2, 0.6, name="b"))
    assert found["support"] == pytest.approx(math.log(0.9 / 0.1))
    assert found["refutation"] == pytest.approx(math.log(0.6 / 0.4))


def test_a_loosely_related_passage_counts_less():
    assert of(item(0.9, 0.05, relevance=0.1))["support"] < 0 < of(item(0.9, 0.05, relevance=0.4))["support"]


def test_a_second_source_counts_only_if_it_is_of_another_origin():
    copies = item(0.9, 0.0, name="a"), item(0.8, 0.0, name="b")
    a, b = (copy.passage.document.id for copy in copies)
    assert of(*copies)["support_elsewhere"] == pytest.approx(0.8)
    assert of(*copies, groups={a: "wire", b: "wire"})["support_elsewhere"] == 0.0


def test_one_origin_does_not_disagree_with_itself():
    split = item(0.9, 0.0, name="a"), item(0.0, 0.7, name="b")
    a, b = (one.passage.document.id for one in split)
    assert of(*split)["disagreement"] == pytest.approx(0.7)
    assert of(*split, groups={a: "wire", b: "wire"})["disagreement"] == 0.0


def test_checks_count_on_the_passage_of_the_side():
    year, arches = Span(21, 25), Span(31, 33)
    differing = Check("number", "12", "14", agrees=False, claim_span=arches, evidence_span=Span(0, 2))
    agreeing = Check("number", "12", "12", agrees=True, claim_span=arches, evidence_span=Span(0, 2))
    dated = Check("date", "1932", "1931", agrees=False, claim_span=year, evidence_span=Span(4, 8))
    found = of(item(0.9, 0.0, checks=(agreeing,)), item(0.0, 0.9, relevance=0.5, name="b", checks=(differing, dated)))
    assert (found["support_figures_differ"], found["support_dates_differ"]) == (0.0, 0.0)
    assert (found["refutation_figures_differ"], found["refutation_dates_differ"]) == (1.0, 1.0)
    assert (found["figures_differ"], found["dates_differ"]) == (0.5, 0.5)


def test_no_evidence_has_no_features():
    with pytest.raises(ValueError, match="need evidence"):
        features(CLAIM, (), NO_GROUPS)


shares = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(
    lambda t: StanceScores(*(v / (sum(t) or 1.0) if sum(t) else 1 / 3 for v in t))
)


@given(st.lists(st.tuples(shares, st.floats(0, 1), st.sampled_from("abc")), min_size=1, max_size=6), st.randoms())
def test_features_are_finite_and_do_not_depend_on_order(rows, rng):
    documents = {name: Document.from_text("It opened. It closed.", name=name) for name in "abc"}
    items = [Evidence(passage("It opened.", documents[name]), scores, near) for scores, near, name in rows]
    values = features(CLAIM, items, NO_GROUPS)
    assert len(values) == len(FEATURES)
    assert all(math.isfinite(value) for value in values)
    shuffled = list(items)
    rng.shuffle(shuffled)
    assert features(CLAIM, shuffled, NO_GROUPS) == pytest.approx(values)
