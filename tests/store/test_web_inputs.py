"""Web archives, and pages from a server on this machine."""

import gzip
import io
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from factcheck.errors import InputError
from factcheck.fetch import Fetcher, Limits
from factcheck.store import Store, remove, verify
from factcheck.store.inputs import pages
from factcheck.store.inputs.pages import addresses_in, listed_addresses


def page(words):
    return f"<html><body><article><p>{words} It was said so in the council on Monday.</p></article></body></html>"


def write_warc(file, *records):
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for url, date, status, kind, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": date}
        )
        writer.write_record(record)
        record.raw_stream.close()
    file.write_bytes(stream.getvalue())
    return file


OLD, NEW = "2024-01-01T00:00:00Z", "2024-06-01T00:00:00Z"


@pytest.fixture
def warc(tmp_path):
    html = "text/html; charset=utf-8"
    return write_warc(
        tmp_path / "crawl.warc.gz",
        ("https://o.example/a", OLD, "200 OK", html, page("The bridge in Orwick was closed.").encode()),
        ("https://o.example/x", OLD, "404 Not Found", html, page("Nothing is here at all.").encode()),
        ("https://o.example/i", OLD, "200 OK", "image/png", b"\x89PNG"),
        ("https://o.example/a", NEW, "200 OK", html, page("The bridge in Orwick was opened.").encode()),
        ("https://o.example/e", NEW, "200 OK", html, b"<html></html>"),
    )


def test_the_newest_page_of_each_address_in_an_archive_is_kept(tmp_path, warc, put):
    tally, failures = put(tmp_path / "store", warc)
    assert (tally.added, tally.replaced) == (1, 1)
    assert [failure.item for failure in failures] == [f"{warc}: record 5"]
    store = Store.open(tmp_path / "store")
    (document,) = store.documents_at(["https://o.example/a"])
    assert "was opened" in document.text
    assert document.retrieved == NEW
    assert verify(store, pytest.fail) == 0
    again, _ = put(tmp_path / "store", warc)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 2)


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path, put):
    html = "text/html; charset=utf-8"
    long = page(" ".join(f"Ship {number * number} sank." for number in range(9_000))).encode()
    first = ("https://o.example/a", OLD, "200 OK", html, page("The bridge in Orwick was opened.").encode())
    file = write_warc(tmp_path / "cut.warc.gz", first, ("https://o.example/b", OLD, "200 OK", html, long))
    file.write_bytes(file.read_bytes()[:-9_000])
    tally, failures = put(tmp_path / "store", file)
    assert tally.added == 1
    assert [failure.item for failure in failures] == [f"{file}: record 2"]


HTML = "text/html; charset=utf-8"


def packed_record(url, body, *, http=(), kind=HTML, drop=""):
    """A record by itself, packed, without the WARC header ``drop``."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=False)
    headers = StatusAndHeaders("200 OK", [("Content-Type", kind), *http], protocol="HTTP/1.1")
    record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
    writer.write_record(record)
    record.raw_stream.close()
    lines = stream.getvalue().split(b"\r\n")
    kept = [line for line in lines if not drop or not line.startswith(drop.encode())]
    return gzip.compress(b"\r\n".join(kept))


def bridge(name):
    return packed_record(f"https://o.example/{name}", page(f"The bridge {name} in Orwick was opened.").encode())


@pytest.mark.parametrize("kind", [HTML, "image/png"])
@pytest.mark.parametrize("where", ["middle", "checksum"])
def test_what_comes_after_a_damaged_record_is_not_lost_silently(tmp_path, put, kind, where):
    damaged = bytearray(packed_record("https://o.example/b", random.Random(1).randbytes(99_000), kind=kind))
    damaged[len(damaged) // 2 if where == "middle" else -6] ^= 0xFF
    (tmp_path / "d.warc.gz").write_bytes(bridge("a") + damaged + bridge("c"))
    tally, (failure,) = put(tmp_path / "store", tmp_path / "d.warc.gz")
    assert tally.added == 1
    assert failure.item == f"{tmp_path / 'd.warc.gz'}: record 2"
    assert "the rest of the archive cannot be read" in failure.error


def test_a_record_without_its_address_costs_only_itself(tmp_path, put):
    nowhere = packed_record("https://o.example/b", page("No place.").encode(), drop="WARC-Target-URI")
    (tmp_path / "n.warc.gz").write_bytes(bridge("a") + nowhere + bridge("c"))
    tally, (failure,) = put(tmp_path / "store", tmp_path / "n.warc.gz")
    assert tally.added == 2
    assert "record 2: no WARC-Target-URI" in failure.error


def test_a_body_is_decompressed_whole_or_not_at_all(tmp_path, put):
    text = page(" ".join(f"Ship {number * number} sank in Orwick." for number in range(9_000))).encode()
    body, chunked = gzip.compress(text), ("Transfer-Encoding", "chunked")
    bodies = {
        "whole": (body, [("Content-Encoding", "gzip")]),
        "cut": (body[:-9_000], [("Content-Encoding", "gzip")]),
        "chunks": (f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n", [("Content-Encoding", "GZIP"), chunked]),
        "decoded": (text, [("Content-Encoding", "gzip"), chunked]),
        "other": (b"\x8b\x03" + body, [("Content-Encoding", "br")]),
        "no_encoding": (text, [("Content-Encoding", "utf-8")]),
    }
    records = [packed_record(f"https://o.example/{name}", data, http=http) for name, (data, http) in bodies.items()]
    (tmp_path / "b.warc.gz").write_bytes(b"".join(records))
    tally, failures = put(tmp_path / "store", tmp_path / "b.warc.gz")
    assert [failure.error.partition(": record ")[2].split(";")[0] for failure in failures] == [
        "2: https://o.example/cut: the compressed answer broke off",
        "5: https://o.example/other: unknown content encoding 'br'",
    ]
    store = Store.open(tmp_path / "store")
    found = store.documents_at([f"https://o.example/{name}" for name in ("whole", "chunks", "decoded", "no_encoding")])
    assert tally.added == len(found) == 4
    assert len({document.text for document in found}) == 1


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        body, etag = self.server.pages.get(self.path, (None, None))
        known = etag is not None and self.headers.get("If-None-Match") == etag
        self.server.asked.append((self.path, 304 if known else 200 if body else 404))
        self.send_response(304 if known else 200 if body else 404)
        self.send_header("Content-Type", "application/xml" if self.path.endswith("xml") else "text/html")
        if etag:
            self.send_header("ETag", etag)
        sent = b"" if known else (body or "").encode("latin-1")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


@pytest.fixture
def site(allow_loopback):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.pages, server.asked = {}, []
    server.url = f"http://o.example:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fetcher():
    return Fetcher(Limits(interval=0.0), allow=lambda address, port: True, resolver=lambda host, port: ["127.0.0.1"])


def sitemap(*urls, kind="urlset", entry="url"):
    inside = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{kind}>'


def test_a_sitemap_of_sitemaps_brings_its_pages_and_unchanged_ones_are_not_sent_again(tmp_path, site, fetcher, put):
    site.pages = {
        "/sitemap.xml": (sitemap(f"{site.url}/part.xml", kind="sitemapindex", entry="sitemap"), None),
        "/part.xml": (sitemap(f"{site.url}/a", f"{site.url}/b", "http://other.example/c", f"{site.url}/gone"), None),
        "/a": (page("The bridge in Orwick was opened."), '"a1"'),
        "/b": (page("The mayor of Orwick has resigned."), None),
    }
    tally, failures = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher)
    assert (tally.added, [failure.item for failure in failures]) == (2, [f"{site.url}/gone"])
    assert not [path for path, _ in site.asked if "other" in path]
    site.asked.clear()
    again, _ = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 2)
    assert ("/a", 304) in site.asked
    site.pages["/a"] = (page("The bridge in Orwick was closed."), '"a2"')
    changed, _ = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher)
    assert (changed.replaced, changed.unchanged) == (1, 1)
    assert remove(tmp_path / "s", [f"{site.url}/sitemap.xml"])[0] == 2


def test_a_list_of_addresses_is_fetched_and_private_ones_are_not(tmp_path, site, fetcher, put):
    site.pages = {"/a": (page("The bridge in Orwick was opened."), None)}
    (tmp_path / "list.txt").write_text(f"# pages\n\n{site.url}/a\n", encoding="utf-8")
    tally, _ = put(tmp_path / "s", lists=[tmp_path / "list.txt"], fetcher=fetcher)
    assert tally.added == 1
    guarded, failures = put(tmp_path / "t", lists=[tmp_path / "list.txt"], fetcher=Fetcher(Limits(interval=0.0)))
    assert (guarded.added, len(failures)) == (0, 1)


def test_no_more_than_the_limit_is_taken_and_that_is_said(tmp_path, site, fetcher, put):
    site.pages = {f"/{n}": (page(f"Bridge {n} in Orwick was opened."), None) for n in range(5)}
    site.pages["/sitemap.xml"] = (sitemap(*(f"{site.url}/{n}" for n in range(5))), None)
    tally, failures = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher, limit=3)
    assert (tally.added, len(failures)) == (3, 1)
    assert "--limit" in failures[0].error


def test_sitemaps_that_name_each_other_are_fetched_once_and_not_without_end(tmp_path, site, fetcher, put, monkeypatch):
    monkeypatch.setattr(pages, "_MAX_SITEMAPS", 4)
    urls = [f"{site.url}/sitemap.xml", *(f"{site.url}/sitemap.xml?{n}" for n in range(9))]
    index = (sitemap(*urls, kind="sitemapindex", entry="sitemap"), None)
    site.pages = {url.removeprefix(site.url): index for url in urls}
    _, failures = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher)
    fetched = [path for path, _ in site.asked if path != "/robots.txt"]
    assert fetched == ["/sitemap.xml", "/sitemap.xml?0", "/sitemap.xml?1", "/sitemap.xml?2"]
    assert "leads to more than 4 sitemaps" in failures[0].error


def test_images_of_a_sitemap_are_no_pages():
    image = 'xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"'
    entry = f"<url {image}><loc>/a</loc><i:image><i:loc>/a.png</i:loc></i:image></url>"
    assert addresses_in(f"<urlset>{entry}</urlset>".encode(), "https://o.example/s.xml") == (
        ("https://o.example/a",),
        (),
    )


def test_a_broken_sitemap_among_others_ends_only_itself(tmp_path, site, fetcher, put):
    parts = [f"{site.url}/{name}.xml" for name in ("bad", "packed", "good")]
    site.pages = {
        "/sitemap.xml": (sitemap(*parts, kind="sitemapindex", entry="sitemap"), None),
        "/bad.xml": ("<urlset><url>", None),
        "/packed.xml": ("\x1f\x8b broken", None),
        "/good.xml": (sitemap(f"{site.url}/a"), None),
        "/a": (page("The bridge in Orwick was opened."), None),
    }
    tally, failures = put(tmp_path / "s", f"{site.url}/sitemap.xml", fetcher=fetcher)
    assert (tally.added, [failure.item for failure in failures]) == (1, parts[:2])


@pytest.mark.parametrize(
    "listing",
    [
        sitemap("http://[x", "{url}/a"),
        sitemap("//[x", "{url}/a"),
        "<rss><channel><item><link>http://[x</link></item><item><link>/a</link></item></channel></rss>",
    ],
    ids=["sitemap", "relative", "RSS"],
)
def test_an_entry_that_is_no_address_is_named_and_the_rest_is_taken(tmp_path, site, fetcher, put, listing):
    site.pages = {
        "/s.xml": (listing.replace("{url}", site.url), None),
        "/a": (page("The bridge in Orwick was opened."), None),
    }
    tally, (failure,) = put(tmp_path / "s", f"{site.url}/s.xml", fetcher=fetcher)
    assert tally.added == 1
    assert "not an address" in failure.error


def test_a_place_that_is_no_address_is_named(tmp_path, fetcher, put):
    _, (failure,) = put(tmp_path / "s", "http://[x/", fetcher=fetcher)
    assert "'http://[x/': not an address" in failure.error


FEED = """<rss version="2.0"><channel><link>https://o.example/</link>
<item><title>A</title><link>https://o.example/a</link></item><item><link>/b</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://o.example/"/>
<entry><link rel="self" href="https://o.example/x"/><link href="https://o.example/a"/></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [(FEED, ("https://o.example/a", "https://o.example/b")), (ATOM, ("https://o.example/a",))],
    ids=["RSS", "Atom"],
)
def test_feeds_name_their_entries(body, expected):
    assert addresses_in(body.encode(), "https://o.example/feed") == (expected, ())


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE r [<!ENTITY a "https://o.example/a"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = bomb + "<urlset><url><loc>&a;</loc></url><url><loc>https://o.example/&f;</loc></url></urlset>"
    found, _ = addresses_in(body.encode(), "https://o.example/s.xml")
    assert not [url for url in found if url not in ("https://o.example/", "https://o.example/s.xml")]


@pytest.mark.parametrize("body", [b"<html><body>x</body></html>", b"no xml", b"", gzip.compress(b"x")])
def test_what_is_neither_sitemap_nor_feed_is_an_error(body, refuses):
    with refuses(InputError, "neither a sitemap nor a feed"):
        addresses_in(body, "https://o.example/s.xml")


def test_a_line_that_is_no_address_is_named(tmp_path, refuses):
    (tmp_path / "l.txt").write_text("https://o.example/a\nfile:///etc/passwd\n", encoding="utf-8")
    with refuses(InputError, "l.txt:2", "no http or https address"):
        listed_addresses(tmp_path / "l.txt")
