"""Statuses of quotations, on texts written for this: news, transcript, letter, statement, block quote, interview.

`quote_statuses.json` holds sources, and sentences of an article with the status of the quotation in each.
"""

import json
from pathlib import Path

import pytest
from fakes import document

from factcheck.sources import verify_quotes
from factcheck.types import Document

CASES = [
    (tuple(document(text, name=f"{number}.txt") for number, text in enumerate(case["sources"])), status, text)
    for case in json.loads(Path(__file__).with_name("quote_statuses.json").read_text(encoding="utf-8"))
    for status, text in case["quotations"]
]


def statuses(sources, text, embedder=None):
    return [quote.status.value for quote in verify_quotes(Document.from_text(text), sources, embedder=embedder)]


@pytest.fixture(scope="module")
def embedder():
    from factcheck.checker import make_embedder
    from factcheck.config import Settings

    return make_embedder(Settings())


@pytest.mark.parametrize(
    ("sources", "status", "text"), [case for case in CASES if case[1] not in ("PARAPHRASED", "NOT_FOUND")]
)
def test_what_the_words_show(sources, status, text):
    assert statuses(sources, text) == [status]


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("sources", "status", "text"), [case for case in CASES if case[1] in ("PARAPHRASED", "NOT_FOUND")]
)
def test_what_takes_a_sense_of_the_words(sources, status, text, embedder):
    assert statuses(sources, text, embedder) == [status]


def test_a_short_source_is_found_beside_others_that_share_its_words():
    near = document("The tram will come back when the rails are safe.", name="a.txt")
    exact = document("I have ridden the tram for ten years.", name="b.txt")
    (quote,) = verify_quotes(Document.from_text("“I have ridden the tram for ten years,” she said."), (near, exact))
    assert quote.source is not None
    assert quote.source.document is exact
