import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.claims.detector import WorthinessDetector
from factcheck.types import Document


class Everything:
    """Finds every sentence worthy."""

    info = None

    def threshold(self, scheme="news"):
        return 0.5

    def score(self, texts, scheme="news"):
        return [1.0] * len(texts)


def claimed(text, title=None, published=None):
    article = replace(Document.from_text(text, title=title), published=published)
    return [claim.text for claim in WorthinessDetector(Everything()).detect(article)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # People: pronouns and surnames.
        ("Mayor Ann Bell opened the bridge. She thanked the crew.", "Ann Bell thanked the crew."),
        ("Mayor Ann Bell opened the bridge. Her deputy stayed away.", "Ann Bell’s deputy stayed away."),
        ("Mayor Ann Bell opened the bridge. Bell thanked the crew.", "Ann Bell thanked the crew."),
        ("Captain Tom Ash left the ship. Ash’s crew stayed.", "Tom Ash’s crew stayed."),
        # Bodies: definite descriptions, short names, "it".
        ("Harbour Bay City Council met on the pier. The council approved the fare.",
         "Harbour Bay City Council approved the fare."),
        ("The Lake Alliance won the vote. It finished ahead of the others.",
         "The Lake Alliance finished ahead of the others."),
        ("The Lake Alliance won the vote. Its leader is 40 years old.", "The Lake Alliance’s leader is 40 years old."),
        ("Orvin Mills, a bread maker, grew. The company closed one bakery.", "Orvin Mills closed one bakery."),
        # Reported speech: what is said, with the speaker for the pronoun that opens it.
        ("According to the port office, two of the boats sank.", "Two of the boats sank."),
        ("Two of the boats sank in May, the port office said.", "Two of the boats sank in May."),
        ("The Daily Post reported that two of the boats sank.", "Two of the boats sank."),
        ("Acme said it would close the old dam.", "Acme would close the old dam."),
        ("Acme said its profits had doubled.", "Acme’s profits had doubled."),
        ("Acme said sales were twice as high.", "Acme’s sales were twice as high."),
        ("MARLOW — Two of the boats sank in May.", "Two of the boats sank in May."),
    ],
)  # fmt: skip
def test_a_claim_is_reworded_to_stand_alone(text, expected):
    assert claimed(text)[-1] == expected


@pytest.mark.parametrize(
    "text",
    [
        # Two could be meant.
        "Ann Bell, the mayor, met Eve Ash, the deputy director. She thanked the crew.",
        "Harbour City Council met Lake City Council. The council approved the fare.",
        # "It" is no body, or is what comes after.
        "The Lake Alliance won the vote. It is clear that the vote was close.",
        "The Lake Alliance won the vote. It was the third win in a row.",
        "Ann Bell, the mayor, opened the bridge. It is red.",
        # No name before it.
        "The company closed one bakery.",
        "He thanked the crew.",
        # What somebody says of their own mind or deed is the claim itself.
        "The company denied that the dam was old.",
        "The port office promised that the dam will be mended.",
        "In seven villages out of ten, people say they did not get any rice.",
        "Nobody told the rowing club in advance, their captain complained.",
        "The spray did slightly better than it says on the can.",
        "Measurements of its density confirm that the moon has no solid core.",
        # Part of a longer name, or a name that only looks shortened.
        "Orrin Water runs the lakes. The Orrin catchment is dry.",
        "“Mayor Ann Bell opened the bridge,” said Tom Ash. “Bell is a friend.”",
    ],
)
def test_when_unsure_the_words_are_left(text):
    last = re.split(r"(?<=[.”])\s+(?=[A-Z“])", text)[-1]
    assert last in (claimed(text)[-1:] or [last])


def test_dates_are_reckoned_from_the_publication():
    assert claimed("The bridge opened on Tuesday.", published="2024-05-17") == [
        "The bridge opened on Tuesday, 14 May 2024."
    ]
    assert claimed("The bridge opened on Tuesday.") == ["The bridge opened on Tuesday."]


WORDS = re.split(
    r"\|",
    "Mayor Ann Bell|Tom Ash|Bell|Ash|the council|Harbour City Council|The company|Orvin Mills|He|She|It|Her|Its|said|"
    "that|opened|the bridge|on Tuesday|will|has|closed|according to|and|,|.|was|a director|told",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=40))
def test_no_entity_is_introduced_that_the_article_does_not_contain(words):
    text = re.sub(r"\s+([,.])", r"\1", " ".join(words)) + "."
    article = replace(Document.from_text(text), published="2024-05-17")
    printed = set(re.findall(r"[A-Z]\w+", text)) | {w[:1].upper() + w[1:] for w in re.findall(r"\w+", text)}
    dates = {"Tuesday", "May", "2024"}
    for claim in WorthinessDetector(Everything()).detect(article):
        assert set(re.findall(r"[A-Z]\w+", claim.text)) <= printed | dates
        assert claim.span.of(text) in claim.sentence
