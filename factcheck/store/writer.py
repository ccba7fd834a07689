"""A store opened for writing: one commit at a time, and the mending of what a killed writer left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from factcheck.errors import StoreError
from factcheck.protocols import Embedder
from factcheck.store.indexes import make_key_indexes
from factcheck.store.inputs.item import Known
from factcheck.store.lance import address, connect, is_remote, one_of, translated
from factcheck.store.layout import (
    DOCUMENTS,
    PASSAGES,
    VERSIONS,
    Version,
    document_schema,
    passage_schema,
    version_schema,
)
from factcheck.store.lock import HOLDER, LOCK, only_writer
from factcheck.store.reader import existing, expect_model, logged, rows
from factcheck.types import ModelInfo
from factcheck.version import __version__

_KNOWN = ("key", "id", "fingerprint", "retrieved", "etag", "last_modified")
_OWN_NAMES = frozenset({*(f"{name}.lance" for name in (DOCUMENTS, PASSAGES, VERSIONS)), LOCK, HOLDER})


class Writer:
    """The tables at their newest, and the version they will be committed on top of."""

    def __init__(self, uri: str, database: Any, version: Version) -> None:
        self.uri = uri
        self.version = version
        self._database = database
        with translated(uri):
            self.documents = database.open_table(DOCUMENTS)
            self.passages = database.open_table(PASSAGES)
        self._mend()

    def expect_model(self, info: ModelInfo) -> None:
        """Raise StoreError unless ``info`` is the model that made the vectors of this store."""
        expect_model(self.uri, self.version, info)

    def known(self, keys: Iterable[str]) -> dict[str, Known]:
        """Return what the store has under these keys."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        found = rows(self.uri, self.documents, _KNOWN, one_of("key", wanted))
        return {row.pop("key"): Known(**row) for row in found}

    def delete(self, ids: Sequence[str]) -> None:
        """Take documents and their passages out; shows with the next commit."""
        with translated(self.uri):
            for start in range(0, len(ids), 500):
                some = ids[start : start + 500]
                self.passages.delete(one_of("document_id", some))
                self.documents.delete(one_of("id", some))

    def append_passages(self, columns: dict[str, Any], vectors: Any) -> None:
        """Add passages, their vectors being the rows of ``vectors``; shows with the next commit."""
        import pyarrow as pa

        flat = pa.array(vectors.reshape(-1))
        arrays = {**columns, "vector": pa.FixedSizeListArray.from_arrays(flat, self.version.dimensions)}
        with translated(self.uri):
            self.passages.add(pa.table(arrays, schema=passage_schema(self.version.dimensions)))

    def append_documents(self, found: list[dict[str, Any]]) -> None:
        """Add documents; shows with the next commit."""
        import pyarrow as pa

        with translated(self.uri):
            self.documents.add(pa.Table.from_pylist(found, schema=document_schema()))

    def commit(self, action: str) -> Version:
        """Make everything since the last commit the next version. Raises StoreError if another writer was faster."""
        with translated(self.uri):
            new = replace(
                self.version,
                number=self.version.number + 1,
                documents_version=int(self.documents.version),
                passages_version=int(self.passages.version),
                created=_now(),
                action=action,
                documents=int(self.documents.count_rows()),
                passages=int(self.passages.count_rows()),
                factcheck_version=__version__,
            )
        history = logged(self.uri, self._database)
        if history[-1].number != self.version.number:
            raise StoreError(
                f"{self.uri}: version {history[-1].number} was committed by another writer meanwhile; run again"
            )
        _write_log(self.uri, self._database, (*history, new))
        self.version = new
        return new

    def forget(self, keep: int) -> int:
        """Drop all but the last ``keep`` versions, with the files that only they have; return how many went."""
        history = logged(self.uri, self._database)
        kept = history[-keep:]
        _write_log(self.uri, self._database, kept)
        with translated(self.uri):
            log = self._database.open_table(VERSIONS)
            _prune(log, int(log.version))
            _prune(self.documents, min(version.documents_version for version in kept))
            _prune(self.passages, min(version.passages_version for version in kept))
        return len(history) - len(kept)

    def _mend(self) -> None:
        """Take back what was added after the last commit: a writer was killed before it could commit."""
        committed = (self.version.documents_version, self.version.passages_version)
        with translated(self.uri):
            for table, version in zip((self.documents, self.passages), committed, strict=True):
                if table.version != version:
                    table.checkout(version)
                    table.restore()


def create(where: str | Path, embedder: Embedder, *, sizes: Sequence[int]) -> Version:
    """Make an empty store whose passages have ``sizes`` sentences. Raises StoreError if something is there."""
    uri = address(where)
    if not is_remote(uri):
        _refuse_foreign(Path(uri))
    database = connect(uri)
    dimensions = int(embedder.embed(["dimensions"]).shape[1])
    with only_writer(uri):
        if _exists(uri, database):
            raise StoreError(f"{uri}: is a store already; add to it with: factcheck index add {uri} …")
        with translated(uri):
            documents = database.create_table(DOCUMENTS, schema=document_schema(), mode="overwrite")
            passages = database.create_table(PASSAGES, schema=passage_schema(dimensions), mode="overwrite")
            make_key_indexes(documents, passages)
            first = Version(
                number=1,
                documents_version=int(documents.version),
                passages_version=int(passages.version),
                created=_now(),
                action="create",
                documents=0,
                passages=0,
                embedder=embedder.info.name,
                embedder_sha256=embedder.info.sha256,
                dimensions=dimensions,
                sizes=tuple(sizes),
                factcheck_version=__version__,
            )
            database.create_table(VERSIONS, data=_log((first,)), mode="overwrite")
    return first


@contextmanager
def writing(where: str | Path) -> Iterator[Writer]:
    """Hold a store for writing; raises StoreError where there is none or another process writes."""
    uri = existing(where)
    database = connect(uri)
    with only_writer(uri):
        yield Writer(uri, database, logged(uri, database)[-1])


def _prune(table: Any, oldest: int) -> None:
    """Delete the files that no version of a table from ``oldest`` on has."""
    # LanceDB gives local times without a zone: their difference would be an hour short at the end of summer time.
    made = [found["timestamp"].timestamp() for found in table.list_versions() if found["version"] >= oldest]
    if made:
        age = timedelta(seconds=datetime.now(timezone.utc).timestamp() - min(made) + 1)
        table.optimize(cleanup_older_than=age, delete_unverified=True)  # the lock is ours: nobody else writes


def _exists(uri: str, database: Any) -> bool:
    """Tell whether a log was written, of whatever format: without one, creation was cut short.

    Raises StoreError when a log is there and cannot be read: a store must not be overwritten for a fault of the disk.
    """
    with translated(uri):
        try:
            return bool(database.open_table(VERSIONS).count_rows())
        except ValueError as error:
            if "not found" in str(error):
                return False
            raise


def _refuse_foreign(folder: Path) -> None:
    try:
        names = [entry.name for entry in folder.iterdir()] if folder.exists() else []
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or error}; give a folder that is new or empty") from error
    foreign = sorted(set(names) - _OWN_NAMES)
    if foreign:
        raise StoreError(f"{folder}: has other files ({foreign[0]}); give a folder that is new or empty")


def _write_log(uri: str, database: Any, history: Sequence[Version]) -> None:
    with translated(uri):
        database.open_table(VERSIONS).add(_log(history), mode="overwrite")


def _log(history: Sequence[Version]) -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist([version.row() for version in history], schema=version_schema())


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
