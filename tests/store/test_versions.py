import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.errors import StoreError
from factcheck.store import Store, StoreRetriever, compact, create, is_store, remove, verify, versions
from factcheck.store.describing import describe
from factcheck.store.lance import address
from factcheck.store.writer import writing

QUERY = ["The Orwick toll bridge reopened on Monday."]


def found(store, embedder):
    return [[passage.text for passage, _ in hits] for hits in StoreRetriever(store, embedder).search(QUERY, 3)]


def test_a_version_stays_as_it_was(store, archive, put, embedder):
    before = found(Store.open(store), embedder)
    (archive / "bridge.txt").write_text("Something else entirely is written here.", encoding="utf-8")
    put(store, archive)
    assert found(Store.open(store, 2), embedder) == before
    assert found(Store.open(store), embedder) != before
    assert [version.number for version in versions(store)] == [1, 2, 3]


def test_a_reader_does_not_see_what_is_written_meanwhile(store, archive, embedder):
    reader = Store.open(store)
    before = found(reader, embedder)
    remove(store, [str(archive / "bridge.txt")])
    assert found(reader, embedder) == before


def test_a_version_that_is_not_there_is_named_with_those_that_are(store, refuses):
    with refuses(StoreError, "no version 9", "1 to 2"):
        Store.open(store, 9)


def test_what_was_not_committed_is_taken_back(store, opened):
    with writing(store) as writer:
        row = next(iter(writer.documents.search().limit(1).to_list()))
        writer.documents.delete(f"id = '{row['id']}'")
        writer.passages.delete("true")
    assert verify(Store.open(store), pytest.fail) == 0
    with writing(store) as writer:
        assert writer.documents.count_rows() == opened.version.documents
        assert writer.passages.count_rows() == opened.version.passages


def test_a_second_writer_is_told_who_the_first_is(store, refuses):
    with writing(store), refuses(StoreError, "process", "is writing to this store"), writing(store):
        pass
    with writing(store):
        pass


def test_a_commit_on_top_of_another_writers_commit_is_refused(store, refuses):
    with writing(store) as writer:
        writer.commit("first")
        older = versions(store)[-2]
        writer.version = older  # as a writer on another machine would have it
        with refuses(StoreError, "another writer"):
            writer.commit("second")


def test_a_store_is_not_made_over_another_nor_over_other_files(store, archive, embedder, refuses):
    with refuses(StoreError, "is a store already"):
        create(store, embedder, sizes=(1,))
    with refuses(StoreError, "has other files", "bridge.txt"):
        create(archive, embedder, sizes=(1,))


def test_a_creation_that_was_cut_short_can_be_repeated(tmp_path, embedder):
    create(tmp_path / "s", embedder, sizes=(1,))
    for file in sorted((tmp_path / "s" / "versions.lance").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    with pytest.raises(StoreError):
        Store.open(tmp_path / "s")
    assert create(tmp_path / "s", embedder, sizes=(1,)).number == 1
    assert Store.open(tmp_path / "s").version.documents == 0


def test_a_folder_is_a_store_or_not(store, archive, tmp_path):
    assert is_store(store)
    assert not is_store(archive)
    assert not is_store(tmp_path / "none")
    assert is_store("s3://bucket/evidence")


def test_an_address_that_lost_a_slash_gets_it_back():
    assert address(Path("s3://bucket/evidence")) == "s3://bucket/evidence"
    assert address("gs://bucket/a") == "gs://bucket/a"
    assert address("some/folder") == str(Path("some/folder").resolve())


def test_compacting_forgets_versions_and_keeps_the_contents(store, archive, put, embedder):
    put(store, archive)
    (archive / "new.txt").write_text("A new harbour was opened in Orwick today.", encoding="utf-8")
    put(store, archive)
    before = found(Store.open(store), embedder)
    assert compact(store, 2) == 2
    assert [version.action for version in versions(store)] == ["add", "compact"]
    for version in versions(store):
        assert verify(Store.open(store, version.number), pytest.fail) == 0
    assert found(Store.open(store), embedder) == before


@pytest.mark.parametrize(
    ("source", "left"),
    [("", 0), ("ships.jsonl", 2), ("bridge.txt", 6)],
    ids=["the folder", "a file of rows", "a file"],
)
def test_documents_are_removed_by_what_they_came_from(store, archive, source, left):
    removed, number = remove(store, [str(archive / source)])
    version = Store.open(store).version
    assert (removed, version.documents, version.number) == (7 - left, left, number)
    assert verify(Store.open(store), pytest.fail) == 0
    assert Store.open(store, 2).version.documents == 7


def test_a_file_that_a_writer_deletes_meanwhile_has_no_size(store, opened, monkeypatch):
    (store / "documents.lance" / "large").write_bytes(bytes(1_000_000))
    before = describe(opened)["megabytes"]
    (store / "documents.lance" / "gone").symlink_to("nowhere")
    monkeypatch.setattr(Path, "is_file", lambda path: True)  # as it was when the folder was listed
    assert describe(opened)["megabytes"] == before >= 1


def test_a_folder_whose_name_goes_on_after_a_hash_stays(store, archive, put):
    for name in ("C", "C#"):
        (archive / name).mkdir()
        (archive / name / "note.txt").write_text(f"Harbour {name} was closed.", encoding="utf-8")
    put(store, archive)
    assert remove(store, [str(archive / "C")])[0] == 1
    assert Store.open(store).version.documents == 8


def test_a_source_without_documents_removes_nothing(store, archive, refuses):
    with refuses(StoreError, "nothing in this store comes from", "elsewhere"):
        remove(store, [str(archive), "elsewhere"])
    assert Store.open(store).version.documents == 7


def test_a_hostile_name_is_data(store, refuses):
    with refuses(StoreError, "nothing in this store"):
        remove(store, ["' OR true OR id = '"])
    assert Store.open(store).version.documents == 7


def test_importing_the_store_loads_neither_lancedb_nor_arrow():
    heavy = ("lancedb", "pyarrow", "numpy")
    code = f"import sys, factcheck.store, factcheck.cli.app; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
