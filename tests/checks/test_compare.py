import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.checks import adjusted, compare, features
from factcheck.checks.dates import check_dates
from factcheck.checks.entities import check_entities
from factcheck.checks.negation import check_negation
from factcheck.types import Check, StanceScores

PIECES = st.sampled_from(
    [
        "3",
        "1,204",
        "½",
        "٣",
        "%",
        "$",
        "€3.4bn",
        " ",
        "-",
        "–",
        "to",
        "half",
        "a",
        "third",
        "million",
        "twenty",
        "March",
        "2025",
        "not",
        "no",
        "n't",
        "may",
        "Ola Berg",
        "per cent",
        "\u202e",
        "�",
        "and",
        "in",
        "10",
        "from",
        "1e9",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=9).map("".join)
)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, st.one_of(st.none(), st.text(max_size=12), st.just("2025-03-03")))
def test_never_raises_and_spans_lie_in_their_texts(claim, evidence, published):
    checks = compare(claim, evidence, claim_date=published, evidence_date=published)
    assert checks == compare(claim, evidence, claim_date=published, evidence_date=published)
    for check in checks:
        assert check.kind in ("number", "date", "negation", "entity")
        assert check.claim_span is None or check.claim_span.of(claim) == check.claim_value
        assert check.evidence_span is None or check.evidence_span.end <= len(evidence)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
@example("N'T–A0/B0")
def test_a_text_does_not_disagree_with_itself(text):
    assert all(check.agrees for check in compare(text, text, claim_date=None, evidence_date=None))


@pytest.mark.parametrize(
    ("claim", "evidence", "agrees"),
    [
        ("The bridge opened on 3 March 2025.", "The bridge opened on March 3, 2025.", True),
        ("The bridge opened on Monday.", "The bridge opened on 3 March 2025.", True),
        ("The bridge opened in the first quarter of 2025.", "The bridge opened on 2025-03-03.", True),
        ("The bridge opened last year.", "The bridge opened in 2024.", True),
        ("The bridge at Orrin is nearly 150 years old.", "The bridge at Orrin was built in 1877.", True),
        ("The trackway planks were found in 2009.", "The trackway planks were found in 2019.", False),
        ("The rules for fraud changed on 1 January 2024.", "The rules for fraud changed on 1 April 2024.", False),
    ],
)
def test_dates(claim, evidence, agrees):
    (check,) = check_dates(claim, evidence, "2025-03-05", "2025-03-05")
    assert check.agrees is agrees


@pytest.mark.parametrize(
    ("lasted", "dates", "agrees"),
    [
        ("two years", "January 2019 to December 2021", False),
        ("two years", "December 2021 to January 2019", False),
        ("35 months", "January 2019 to December 2021", True),
        ("nearly three years", "January 2019 to December 2021", True),
        ("six months", "January 2019 to July 2019", True),
        ("two years", "2019 to 2021", True),
    ],
)
def test_durations_count_the_months(lasted, dates, agrees):
    checks = check_dates(f"The trial lasted {lasted}.", f"The trial ran from {dates}.", None, None)
    assert [check.agrees for check in checks] == [True] * agrees


def test_another_years_figure_is_no_other_date():
    claim, evidence = "Guild members earned 1,300 pesos in 2024.", "Guild members earned 1,140 pesos in 2023."
    assert check_dates(claim, evidence, None, None) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "agrees"),
    [
        ("Any messages were lost in the outage.", "No messages were lost in the outage.", False),
        ("The council has not adopted the filter rule.", "The council has not adopted the filter rule yet.", True),
        ("The council has adopted the filter rule.", "The council may adopt the filter rule.", False),
    ],
)
def test_negation_and_plans(claim, evidence, agrees):
    (check,) = check_negation(claim, evidence)
    assert check.agrees is agrees


def test_no_more_than_is_no_negation():
    assert check_negation("The trip takes pupils 45 minutes.", "The trip takes pupils no more than 45 minutes.") == []


def test_another_name_in_the_same_place():
    claim, evidence = (
        "The letter was signed by Ilse Varkony on Monday.",
        "The letter was signed by Demir Oksan on Monday.",
    )
    (check,) = check_entities(claim, evidence)
    assert (check.claim_value, check.evidence_value, check.agrees) == ("Ilse Varkony", "Demir Oksan", False)


def test_a_text_that_runs_on_is_read_to_a_bound():
    text = "million " * 100_000 + "214 people, " * 10_000
    assert all(check.agrees for check in compare(text, text, claim_date=None, evidence_date=None))


def test_a_surname_is_the_same_name():
    claim, evidence = "The letter was signed by Ilse Varkony.", "Minister Varkony had signed the letter."
    (check,) = check_entities(claim, evidence)
    assert check.agrees


def test_only_support_with_a_figure_that_disagrees_is_moved():
    differs = Check("number", "340", "240", agrees=False)
    supports, neutral = StanceScores(0.9, 0.04, 0.06), StanceScores(0.2, 0.1, 0.7)
    moved = adjusted(supports, [differs])
    assert moved.refutes > moved.neutral > moved.supports
    assert moved.supports + moved.refutes + moved.neutral == pytest.approx(1.0)
    assert adjusted(neutral, [differs]) == neutral
    assert adjusted(supports, [Check("number", "340", "340", agrees=True)]) == supports
    assert adjusted(supports, [Check("entity", "A", "B", agrees=False)]) == supports


def test_features_count_what_the_checks_found():
    claim = "The council approved 340 new homes and 12 shops."
    checks = compare(claim, "The council approved 340 new homes.", claim_date=None, evidence_date=None)
    found = features(claim, checks)
    assert (found.has_numbers, found.numbers_found, found.numbers_agree, found.numbers_differ) == (1.0, 0.5, 1.0, 0.0)


@pytest.mark.parametrize(
    ("claim", "evidence", "value"),
    [
        ("In all 80 percent of the pupils walk.", "pupils walk | 40 | 50 |", "40 ÷ 50"),
        ("Lamb lost by 417 votes.", "Darr had 21,408 votes and Lamb 20,991 votes.", "21,408 − 20,991"),
        ("In all 500 boats sank.", "Of the boats, 200 + 300 sank.", "300 + 200"),
        ("Prices rose by 25 percent.", "Prices rose from 188 to 235.", "change from 188 to 235"),
        ("Of the pupils 70 percent walk.", "Of the pupils 30 percent do not walk.", "100 − 30 percent"),
        ("In all 150 pupils walk.", "Of 200 pupils, 25 percent do not walk.", "200 less 25 percent"),
        ("The nets cost 60 crowns.", "The 12 nets cost 5 crowns each.", "12 × 5 crowns"),
    ],
)
def test_what_is_worked_out_is_counted_by_its_reasoning(claim, evidence, value):
    checks = compare(claim, evidence, claim_date=None, evidence_date=None)
    assert value in [check.evidence_value for check in checks]
    assert features(claim, checks).worked_out == 1.0


def test_a_figure_that_the_passage_gives_is_not_worked_out():
    claim, evidence = "Between 15 and 20 percent of pupils walk.", "Some 15–20 percent of pupils walk."
    found = features(claim, compare(claim, evidence, claim_date=None, evidence_date=None))
    assert (found.numbers_agree, found.worked_out) == (1.0, 0.0)
