"""Snapshots: written as WARC, found by address, read back as they were fetched."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from local_server import PAGE

from factcheck.errors import FetchError, OutputError
from factcheck.fetch import Limits, find_snapshot, read_snapshot, write_snapshot

pytestmark = pytest.mark.usefixtures("allow_loopback")


@pytest.fixture
def fetched(server, fetcher):
    server.routes["/old"] = lambda h: h.answer(301, b"", Location="/new?id=1")
    server.routes["/new?id=1"] = lambda h: h.answer(body=gzip.compress(PAGE), Content_Encoding="gzip")
    return fetcher().fetch(server.url + "/old")


def test_a_snapshot_is_read_back_as_it_was_fetched(fetched, tmp_path):
    file = write_snapshot(fetched, tmp_path / "kept")
    again = read_snapshot(file)
    for name in ("url", "final_url", "body", "sha256", "content_type", "retrieved", "redirects"):
        assert getattr(again, name) == getattr(fetched, name), name
    assert again.answer.wire == fetched.answer.wire


def test_the_latest_snapshot_of_exactly_this_address_is_found(fetched, tmp_path):
    assert find_snapshot(fetched.url, tmp_path / "none") is None
    late = write_snapshot(replace(fetched, retrieved="2031-01-01T00:00:00+00:00"), tmp_path)
    write_snapshot(replace(fetched, retrieved="2030-01-01T00:00:00+00:00"), tmp_path)
    assert find_snapshot(fetched.url, tmp_path) == late
    assert find_snapshot(fetched.url + "#part", tmp_path) == late
    assert find_snapshot(fetched.url + "?page=2", tmp_path) is None
    assert find_snapshot("file:///etc/passwd", tmp_path) is None


def test_the_name_of_a_file_is_harmless_whatever_the_host(fetched, tmp_path):
    file = write_snapshot(replace(fetched, url="http://a_b.example:8080/../../x?y=/../z"), tmp_path)
    assert file.parent == tmp_path
    assert file.name.startswith("a_b.example-")


def test_a_snapshot_whose_page_was_changed_is_refused(fetched, tmp_path, refuses):
    file = write_snapshot(fetched, tmp_path)
    records = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(records.replace(fetched.sha256.encode(), b"0" * 64)))
    with refuses(FetchError, file, "not the one that was fetched", "delete it"):
        read_snapshot(file)


@pytest.mark.parametrize(
    "content", [b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00broken", b"hello\r\n\r\n", gzip.compress(b"x")]
)
def test_a_file_that_is_no_snapshot_is_refused(content, tmp_path, refuses):
    file = tmp_path / "a.warc.gz"
    file.write_bytes(content)
    with refuses(FetchError, file, "delete it"):
        read_snapshot(file)


def test_a_snapshot_larger_than_allowed_is_refused(fetched, tmp_path, refuses):
    file = write_snapshot(fetched, tmp_path)
    with refuses(FetchError):
        read_snapshot(file, limits=Limits(max_wire=10))
    with refuses(FetchError):
        read_snapshot(file, limits=Limits(max_body=10))


def test_a_folder_that_cannot_be_written_is_an_error(fetched, tmp_path, refuses):
    (tmp_path / "file").write_text("x")
    with refuses(OutputError, "choose another folder"):
        write_snapshot(fetched, Path(tmp_path / "file" / "kept"))
