"""Where things are kept on this machine, and how files are written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """Return the cache folder: ``FACTCHECK_CACHE_DIR``, or the platform's own place."""
    named = os.environ.get("FACTCHECK_CACHE_DIR")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("factcheck")


def snapshot_folder() -> Path:
    """Return where fetched pages are kept: they are evidence, so not with what may be deleted at any time."""
    from platformdirs import user_data_path

    return user_data_path("factcheck") / "snapshots"


def config_file() -> Path:
    """Return the user's own configuration file, which need not exist."""
    from platformdirs import user_config_path

    return user_config_path("factcheck") / "factcheck.toml"


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` so that ``path`` is at any moment absent, old or complete.

    Failure to write into a cache is not an error: a read-only home must not stop a check.
    """
    with contextlib.suppress(OSError):
        replace_file(path, data)


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` through a temporary file beside it; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        # mkstemp makes private files; a report is as readable as any other file the user writes
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
