"""The indexes of a store: keys, words, and from a certain size on the vectors.

Rows added after an index was built are searched one by one beside it. That is exact and needs no work, until
there are too many of them: then the indexes are built anew, which takes seconds where LanceDB's own
maintenance would copy the whole table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factcheck.store.lance import translated

if TYPE_CHECKING:
    from factcheck.store.writer import Writer

EXACT_UP_TO = 20_000
"""Passages that are searched one by one: up to here that takes less than 40 ms and loses nothing."""

BITS = 4
"""Bits of a dimension in the vector index. Recall@20 with exact distances for the first 40 candidates: on 30,000
passages of three corpora .92 with one bit and 1.00 with four; on 50,000 drawn vectors, half of whose neighbours are
hardly nearer than the next, .79 and .999."""

REFINED = 60
"""Candidates of a query whose distance is computed exactly, when fewer are wanted."""

PROBES = 20
"""Partitions of the vector index that a query visits; from `scripts/benchmark_store.py`."""

VECTOR_INDEX = "vector_idx"
"""LanceDB's name of the index on the column ``vector``."""

_FRAGMENTS = 32  # files of a table: rows scattered over more of them make a query slower by half
_FEWEST, _MOST, _SHARE = 2_000, 20_000, 5  # rows searched one by one beside an index: a fifth, within bounds


def make_key_indexes(documents: Any, passages: Any) -> None:
    """Index what rows are looked up by, and the words of the passages, which are stems already."""
    from lancedb.index import FTS, BTree

    for table, columns in ((documents, ("id", "key", "url")), (passages, ("document_id",))):
        for column in columns:
            table.create_index(column, config=BTree(), replace=True)
    words = FTS(
        base_tokenizer="whitespace",
        with_position=False,
        lower_case=False,
        stem=False,
        remove_stop_words=False,
        ascii_folding=False,
        max_token_length=None,
    )
    passages.create_index("words", config=words, replace=True)


def make_vector_index(passages: Any) -> None:
    """Index the vectors: partitions, and in them RaBitQ codes of `BITS` bits a dimension.

    Gao et al. (2024), "Practical and Asymptotically Optimal Quantization". It needs no training but that of the
    partitions; with exact distances for the first `REFINED` candidates it loses next to nothing.
    """
    from lancedb.index import IvfRq

    passages.create_index("vector", config=IvfRq(distance_type="l2", num_bits=BITS), replace=True)


def outside_index(passages: Any) -> int:
    """Return how many passages are in no index of words yet."""
    stats = passages.index_stats("words_idx")
    return int(stats.num_unindexed_rows) if stats is not None else int(passages.count_rows())


def has_vector_index(passages: Any) -> bool:
    """Tell whether vectors are indexed."""
    return any(index.name == VECTOR_INDEX for index in passages.list_indices())


def refresh(writer: Writer, *, force: bool = False) -> bool:
    """Build the indexes anew where too many rows are outside of them; tell whether that was done.

    ``force`` builds them whatever their state.
    """
    with translated(writer.uri):
        total = int(writer.passages.count_rows())
        outside = outside_index(writer.passages)
        due = outside > max(_FEWEST, min(_MOST, total // _SHARE))
        missing = total > EXACT_UP_TO and not has_vector_index(writer.passages)
        if not (due or missing or force):
            return False
        for table in (writer.documents, writer.passages):
            if table.stats()["fragment_stats"]["num_fragments"] > _FRAGMENTS or force:
                compact(table)
        make_key_indexes(writer.documents, writer.passages)
        if total > EXACT_UP_TO:
            make_vector_index(writer.passages)
        return True


def compact(table: Any) -> None:
    """Copy the rows of many small files into few; every version stays."""
    from datetime import timedelta

    table.optimize(cleanup_older_than=timedelta(days=36_500))
