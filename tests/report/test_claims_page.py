import re
from html.parser import HTMLParser

from fakes import claim

from factcheck.report.claims_page import Piece, claims_page, pieces
from factcheck.types import Claim, ClaimAttribution, Document, Span

TEXT = "Rates fell. <script>alert(1)</script> & more. Rates fell."
SAID = ClaimAttribution("<b>Bell</b>", "said", Span(0, 11))
ONE = Claim("c-1", "Rates fell.", "Rates fell.", Span(0, 11), 0.75, SAID, (Span(46, 57),))


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.marked, self.addresses, self._inside = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("href", "src")]
        self._inside = self._inside or tag == "mark"

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "mark"

    def handle_data(self, data):
        if self._inside:
            self.marked.append(data)


def test_the_pieces_are_the_text_again():
    found = pieces(TEXT, [ONE])
    assert "".join(piece.text for piece in found) == TEXT
    assert found[0] == Piece("Rates fell.", 1, first=True)
    assert found[-1] == Piece("Rates fell.", 1, first=False)


def test_of_two_claims_in_one_place_the_first_is_marked():
    two = [ONE, Claim("c-2", "Rates fell.", "Rates fell.", Span(6, 11), 0.5)]
    found = pieces(TEXT, two)
    assert "".join(piece.text for piece in found) == TEXT
    assert [piece.number for piece in found if piece.number] == [1, 1]


def test_the_page_marks_claims_escapes_the_article_and_loads_nothing():
    text = claims_page(Document.from_text(TEXT, title="<i>Rates</i>"), [ONE])
    page = Page(text)
    assert [part for part in page.marked if part.strip("1 ")] == ["Rates fell.", "Rates fell."]
    assert not {"script", "b", "i", "img", "link"} & set(page.tags)
    assert all(address.startswith("#") for address in page.addresses)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in text
    assert "said: &lt;b&gt;Bell&lt;/b&gt;" in text
    assert re.search(r"said 2 times", text)


def test_a_text_that_is_no_unicode_can_be_shown():
    assert "?" in claims_page(Document.from_text("\ud800 Rates fell."), [claim("Rates fell.")])
