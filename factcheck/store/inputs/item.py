"""What every input yields: items that are read only when the store does not know them yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from factcheck.errors import InputError
from factcheck.types import Document, digest

MAX_TEXT = 20_000_000
"""Code points of one document: a text that a person could read, with room to spare."""

MAX_TITLE = 1_000
"""Code points that are kept of a title: each passage repeats it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has under an item's key.

    ``retrieved`` is ISO 8601; ``etag`` and ``last_modified`` are what the server said of a page.
    """

    id: str
    fingerprint: str
    retrieved: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that is new or has changed; ``fingerprint`` is the digest of all that made it."""

    document: Document
    fingerprint: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One document of an input, not yet read.

    ``key`` is what it is known by across runs, ``source`` the input it belongs to, ``place`` where a reader
    finds it ("pages.jsonl:12"); ``size`` is the bytes that it holds in memory, ``position`` how far into its
    input it ends, in the units of `Inputs.total`. ``read`` returns None when the document is as it is known,
    and raises InputError when it cannot be read.
    """

    key: str
    source: str
    place: str
    read: Callable[[Known | None], Reading | None]
    size: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot even become an item."""

    place: str
    error: str
    position: int = 0


def storable(item: Item | Broken) -> Item | Broken:
    """Return ``item``, or a failure in its place where its names are no UTF-8 and so cannot be stored."""
    if isinstance(item, Broken) or _lone_surrogate(item.key + item.source) is None:
        return item
    place = item.place.encode("utf-8", "backslashreplace").decode("utf-8")
    return Broken(place, f"{place}: its name is no UTF-8; rename it", item.position)


def _lone_surrogate(text: str) -> int | None:
    """Return where a text has a character that UTF-8 does not, None if nowhere."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return error.start
    return None


def identified(document: Document, key: str) -> Document:
    """Return ``document`` with the id it has in a store, of its bytes and its key, and no endless title.

    Its text must be storable: not empty, not endless. Neither it nor anything said of it has lone surrogates.
    Raises InputError.
    """
    if not document.text.strip():
        raise InputError("no text")
    if len(document.text) > MAX_TEXT:
        raise InputError(f"longer than {MAX_TEXT:,} characters; split it")
    for name in (field.name for field in fields(document)):
        value = getattr(document, name)
        if isinstance(value, str) and (start := _lone_surrogate(value)) is not None:
            raise InputError(f"broken character at {start} of its {name}; save it as UTF-8")
    title = document.title and document.title[:MAX_TITLE]
    return replace(document, id=digest(document.sha256, key), title=title)
