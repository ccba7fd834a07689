import pytest

from factcheck.claims.declarative import DeclarativeDetector
from factcheck.types import Document


def claimed(text):
    return [claim.text for claim in DeclarativeDetector().detect(Document.from_text(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Rates fell today.",
        "The rate fell from 4.00 to 3.75 per cent.",
        "He said “rates fell today.”",
        "“Rates will fall,” she said.",
        "(Rates fell today.)",
        "Rates fell and then fell…",
        "- Rates fell today.",
    ],
)
def test_a_declarative_sentence_is_a_claim(sentence):
    assert claimed(sentence) == [sentence.removeprefix("- ")]


@pytest.mark.parametrize(
    "text",
    [
        "Did rates fall today?",
        "Rates fell today!",
        "Rates fell.",
        "Bank cuts its main rate today",
        "# Rates fell today.",
        "| Rates fell today. |",
        "Please sign our letter today.",
        "Click here to read it.",
        "Subscribe to our daily letter.",
        "Sign up for our daily letter.",
        "Read more about it here.",
        "Follow us for more news.",
        "",
    ],
)
def test_a_question_a_heading_or_a_menu_is_no_claim(text):
    assert claimed(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell 3 per cent on Monday.",
        "Contact tracing cut infections by a fifth.",
        "Forward contracts on wheat rose in May.",
        "Follow-up studies found no effect.",
    ],
)
def test_a_statement_that_begins_like_a_command_is_a_claim(sentence):
    assert claimed(sentence) == [sentence]


def test_claims_come_in_order_with_the_exact_words_and_their_place():
    text = (
        "Bank cuts rate\n\nRates **fell** today, 😀 says the bank, and they may fall again before\n"
        "may. Did they? Prices rose too.\n"
    )
    article = Document.from_text(text)
    first, second = DeclarativeDetector().detect(article)
    assert first.sentence == text[first.span.start : first.span.end]
    assert first.sentence == "Rates **fell** today, 😀 says the bank, and they may fall again before\nmay."
    assert first.text == "Rates fell today, 😀 says the bank, and they may fall again before may."
    assert second.text == second.sentence == "Prices rose too." == second.span.of(text)
    assert first.check_worthiness == second.check_worthiness == 1.0


def test_the_same_words_in_two_places_are_two_claims():
    claims = DeclarativeDetector().detect(Document.from_text("Rates fell today. Rates fell today."))
    assert len({claim.id for claim in claims}) == 2


def test_the_identifier_of_a_claim_is_stable():
    one, other = (DeclarativeDetector().detect(Document.from_text("Rates fell today."))[0].id for _ in range(2))
    assert one == other
    assert one.startswith("c-")
