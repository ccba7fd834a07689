"""A store as the source of a check: what it has on an article, and its passages beside those of a folder."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from factcheck.protocols import Embedder, Indexer, Progress, Retriever
from factcheck.retrieval.fusion import Shortlist
from factcheck.store.reader import Store
from factcheck.store.searching import StoreRetriever
from factcheck.text import sentences
from factcheck.types import Document, Passage

PER_SENTENCE = 3
"""Passages looked up for each sentence of an article, whose documents may be what it quotes."""

MOST = 200
"""Documents taken from one store for one article: quotations and copies are looked for in each of them."""

_URL = re.compile(r"https?://[^\s<>\"')\]}]+")


class JointRetriever:
    """Several retrievers as one: their passages by relevance, those of the first before equals of the next."""

    def __init__(self, retrievers: Sequence[Retriever]) -> None:
        self._retrievers = tuple(retrievers)

    def search(
        self, queries: Sequence[str], top_k: int, set_aside: Container[str] = frozenset()
    ) -> list[list[tuple[Passage, float]]]:
        """Return, per query, the ``top_k`` best passages of all; better ones ``set_aside`` come on top."""
        found = [retriever.search(queries, top_k, set_aside) for retriever in self._retrievers]
        return [
            _best([hit for hits in of_query for hit in hits], top_k, set_aside) for of_query in zip(*found, strict=True)
        ]


def _best(hits: Sequence[tuple[Passage, float]], top_k: int, set_aside: Container[str]) -> list[tuple[Passage, float]]:
    shortlist, chosen = Shortlist(top_k, set_aside), list[tuple[Passage, float]]()
    for passage, relevance in sorted(hits, key=lambda hit: -hit[1]):
        if shortlist.is_full:
            break
        if shortlist.admits(passage.document.id, passage.span, passage.text):
            chosen.append((passage, relevance))
    return chosen


def joined(indexer: Indexer, given: Sequence[Document], stores: Sequence[Store], embedder: Embedder) -> Indexer:
    """Return an indexer that searches ``given`` as ``indexer`` does, and everything in the stores beside them."""
    in_memory = frozenset(document.id for document in given)
    of_stores = [StoreRetriever(store, embedder) for store in stores]

    def index(documents: Sequence[Document], progress: Progress) -> Retriever:
        own = [document for document in documents if document.id in in_memory]
        return JointRetriever([*([indexer(own, progress)] if own else []), *of_stores])

    return index


def documents_on(article: Document, store: Store, embedder: Embedder) -> tuple[Document, ...]:
    """Return the documents of a store that an article cites or whose passages are nearest to its sentences.

    At most `MOST`, cited ones first, then by the relevance of their best passage.
    """
    cited = {link.url for link in article.links} | {url.rstrip(".,;:!?") for url in _URL.findall(article.text)}
    found = {document.id: document for document in store.documents_at(sorted(cited))}
    texts = [sentence.span.of(article.text) for sentence in sentences(article.text)]
    hits = [hit for hits in StoreRetriever(store, embedder).search(texts, PER_SENTENCE) for hit in hits]
    for passage, _ in sorted(hits, key=lambda hit: -hit[1]):
        found.setdefault(passage.document.id, passage.document)
    return tuple(found.values())[:MOST]
