import gc
import gzip
import os
import weakref
from functools import partial

import pytest
from fakes import FakeEmbedder

from factcheck.errors import InputError, StoreError
from factcheck.store import Inputs, Store, add, adding, create, verify
from factcheck.store.inputs.item import Item, Reading
from factcheck.store.reader import rows
from factcheck.types import Document


def texts(store):
    opened = Store.open(store)
    return sorted(row["text"] for row in rows(opened.uri, opened.documents, ("text",)))


def whole(store):
    found = []
    assert verify(Store.open(store), found.append) == 0, found
    return True


def test_all_of_an_archive_is_added_and_verifies(store, archive):
    opened = Store.open(store)
    assert (opened.version.number, opened.version.documents) == (2, 7)
    assert (archive / "bridge.txt").read_text(encoding="utf-8") in texts(store)
    counts = [row["passages"] for row in rows(opened.uri, opened.documents, ("passages",))]
    assert opened.version.passages == sum(counts)
    assert max(counts) == 6  # the windows of three sentences
    assert whole(store)


def test_what_is_unchanged_is_neither_read_nor_embedded_again(store, archive, put, embedder):
    before = embedder.calls
    tally, failures = put(store, archive)
    assert (tally.added, tally.replaced, tally.unchanged, failures) == (0, 0, 7, [])
    assert embedder.calls == before
    assert Store.open(store).version.number == 2


def test_what_has_changed_replaces_what_was_there(store, archive, put):
    (archive / "bridge.txt").write_text("The Orwick toll bridge is closed again for good.", encoding="utf-8")
    tally, _ = put(store, archive)
    assert (tally.added, tally.replaced, tally.unchanged) == (0, 1, 6)
    assert Store.open(store).version.documents == 7
    assert not [text for text in texts(store) if "reopened" in text]
    assert whole(store)


def test_a_manifest_that_names_another_publisher_replaces_the_document(store, archive, put):
    (archive / "manifest.json").write_text(
        '{"https://o.example/b": {"file": "bridge.txt", "publisher": "Orwick News"}}', encoding="utf-8"
    )
    tally, _ = put(store, archive)
    assert (tally.replaced, tally.unchanged) == (1, 6)
    (document,) = Store.open(store).documents_at(["https://o.example/b"])
    assert document.publisher == "Orwick News"
    assert whole(store)


def test_under_a_broken_manifest_no_file_loses_its_metadata(store, archive, put):
    manifest = archive / "manifest.json"
    manifest.write_text('{"https://o.example/b": {"file": "bridge.txt"}}', encoding="utf-8")
    put(store, archive)
    manifest.write_text("{broken", encoding="utf-8")
    tally, failures = put(store, archive)
    assert (tally.added, tally.replaced, tally.unchanged) == (0, 0, 5)  # the rows have their own metadata
    assert [failure.item for failure in failures] == [str(archive / name) for name in ("bridge.txt", "page.html")]
    assert all(str(manifest) in failure.error for failure in failures)
    assert Store.open(store).documents_at(["https://o.example/b"])
    assert whole(store)


def test_broken_records_are_named_and_the_rest_is_added(tmp_path, put):
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": 1, "text": "One ship sank today."}\n{broken\n{"id": 3}\n[1]\n', encoding="utf-8")
    tally, failures = put(tmp_path / "store", file)
    assert (tally.added, tally.failed) == (1, 3)
    assert [failure.item for failure in failures] == [f"{file}:{line}" for line in (2, 3, 4)]
    assert "--map text=NAME" in failures[1].error
    assert all(failure.error.startswith(failure.item) for failure in failures)


def test_a_file_whose_name_is_no_utf_8_costs_only_itself(tmp_path, put):
    (tmp_path / "a").mkdir()
    for name in ("one.txt", os.fsdecode(b"caf\xe9.txt"), "two.txt"):
        (tmp_path / "a" / name).write_text(f"The ship of {len(name)} masts sank.", encoding="utf-8")
    tally, (failure,) = put(tmp_path / "store", tmp_path / "a")
    assert tally.added == 2
    assert "caf\\udce9.txt: its name is no UTF-8" in failure.error
    assert failure.error.startswith(failure.item)


def test_metadata_that_are_no_utf_8_cost_only_their_document(store, archive, put):
    manifest = '{"https://o.example/b": {"file": "bridge.txt", "publisher": "\\ud800"}}'
    (archive / "manifest.json").write_text(manifest, encoding="utf-8")
    (archive / "new.txt").write_text("The ferry to Orwick was sold.", encoding="utf-8")
    tally, (failure,) = put(store, archive)
    assert (tally.added, tally.replaced) == (1, 0)
    assert failure.error.startswith(f"{archive / 'bridge.txt'}: broken character at 0 of its publisher")


def test_a_key_that_comes_twice_in_one_run_is_there_once(tmp_path, put, rows_file):
    rows_file(tmp_path / "r.jsonl", [{"id": 1, "text": f"The ship made voyage {n} today."} for n in (1, 2, 3)])
    tally, _ = put(tmp_path / "store", tmp_path / "r.jsonl")
    assert (tally.added, tally.replaced) == (1, 2)
    assert texts(tmp_path / "store") == ["The ship made voyage 3 today."]
    assert whole(tmp_path / "store")


def test_many_commits_make_one_whole(tmp_path, rows_file, embedder):
    count = 40
    rows_file(tmp_path / "r.jsonl", [{"id": n, "text": f"Ship {n} sank in harbour {n}."} for n in range(count)])
    create(tmp_path / "store", embedder, sizes=(1,))
    tally = add(tmp_path / "store", Inputs([str(tmp_path / "r.jsonl")]), embedder, failed=pytest.fail, seconds=0.0)
    assert tally.version == count + 1
    assert Store.open(tmp_path / "store", 11).version.documents == 10
    assert whole(tmp_path / "store")


def test_a_batch_does_not_hold_what_its_documents_were_read_from(tmp_path, embedder):
    class Raw:
        pass

    def read(raw, known):
        return Reading(Document.from_text("A ship sank today."), "fingerprint")

    raw = Raw()
    batch = adding._Batch()
    item = Item("key", "source", "place", partial(read, raw))
    adding._take(item, {}, batch, adding.Tally(), sizes=(1,), failed=pytest.fail)
    alive = weakref.ref(raw)
    del raw, item
    gc.collect()
    assert list(batch.prepared) == ["key"]
    assert alive() is None


def test_compressed_lines_that_break_off_keep_what_came_before(tmp_path, put, rows_file):
    plain = rows_file(tmp_path / "r.jsonl", [{"id": n, "text": f"Ship {n} sank off port {n * n}."} for n in range(999)])
    packed = gzip.compress(plain.read_bytes(), mtime=0)
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    tally, failures = put(tmp_path / "store", tmp_path / "cut.jsonl.gz")
    assert 0 < tally.added < 999
    assert [failure.error for failure in failures if "cannot be read on" in failure.error]
    assert whole(tmp_path / "store")


def test_an_input_that_is_not_there_is_an_error_before_anything_is_done(store, tmp_path, put, refuses):
    with refuses(InputError, "no such file", "gone"):
        put(store, tmp_path / "gone")
    assert Store.open(store).version.number == 2


def test_another_embedder_is_refused(store, archive, refuses):
    with refuses(StoreError, "fake-embedder", "other"):
        add(store, Inputs([str(archive)]), FakeEmbedder(name="other"), failed=pytest.fail)


def test_nothing_to_add_to_is_an_error(tmp_path, archive, embedder, refuses):
    with refuses(StoreError, "no evidence store here", "index create"):
        add(tmp_path / "none", Inputs([str(archive)]), embedder, failed=pytest.fail)
    assert not (tmp_path / "none").exists()
