import pytest

from factcheck.errors import InputError
from factcheck.ingest.html import Page, extract

HEAD = """
<meta property="og:site_name" content="The Daily Example">
<meta property="og:title" content="Rates cut to 3.75 per cent">
<meta name="author" content="Jane Roe"><meta property="article:published_time" content="2024-05-01T09:30:00Z">
<link rel="canonical" href="https://news.example.org/rates-cut">
<script>var tracker = "a hidden tracker";</script><style>p { color: red }</style>
"""
BODY = """
<nav><ul><li><a href="/">Homepage</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner" id="cookie-consent"><p>We use cookies to improve your visit. Accept all cookies?</p></div>
<article><h1>Rates cut to 3.75 per cent</h1>
<p>The central bank lowered its main rate from 4.00 to 3.75 per cent on Wednesday, the first cut in two years.</p>
<p>The governor said that inflation had fallen faster than expected and that wages were growing more slowly.</p>
<p>Savers will earn £20 less a year on a deposit of £8,000, according to the café owners’ union.</p></article>
<footer><p>Copyright 2024 The Daily Example. All rights reserved.</p></footer>
"""
SAID = [
    "Rates cut to 3.75 per cent",
    "The central bank lowered its main rate from 4.00 to 3.75 per cent on Wednesday, the first cut in two years.",
    "The governor said that inflation had fallen faster than expected and that wages were growing more slowly.",
    "Savers will earn £20 less a year on a deposit of £8,000, according to the café owners’ union.",
]


def page(head=HEAD, body=BODY, charset="utf-8"):
    head = f'<meta charset="{charset}"><title>Rates cut | The Daily Example</title>{head}'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>'


def test_the_main_text_and_the_metadata_are_found_without_boilerplate():
    assert extract(page().encode(), "page.html") == Page(
        text="\n".join(SAID),
        title="Rates cut to 3.75 per cent",
        publisher="The Daily Example",
        author="Jane Roe",
        published="2024-05-01",
        url="https://news.example.org/rates-cut",
        language="en",
    )


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8-sig"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_the_encoding_of_the_page_is_heeded(charset, encoding):
    assert extract(page(charset=charset).encode(encoding), "page.html").text == "\n".join(SAID)


def test_metadata_that_is_absent_is_none():
    data = b"<html><body><p>The central bank lowered its rate.</p></body></html>"
    assert extract(data, "page.html") == Page("The central bank lowered its rate.", None, None, None, None, None)


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Jane Roe, Tuesday, 4", "Jane Roe"),
        ("Jane Roe, Staff", "Jane Roe"),
        ("Theresa May, June Brown", "Theresa May; June Brown"),
        ("Jane Roe; John Doe", "Jane Roe; John Doe"),
    ],
)
def test_days_and_dates_of_a_byline_are_no_authors(byline, authors):
    assert extract(page(HEAD.replace("Jane Roe", byline)).encode(), "page.html").author == authors


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<html><body><script>var rates = 'The rates fell today.';</script></body></html>",
        b"<html><frameset><frame src='a.html'></frameset></html>",
        b"\x00\x01\x02" * 100,
    ],
    ids=["empty", "script", "frames", "binary"],
)
def test_a_page_without_text_is_refused(refuses, data):
    with refuses(InputError, "page.html: no article text in this HTML; save the page itself"):
        extract(data, "page.html")


def test_what_a_page_states_of_itself_besides():
    head = HEAD.replace(
        "<script>var", '<meta property="article:modified_time" content="2024-06-01T09:00:00Z"><script>var'
    ).replace("https://news.example.org/rates-cut", "/rates")
    found = extract(page(head).encode(), "page.html", url="https://news.example.org/x?id=1")
    assert (found.published, found.modified) == ("2024-05-01", "2024-06-01")
    assert found.url == "https://news.example.org/rates"
    assert found.language == "en"


@pytest.mark.parametrize(
    "head", ["<link rel=canonical href='javascript:x'>", "<link rel=canonical href='https://[x'>", ""]
)
def test_an_address_that_is_none_is_passed_over(head):
    assert extract(page(head).encode(), "page.html").url is None
