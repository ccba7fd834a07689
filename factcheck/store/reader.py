"""A store opened for reading, at one version: what a writer does meanwhile does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from factcheck.errors import StoreError
from factcheck.store.lance import address, connect, is_remote, one_of, translated
from factcheck.store.layout import DOCUMENT_COLUMNS, DOCUMENTS, FORMAT, PASSAGES, VERSIONS, Version, document_of
from factcheck.types import Document, ModelInfo

_IDS_AT_ONCE = 500
_NONE_HERE = "{uri}: no evidence store here; make one with: factcheck index create {uri}"


class Store:
    """Documents, passages and their indexes as they were at one version.

    >>> store = Store.open("evidence/")
    >>> store.version.number, store.version.documents
    """

    def __init__(self, uri: str, documents: Any, passages: Any, version: Version) -> None:
        self.uri = uri
        self.version = version
        self.documents = documents
        self.passages = passages

    @classmethod
    def open(cls, where: str | Path, version: int | None = None) -> Store:
        """Open the store at ``where``, at ``version`` or at the latest. Raises StoreError."""
        uri = existing(where)
        database = connect(uri)
        known = logged(uri, database)
        chosen = known[-1] if version is None else next((v for v in known if v.number == version), None)
        if chosen is None:
            raise StoreError(
                f"{uri}: no version {version} in this store; it has {known[0].number} to {known[-1].number}"
            )
        with translated(uri):
            documents, passages = database.open_table(DOCUMENTS), database.open_table(PASSAGES)
            documents.checkout(chosen.documents_version)
            passages.checkout(chosen.passages_version)
        return cls(uri, documents, passages, chosen)

    def documents_of(self, ids: Iterable[str]) -> dict[str, Document]:
        """Return the documents with these ids; unknown ids are left out."""
        return {document.id: document for document in self._where("id", list(dict.fromkeys(ids)))}

    def documents_at(self, urls: Iterable[str]) -> tuple[Document, ...]:
        """Return the documents that were read at these addresses, ordered by id."""
        return tuple(sorted(self._where("url", list(dict.fromkeys(urls))), key=lambda document: document.id))

    def _where(self, column: str, values: Sequence[str]) -> Iterator[Document]:
        for start in range(0, len(values), _IDS_AT_ONCE):
            some = values[start : start + _IDS_AT_ONCE]
            for row in rows(self.uri, self.documents, DOCUMENT_COLUMNS, one_of(column, some), at_once=64):
                yield document_of(row)

    def expect_model(self, info: ModelInfo) -> None:
        """Raise StoreError unless ``info`` is the model that made the vectors of this store."""
        expect_model(self.uri, self.version, info)


def expect_model(uri: str, version: Version, info: ModelInfo) -> None:
    """Raise StoreError unless ``info`` is the model that made the vectors of ``version``."""
    if info.sha256 != version.embedder_sha256:
        raise StoreError(
            f"{uri}: made with the embedder {version.embedder} ({version.embedder_sha256[:12]}), not {info.name} "
            f"({info.sha256[:12]}); use --embedder {version.embedder}, or create a new store"
        )


def logged(uri: str, database: Any) -> tuple[Version, ...]:
    """Return every version in the log, oldest first. Raises StoreError where there is no finished store."""
    try:
        table = database.open_table(VERSIONS)
        found = table.search().to_list()
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(_NONE_HERE.format(uri=uri)) from error
    foreign = next((row for row in found if row.get("format") != FORMAT), None)
    if foreign is not None or not found:
        form = foreign.get("format") if foreign else "none"
        raise StoreError(f"{uri}: a store of format {form}, this version reads format {FORMAT}; create a new one")
    return tuple(sorted((Version.of(row) for row in found), key=lambda version: version.number))


def versions(where: str | Path) -> tuple[Version, ...]:
    """Return every version that can be opened, oldest first."""
    uri = existing(where)
    return logged(uri, connect(uri))


def existing(where: str | Path) -> str:
    """Return the address of a store, before LanceDB would make a folder of it. Raises StoreError."""
    if not is_store(where):
        raise StoreError(_NONE_HERE.format(uri=address(where)))
    return address(where)


def is_store(where: str | Path) -> bool:
    """Tell whether ``where`` is a store: an object-store URI, or a folder with the log of one."""
    uri = address(where)
    return is_remote(uri) or (Path(uri) / f"{VERSIONS}.lance").is_dir()


def rows(
    uri: str, table: Any, columns: Sequence[str], condition: str | None = None, *, at_once: int = 1024
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, ``at_once`` of them in memory at a time."""
    with translated(uri):
        query = table.search().select(list(columns))
        if condition is not None:
            query = query.where(condition)
        for batch in query.to_batches(batch_size=at_once):
            yield from batch.to_pylist()
