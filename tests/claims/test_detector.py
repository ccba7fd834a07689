import pytest
from fakes import model_info

from factcheck.claims.detector import WorthinessDetector
from factcheck.errors import InputError
from factcheck.types import ClaimAttribution, Document, Span

TEXT = (
    "Bridge opens\n\nBy Ann Bell\n\nThe old bridge opened in May, the port office said. What a day! Did it rain?\n\n"
    "Photo: The bridge in the evening sun.\n\nThe mood was sour. The old bridge opened in May.\n"
)


class Table:
    """Scores a text by the words in it, and keeps what it was asked."""

    info = model_info("check-worthiness", "table")

    def __init__(self, table, threshold=0.5):
        self.table, self.least, self.asked = table, threshold, []

    def threshold(self, scheme="news"):
        return self.least

    def score(self, texts, scheme="news"):
        self.asked += texts
        return [next((score for words, score in self.table.items() if words in text), 0.9) for text in texts]


def test_what_is_worthy_is_found_once_with_its_places_and_its_source():
    model = Table({"mood": 0.2})
    (claim,) = WorthinessDetector(model).detect(Document.from_text(TEXT))
    assert claim.text == "The old bridge opened in May."
    assert claim.sentence == claim.span.of(TEXT) == "The old bridge opened in May, the port office said."
    assert claim.attribution == ClaimAttribution(
        "the port office", "said", claim.span.__class__(claim.span.start, claim.span.end - 1)
    )
    assert [span.of(TEXT) for span in claim.mentions] == ["The old bridge opened in May."]
    assert claim.check_worthiness == 0.9


def test_questions_headings_captions_and_bylines_are_never_scored():
    model = Table({})
    WorthinessDetector(model).detect(Document.from_text(TEXT))
    assert model.asked == [
        "The old bridge opened in May, the port office said.",
        "The mood was sour.",
        "The old bridge opened in May.",
    ]


@pytest.mark.parametrize(("minimum", "count"), [(None, 1), (0.0, 2), (0.9, 1), (0.95, 0)])
def test_the_least_worthiness_is_the_models_or_the_given_one(minimum, count):
    found = WorthinessDetector(Table({"mood": 0.2}), minimum=minimum).detect(Document.from_text(TEXT))
    assert len(found) == count


def test_the_clauses_of_a_sentence_are_claims_of_their_own():
    text = "The Lake Party has won the vote but fell two seats short."
    one, other = WorthinessDetector(Table({})).detect(Document.from_text(text))
    assert (one.text, other.text) == ("The Lake Party has won the vote.", "The Lake Party fell two seats short.")
    assert (one.span.of(text), other.span.of(text)) == ("The Lake Party has won the vote", "fell two seats short.")
    assert one.sentence == other.sentence == text
    assert one.id != other.id


def test_an_article_in_another_language_is_refused():
    german = (
        "Der Rat hat am Montag beschlossen, dass die alte Brücke noch in diesem Jahr erneuert wird und offen bleibt."
    )
    with pytest.raises(InputError, match="German"):
        WorthinessDetector(Table({})).detect(Document.from_text(german))


def test_nothing_to_claim_asks_no_model():
    model = Table({})
    assert WorthinessDetector(model).detect(Document.from_text("Bridge opens")) == ()
    assert model.asked == []


def test_spans_of_attributions_lie_in_the_article():
    text = "Acme said it would close the dam."
    (claim,) = WorthinessDetector(Table({})).detect(Document.from_text(text))
    assert claim.attribution is not None
    assert claim.attribution.span == Span(0, len(text) - 1)


def test_the_detector_says_which_model_it_uses():
    assert WorthinessDetector(Table({})).info == Table.info
