"""Copies, origins, families and circular sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources import (
    cites_article,
    copied_runs,
    families,
    independence_groups,
    is_article_publisher,
    origins,
    publisher_family,
    voices,
)
from factcheck.sources.copies import components, overlaps
from factcheck.sources.independence import Origin, registrable_domain
from factcheck.types import Document

STORY = (
    "Riders of the harbour ferry will pay more this summer after the councillors backed a new tariff by six votes to "
    "three on Tuesday night. The proposal was drafted by a member from the northern ward, who had tried twice before. "
    "From the first day of July a ticket costs four crowns, which is one more than today, and children pay half of it. "
)
MORE = "Forty people took the microphone at the hearing, and most of them objected to the plan in strong words. "
QUOTE = (
    "“We cannot keep borrowing money in order to run these old boats for another winter, and nobody should ask us,” "
)


def document(name, text, **known):
    return Document(id=name, text=text, sha256=f"sha-{name}", **known)


WIRE = document("wire", "Nord Wire\n\nOSLO (Nord Wire) - " + STORY + MORE, published="2024-05-15")
REPRINT = document(
    "reprint", STORY.replace("ward", "quarter"), publisher="Post", author="Nord Wire", published="2024-05-14"
)
OWN = document(
    "own",
    "The town has had enough of boats, an old sailor says, and the vote was a mere formality. "
    + QUOTE
    + "said the mayor. Few listened, for the football was on, and a storm was forecast for the night. "
    "The clerk read out the figures, twice, and went home in the rain without his umbrella.",
)
SAME_QUOTE = document(
    "same-quote", "A rainy evening in the hall. " + QUOTE + "the mayor told us. Then she left by the back door." * 3
)


def together(*sources):
    groups = independence_groups(sources)
    return {frozenset(i for i in groups if groups[i] == group) for group in groups.values()}


def test_a_shortened_and_reworded_reprint_is_a_copy():
    assert together(WIRE, REPRINT, OWN) == {frozenset({"wire", "reprint"}), frozenset({"own"})}


def test_one_statement_quoted_twice_does_not_make_a_copy():
    assert together(OWN, SAME_QUOTE) == {frozenset({"own"}), frozenset({"same-quote"})}


def test_a_part_is_enough_only_with_a_common_credit():
    rest = "In other news a cat was found on the roof of the old mill, " + " ".join(
        f"and then thing {n} came" for n in range(16)
    )
    third = STORY[: len(STORY) // 2] + rest
    assert together(WIRE, document("x", third)) == {frozenset({"wire"}), frozenset({"x"})}
    assert together(WIRE, document("x", third + " (Nord Wire contributed to this report.)")) == {
        frozenset({"wire", "x"})
    }


def test_the_same_bytes_are_one_source_however_short():
    twins = [Document(id=name, text="Too short.", sha256="same") for name in ("a", "b")]
    assert together(*twins) == {frozenset({"a", "b"})}


def test_group_ids_follow_the_content_and_not_the_order():
    one, other = independence_groups([WIRE, REPRINT, OWN]), independence_groups([OWN, REPRINT, WIRE])
    assert one == other
    assert independence_groups([]) == {}


def test_the_origin_is_whom_the_others_credit_even_with_a_later_date():
    groups = independence_groups([WIRE, REPRINT, OWN])
    assert origins([WIRE, REPRINT, OWN]) == {groups["wire"]: Origin("wire", "Nord Wire")}


def test_an_agency_that_is_not_among_the_sources_is_named():
    copies = [
        document(name, "BERN (Alp Press) - " + STORY + MORE, published=date)
        for name, date in (("a", "2024"), ("b", None))
    ]
    assert list(origins(copies).values()) == [Origin(None, "Alp Press")]


def test_without_credits_the_earliest_is_the_origin_and_without_dates_nobody():
    dated = [
        document("a", STORY, published="2024-02-01"),
        document("b", STORY + MORE, published="2024-01-01", publisher="B"),
    ]
    assert list(origins(dated).values()) == [Origin("b", "B")]
    undated = [document("a", STORY), document("b", STORY + MORE, published="2024-01-01")]
    assert list(origins(undated).values()) == [Origin(None, None)]


def test_copied_runs_are_exact():
    runs = copied_runs(WIRE, REPRINT)
    assert len(runs) == 2
    for run in runs:
        assert run.first.of(WIRE.text).lower() == run.second.of(REPRINT.text).lower()
    assert runs[0].first.of(WIRE.text) == runs[0].second.of(REPRINT.text)
    assert copied_runs(WIRE, OWN) == ()


def test_overlap_is_the_share_of_the_shorter_text():
    (pair,) = overlaps([WIRE, document("all", STORY)])
    assert (pair.first, pair.second, pair.share) == (0, 1, 1.0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_components_are_the_connected_parts(links):
    groups = components(10, links)
    assert sorted(item for group in groups for item in group) == list(range(10))
    where = {item: number for number, group in enumerate(groups) for item in group}
    assert all(where[a] == where[b] for a, b in links)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.example.co.uk/a?b=c", "example.co.uk"),
        ("www.example.org", "example.org"),
        ("https://alice.github.io/x", "alice.github.io"),
        ("https://user:secret@EXAMPLE.org:8080/", "example.org"),
        ("http://127.0.0.1/a", None),
        ("https://localhost/a", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_registrable_domain(url, domain):
    assert registrable_domain(url) == domain


def test_families_and_the_article_publisher():
    article = document("art", "x", url="https://www.towncrier.org/story", publisher="The Example")
    assert publisher_family(article) == publisher_family(document("b", "y", url="https://blogs.towncrier.org/"))
    assert publisher_family(document("b", "y", publisher="The Example")) == "example"
    assert publisher_family(document("b", "y")) is None
    assert is_article_publisher(article, document("b", "y", publisher="Example"))
    assert is_article_publisher(article, document("b", "y", url="http://towncrier.org/other"))
    assert not is_article_publisher(
        article, document("b", "y", url="http://towncrier.org/other", publisher="City Council")
    )
    assert not is_article_publisher(article, document("b", "y"))
    assert not is_article_publisher(document("art", "x"), document("b", "y"))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"url": "https://news.towncrier.org/a"}, {"url": "https://towncrier.org/b", "publisher": "City Desk"}, True),
        ({"publisher": "The Post"}, {"publisher": "Post", "url": "https://post.towncrier.com/b"}, True),
        ({"url": "https://a.github.io/"}, {"url": "https://b.github.io/"}, False),
        ({"url": "https://www.youtube.com/1"}, {"url": "https://youtube.com/2"}, False),
        (
            {"url": "https://web.archive.org/web/2020id_/https://towncrier.org/a"},
            {"url": "https://towncrier.org/b"},
            True,
        ),
        ({"url": "https://web.archive.org/web/2020/https://a.org/"}, {"url": "https://web.archive.org/x"}, False),
        ({"publisher": "Home"}, {"publisher": "Home"}, False),
        ({}, {}, False),
    ],
)
def test_publisher_families(first, second, same):
    found = families([document("a", "x", **first), document("b", "y", **second)])
    assert (found.get("a") is not None and found.get("a") == found.get("b")) is same


def test_a_family_reaches_through_a_shared_name_and_is_named_by_its_first_source():
    first = document("a", "x", url="https://towncrier.org/1", publisher="The Post")
    second = document("b", "y", publisher="Post")
    third = document("c", "z", url="https://blog.towncrier.org/3", publisher="Blog of Ann")
    assert families([second, first, third]) == {"a": "post", "b": "post", "c": "post"}


def test_copies_and_families_are_one_voice_and_nothing_else_is():
    groups = {"wire": "g1", "copy": "g1", "opinion": "g2", "other": "g3"}
    heard = voices(groups, {"copy": "towncrier.org", "opinion": "towncrier.org", "other": "towncrier.com"})
    assert heard["wire"] == heard["copy"] == heard["opinion"] != heard["other"]


def test_a_source_that_cites_the_article():
    article = document(
        "art", "x", url="https://www.example.org/news/ferry?ref=1", title="Council backs ferry fare rise"
    )
    assert cites_article(article, document("b", "See http://example.org/news/ferry for more."))
    assert cites_article(article, document("b", "As reported under “Council backs ferry-fare rise”, boats cost more."))
    assert cites_article(article, document("b", "See here."), links=["https://example.org/news/ferry/#top"])
    assert not cites_article(article, document("b", "Council backs a ferry fare. A rise follows at example.org."))
    assert not cites_article(article, document("b", "# Council backs ferry fare rise\n\nThe boats will cost more."))
    assert not cites_article(
        document("art", "x", url="https://example.org/", title="Ferry"), document("b", "Ferry example.org")
    )
