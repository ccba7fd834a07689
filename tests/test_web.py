"""Addresses to documents: fetched once, kept, and read again from what was kept."""

import pytest
from local_server import PAGE

from factcheck.errors import FetchError, InputError
from factcheck.web import WebPages, is_address

pytestmark = pytest.mark.usefixtures("allow_loopback")


def pages_asked(server):
    return [path for path, _ in server.asked if path != "/robots.txt"]


def test_a_page_becomes_a_document_with_its_addresses_and_time(server, fetcher, tmp_path):
    server.routes["/old"] = lambda h: h.answer(302, b"", Location="/new")
    server.routes["/new"] = lambda h: h.answer(body=PAGE.replace(b"<body>", b"<body><a href='/x'>The fare</a>"))
    page = WebPages(fetcher(), snapshots=tmp_path).page(server.url + "/old")
    assert "The fare rises to $4.25 on July 1." in page.text
    assert (page.url, page.aliases) == (server.url + "/new", (server.url + "/old",))
    assert page.retrieved is not None
    assert page.path is None
    (kept,) = tmp_path.iterdir()
    assert page.snapshot == str(kept)


def test_the_second_time_nothing_is_asked_for_and_the_document_is_the_same(server, fetcher, tmp_path):
    server.routes["/a"] = lambda h: h.answer()
    first = WebPages(fetcher(), snapshots=tmp_path).page(server.url + "/a")
    asked = len(server.asked)
    assert WebPages(fetcher(), snapshots=tmp_path).page(server.url + "/a") == first
    assert len(server.asked) == asked
    server.routes["/a"] = lambda h: h.answer(body=PAGE.replace(b"4.25", b"5.00"))
    assert "5.00" in WebPages(fetcher(), snapshots=tmp_path, refetch=True).page(server.url + "/a").text
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_folder_nothing_is_kept(server, fetcher):
    server.routes["/a"] = lambda h: h.answer(body=b"Plain words.", Content_Type="text/plain; charset=utf-8")
    page = WebPages(fetcher()).page(server.url + "/a")
    assert (page.text, page.snapshot) == ("Plain words.", None)


def test_what_cannot_be_had_is_an_error_and_keeps_nothing(server, fetcher, tmp_path, refuses):
    server.routes["/empty"] = lambda h: h.answer(body=b"<html><head><title>x</title></head></html>")
    pages = WebPages(fetcher(), snapshots=tmp_path)
    with refuses(FetchError, "HTTP 404"):
        pages.page(server.url + "/gone")
    assert list(tmp_path.iterdir()) == []
    with refuses(InputError, "no article text"):
        pages.page(server.url + "/empty")


def test_nothing_but_an_argument_lifts_the_guard(server, refuses):
    with refuses(FetchError, "not a public web address"):
        WebPages().page(f"http://127.0.0.1:{server.server_port}/a")
    assert server.asked == []


@pytest.mark.parametrize(
    ("where", "is_one"),
    [("https://a.example", True), ("HTTP://a.example", True), ("a.html", False), ("ftp://a", False), (None, False)],
)
def test_what_an_address_is(where, is_one):
    assert is_address(where) is is_one
