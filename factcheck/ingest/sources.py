"""Files and folders of sources to documents; what cannot be read becomes a failure, not a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from factcheck.errors import InputError
from factcheck.ingest.reader import SUFFIXES, read_document, refuse_address
from factcheck.protocols import Progress, silent
from factcheck.types import Document, Failure

MANIFEST = "manifest.json"
"""Optional in a folder: ``{url: {"file", "publisher", "published"}}`` for its saved pages."""


def read_sources(
    paths: Sequence[str | Path], progress: Progress = silent, *, may_be_empty: bool = False
) -> tuple[tuple[Document, ...], tuple[Failure, ...]]:
    """Read every source under ``paths`` (files, or folders with all that is in them).

    Returns the documents in the order of their paths and a failure for each file that cannot be
    read. Files of other formats inside a folder are passed over; named explicitly, they fail. Raises
    InputError when a path does not exist or nothing at all could be read and ``may_be_empty`` is not set.
    """
    documents: list[Document] = []
    failures: list[Failure] = []
    files = [entry for path in paths for entry in _files(path)]
    manifests: dict[Path, dict[str, tuple[str, dict[str, str]]]] = {}
    seen: set[Path] = set()
    for done, file in enumerate(files):
        progress("read", done, len(files))
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        try:
            document = read_document(file)
        except InputError as error:
            failures.append(Failure("ingest", str(file), str(error)))
            continue
        try:
            if file.parent not in manifests:
                manifests[file.parent] = {}  # a broken manifest fails once, not once a file
                manifests[file.parent] = read_manifest(file.parent)
        except InputError as error:
            failures.append(Failure("ingest", str(file.parent / MANIFEST), str(error)))
        documents.append(described(document, manifests[file.parent].get(file.name)))
    progress("read", len(files), len(files))
    if not documents and not may_be_empty:
        names = ", ".join(str(path) for path in paths)
        reason = f" ({failures[0].error})" if failures else ""
        raise InputError(f"{names}: no usable source; give files or folders with {' '.join(SUFFIXES)}{reason}")
    return tuple(documents), tuple(failures)


def _files(where: str | Path) -> Iterator[Path]:
    refuse_address(where)
    path = Path(where)
    try:
        exists = path.exists()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    if not exists:
        raise InputError(f"{path}: no such file or folder")
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in entry.relative_to(path).parts)
        if entry.suffix.lower() in SUFFIXES and not hidden and not entry.is_dir():
            yield entry


def read_manifest(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return address and metadata by file name, nothing where there is no manifest; raises InputError."""
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
        return {
            entry["file"]: (url, {key: str(entry[key]) for key in ("publisher", "published") if entry.get(key)})
            for url, entry in entries.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f'{file}: not a manifest ({{"url": {{"file": "…"}}}}): {error}') from error


def described(document: Document, entry: tuple[str, dict[str, str]] | None) -> Document:
    """Return the document with what its manifest says of it."""
    if entry is None:
        return document
    url, known = entry
    return replace(
        document,
        url=url,
        publisher=known.get("publisher") or document.publisher,
        published=known.get("published") or document.published,
    )
