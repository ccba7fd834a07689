import json

import pytest

from factcheck.errors import InputError
from factcheck.ingest.sources import MANIFEST, read_sources


@pytest.fixture
def folder(tmp_path):
    """Return a function that fills a folder with files and returns it."""

    def fill(files):
        root = tmp_path / "sources"
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return root

    return fill


def names(documents, root):
    return [document.path.removeprefix(f"{root}/") for document in documents]


def test_a_folder_is_read_with_its_folders_in_order_of_paths(folder, make_pdf):
    root = folder({"z.txt": "Last.", "a.md": "First.", "sub/deep/b.pdf": make_pdf("Middle."), "sub/a.txt": "Second."})
    documents, failures = read_sources([root])
    assert names(documents, root) == ["a.md", "sub/a.txt", "sub/deep/b.pdf", "z.txt"]
    assert [document.text for document in documents] == ["First.", "Second.", "Middle.", "Last."]
    assert failures == ()


def test_paths_are_read_in_the_order_they_are_given(folder):
    root = folder({"a.txt": "First.", "b.txt": "Second."})
    documents, _ = read_sources([str(root / "b.txt"), root / "a.txt"])
    assert names(documents, root) == ["b.txt", "a.txt"]


def test_hidden_files_and_other_formats_inside_a_folder_are_passed_over(folder):
    root = folder(
        {"a.txt": "Read.", ".b.txt": "Hidden.", ".git/c.txt": "Hidden.", "d.csv": "1,2", "LICENSE": "x", "e.txt/f": "x"}
    )
    documents, failures = read_sources([root])
    assert names(documents, root) == ["a.txt"]
    assert failures == ()


def test_a_folder_under_a_hidden_folder_is_read(folder):
    root = folder({".kept/a.txt": "Read."})
    documents, _ = read_sources([root / ".kept"])
    assert [document.text for document in documents] == ["Read."]


def test_a_file_that_cannot_be_read_is_a_failure_beside_the_others(folder):
    root = folder(
        {"a.txt": b"\x00\x01" * 99, "b.txt": "Read.", "c.pdf": b"%PDF-1.4 junk", "d.txt": "", "e.txt": "Too."}
    )
    documents, failures = read_sources([root])
    assert names(documents, root) == ["b.txt", "e.txt"]
    assert [(failure.stage, failure.item) for failure in failures] == [
        ("ingest", str(root / "a.txt")),
        ("ingest", str(root / "c.pdf")),
        ("ingest", str(root / "d.txt")),
    ]
    for failure in failures:
        assert failure.error.startswith(f"{failure.item}: ")
        assert len(failure.error.splitlines()) == 1


def test_a_named_file_of_unknown_format_fails_while_others_go_on(folder):
    root = folder({"a.csv": "1,2", "b.txt": "Read."})
    documents, (failure,) = read_sources([root / "a.csv", root / "b.txt"])
    assert names(documents, root) == ["b.txt"]
    assert failure.item == str(root / "a.csv")
    assert failure.error.startswith(f"{root / 'a.csv'}: unknown format '.csv'; known: .txt")


def test_a_source_named_twice_is_read_once(folder, monkeypatch):
    root = folder({"a.txt": "First.", "b.txt": "Second."})
    monkeypatch.chdir(root)
    documents, failures = read_sources(["a.txt", root, root / "a.txt"])
    assert [document.text for document in documents] == ["First.", "Second."]
    assert failures == ()


def test_a_link_to_a_source_is_read_once(folder):
    root = folder({"b.txt": "Once."})
    (root / "a.txt").symlink_to(root / "b.txt")
    documents, _ = read_sources([root])
    assert names(documents, root) == ["a.txt"]


def test_a_link_to_nothing_is_a_failure(folder):
    root = folder({"b.txt": "Read."})
    (root / "a.txt").symlink_to(root / "missing.txt")
    documents, (failure,) = read_sources([root])
    assert names(documents, root) == ["b.txt"]
    assert failure.error == f"{root / 'a.txt'}: no such file"


def test_the_manifest_of_a_folder_describes_its_files(folder):
    manifest = {
        "https://example.org/a": {"file": "a.txt", "publisher": "The Daily Example", "published": "2024-05-01"},
        "https://example.org/b": {"file": "b.txt", "publisher": None},
    }
    other = {"https://example.org/c": {"file": "a.txt"}}
    root = folder(
        {
            "a.txt": "First.",
            "b.txt": "---\npublisher: Its own\n---\nSecond.",
            "c.txt": "Third.",
            "sub/a.txt": "Fourth.",
            f"{MANIFEST}": json.dumps(manifest),
            f"sub/{MANIFEST}": json.dumps(other),
        }
    )
    documents, failures = read_sources([root])
    assert failures == ()
    assert [(document.url, document.publisher, document.published) for document in documents] == [
        ("https://example.org/a", "The Daily Example", "2024-05-01"),
        ("https://example.org/b", "Its own", None),
        (None, None, None),
        ("https://example.org/c", None, None),
    ]


BROKEN = ["{", "[]", '{"u": {"publisher": "x"}}', '{"u": 1}', '"text"', b"\xff\xfe\x00"]


@pytest.mark.parametrize("manifest", BROKEN)
def test_a_broken_manifest_is_one_failure_and_the_documents_are_read(folder, manifest):
    root = folder({"a.txt": "First.", "b.txt": "Second.", MANIFEST: manifest})
    documents, (failure,) = read_sources([root])
    assert [document.text for document in documents] == ["First.", "Second."]
    assert failure.stage == "ingest"
    assert failure.error.startswith(f'{root / MANIFEST}: not a manifest ({{"url": {{"file": "…"}}}}): ')
    assert len(failure.error.splitlines()) == 1


def test_the_failure_of_a_broken_manifest_names_the_manifest(folder):
    root = folder({"a.txt": "First.", MANIFEST: "{"})
    _, (failure,) = read_sources([root])
    assert failure.item == str(root / MANIFEST)


def test_a_manifest_named_as_a_source_fails_and_the_others_are_read_once(folder):
    root = folder({"a.txt": "First.", "z.txt": "Last.", MANIFEST: "{}"})
    documents, (failure,) = read_sources([root / "a.txt", root / MANIFEST, root / "z.txt"])
    assert names(documents, root) == ["a.txt", "z.txt"]
    assert failure.item == str(root / MANIFEST)


def test_a_manifest_named_first_fails_and_the_others_are_read(folder):
    root = folder({"a.txt": "First.", MANIFEST: "{}"})
    documents, _ = read_sources([root / MANIFEST, root / "a.txt"])
    assert names(documents, root) == ["a.txt"]


def test_an_unreadable_file_in_a_folder_named_like_a_manifest_is_a_failure(folder):
    root = folder({f"{MANIFEST}.d/a.txt": "", f"{MANIFEST}.d/b.txt": "Read."})
    documents, (failure,) = read_sources([root])
    assert [document.text for document in documents] == ["Read."]
    assert failure.item == str(root / f"{MANIFEST}.d/a.txt")


def test_a_missing_path_is_an_error_whatever_else_is_there(folder, refuses):
    root = folder({"a.txt": "First."})
    with refuses(InputError, f"{root / 'missing'}: no such file or folder"):
        read_sources([root, root / "missing"])


def test_an_address_as_a_source_is_refused_as_it_was_given(refuses):
    with refuses(InputError, "https://example.org/a", "save the page"):
        read_sources(["https://example.org/a"])


def test_a_path_that_the_system_refuses_is_an_input_error(refuses):
    with refuses(InputError, "xxx: "):
        read_sources(["x" * 5000])


@pytest.mark.parametrize(
    ("files", "reason"),
    [({"a.csv": "1,2"}, ""), ({"a.txt": ""}, "a.txt: empty"), ({"a.txt": "", "b.txt": ""}, "a.txt")],
)
def test_no_usable_source_is_an_error_with_the_first_reason(folder, refuses, files, reason):
    root = folder(files)
    with refuses(InputError, f"{root}: no usable source; give files or folders with .txt .text .md", reason):
        read_sources([root])


def test_the_progress_counts_the_files(folder):
    root, told = folder({"a.txt": "First.", "b.txt": "", "c.csv": "1"}), []
    read_sources([root], lambda *step: told.append(step))
    assert told == [("read", 0, 2), ("read", 1, 2), ("read", 2, 2)]
