"""Every error this package raises on purpose.

FactcheckError
├── ConfigError        a setting or a command-line value is unknown or out of range
├── InputError         an article or a source cannot be read
│   ├── FetchError          a web page cannot be fetched, or must not be
│   └── StoreError          an evidence store cannot be opened, or is being written by another process
├── OutputError        a report cannot be written
├── DataError          a labelled data file has a malformed row
└── ModelError         a model cannot be used
    ├── UnknownModelError   no bundled model, folder or checkpoint of that name
    ├── ChecksumError       a bundled file differs from the registry
    └── MissingExtraError   a package that this model needs is not installed

Each message is one line that names the item, the place and the mend. Errors of other libraries are
translated where they are met, with the original as the cause.
"""

from __future__ import annotations


class FactcheckError(Exception):
    """Base of all errors below: catch it to catch them all."""


class ConfigError(FactcheckError):
    """A setting is unknown or has an impossible value."""


class InputError(FactcheckError):
    """An article or a source cannot be read."""


class FetchError(InputError):
    """A web page cannot be fetched, or must not be."""


class StoreError(InputError):
    """An evidence store cannot be opened, read or written."""


class OutputError(FactcheckError):
    """A report or a prediction file cannot be written."""


class DataError(FactcheckError):
    """A labelled data file cannot be read."""


class ModelError(FactcheckError):
    """A model cannot be loaded or used."""


class UnknownModelError(ModelError):
    """Nothing is known under the given model name."""


class ChecksumError(ModelError):
    """A bundled model file is not the one that was released."""


class MissingExtraError(ModelError):
    """A package that the chosen model needs is absent."""
