"""The edge to LanceDB: connection, its errors, and the little of SQL that the store needs.

LanceDB is imported inside functions, here first: its import takes seconds, and it comes with the extra ``store``.
`factcheck.store.indexes` and `factcheck.store.searching` import what describes indexes and queries.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from factcheck.errors import MissingExtraError, StoreError

_REMOTE = re.compile(r"(s3|gs|az|abfss?|memory):/{1,2}(?!/)", re.IGNORECASE)
_SHOWN = 200  # characters of a foreign error message


def address(where: str | Path) -> str:
    """Return the address of a store: an object-store URI as it is, a folder as an absolute path.

    A URI that went through `pathlib.Path` and lost a slash gets it back.
    """
    text = str(where)
    if match := _REMOTE.match(text):
        return f"{match.group(1).lower()}://{text[match.end() :]}"
    return str(Path(text).expanduser().resolve())


def is_remote(uri: str) -> bool:
    """Tell whether ``uri`` names an object store rather than a folder."""
    return _REMOTE.match(uri) is not None


def connect(uri: str) -> Any:
    """Return LanceDB's connection to ``uri``. Raises MissingExtraError and StoreError."""
    os.environ.setdefault("LANCEDB_LOG", "error")  # its warnings are about its own interfaces, not for our users
    _forget_folder_of_datasets()
    try:
        import lancedb
    except ImportError as error:
        raise MissingExtraError(f"{uri}: a store needs LanceDB: pip install 'factcheck-toolkit[store]'") from error
    with translated(uri):
        return lancedb.connect(uri)


def _forget_folder_of_datasets() -> None:
    """Drop a mere folder that some library imported as the package ``datasets``, as the checkout's own may be.

    LanceDB takes that name among the loaded modules for the Hugging Face library, and fails on import or when it
    first writes.
    """
    found = sys.modules.get("datasets")
    if found is not None and getattr(found, "__file__", None) is None:
        del sys.modules["datasets"]


@contextmanager
def translated(uri: str) -> Iterator[None]:
    """Turn what LanceDB and Arrow raise into one StoreError that names the store."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        detail = " ".join(str(error).split())[:_SHOWN] or type(error).__name__
        raise StoreError(f"{uri}: the store cannot be read or written ({detail})") from error


def one_of(column: str, values: Iterable[str]) -> str:
    """Return the condition that ``column`` equals one of ``values``."""
    return f"{column} IN ({', '.join(quoted(value) for value in values)})"


def quoted(value: str) -> str:
    """Return ``value`` as a string literal: whatever it contains stays data."""
    return "'" + value.replace("'", "''") + "'"
