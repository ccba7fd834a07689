"""One writer at a time: a lock that the system releases when its holder dies, however it dies."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from factcheck.errors import MissingExtraError, StoreError
from factcheck.paths import cache_folder, write_atomically
from factcheck.store.lance import is_remote
from factcheck.types import digest

LOCK = ".writer.lock"
"""The file in a store's folder that its writer holds."""

HOLDER = ".writer.json"
"""The file beside it that says who the writer is."""


@contextmanager
def only_writer(uri: str) -> Iterator[None]:
    """Hold the store for writing; raises StoreError, naming the holder, when another process does.

    The lock of an object store lies in the cache folder and holds on this machine only; writers on two
    machines are told apart at each commit, by the log of versions.
    """
    try:
        from filelock import FileLock, Timeout
    except ImportError as error:
        raise MissingExtraError(f"{uri}: a store needs filelock: pip install 'factcheck-toolkit[store]'") from error
    folder = cache_folder() / "locks" / digest(uri) if is_remote(uri) else Path(uri)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreError(f"{uri}: {_holder(folder)} is writing to this store; wait until it is done") from error
    except OSError as error:
        raise StoreError(f"{uri}: cannot be written: {error.strerror or error}") from error
    try:
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        known = {"process": os.getpid(), "host": socket.gethostname(), "since": now}
        write_atomically(folder / HOLDER, json.dumps(known).encode())
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink()
        lock.release()


def _holder(folder: Path) -> str:
    try:
        known = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {known['process']} on {known['host']} (since {known['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
