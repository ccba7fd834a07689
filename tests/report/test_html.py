"""The page as text; what it does in a browser is in test_html_browser.py."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from fakes import document, report
from report_samples import ARTICLE, HOSTILE, PAPER, full_report, hostile_report, long_report

from factcheck.report.html import render_html
from factcheck.report.page import page_of


class Reader(HTMLParser):
    """Collects tags, attributes and the text of elements."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text += data

    def all(self, wanted):
        return [value for _, name, value in self.attributes if name == wanted]


@pytest.fixture(scope="module")
def page():
    return render_html(full_report())


def test_the_article_is_there_word_for_word():
    assert "".join(part.text for part in page_of(full_report()).parts) == ARTICLE


def test_every_claim_of_the_article_links_to_its_card(page):
    reader = Reader(page)
    ids = reader.all("id")
    assert len(ids) == len(set(ids))
    for number in range(1, 6):
        assert f"claim-{number}" in ids
        assert f"at-claim-{number}" in ids
        assert f"#claim-{number}" in reader.all("href")
    assert all(href[1:] in ids for href in reader.all("href") if href.startswith("#"))


def test_a_claim_inside_another_has_its_own_mark():
    parts = page_of(full_report()).parts
    inner = next(part for part in parts if part.text == "they took two years")
    assert inner.claim.number == 3
    assert inner.keys == ("claim-3", "claim-2")
    dot = parts[parts.index(inner) + 1]
    assert (dot.text, dot.claim.number, dot.claim.ends) == (".", 2, True)


def test_the_deciding_words_stand_in_their_context_and_the_check_is_marked():
    refuted = page_of(full_report()).claims[1]
    excerpt = refuted.deciding[0].excerpt
    assert "".join(piece.text for piece in excerpt.pieces) == "The work on it cost 9 million pounds in all."
    assert [piece.text for piece in excerpt.pieces if piece.keys] == ["9 million pounds"]
    assert [piece.text for piece in refuted.pieces if piece.keys] == ["3 million pounds"]
    assert excerpt.before.endswith("again on Monday. ")
    assert excerpt.link == "https://lantern.test/bridge#:~:text=The%20work%20on%20it,million%20pounds%20in%20all."


def test_the_place_in_the_stored_text_is_the_passage(page):
    excerpt = page_of(full_report()).claims[1].deciding[0].excerpt
    assert excerpt.source.text.text == PAPER
    units = PAPER.encode("utf-16-le")[2 * excerpt.place[0] : 2 * excerpt.place[1]].decode("utf-16-le")
    assert units == "The work on it cost 9 million pounds in all."
    assert f'data-start="{excerpt.place[0]}" data-end="{excerpt.place[1]}"' in page


def test_links_are_web_addresses_or_anchors(page):
    for href in Reader(page).all("href"):
        assert href.startswith(("#", "https://")) or href == "data:,"
    assert "javascript:" not in page.split("<code>javascript:alert(1)</code>")[0]


def test_findings_sources_failures_and_provenance_are_shown(page):
    text = " ".join(Reader(page).text.split())
    for words in (
        "negation dropped",
        "[only in the source] often [only in the article] never",
        "said otherwise",
        "Courier → office",
        "does not support",
        "counts as one with copy.txt (Copy Wire), origin: Orwick Lantern",
        "the article’s own publisher",
        "rests on the article itself",
        "ingest: locked.pdf: locked by a password; remove it",
        "fake-scorer, revision 1",
        "3 March 2026",
    ):
        assert words in text, words


def test_nothing_is_fetched_and_only_our_style_and_script_are_admitted(page):
    reader = Reader(page)
    assert not {"iframe", "img", "object", "embed", "form", "base"} & set(reader.tags)
    assert not [value for value in reader.all("src") if value]
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "style"]
    (policy,) = [value for value in reader.all("content") if "default-src" in value]
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_attribute_or_control_character(text):
    plain, hostile = (Reader(render_html(hostile_report(said))) for said in ("Plain words", text))
    assert hostile.tags == plain.tags or sorted(set(hostile.tags)) == sorted(set(plain.tags))
    assert {name for _, name, _ in hostile.attributes} == {name for _, name, _ in plain.attributes}
    assert hostile.tags.count("script") == 1
    page = render_html(hostile_report(text))
    page.encode("utf-8")
    assert not {"\x00", "\x1b", "\u202e", "\u2066", "\u2028"} & set(page)
    assert all(href.startswith("#") or href == "data:," for href in hostile.all("href"))


def test_two_renderings_are_equal():
    assert render_html(full_report()) == render_html(full_report())


def test_a_report_without_claims_and_sources_is_a_page():
    text = Reader(render_html(report(document("Nothing here.", name="a.txt")))).text
    assert "0 claims, 0 sources" in text


def test_long_sources_are_carried_in_part_and_unquoted_ones_not_at_all():
    made = long_report(claims=4)
    wide = document("word " * 500_000, name="wide.txt")
    views = page_of(
        type(made)(**{**{f: getattr(made, f) for f in made.__slots__}, "sources": (*made.sources, wide)})
    ).sources
    assert views[-1].text.text == ""
    assert len(views[0].text.text) < 10_000
    assert views[0].text.text.startswith("The ledger of 1800")
