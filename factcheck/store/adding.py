"""Adding to a store: what it knows already is passed over, the rest is committed in batches.

A batch is complete or not there at all, so a run that was killed goes on where its last commit ended.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.errors import InputError
from factcheck.protocols import Embedder
from factcheck.retrieval.fusion import titled_stems, titled_vectors
from factcheck.retrieval.passages import windows
from factcheck.store.indexes import refresh
from factcheck.store.inputs import Inputs
from factcheck.store.inputs.item import Broken, Item, Known, Reading, storable
from factcheck.store.layout import metadata_of
from factcheck.store.writer import Writer, writing
from factcheck.types import Failure, Passage

if TYPE_CHECKING:
    from factcheck.protocols import Vectors

BATCH_PASSAGES = 2_048
"""Passages in a commit, unless one document has more."""

BATCH_SECONDS = 30.0
"""Longest time that is read before a commit; embedding what was read comes on top. A killed run may lose both."""

_BATCH_BYTES = 32 << 20  # text held for one commit, raw records held for one look-up
_LOOKED_UP = 512  # items that are looked up in one query
_EMBEDDED = 256  # passages embedded between two calls of the watch


@dataclass(slots=True)
class Tally:
    """What has been done so far; ``position`` is how far the inputs have been read, in their units."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: int = 0
    passages: int = 0
    position: int = 0
    version: int = 0

    @property
    def documents(self) -> int:
        """Documents that were looked at."""
        return self.added + self.replaced + self.unchanged + self.failed


Watch = Callable[[str, Tally], None]
"""Called now and then with what is being done ("read", "embed", "index") and the tally."""


def unwatched(stage: str, tally: Tally) -> None:
    """Report to nobody."""


@dataclass(slots=True)
class _Prepared:
    """A document on its way into the store, with the id of the one that it replaces.

    ``passages`` have the number of their sentences beside them. The item itself is let go: it may hold megabytes.
    """

    key: str
    source: str
    reading: Reading
    passages: tuple[tuple[Passage, int], ...]
    replaces: str | None


@dataclass(slots=True)
class _Batch:
    """What the next commit will add, by key."""

    prepared: dict[str, _Prepared] = field(default_factory=dict)
    passages: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)

    def put(self, key: str, prepared: _Prepared) -> None:
        self.prepared[key] = prepared
        self.passages += len(prepared.passages)
        self.bytes += len(prepared.reading.document.text)

    def is_full(self, seconds: float) -> bool:
        return bool(self.prepared) and (
            self.passages >= BATCH_PASSAGES or self.bytes >= _BATCH_BYTES or time.monotonic() - self.began >= seconds
        )


def add(
    where: str | Path,
    inputs: Inputs,
    embedder: Embedder,
    *,
    failed: Callable[[Failure], None],
    watch: Watch = unwatched,
    seconds: float = BATCH_SECONDS,
) -> Tally:
    """Add every document of ``inputs`` that the store does not have in this form; return what was done.

    ``failed`` is told of each record that cannot be read; the others are added nevertheless. Raises InputError
    for inputs that do not exist and StoreError for a store that cannot be written, before anything is done.
    """
    inputs.check()
    tally = Tally()
    with writing(where) as writer:
        writer.expect_model(embedder.info)
        batch = _Batch()
        for items in _chunks(map(storable, inputs.items())):
            keys = {item.key for item in items if isinstance(item, Item)}
            known = writer.known(keys)
            known.update((key, _as_known(waiting)) for key, waiting in batch.prepared.items() if key in keys)
            for item in items:
                _take(item, known, batch, tally, sizes=writer.version.sizes, failed=failed)
                watch("read", tally)
                if batch.is_full(seconds):
                    _commit(batch, writer, embedder, tally, watch)
                    batch = _Batch()
        _commit(batch, writer, embedder, tally, watch)
        watch("index", tally)
        if refresh(writer):
            writer.commit("index")
        tally.version = writer.version.number
    return tally


def _chunks(items: Iterable[Item | Broken]) -> Iterator[list[Item | Broken]]:
    """Yield items in groups that are looked up together, small enough in memory."""
    chunk: list[Item | Broken] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += item.size if isinstance(item, Item) else 0
        if len(chunk) >= _LOOKED_UP or size >= _BATCH_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _take(
    item: Item | Broken,
    known: dict[str, Known],
    batch: _Batch,
    tally: Tally,
    *,
    sizes: Sequence[int],
    failed: Callable[[Failure], None],
) -> None:
    """Read one item into the batch, unless it is known or broken."""
    tally.position = max(tally.position, item.position)
    if isinstance(item, Broken):
        tally.failed += 1
        failed(Failure("ingest", item.place, item.error))
        return
    before = known.get(item.key)
    try:
        reading = item.read(before)
    except InputError as error:
        tally.failed += 1
        failed(Failure("ingest", item.place, str(error)))
        return
    if reading is None:
        tally.unchanged += 1
        return
    waiting = batch.prepared.get(item.key)
    stored = waiting.replaces if waiting else before.id if before else None
    prepared = _Prepared(item.key, item.source, reading, windows(reading.document, sizes), stored)
    batch.put(item.key, prepared)
    known[item.key] = _as_known(prepared)
    if before is None:
        tally.added += 1
    else:
        tally.replaced += 1


def _as_known(prepared: _Prepared) -> Known:
    reading = prepared.reading
    document = reading.document
    return Known(document.id, reading.fingerprint, document.retrieved, reading.etag, reading.last_modified)


def _commit(batch: _Batch, writer: Writer, embedder: Embedder, tally: Tally, watch: Watch) -> None:
    """Embed the batch and make it the next version; its documents come last, after all of their passages."""
    prepared = list(batch.prepared.values())
    if not prepared:
        return
    writer.delete([one.replaces for one in prepared if one.replaces is not None])
    found = [passage for one in prepared for passage in one.passages]
    for start in range(0, len(found), BATCH_PASSAGES):
        some = [passage for passage, _ in found[start : start + BATCH_PASSAGES]]
        vectors = _embedded(some, embedder, tally, watch)
        columns = {
            "document_id": [passage.document.id for passage in some],
            "start": [passage.span.start for passage in some],
            "end": [passage.span.end for passage in some],
            "sentences": [sentences for _, sentences in found[start : start + BATCH_PASSAGES]],
            "text": [passage.text for passage in some],
            "words": [" ".join(words) for words in titled_stems(some)],
        }
        writer.append_passages(columns, vectors)
    writer.append_documents([_row(one) for one in prepared])
    writer.commit("add")


def _embedded(passages: Sequence[Passage], embedder: Embedder, tally: Tally, watch: Watch) -> Vectors:
    import numpy as np

    vectors = []
    for start in range(0, len(passages), _EMBEDDED):
        vectors.append(titled_vectors(passages[start : start + _EMBEDDED], embedder))
        tally.passages += len(vectors[-1])
        watch("embed", tally)
    return np.concatenate(vectors).astype(np.float32, copy=False)


def _row(one: _Prepared) -> dict[str, Any]:
    reading, document = one.reading, one.reading.document
    return {
        "id": document.id,
        "key": one.key,
        "source": one.source,
        "url": document.url,
        "sha256": document.sha256,
        "fingerprint": reading.fingerprint,
        "text_sha256": hashlib.sha256(document.text.encode("utf-8")).hexdigest(),
        "text": document.text,
        "retrieved": document.retrieved,
        "etag": reading.etag,
        "last_modified": reading.last_modified,
        "metadata": metadata_of(document),
        "passages": len(one.passages),
    }
