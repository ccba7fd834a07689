"""The models that ship with the package: where they are, what they are, whether they are intact.

``registry.toml`` beside the model folders pins name, licence, label order, maximum length and the
SHA-256 of every file. In a wheel the folders lie inside the package, in a checkout at its root.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from factcheck.errors import ChecksumError, ModelError, UnknownModelError
from factcheck.paths import cache_folder, write_atomically
from factcheck.types import ModelInfo

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


VERDICT_HEAD = "verdicts.json"
"""The file of a stance model that says how verdicts are decided from its scores (`factcheck.verdicts`)."""


@dataclass(frozen=True, slots=True)
class BundledModel:
    """One entry of the registry.

    ``labels`` is the order of the output columns (empty for embedders), ``max_tokens`` the longest
    input (0: any), ``thresholds`` what verdicts from its scores need, ``files`` the SHA-256 of each file by name,
    ``metrics`` what the card reports.
    """

    name: str
    task: str
    revision: str
    licence: str
    base: str
    labels: tuple[str, ...]
    max_tokens: int
    parameters: Mapping[str, float]
    thresholds: Mapping[str, float]
    metrics: Mapping[str, float]
    files: Mapping[str, str]
    folder: Path

    @property
    def info(self) -> ModelInfo:
        """What reports say of this model."""
        return ModelInfo(self.task, self.name, self.revision, self.sha256)

    @property
    def sha256(self) -> str:
        """One digest for all that its scores depend on: files and parameters, not what is made of the scores."""
        files = {name: digest for name, digest in self.files.items() if name != VERDICT_HEAD}
        parts = (*sorted(files.items()), *sorted(self.parameters.items()))
        listed = "".join(f"{name}:{value}\n" for name, value in parts)
        return hashlib.sha256(listed.encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum((self.folder / name).stat().st_size for name in self.files if (self.folder / name).exists())


def models_folder() -> Path:
    """Return the folder that holds the registry: inside an installed package, or in the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "bundled_models", package.parent / "models"):
        if (folder / "registry.toml").is_file():
            return folder
    raise ModelError(f"no bundled models beside {package}; install the package again")


@cache
def registry() -> Mapping[str, BundledModel]:
    """Return every bundled model by name."""
    folder = models_folder()
    entries = tomllib.loads((folder / "registry.toml").read_text(encoding="utf-8"))
    return {name: _entry(name, entry, folder) for name, entry in entries.items()}


def _entry(name: str, entry: Mapping[str, Any], folder: Path) -> BundledModel:
    return BundledModel(
        name=name,
        task=entry["task"],
        revision=entry["revision"],
        licence=entry["licence"],
        base=entry["base"],
        labels=tuple(entry.get("labels", ())),
        max_tokens=entry.get("max_tokens", 0),
        parameters=entry.get("parameters", {}),
        thresholds=entry.get("thresholds", {}),
        metrics=entry.get("metrics", {}),
        files=entry["files"],
        folder=folder / name,
    )


def bundled(name: str, task: str) -> BundledModel:
    """Return the bundled model ``name`` for ``task``, verified.

    Raises UnknownModelError, which lists the known names, and ChecksumError.
    """
    known = {model.name: model for model in registry().values() if model.task == task}
    if name not in known:
        raise UnknownModelError(
            f"no bundled {task} model {name!r}; bundled: {', '.join(sorted(known)) or 'none'}; "
            "a Hugging Face id has the form owner/name, a folder must exist"
        )
    verify(known[name])
    return known[name]


def verify(model: BundledModel, *, again: bool = False) -> None:
    """Compare the model's files with the registry, once per install.

    The outcome is remembered by path, size and time of change of each file; ``again`` recomputes.
    Raises ChecksumError.
    """
    state = {}
    for name in model.files:
        file = model.folder / name
        if not file.is_file():
            raise ChecksumError(f"{file}: missing; install the package again")
        status = file.stat()
        state[name] = [status.st_size, status.st_mtime_ns]
    marker = cache_folder() / "verified" / f"{hashlib.sha256(str(model.folder).encode()).hexdigest()[:16]}.json"
    seen = json.dumps([model.sha256, state])
    if not again and marker.is_file() and marker.read_bytes() == seen.encode():
        return
    for name, expected in model.files.items():
        with (model.folder / name).open("rb") as stream:
            found = _sha256(stream)
        if found != expected:
            raise ChecksumError(f"{model.folder / name}: not the released file; install the package again")
    write_atomically(marker, seen.encode())


def _sha256(stream: Any) -> str:
    computed = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        computed.update(chunk)
    return computed.hexdigest()
