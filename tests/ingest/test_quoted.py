"""Quotations that a page marks up are marked in its text, where quotation detection sees them."""

import pytest

from factcheck.ingest import read_bytes
from factcheck.sources import find_quotes

PARAGRAPH = "<p>The town council met on Monday evening in the old hall to talk about the harbour and its future.</p>"


def read(body):
    page = f"<html lang='en'><head><title>T</title></head><body><article>{PARAGRAPH}{body}{PARAGRAPH}</article></body>"
    return read_bytes(page.encode(), "page.html", "html", url="https://news.example.org/a")


def quotes(body):
    document = read(body)
    found = find_quotes(document)
    for quote in found:
        assert " ".join(part.of(document.text) for part in quote.parts) == quote.text
    return [(quote.text, quote.speaker) for quote in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<p>Ann Poe, the mayor, said <q>the harbour <b>will</b> close in spring</q> and left.</p>",
            [("the harbour will close in spring", "Ann Poe")],
        ),
        (
            "<p><q>We heard him say <q>never again</q> to all of us</q>, said Ann Poe.</p>",
            [("We heard him say ‘never again’ to all of us", "Ann Poe")],
        ),
        (
            "<p><q>“The harbour will close in spring,”</q> said Ann Poe.</p>",
            [("The harbour will close in spring", "Ann Poe")],
        ),
        (
            "<p>The clerk wrote:</p><blockquote><p>We regret it.</p><p>It will not open again.</p></blockquote>",
            [("We regret it. It will not open again.", "The clerk")],
        ),
        (
            "<blockquote><p>We regret the closing of it.</p><footer>— <cite>Bo Lind</cite></footer></blockquote>",
            [("We regret the closing of it.", "Bo Lind")],
        ),
        (
            "<blockquote>We regret the closing<br>of the harbour. <cite>Bo Lind</cite></blockquote>",
            [("We regret the closing of the harbour.", "Bo Lind")],
        ),
        (
            "<blockquote><blockquote><p>We regret the closing of it.</p></blockquote></blockquote>",
            [("We regret the closing of it.", None)],
        ),
        (
            "<blockquote><p>“The harbour will close,” said Ann Poe, the mayor.</p></blockquote>",
            [("The harbour will close", "Ann Poe")],
        ),
        ("<blockquote>  </blockquote><p>Nothing was quoted here, and <q></q> is empty.</p>", []),
    ],
)
def test_marked_up_quotations_are_found(body, expected):
    assert quotes(body) == expected


def test_links_inside_and_beside_a_quotation_keep_their_place():
    document = read(
        '<p>Ann Poe said <q>the harbour closes in <a href="/s">spring</a></q>, as <a href="/m">the minutes</a> say.</p>'
    )
    assert [(link.url, link.span.of(document.text)) for link in document.links] == [
        ("https://news.example.org/s", "spring"),
        ("https://news.example.org/m", "the minutes"),
    ]
