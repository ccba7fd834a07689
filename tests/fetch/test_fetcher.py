"""The client against a server on this machine that misbehaves in every way we could think of."""

import datetime
import gzip
import time
import zlib
from email.utils import format_datetime

import pytest
from local_server import PAGE

from factcheck.errors import FetchError
from factcheck.fetch import Fetcher, Limits, archived, write_snapshot
from factcheck.fetch.client import USER_AGENT, retry_after

pytestmark = pytest.mark.usefixtures("allow_loopback")


def test_a_page_is_fetched_with_its_hash_and_time(server, fetcher):
    server.routes["/a"] = lambda h: h.answer()
    page = fetcher().fetch(server.url + "/a")
    assert page.body == PAGE
    assert page.final_url == server.url + "/a"
    assert len(page.sha256) == 64
    assert datetime.datetime.fromisoformat(page.retrieved).tzinfo is not None
    path, headers = server.asked[-1]
    assert path == "/a"
    assert headers["User-Agent"] == USER_AGENT
    assert headers["Host"] == f"site.example:{server.server_port}"


def test_loopback_is_refused_without_the_predicate(server, refuses):
    with refuses(FetchError, "127.0.0.1", "not a public web address"):
        Fetcher().fetch(f"http://127.0.0.1:{server.server_port}/")
    assert server.asked == []


def test_a_redirect_is_followed_and_remembered(server, fetcher):
    server.routes["/a"] = lambda h: h.answer(301, b"", Location="/b")
    server.routes["/b"] = lambda h: h.answer()
    page = fetcher().fetch(server.url + "/a")
    assert (page.final_url, page.redirects) == (server.url + "/b", (server.url + "/a",))


@pytest.mark.parametrize("where", ["http://inner.example/", "file:///etc/passwd", "ftp://site.example/x"])
def test_a_redirect_to_where_nobody_may_go_is_refused(server, fetcher, where, refuses):
    server.routes["/a"] = lambda h: h.answer(302, b"", Location=where)
    with refuses(FetchError):
        fetcher().fetch(server.url + "/a")


def test_a_name_that_changes_its_address_is_refused_at_the_second_resolution(server, refuses):
    answers = iter(["127.0.0.1", "127.0.0.1", "10.0.0.1"])
    server.routes["/a"] = lambda h: h.answer(302, b"", Location="/b")
    fetcher = Fetcher(
        Limits(interval=0.0),
        allow=lambda address, port: address == "127.0.0.1",
        resolver=lambda host, port: [next(answers)],
    )
    with refuses(FetchError, "10.0.0.1"):
        fetcher.fetch(server.url + "/a")


def test_loops_and_chains_of_redirects_end(server, fetcher, refuses):
    server.routes["/a"] = lambda h: h.answer(302, b"", Location="/b")
    server.routes["/b"] = lambda h: h.answer(302, b"", Location="/a")
    with refuses(FetchError, "circle"):
        fetcher().fetch(server.url + "/a")
    for number in range(9):
        server.routes[f"/{number}"] = lambda h, n=number: h.answer(302, b"", Location=f"/{n + 1}")
    with refuses(FetchError, "more than 5 redirects"):
        fetcher().fetch(server.url + "/0")


def test_a_redirect_to_nowhere_is_an_error(server, fetcher, refuses):
    server.routes["/a"] = lambda h: h.answer(302, b"")
    with refuses(FetchError, "where to"):
        fetcher().fetch(server.url + "/a")


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)
    handler.close_connection = True


def drip_headers(handler):
    for char in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
        handler.wfile.write(bytes([char]))
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler):
    time.sleep(3)


def endless(handler):
    handler.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 65_536)


@pytest.mark.parametrize("misbehave", [drip, drip_headers, silent])
def test_a_slow_server_is_cut_off_at_the_deadline(server, fetcher, misbehave, refuses):
    server.routes["/a"] = misbehave
    started = time.monotonic()
    with refuses(FetchError, "within"):
        fetcher(seconds=0.6).fetch(server.url + "/a")
    assert time.monotonic() - started < 2.5


def test_an_endless_body_is_cut_off_by_size(server, fetcher, refuses):
    server.routes["/a"] = endless
    with refuses(FetchError, "larger than"):
        fetcher(max_wire=1_000_000).fetch(server.url + "/a")


def test_a_gzip_bomb_is_not_unpacked(server, fetcher, refuses):
    bomb = gzip.compress(b"\0" * 20_000_000)
    server.routes["/a"] = lambda h: h.answer(body=bomb, Content_Encoding="gzip")
    with refuses(FetchError, "decompressed"):
        fetcher(max_body=1_000_000).fetch(server.url + "/a")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
        ("identity", PAGE),
    ],
)
def test_compressed_answers_are_unpacked(server, fetcher, encoding, body):
    server.routes["/a"] = lambda h: h.answer(body=body, Content_Encoding=encoding)
    assert fetcher().fetch(server.url + "/a").body == PAGE


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"not gzip"), ("gzip", gzip.compress(PAGE)[:-12]), ("br", b"x"), ("deflate", b"x")]
)
def test_broken_compression_is_an_error(server, fetcher, encoding, body, refuses):
    server.routes["/a"] = lambda h: h.answer(body=body, Content_Encoding=encoding)
    with refuses(FetchError):
        fetcher().fetch(server.url + "/a")


def test_what_is_not_read_is_not_fetched(server, fetcher, refuses):
    server.routes["/a"] = lambda h: h.answer(Content_Type="image/png")
    server.routes["/empty"] = lambda h: h.answer(body=b" ")
    with refuses(FetchError, "image/png"):
        fetcher().fetch(server.url + "/a")
    with refuses(FetchError, "empty"):
        fetcher().fetch(server.url + "/empty")
    with refuses(FetchError, "404"):
        fetcher().fetch(server.url + "/none")


def test_a_wrong_charset_is_left_to_reading(server, fetcher):
    body = "<p>Caf\xe9</p>".encode("latin-1")
    server.routes["/a"] = lambda h: h.answer(body=body, Content_Type="text/html; charset=utf-8")
    assert fetcher().fetch(server.url + "/a").body == body


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: text/html\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nzz\r\nshort",
        b"",
    ],
)
def test_broken_answers_are_errors(server, fetcher, data, refuses):
    server.routes["/a"] = lambda h: h.raw(data)
    with refuses(FetchError):
        fetcher().fetch(server.url + "/a")


def test_robots_txt_is_obeyed_and_asked_once(server, fetcher, refuses):
    server.routes["/robots.txt"] = lambda h: h.answer(body=b"User-agent: *\nDisallow: /no", Content_Type="text/plain")
    server.routes["/yes"] = server.routes["/no"] = lambda h: h.answer()
    client = fetcher()
    client.fetch(server.url + "/yes")
    with refuses(FetchError, "robots.txt"):
        client.fetch(server.url + "/no")
    assert [path for path, _ in server.asked] == ["/robots.txt", "/yes"]
    assert client.fetch(server.url + "/no", obey_robots=False).body == PAGE


def test_a_robots_txt_that_is_down_forbids(server, fetcher, refuses):
    server.routes["/robots.txt"] = lambda h: h.answer(500, b"")
    server.routes["/a"] = lambda h: h.answer()
    with refuses(FetchError, "robots.txt"):
        fetcher().fetch(server.url + "/a")


def test_a_busy_server_is_asked_again_when_it_says(server):
    waits, times = [], iter([429, 503, 200])
    server.routes["/a"] = lambda h: h.answer(next(times), Retry_After="1")
    client = Fetcher(
        Limits(interval=0.0),
        allow=lambda address, port: True,
        resolver=lambda host, port: ["127.0.0.1"],
        sleep=waits.append,
    )
    assert client.fetch(server.url + "/a").body == PAGE
    assert waits == [1.0, 1.0]


def test_a_server_that_wants_too_long_a_wait_is_left_alone(server, fetcher, refuses):
    server.routes["/a"] = lambda h: h.answer(429, b"", Retry_After="3600")
    with refuses(FetchError, "429", "later"):
        fetcher().fetch(server.url + "/a")


def test_retry_after_is_read_as_number_or_date():
    now = datetime.datetime.now(datetime.timezone.utc)
    assert retry_after("7", 0) == 7.0
    assert 50 < retry_after(format_datetime(now + datetime.timedelta(seconds=60), usegmt=True), 0) <= 60
    assert retry_after(format_datetime(now - datetime.timedelta(days=1), usegmt=True), 0) == 0.0
    assert [retry_after(value, 1) for value in (None, "", "soon", "-3")] == [4.0] * 4


def test_requests_to_one_host_keep_their_distance(server):
    now, waits = [0.0], []

    def sleep(seconds):
        waits.append(seconds)
        now[0] += seconds

    server.routes["/a"] = server.routes["/b"] = lambda h: h.answer()
    client = Fetcher(
        Limits(interval=2.0),
        allow=lambda address, port: True,
        resolver=lambda host, port: ["127.0.0.1"],
        clock=lambda: now[0],
        sleep=sleep,
    )
    client.fetch(server.url + "/a")
    client.fetch(server.url + "/b")
    assert waits == [2.0]


def test_an_http_server_gives_no_secure_connection(server, fetcher, refuses):
    with refuses(FetchError, "secure"):
        fetcher().fetch(server.url.replace("http:", "https:") + "/a")


def test_a_closed_port_is_an_error(server, fetcher, refuses):
    client = fetcher()
    with refuses(FetchError, "no connection"):
        client.fetch("http://site.example:9/")


def test_a_snapshot_is_a_warc_record(server, fetcher, tmp_path):
    from warcio.archiveiterator import ArchiveIterator

    server.routes["/a"] = lambda h: h.answer(body=gzip.compress(PAGE), Content_Encoding="gzip", X_Odd="a b")
    page = fetcher().fetch(server.url + "/a")
    file = write_snapshot(page, tmp_path / "kept")
    with file.open("rb") as stream:
        (record,) = list_records(ArchiveIterator(stream))
    assert record == (server.url + "/a", "200", PAGE, page.sha256)


def list_records(records):
    return [
        (
            record.rec_headers.get_header("WARC-Target-URI"),
            record.http_headers.get_statuscode(),
            record.content_stream().read(),
            record.rec_headers.get_header("X-Factcheck-Body-SHA256"),
        )
        for record in records
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"archived_snapshots": {"closest": {"available": true, "url": "http://web.example/1"}}}', True),
        (b'{"archived_snapshots": {"closest": {"available": false, "url": "http://web.example/1"}}}', False),
        (b'{"archived_snapshots": {"closest": {"available": true, "url": "javascript:x"}}}', False),
        (b'{"archived_snapshots": {}}', False),
        (b"[]", False),
        (b"not json", False),
    ],
)
def test_the_archive_offers_a_snapshot(server, fetcher, body, found):
    server.routes["/find?url=http%3A%2F%2Fgone.example%2Fx"] = lambda h: h.answer(
        body=body, Content_Type="application/json"
    )
    address = archived("http://gone.example/x", fetcher(), endpoint=server.url + "/find?url=")
    assert address == ("http://web.example/1" if found else None)


def test_an_archive_out_of_reach_offers_nothing(fetcher):
    assert archived("http://gone.example/x", fetcher(), endpoint="http://inner.example/find?url=") is None
