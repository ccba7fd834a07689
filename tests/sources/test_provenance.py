"""What a source says of its own origin, and the user's table."""

import pytest

from factcheck.errors import DataError
from factcheck.sources import Reliability, provenance, read_reliability
from factcheck.types import Document

TEXT = "The council decided on Tuesday that the old harbour will stay open until the end of the spring."


def document(**known):
    return Document(id="d", text=known.pop("text", TEXT), sha256="0", **known)


def test_everything_a_document_says():
    known = document(
        url="https://news.example.org/x",
        publisher="Post",
        author="Li Wei",
        published="2024-05-17",
        modified="2024-06-01",
        canonical_url="https://news.example.org/story",
        language="cy",
    )
    found = provenance(known)
    assert (found.publisher, found.author) == ("Post", "Li Wei")
    assert (found.published, found.modified) == ("2024-05-17", "2024-06-01")
    assert found.canonical_url == "https://news.example.org/story"
    assert found.https is True
    assert found.language == "cy"
    assert found.missing == ()


def test_nothing_known():
    found = provenance(document(text="Short."))
    assert found.missing == ("publisher", "byline", "date", "address")
    assert (found.https, found.language, found.canonical_url, found.modified) == (None, None, None, None)


@pytest.mark.parametrize(
    ("url", "https"), [("http://example.org/a", False), ("HTTPS://example.org", True), ("ftp://example.org", None)]
)
def test_whether_the_address_is_https(url, https):
    assert provenance(document(url=url)).https is https


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT, "en"),
        ("Der Rat hat am Dienstag beschlossen, dass der alte Hafen bis zum Ende des Frühlings offen bleibt.", "de"),
        ("Le conseil a décidé mardi que le vieux port restera ouvert jusqu'à la fin du printemps prochain.", "fr"),
    ],
)
def test_language_of_a_text(text, language):
    assert provenance(document(text=text)).language == language


@pytest.fixture
def table(tmp_path):
    def write(content):
        file = tmp_path / "ratings.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def test_a_rating_is_found_for_the_host_or_the_domain_above(table):
    ratings = read_reliability(
        table('\ufeffDomain,Rating,Note\nexample.org,high,"old, careful"\n\nblog.example.org,low,\n')
    )
    assert ratings["example.org"] == Reliability("example.org", "high", "old, careful")
    for url, rating in (
        ("https://www.example.org/a", "high"),
        ("https://news.example.org/a", "high"),
        ("https://blog.example.org/a", "low"),
        ("https://example.com/a", None),
    ):
        found = provenance(document(url=url), reliability=ratings).reliability
        assert (found.rating if found else None) == rating
    assert provenance(document(), reliability=ratings).reliability is None


@pytest.mark.parametrize(
    ("content", "line", "mend"),
    [
        ("", "line 1", "header"),
        ("site,rating,note\n", "line 1", "domain,rating,note"),
        ("domain,rating,note\nexample.org,high\n", "line 2", "3"),
        ("domain,rating,note\nexample.org,,x\n", "line 2", "rating"),
        ("domain,rating,note\nlocalhost,high,x\n", "line 2", "domain"),
        ("domain,rating,note\na.org,high,x\nwww.a.org,low,y\n", "line 3", "twice"),
        ('domain,rating,note\na.org,"high"x,y\n', "line 2", ""),
        (b"domain,rating,note\n\xff\xfe,high,x\n", "UTF-8", "byte"),
    ],
)
def test_a_broken_table_is_named_with_its_line(table, refuses, content, line, mend):
    file = table(content)
    with refuses(DataError, file, line, mend):
        read_reliability(file)


def test_a_table_that_is_not_there(tmp_path, refuses):
    with refuses(DataError, "none.csv"):
        read_reliability(tmp_path / "none.csv")
