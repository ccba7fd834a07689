"""Scores kept on disk, so that a second check of an edited article scores only what changed."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from factcheck.protocols import StanceScorer
from factcheck.types import ModelInfo, StanceScores

_MOST = 2_000_000  # pairs kept, about 150 MB; the oldest go first
_AT_ONCE = 500  # keys asked for in one query; SQLite's older limit on parameters is 999
_TABLE = "CREATE TABLE IF NOT EXISTS scores (key BLOB PRIMARY KEY, supports REAL, refutes REAL, neutral REAL)"


class CachedScorer:
    """A scorer that keeps what it scored: one SQLite file a model, pairs by the digest of their texts.

    The file may be deleted at any time. One that cannot be opened, read or written costs time, never a
    result: pairs are then scored anew.
    """

    def __init__(self, scorer: StanceScorer, folder: Path) -> None:
        self._scorer = scorer
        self._folder = folder / "scores"

    @property
    def info(self) -> ModelInfo:
        """Which model this is; its digest names the file."""
        return self._scorer.info

    def load(self) -> None:
        """Load the model now rather than at the first pair that is not known."""
        self._scorer.load()

    def score(self, pairs: Sequence[tuple[str, str]], done: Callable[[int], None] | None = None) -> list[StanceScores]:
        """Score ``(premise, hypothesis)`` pairs, in order; known ones are read, and count as done at once."""
        if not pairs:
            return []
        keys = [_key(*pair) for pair in pairs]
        known = self._read(keys)
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
        if missing:
            found = len(pairs) - len(missing)

            def count(number: int) -> None:
                if done is not None:
                    done(found + number)

            made = dict(zip(missing, self._scorer.score(list(missing.values()), count), strict=True))
            self._write(made)
            known |= made
        if done is not None:
            done(len(pairs))
        return [known[key] for key in keys]

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{self.info.sha256[:16]}.sqlite"
        with contextlib.closing(sqlite3.connect(file, timeout=5.0)) as connection, connection:
            connection.execute(_TABLE)
            yield connection

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, StanceScores]:
        wanted = sorted(set(keys))
        found: dict[bytes, StanceScores] = {}
        with contextlib.suppress(sqlite3.Error, OSError), self._open() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, supports, refutes, neutral FROM scores WHERE key IN ({marks})"  # noqa: S608 (question marks only)
                found.update({bytes(key): StanceScores(*scores) for key, *scores in connection.execute(query, part)})
        return found

    def _write(self, made: dict[bytes, StanceScores]) -> None:
        rows = [(key, s.supports, s.refutes, s.neutral) for key, s in made.items()]
        with contextlib.suppress(sqlite3.Error, OSError), self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?)", rows)
            (last,) = connection.execute("SELECT max(rowid) FROM scores").fetchone()
            connection.execute("DELETE FROM scores WHERE rowid <= ?", (last - _MOST,))


def _key(premise: str, hypothesis: str) -> bytes:
    encoded = premise.encode("utf-8", "surrogatepass")
    return hashlib.sha256(
        len(encoded).to_bytes(8, "big") + encoded + hypothesis.encode("utf-8", "surrogatepass")
    ).digest()
