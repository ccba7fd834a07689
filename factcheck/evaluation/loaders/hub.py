"""Datasets of the Hugging Face hub by name, through the ``datasets`` library, mapped as your own files are.

The library is optional and the hub needs a network; rows are streamed, and code of a dataset is never run.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from typing import Any

from factcheck.errors import DataError, MissingExtraError
from factcheck.evaluation.examples import ClaimExample, PairExample
from factcheck.evaluation.loaders.mapped import Names, Placed, claims_of, pairs_of


def pairs(
    dataset: str, split: str, *, config: str | None = None, fields: Names | None = None, labels: Names | None = None
) -> Iterator[PairExample]:
    """Yield the claim–evidence pairs of one split of ``dataset`` (``owner/name``).

    ``config`` names the subset where there are several; ``fields`` and ``labels`` are those of
    `factcheck.evaluation.loaders.mapped.pairs`. Labels that the hub keeps as class numbers have their
    names. Raises MissingExtraError without the library, DataError where the hub or the dataset is out of
    reach.
    """
    return pairs_of(_rows(dataset, split, config), fields=fields, labels=labels)


def claims(
    dataset: str, split: str, *, config: str | None = None, fields: Names | None = None, labels: Names | None = None
) -> Iterator[ClaimExample]:
    """Yield the labelled sentences of one split of ``dataset``; else as `pairs`."""
    return claims_of(_rows(dataset, split, config), fields=fields, labels=labels)


def _rows(dataset: str, split: str, config: str | None) -> Iterator[Placed]:
    try:
        # find_spec would take any folder named datasets in the working directory for the library.
        metadata.version("datasets")
        from datasets import load_dataset
    except ImportError as error:
        raise MissingExtraError(
            f"{dataset}: needs the datasets library: pip install 'factcheck-toolkit[hub]'"
        ) from error
    number = 0
    try:
        stream = load_dataset(dataset, name=config, split=split, streaming=True)
        names = _class_names(stream)
        for row in stream:
            number += 1
            yield f"{dataset} ({split}):row {number}", {key: _named(names, key, cell) for key, cell in row.items()}
    except Exception as error:  # the library passes on what its file formats and network clients raise
        reason = (str(error) or type(error).__name__).strip().partition("\n")[0][:300]
        raise DataError(
            f"{dataset} ({split}): {reason}; check name, config and split, and that the hub can be reached"
        ) from error
    if not number:
        raise DataError(f"{dataset} ({split}): no rows; check config and split")


def _class_names(stream: Any) -> dict[str, list[str]]:
    features = getattr(stream, "features", None) or {}
    return {
        key: feature.names for key, feature in features.items() if isinstance(getattr(feature, "names", None), list)
    }


def _named(names: dict[str, list[str]], key: str, cell: Any) -> Any:
    known = names.get(key, [])
    return known[cell] if isinstance(cell, int) and 0 <= cell < len(known) else cell
