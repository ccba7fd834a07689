"""What a store says of itself."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from factcheck.store.lance import is_remote, translated
from factcheck.store.reader import Store, rows, versions


def describe(store: Store) -> dict[str, Any]:
    """Return version, contents, indexes, sources with the most documents first, and all versions of a store.

    ``megabytes`` are those of all versions together, None on object storage.
    """
    version = store.version
    with translated(store.uri):
        indexes = [
            {"column": index.columns[0], "kind": index.index_type, "rows": index.num_indexed_rows}
            for index in store.passages.list_indices()
        ]
    sources = Counter(row["source"] for row in rows(store.uri, store.documents, ("source",)))
    return {
        "store": store.uri,
        "store_version": version.number,
        "created": version.created,
        "documents": version.documents,
        "passages": version.passages,
        "sentences_per_passage": list(version.sizes),
        "embedder": version.embedder,
        "embedder_sha256": version.embedder_sha256,
        "indexes": sorted(indexes, key=lambda index: str(index["column"])),
        "megabytes": None if is_remote(store.uri) else _megabytes(Path(store.uri)),
        "sources": [{"source": name, "documents": count} for name, count in sources.most_common()],
        "versions": [
            {
                "store_version": one.number,
                "created": one.created,
                "action": one.action,
                "documents": one.documents,
                "passages": one.passages,
            }
            for one in versions(store.uri)
        ],
    }


def _megabytes(folder: Path) -> float:
    sizes = (_bytes(Path(where) / name) for where, _, names in os.walk(folder) for name in names)
    return round(sum(sizes) / 1e6, 1)


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # a writer has deleted it meanwhile
        return 0
