"""Inputs of a store, whatever their size: every one yields documents lazily, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import InputError
from factcheck.store.inputs.item import Broken, Item

if TYPE_CHECKING:
    from factcheck.fetch import Fetcher


@dataclass(frozen=True, slots=True)
class Inputs:
    """What ``add`` was given: files, folders and addresses in ``places``, lists of addresses in ``lists``.

    ``mapping`` names the fields of JSON lines; ``limit`` is the most pages taken of one sitemap or feed;
    ``fetcher`` replaces the one that obeys the defaults of `factcheck.fetch`.
    """

    places: Sequence[str]
    lists: Sequence[Path] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    limit: int = 10_000
    fetcher: Fetcher | None = None

    def check(self) -> None:
        """Raise InputError for a path that is not there, before any work is done."""
        if not self.places and not self.lists:
            raise InputError("nothing to add: give files, folders or addresses")
        for path in (*(Path(place) for place in self.places if not _is_web(place)), *self.lists):
            _existing(path)
        for file in self.lists:
            from factcheck.store.inputs.pages import listed_addresses

            listed_addresses(file)

    def total(self) -> int | None:
        """Return the units of all positions: bytes of the files; None where pages are to be fetched."""
        if self.lists or any(_is_web(place) for place in self.places):
            return None
        from factcheck.store.inputs.files import size_of

        return sum(size_of(Path(place)) for place in self.places)

    def items(self) -> Iterator[Item | Broken]:
        """Yield everything, in the order given; positions count over all of it."""
        before = 0
        for part in self._parts():
            position = 0
            for item in part:
                position = max(position, item.position)
                yield replace(item, position=before + item.position)
            before += position

    def _parts(self) -> Iterator[Iterator[Item | Broken]]:
        from factcheck.store.inputs.files import path_items

        fetcher: Fetcher | None = self.fetcher
        for place in self.places:
            if not _is_web(place):
                yield path_items(Path(place), self.mapping)
                continue
            from factcheck.fetch import Fetcher
            from factcheck.store.inputs.pages import address_items

            fetcher = fetcher or Fetcher()
            yield address_items(place, fetcher, self.limit)
        for file in self.lists:
            from factcheck.fetch import Fetcher
            from factcheck.store.inputs.pages import list_items

            fetcher = fetcher or Fetcher()
            yield list_items(file, fetcher)


def _is_web(place: str) -> bool:
    from factcheck.store.inputs.pages import is_address

    return is_address(place)


def _existing(path: Path) -> None:
    try:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
