from dataclasses import replace

import pytest
from fakes import NEUTRAL, claim, document, passage, refutes, supports

from factcheck.types import Evidence, Label, Standing
from factcheck.verdicts import MaxAggregator, entitled

NOBODY = Standing()


def item(text, scores, *, published=None, title=None, name="a"):
    source = replace(document(text, name=name), published=published, title=title)
    return Evidence(passage(text, source), scores, 1.0)


def test_a_source_that_depends_on_the_article_does_not_support_it_and_may_refute_it():
    support, refutation = item("It opened.", supports(), name="a"), item("It is shut.", refutes(), name="b")
    both = frozenset({support.passage.document.id, refutation.passage.document.id})
    assert entitled([support, refutation], Standing(dependent=both)) == [refutation]
    assert entitled([support, refutation], Standing(unrelated=both)) == []
    assert entitled([support, refutation], NOBODY) == [support, refutation]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Correction: ferry fares", "The fare is 4 crowns."),
        (None, "An earlier version of this article gave the fare as 3 crowns; it is 4."),
        (None, "The figure has been corrected to 4 crowns."),
    ],
)
def test_a_later_correction_overtakes_the_earlier_report(title, text):
    report = item("The fare is 3 crowns.", supports(), published="2025-03-01", name="a")
    correction = item(text, refutes(), published="2025-03-04T09:00", title=title, name="b")
    unrelated = item("Ferries run daily.", NEUTRAL, published="2025-02-01", name="c")
    assert entitled([report, correction, unrelated], NOBODY) == [correction, unrelated]
    verdict = MaxAggregator().decide(claim(), [report, correction])
    assert verdict.label is Label.REFUTED
    assert verdict.supporting_sources == 0
    assert set(verdict.evidence) == {report, correction}


@pytest.mark.parametrize(
    ("reported", "corrected", "title"),
    [
        ("2025-03-05", "2025-03-04", "Correction"),  # the report is the later one
        ("2025-03-04", "2025-03-04", "Correction"),  # of the same day: no order known
        (None, "2025-03-04", "Correction"),
        ("2025-03-01", "2025", "Correction"),
        ("2025-03-01", "2025-03-04", "Ferry fares: the full list"),  # later, and no correction
    ],
)
def test_without_a_correction_that_is_known_to_be_later_both_sides_stand(reported, corrected, title):
    report = item("The fare is 3 crowns.", supports(), published=reported, name="a")
    other = item("The fare is 4 crowns.", refutes(), published=corrected, title=title, name="b")
    assert entitled([report, other], NOBODY) == [report, other]


def test_a_correction_does_not_silence_what_agrees_with_it():
    report = item("The fare is 4 crowns.", refutes(), published="2025-03-01", name="a")
    correction = item("The fare is 4.", refutes(), published="2025-03-04", title="Correction", name="b")
    assert entitled([report, correction], NOBODY) == [report, correction]


@pytest.mark.parametrize(
    "text",
    [
        "The Department of Corrections runs the ferry, and the fare is 4 crowns.",
        "The bill on ferry fares was withdrawn; the fare is 4 crowns.",
        "The minister asked for a clarification of the fare, 4 crowns.",
    ],
)
def test_what_only_sounds_like_a_correction_overtakes_nothing(text):
    report = item("The fare is 3 crowns.", supports(), published="2025-03-01", name="a")
    other = item(text, refutes(), published="2025-03-04", name="b")
    assert entitled([report, other], NOBODY) == [report, other]
