"""Is a store what it says it is? Everything in it is computed again and compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from factcheck.protocols import Progress, silent
from factcheck.retrieval.fusion import titled_stems
from factcheck.retrieval.passages import windows
from factcheck.store.lance import one_of
from factcheck.store.layout import DOCUMENT_COLUMNS, document_of
from factcheck.store.reader import Store, rows
from factcheck.types import Document, Failure, digest

_AT_ONCE = 64
_COLUMNS = (*DOCUMENT_COLUMNS, "key", "text_sha256", "passages")
_UNIT = 1e-2  # how far a vector's length may be from 1


def verify(store: Store, failed: Callable[[Failure], None], progress: Progress = silent) -> int:
    """Check every document and passage of a store; ``failed`` is told of each difference, their number returned.

    Of a document: its id, the digest of its text, that no other has its id or key. Of its passages: that they
    are the windows of its sentences, each once and no others, that ``text[start:end]`` and its stems are what was
    indexed, and that vectors have length 1. Of the whole: that no passage belongs to no document, and the counts of its
    version.
    """
    count = 0
    seen = 0
    of_documents = 0
    ids: set[bytes] = set()
    keys: set[bytes] = set()

    def tell(item: str, error: str) -> None:
        nonlocal count
        count += 1
        failed(Failure("verify", item, f"{item}: {error}"))

    for some in _batches(rows(store.uri, store.documents, _COLUMNS, at_once=_AT_ONCE)):
        of_passages: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in some}
        columns = ("document_id", "start", "end", "sentences", "text", "words", "vector")
        for found in rows(store.uri, store.passages, columns, one_of("document_id", of_passages)):
            of_passages[found["document_id"]].append(found)
        for row in some:
            document = document_of(row)
            name = f"{document.path or document.url or row['key']} (document {document.id})"
            for problem in (*_of_document(document, row, ids, keys), *_of_passages(document, row, of_passages, store)):
                tell(name, problem)
            of_documents += len(of_passages[row["id"]])
        seen += len(some)
        progress("verify", seen, store.version.documents)
    in_store = int(store.passages.count_rows())
    if in_store != of_documents:
        tell(store.uri, f"{in_store} passages, of which {of_documents} belong to a document")
    for what, have, said in (
        ("documents", seen, store.version.documents),
        ("passages", in_store, store.version.passages),
    ):
        if have != said:
            tell(store.uri, f"{have} {what}, where version {store.version.number} has {said}")
    return count


def _batches(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in found:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _of_document(document: Document, row: dict[str, Any], ids: set[bytes], keys: set[bytes]) -> Iterator[str]:
    if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != row["text_sha256"]:
        yield "the text is not the one that was stored (SHA-256 differs)"
    if digest(document.sha256, row["key"]) != document.id:
        yield "its id is not that of its bytes and key"
    for what, value, known in (("id", document.id, ids), ("key", row["key"], keys)):
        mark = hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()[:12]
        if mark in known:
            yield f"another document has its {what}"
        known.add(mark)


def _of_passages(
    document: Document, row: dict[str, Any], of_passages: dict[str, list[dict[str, Any]]], store: Store
) -> Iterator[str]:
    import numpy as np

    found = of_passages[row["id"]]
    made = windows(document, store.version.sizes)
    words = titled_stems([passage for passage, _ in made])
    expected = {
        (passage.span.start, passage.span.end): (sentences, " ".join(stems))
        for (passage, sentences), stems in zip(made, words, strict=True)
    }
    places = Counter((one["start"], one["end"]) for one in found)
    for place, times in sorted(places.items()):
        if times > 1:
            yield f"passage {place[0]}–{place[1]} is there {times} times"
        if place not in expected:
            yield f"passage {place[0]}–{place[1]} is no window of its sentences"
    if missing := sorted(set(expected) - set(places)):
        yield f"{len(missing)} passages are missing, the first {missing[0][0]}–{missing[0][1]}"
    if len(found) != row["passages"]:
        yield f"{len(found)} passages, where {row['passages']} were stored"
    for one in sorted(found, key=lambda passage: (passage["start"], passage["end"])):
        if document.text[one["start"] : one["end"]] != one["text"]:
            yield f"passage {one['start']}–{one['end']} is not the text at its span"
        own = (one["sentences"], one["words"])
        if expected.get((one["start"], one["end"]), own) != own:
            yield f"passage {one['start']}–{one['end']} has other words or sentences than its own"
        if abs(float(np.linalg.norm(one["vector"])) - 1.0) > _UNIT:
            yield f"the vector of passage {one['start']}–{one['end']} is not of length 1"
