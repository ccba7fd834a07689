"""What is in a store: three tables, of which the last is the log of versions that ties the others together.

A *version* of the store names one version of each table. A writer adds rows first and the version last,
so that readers see all of a commit or nothing, and what a killed writer left behind it is not in any version.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from factcheck.types import Document, Link, Span

DOCUMENTS, PASSAGES, VERSIONS = "documents", "passages", "versions"

FORMAT = 2
"""Of this layout; a store of another format is refused."""

# What identifies, locates and holds the text has columns of its own; everything else is in ``metadata``.
_OWN_COLUMNS = frozenset({"id", "text", "sha256", "url", "retrieved"})
_METADATA = tuple(field.name for field in fields(Document) if field.name not in _OWN_COLUMNS)


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the log: the versions of both tables, and how the store's contents are made.

    ``sizes`` are the sentences in a passage; ``embedder`` and ``embedder_sha256`` the model of the vectors.
    """

    number: int
    documents_version: int
    passages_version: int
    created: str
    action: str
    documents: int
    passages: int
    embedder: str
    embedder_sha256: str
    dimensions: int
    sizes: tuple[int, ...]
    factcheck_version: str
    format: int = FORMAT

    def row(self) -> dict[str, Any]:
        """Return the row of the log."""
        return {**asdict(self), "sizes": list(self.sizes)}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Version:
        """Return the version that a row of the log holds."""
        return cls(**{**row, "sizes": tuple(row["sizes"])})


def document_schema() -> Any:
    """Return the Arrow schema of the documents.

    ``key`` is what a document is known by across runs of ``add``, ``source`` the file, folder or address it
    came with; ``fingerprint`` is the digest of its raw bytes and of the metadata beside them.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("key", pa.string(), nullable=False),
            pa.field("source", pa.string(), nullable=False),
            pa.field("url", pa.string()),
            pa.field("sha256", pa.string(), nullable=False),
            pa.field("fingerprint", pa.string(), nullable=False),
            pa.field("text_sha256", pa.string(), nullable=False),
            pa.field("text", pa.large_string(), nullable=False),
            pa.field("retrieved", pa.string()),
            pa.field("etag", pa.string()),
            pa.field("last_modified", pa.string()),
            pa.field("metadata", pa.large_string(), nullable=False),
            pa.field("passages", pa.int64(), nullable=False),
        ]
    )


def passage_schema(dimensions: int) -> Any:
    """Return the Arrow schema of the passages.

    Spans are in code points; ``words`` are the stems of title and text with spaces between them, ``vector`` has
    unit length and a share of the title's.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("document_id", pa.string(), nullable=False),
            pa.field("start", pa.int64(), nullable=False),
            pa.field("end", pa.int64(), nullable=False),
            pa.field("sentences", pa.int64(), nullable=False),
            pa.field("text", pa.large_string(), nullable=False),
            pa.field("words", pa.large_string(), nullable=False),
            pa.field("vector", pa.list_(pa.float32(), dimensions), nullable=False),
        ]
    )


def version_schema() -> Any:
    """Return the Arrow schema of the log."""
    import pyarrow as pa

    kinds = {"int": pa.int64(), "str": pa.string(), "tuple[int, ...]": pa.list_(pa.int64())}
    return pa.schema([pa.field(field.name, kinds[str(field.type)], nullable=False) for field in fields(Version)])


def metadata_of(document: Document) -> str:
    """Return the fields of a document that have no column of their own, as JSON."""
    import json

    values = {name: getattr(document, name) for name in _METADATA}
    values["links"] = [[link.url, link.span.start, link.span.end] for link in document.links]
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def document_of(row: dict[str, Any]) -> Document:
    """Return the document of a row that has its own columns and the metadata."""
    import json

    values: dict[str, Any] = {name: value for name, value in json.loads(row["metadata"]).items() if name in _METADATA}
    links = tuple(Link(url, Span(start, end)) for url, start, end in values.pop("links", ()))
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    own: dict[str, Any] = {name: row[name] for name in _OWN_COLUMNS}
    return Document(**own, **known, links=links)


DOCUMENT_COLUMNS = (*sorted(_OWN_COLUMNS), "metadata")
"""What `document_of` needs."""
