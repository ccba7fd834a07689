"""Files and folders: articles in the formats of `factcheck.ingest`, lines of JSON, web archives."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from factcheck.errors import InputError
from factcheck.ingest.reader import MAX_BYTES, SUFFIXES, read_bytes
from factcheck.ingest.sources import described, read_manifest
from factcheck.store.inputs.item import Broken, Item, Known, Reading, identified
from factcheck.store.inputs.rows import is_rows, row_items
from factcheck.store.inputs.warc import is_warc, warc_items
from factcheck.types import digest

_BEIR_CORPUS = ("corpus.jsonl", "corpus.jsonl.gz")

Entry = tuple[str, dict[str, str]]


def size_of(path: Path) -> int:
    """Return the bytes of all files that an input will read: what its progress is measured in."""
    return sum(_bytes(file) for file in files_of(path) if isinstance(file, Path))


def path_items(path: Path, mapping: Mapping[str, str]) -> Iterator[Item | Broken]:
    """Yield every document under ``path``; positions count bytes over all of its files."""
    source = str(path.resolve())
    before = 0
    manifests = _Manifests()
    for file in files_of(path):
        if isinstance(file, Broken):
            yield replace(file, position=before)
            continue
        size = _bytes(file)
        try:
            if is_rows(file):
                found = row_items(file, source, mapping)
            elif is_warc(file):
                found = warc_items(file, source)
            else:
                found = iter((_file_item(file, source, manifests.entry(file), size),))
            for item in found:
                yield replace(item, position=before + item.position)
        except InputError as error:  # the file broke off: what was read of it stays
            yield Broken(str(file), str(error), before + size)
        before += size


def files_of(path: Path) -> Iterator[Path | Broken]:
    """Yield the files of a folder that can be read, in the order of their names; of a BEIR folder, its corpus.

    Hidden files are passed over, folders that cannot be listed are failures. One folder's names are in memory at a
    time.
    """
    if not path.is_dir():
        yield path
        return
    corpus = next((path / name for name in _BEIR_CORPUS if (path / name).is_file()), None)
    if corpus is not None and (path / "qrels").is_dir():
        yield corpus
        return
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as error:
        yield Broken(str(path), f"{path}: cannot be listed: {error.strerror or error}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        child = path / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from files_of(child)
        elif entry.is_file() and (child.suffix.lower() in SUFFIXES or is_rows(child) or is_warc(child)):
            yield child


def _file_item(file: Path, source: str, entry: Entry | None, size: int) -> Item:
    key = str(file.resolve())

    def read(known: Known | None) -> Reading | None:
        form = SUFFIXES.get(file.suffix.lower())
        if form is None:
            endings = " ".join((*SUFFIXES, ".jsonl", ".jsonl.gz", ".warc", ".warc.gz"))
            raise InputError(f"{file}: unknown format {file.suffix or '(no ending)'!r}; known: {endings}")
        try:
            if file.stat().st_size > MAX_BYTES:
                raise InputError(f"{file}: larger than {MAX_BYTES // 1_000_000} MB; split it")
            data = file.read_bytes()
        except OSError as error:
            raise InputError(f"{file}: {error.strerror or error}") from error
        fingerprint = digest(hashlib.sha256(data).hexdigest(), repr(entry))
        if known is not None and known.fingerprint == fingerprint:
            return None
        document = described(read_bytes(data, str(file), form, path=str(file)), entry)
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        try:
            return Reading(identified(replace(document, retrieved=document.retrieved or now), key), fingerprint)
        except InputError as error:
            raise InputError(f"{file}: {error}") from error

    return Item(key, source, str(file), read, position=size)


class _Manifests:
    """The manifest of the folder that is being read."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._entries: dict[str, Entry] = {}
        self._error = ""

    def entry(self, file: Path) -> Entry | None:
        """Return what the manifest says of a file; raises InputError, for each file, where it is broken.

        To read a file without it would replace a document that has its metadata by one that has none.
        """
        if file.parent != self._folder:
            self._folder, self._entries, self._error = file.parent, {}, ""
            try:
                self._entries = read_manifest(file.parent)
            except (InputError, OSError) as error:
                self._error = str(error)
        if self._error:
            raise InputError(f"{file}: left out, its manifest being broken: {self._error}")
        return self._entries.get(file.name)


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
