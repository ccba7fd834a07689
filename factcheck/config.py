"""Settings: one flat set of values from defaults, a TOML file, the environment and flags.

Later ones win. An unknown key, a wrong type or an impossible value is an error that names the place
and lists what is known; nothing is ever ignored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from factcheck.errors import ConfigError
from factcheck.paths import config_file
from factcheck.types import digest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT_FILE = "factcheck.toml"
"""Read from the working folder, if it is there."""

ACCURATE_MODEL = "nli-mpnet"
"""The bundled NLI model that scores unless another is named."""

FAST_MODEL = "nli-minilm"
"""The bundled NLI model of the profile ``fast``."""

_PREFIX = "FACTCHECK_"
_NOT_SETTINGS = frozenset({"FACTCHECK_CACHE_DIR", "FACTCHECK_CONFIG"})


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a check can be told.

    ``embedder`` and ``nli_model`` name a bundled model, a local folder or a Hugging Face id;
    ``profile`` takes the bundled NLI model that is meant to be accurate, which is the default one, or the fast one;
    ``top_k`` is the number of passages scored per claim; ``threshold`` the least confidence (0 to 1)
    of a verdict, below which a claim has NOT_ENOUGH_EVIDENCE (None: as fitted); ``max_error`` picks the
    threshold by the share of wrong verdicts that it may let through (None: no such bound);
    ``threads`` the cores to use (0: all); ``cache`` whether embeddings and scores are kept on disk.
    ``reliability`` is the user's table of domains (empty: none), ``snapshots`` the folder of fetched pages
    (empty: the platform's place for data), ``refetch`` whether pages kept there are fetched anew; ``language``
    the language of articles (ISO 639-1): claims are detected in English alone, other languages have every
    declarative sentence taken and need a multilingual ``nli_model`` and ``embedder``.
    """

    embedder: str = "minilm-l6"
    nli_model: str = ACCURATE_MODEL
    profile: Literal["accurate", "fast"] = "accurate"
    top_k: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 12
    threshold: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] | None = None
    max_error: Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)] | None = None
    threads: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 0
    cache: bool = True
    reliability: str = ""
    snapshots: str = ""
    refetch: bool = False
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}$")] = "en"

    def __post_init__(self) -> None:
        """Refuse a profile that is at odds with a model."""
        if self.profile == "fast" and self.nli_model not in {ACCURATE_MODEL, FAST_MODEL}:
            raise ValueError(f"profile fast and nli_model {self.nli_model!r} exclude each other; drop one")

    @property
    def stance_model(self) -> str:
        """The NLI model that these settings choose."""
        return FAST_MODEL if self.profile == "fast" else self.nli_model

    @property
    def digest(self) -> str:
        """Identifies what can change a verdict: not threads, not the cache."""
        values = (self.embedder, self.stance_model, self.top_k, self.threshold, self.max_error, self.language)
        return digest(*map(str, values))


def load_settings(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> Settings:
    """Merge the settings of all places.

    ``file`` (or ``FACTCHECK_CONFIG``) must exist when given; else ``factcheck.toml`` of the working
    folder, else the user's own, is read if there is one. Flags that are None are not set. Raises
    ConfigError.
    """
    environment = os.environ if environment is None else environment
    merged: dict[str, Any] = {}
    for where, values in _places(file, environment):
        _checked(values, where)  # so that the error names the place, not the merge
        merged |= values
    merged |= {key: value for key, value in (flags or {}).items() if value is not None}
    return _checked(merged, "command line")


def _places(file: Path | None, environment: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    named = file or (Path(environment["FACTCHECK_CONFIG"]) if environment.get("FACTCHECK_CONFIG") else None)
    if named is not None and not named.is_file():
        raise ConfigError(f"{named}: no such configuration file")
    candidates = [named] if named else [Path(PROJECT_FILE), config_file()]
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    places = [(str(found), _read(found))] if found else []
    return [*places, ("environment", _from_environment(environment))]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(_PREFIX) or name in _NOT_SETTINGS:
            continue
        key = name[len(_PREFIX) :].lower()
        if key not in Settings.__struct_fields__:
            raise ConfigError(f"environment: unknown setting {name}; known: {', '.join(_known_variables())}")
        values[key] = value
    try:
        # Every value of the environment is a string: let "8" be a number and "false" a truth value.
        converted = msgspec.convert(values, Settings, strict=False)
        return {key: getattr(converted, key) for key in values}
    except msgspec.ValidationError as error:
        raise ConfigError(f"environment: {_message(error)}") from error


def _checked(values: Mapping[str, Any], where: str) -> Settings:
    unknown = sorted(set(values) - set(Settings.__struct_fields__))
    if unknown:
        known = ", ".join(Settings.__struct_fields__)
        raise ConfigError(f"{where}: unknown setting {unknown[0]!r}; known: {known}")
    try:
        return msgspec.convert(dict(values), Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {_message(error)}") from error


def _known_variables() -> list[str]:
    return [*(f"{_PREFIX}{field.upper()}" for field in Settings.__struct_fields__), *sorted(_NOT_SETTINGS)]


def _message(error: msgspec.ValidationError) -> str:
    text = str(error)
    if " - at `$." in text:
        reason, _, place = text.partition(" - at `$.")
        return f"{place.rstrip('`')}: {reason}"
    return text
