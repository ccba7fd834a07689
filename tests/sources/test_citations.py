from dataclasses import replace

import pytest
from fakes import FakeEmbedder, FakeScorer, document, refutes, supports
from hypothesis import given
from hypothesis import strategies as st

from factcheck.ingest import read_bytes
from factcheck.sources.citations import find_citations, readable, verify_citations
from factcheck.sources.links import canonical, text_links
from factcheck.types import CitationStatus, Document

PAGE = b"""<html><head><title>T</title></head><body><nav><a href="/x">dam report</a></nav><article>
<h1>The old dam above the town</h1>
<p>The old dam above the town is closed for repairs until May, <a href="/a#top">the dam report</a> says.
Nobody was hurt. <a href="https://b.example/x?utm_source=n&amp;id=1">A   second
page</a> tells more about the people who built it long ago. <a href="javascript:alert(1)">Click</a> it.</p>
<p>The engineers of the town will come back, as <a href="http://c.example/">the dam report</a> had told us before.</p>
</article><footer><a href="https://d.example/">About us</a></footer></body></html>"""


def test_the_anchors_of_a_page_are_spans_of_its_text():
    article = read_bytes(PAGE, "a.html", "html")
    found = [(link.url, " ".join(link.span.of(article.text).split())) for link in article.links]
    assert found[-2:] == [
        ("https://b.example/x?utm_source=n&id=1", "A second page"),
        ("http://c.example/", "the dam report"),
    ]
    sentences = [citation.sentence for citation in find_citations(article)]
    assert sentences[-1].startswith("The engineers")


def test_markdown_links_footnotes_addresses_and_dois_are_found():
    text = (
        'See [the audit](https://a.example/x_(y)?q=1 "T"), [other][One], [short][] and a note.[^2] '
        "Also <https://b.example/p>, doi:10.1000/abc.12. Or (www.c.example/a). ![image](https://i.example/x.png)\n\n"
        '[one]: https://d.example/one "T"\n[short]: <https://d.example/two>\n[^2]: Smith, https://e.example/two.\n'
    )
    assert [link.url for link in text_links(Document.from_text(text))] == [
        "https://a.example/x_(y)?q=1",
        "https://d.example/one",
        "https://d.example/two",
        "https://e.example/two",
        "https://b.example/p",
        "https://doi.org/10.1000/abc.12",
        "http://www.c.example/a",
        "https://i.example/x.png",
    ]


@given(st.text(alphabet="[]()<>^: \nhttps://a.b doi10./\"'", max_size=150))
def test_links_of_any_text_have_exact_spans(text):
    for link in text_links(Document.from_text(text)):
        assert link.span.of(text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://www.A.example/x/", "https://a.example/x#part"),
        ("https://a.example/x?utm_source=y&b=2&a=1&fbclid=3", "https://a.example/x?a=1&b=2"),
        ("https://a.example:443/", "http://a.example"),
        ("https://a.example/index.html", "https://a.example/"),
        ("https://a.example/%7Ex", "https://a.example/~x"),
        ("https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1"),
        ("http://dx.doi.org/10.1000/abc.1", "https://doi.org/10.1000/abc.1"),
    ],
)
def test_addresses_of_one_page_are_equal(one, two):
    assert canonical(one) == canonical(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://a.example/x", "https://a.example/y"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://a.example/X", "https://a.example/x"),
    ],
)
def test_addresses_of_two_pages_differ(one, two):
    assert canonical(one) != canonical(two)


@given(st.text(max_size=80))
def test_any_address_has_a_canonical_form(url):
    assert isinstance(canonical(url), str)


def test_a_sentence_is_read_without_its_links():
    assert readable("The [dam](https://a.example/x_(y)) is old.[^1] See https://b.example.") == "The dam is old. See"


ARTICLE = Document.from_text(
    "The [dam is closed](https://a.example/dam) since May. It [rains](https://b.example/) today."
)
DAM = document("The dam has been closed since May.", name="dam.txt", url="http://www.a.example/dam/")


def verified(stance, **options):
    return verify_citations(
        ARTICLE,
        (DAM,),
        embedder=FakeEmbedder(),
        scorer=FakeScorer(stance),
        **options,
    )


def agrees(premise, hypothesis):
    return (refutes if hypothesis.startswith("It is not true") else supports)(0.9)


def differs(premise, hypothesis):
    return (supports if hypothesis.startswith("It is not true") else refutes)(0.9)


def test_a_cited_page_supports_its_sentence_or_does_not():
    first, second = verified(agrees)
    assert (first.status, first.source, first.evidence.text) == (CitationStatus.SUPPORTS, DAM, DAM.text)
    assert first.span.of(ARTICLE.text) == "[dam is closed](https://a.example/dam)"
    assert (second.status, second.source, second.evidence) == (CitationStatus.NOT_IN_SOURCES, None, None)
    assert verified(differs)[0].status is CitationStatus.DOES_NOT_SUPPORT


def test_an_address_that_did_not_answer_is_unreachable():
    _, rain = verified(agrees, unreachable={"http://b.example": "https://archive.example/b"})
    assert (rain.status, rain.archived) == (CitationStatus.UNREACHABLE, "https://archive.example/b")


def test_a_page_is_known_by_every_address_that_leads_to_it():
    moved = replace(DAM, url="https://new.example/dam", aliases=("http://a.example/dam?utm_source=x",))
    own = replace(DAM, url="https://mirror.example/1", canonical_url="https://a.example/dam")
    for page in (moved, own):
        (first, _) = verify_citations(ARTICLE, (page,), embedder=FakeEmbedder(), scorer=FakeScorer(agrees))
        assert (first.status, first.source) == (CitationStatus.SUPPORTS, page)


def test_where_a_page_was_read_counts_before_what_another_one_claims():
    liar = replace(DAM, url="https://liar.example/", canonical_url="https://a.example/dam", id="liar")
    (first, _) = verify_citations(ARTICLE, (liar, DAM), embedder=FakeEmbedder(), scorer=FakeScorer(agrees))
    assert first.source is DAM


def test_an_article_without_links_has_no_citations():
    assert find_citations(Document.from_text("The dam is old.")) == ()
    assert (
        verify_citations(Document.from_text("The dam is old."), (), embedder=FakeEmbedder(), scorer=FakeScorer()) == ()
    )
