"""Addresses to documents: pages fetched politely, kept as snapshots, and read as any file is.

Apart from `factcheck.fetch`, which knows bytes alone, and `factcheck.ingest`, which never touches the network.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from factcheck.fetch import Fetched, Fetcher, archived, find_snapshot, read_snapshot, write_snapshot
from factcheck.ingest import read_bytes
from factcheck.types import Document

_FORMATS = {
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


def is_address(where: object) -> bool:
    """Tell whether ``where`` is a web address rather than a file."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


class WebPages:
    """Reads web pages; what was fetched is kept in the folder ``snapshots`` and read from there next time.

    Without ``snapshots`` nothing is kept. With ``refetch`` a kept page is fetched anew, and kept beside the
    old one.
    """

    def __init__(self, fetcher: Fetcher | None = None, *, snapshots: Path | None = None, refetch: bool = False) -> None:
        self._fetcher = fetcher or Fetcher()
        self._snapshots = snapshots
        self._refetch = refetch

    def page(self, url: str) -> Document:
        """Return the page at ``url``, with the time at which it was fetched.

        Raises FetchError when it cannot be fetched, must not be, or its snapshot is damaged; InputError
        when it has no text; OutputError when the snapshot cannot be written.
        """
        kept = find_snapshot(url, self._snapshots) if self._snapshots and not self._refetch else None
        if kept is not None:
            return _document(read_snapshot(kept), kept)
        fetched = self._fetcher.fetch(url)
        return _document(fetched, write_snapshot(fetched, self._snapshots) if self._snapshots else None)

    def archived(self, url: str) -> str | None:
        """Return the address of a web archive's copy of ``url``, or None."""
        return archived(url, self._fetcher)


def _document(page: Fetched, snapshot: Path | None) -> Document:
    kind = page.content_type.split(";")[0].strip().lower()
    read = read_bytes(page.body, page.final_url, _FORMATS.get(kind), url=page.final_url)
    led = tuple(dict.fromkeys(url for url in (page.url, *page.redirects) if url != page.final_url))
    return replace(read, aliases=led, retrieved=page.retrieved, snapshot=str(snapshot) if snapshot else None)
