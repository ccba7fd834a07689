"""Removing from a store, by what its documents came from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from factcheck.errors import StoreError
from factcheck.store.inputs.pages import is_address
from factcheck.store.inputs.rows import is_rows
from factcheck.store.inputs.warc import is_warc
from factcheck.store.lance import quoted
from factcheck.store.reader import rows
from factcheck.store.writer import writing


def remove(where: str | Path, sources: Sequence[str]) -> tuple[int, int]:
    """Take out all documents of ``sources``; return how many that were, and the version without them.

    A source is a file or folder (all that came from it or from below it), an address (that page, or all that
    its sitemap, feed or list brought), an address that ends with a slash (all pages below it), or the id of a
    document. Earlier versions keep what is removed. Raises StoreError for a source that has no document here,
    before anything is removed.
    """
    with writing(where) as writer:
        ids: set[str] = set()
        for source in sources:
            found = {row["id"] for row in rows(writer.uri, writer.documents, ("id",), _condition(source))}
            if not found:
                raise StoreError(f"{writer.uri}: nothing in this store comes from {source}; see: factcheck index info")
            ids |= found
        writer.delete(sorted(ids))
        version = writer.commit("remove")
    return len(ids), version.number


def compact(where: str | Path, keep: int) -> int:
    """Merge small files, rebuild the indexes, and forget all but the last ``keep`` versions with their data.

    Returns how many versions were forgotten. A reader that has one of them open loses it.
    """
    from factcheck.store.indexes import refresh

    with writing(where) as writer:
        refresh(writer, force=True)
        writer.commit("compact")
        return writer.forget(keep)


def _condition(source: str) -> str:
    """Return what the rows of a source have in common."""
    if is_address(source):
        exact = " OR ".join(f"{column} = {quoted(source)}" for column in ("source", "key", "url"))
        return f"{exact} OR {_below('url', source)} OR {_below('key', source)}" if source.endswith("/") else exact
    path = str(Path(source).expanduser().resolve())
    inside = [_below("key", path + os.sep), _below("source", path + os.sep)]
    if is_rows(Path(path)) or is_warc(Path(path)):  # a file of many documents
        inside.append(_below("key", path + "#"))
    return " OR ".join([f"id = {quoted(source)}", f"source = {quoted(path)}", f"key = {quoted(path)}", *inside])


def _below(column: str, prefix: str) -> str:
    return f"starts_with({column}, {quoted(prefix)})"
