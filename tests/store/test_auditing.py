import pytest

from factcheck.store import Store, verify
from factcheck.store.writer import writing


def differences(store):
    found = []
    count = verify(Store.open(store), found.append)
    assert count == len(found)
    return [failure.error for failure in found]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda w: w.documents.update(where="key LIKE '%bridge.txt'", values={"text": "Other words entirely."}), "SHA"),
        (lambda w: w.documents.update(where="key LIKE '%bridge.txt'", values={"sha256": "0" * 64}), "its id is not"),
        (lambda w: w.passages.update(where="start = 0", values={"text": "Not what is there."}), "not the text at"),
        (lambda w: w.passages.update(where="start = 0", values={"words": "other"}), "has other words or sentences"),
        (lambda w: w.passages.update(where="start = 0", values={"sentences": 9}), "has other words or sentences"),
        (lambda w: w.passages.delete("start = 0"), "are missing"),
        (lambda w: w.passages.add(w.passages.search().limit(1).to_arrow()), "is there 2 times"),
        (lambda w: w.documents.add(w.documents.search().limit(1).to_arrow()), "another document has its id"),
        (lambda w: w.documents.delete("key LIKE '%bridge.txt'"), "belong to a document"),
        (lambda w: w.passages.update(values={"end": 9}), "is no window"),
    ],
    ids=["text", "hash", "passage", "words", "sentences", "missing", "twice", "document twice", "orphans", "span"],
)
def test_whatever_is_changed_is_found(store, tamper, expected):
    assert differences(store) == []
    with writing(store) as writer:
        tamper(writer)
        writer.commit("tampered")
    assert [error for error in differences(store) if expected in error]


def test_an_older_version_is_still_whole(store):
    with writing(store) as writer:
        writer.passages.delete("start = 0")
        writer.commit("tampered")
    assert verify(Store.open(store, 2), pytest.fail) == 0
    assert differences(store)


def test_progress_ends_with_all_documents(opened):
    seen = []
    verify(opened, pytest.fail, lambda *step: seen.append(step))
    assert seen[-1] == ("verify", 7, 7)
