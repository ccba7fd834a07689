"""A small archive in several formats, and a store of it."""

import json

import pytest
from fakes import FakeEmbedder

from factcheck.store import Inputs, Store, add, create

BRIDGE = "The Orwick toll bridge reopened on Monday. The repairs cost nine million pounds. Nobody was hurt at all."
SHIPS = [
    {"id": f"s{number}", "title": f"Ship {number}", "text": f"Ship {number} left harbour {number} on Friday."}
    for number in range(1, 6)
]


@pytest.fixture
def embedder():
    return FakeEmbedder(dimensions=64)


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "page.html").write_text(
        "<html><head><title>Mayor resigns</title></head><body><article><h1>Mayor resigns</h1>"
        "<p>The mayor of Orwick resigned on Tuesday after eleven years in office, the council said.</p>"
        "<p>Her deputy takes over until an election in the autumn, which the council will announce.</p>"
        "</article></body></html>",
        encoding="utf-8",
    )
    write_rows(folder / "ships.jsonl", SHIPS)
    return folder


def write_rows(file, rows):
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def rows_file():
    return write_rows


@pytest.fixture
def put(embedder):
    """Add to a store, made where it is not there yet; return the tally and what failed."""

    def call(store, *places, **options):
        if not (store / "versions.lance").exists():
            create(store, embedder, sizes=(1, 2, 3))
        failures = []
        tally = add(store, Inputs([str(place) for place in places], **options), embedder, failed=failures.append)
        return tally, failures

    return call


@pytest.fixture
def store(tmp_path, archive, put):
    """The folder of a store that has the archive."""
    folder = tmp_path / "store"
    put(folder, archive)
    return folder


@pytest.fixture
def opened(store):
    return Store.open(store)
