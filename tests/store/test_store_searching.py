import pytest
from fakes import FakeEmbedder

from factcheck.errors import StoreError
from factcheck.retrieval.memory import MemoryRetriever
from factcheck.store import Inputs, Store, StoreRetriever, add, create
from factcheck.store import indexes as index_module
from factcheck.store.searching import nearest

QUERIES = ["the toll bridge reopened", "ship 3 left harbour 3", "the mayor resigned after eleven years"]


def test_the_passages_are_those_of_a_search_in_memory(opened, embedder):
    ids = [row["id"] for row in opened.documents.search().select(["id"]).to_list()]
    documents = list(opened.documents_of(ids).values())
    in_memory = MemoryRetriever(documents, embedder).search(QUERIES, 1)
    found = StoreRetriever(opened, embedder).search(QUERIES, 1)
    assert [[p.text for p, _ in hits] for hits in found] == [[p.text for p, _ in hits] for hits in in_memory]


def test_spans_are_exact_and_relevance_falls_from_at_most_one(opened, embedder):
    for hits in StoreRetriever(opened, embedder).search(QUERIES, 5):
        scores = [score for _, score in hits]
        assert scores == sorted(scores, reverse=True)
        assert all(0.0 <= score <= 1.0 for score in scores)
        for passage, _ in hits:
            assert passage.document.text[passage.span.start : passage.span.end] == passage.text
        for one, _ in hits:
            assert not [o for o, _ in hits if o != one and o.document == one.document and o.span.overlaps(one.span)]


def test_a_batch_is_the_same_as_its_queries_one_by_one(opened, embedder):
    retriever = StoreRetriever(opened, embedder)
    assert retriever.search(QUERIES, 4) == [retriever.search([query], 4)[0] for query in QUERIES]
    assert retriever.search([], 4) == []


def test_an_empty_store_finds_nothing(tmp_path, embedder):
    create(tmp_path / "s", embedder, sizes=(1,))
    assert StoreRetriever(Store.open(tmp_path / "s"), embedder).search(QUERIES, 3) == [[], [], []]


@pytest.mark.parametrize("query", ["", "AND OR NOT", 'x:"y" +(', "'; DROP TABLE", "%s\\", "?*~^"])
def test_whatever_a_query_contains_is_words(opened, embedder, query):
    assert len(StoreRetriever(opened, embedder).search([query], 2)[0]) == 2


def test_another_model_is_refused(opened, refuses):
    with refuses(StoreError, "made with the embedder"):
        StoreRetriever(opened, FakeEmbedder(name="other"))


def test_from_a_certain_size_vectors_are_indexed_and_found_as_exactly(tmp_path, rows_file, monkeypatch):
    """Also with rows that came after the index."""
    monkeypatch.setattr(index_module, "EXACT_UP_TO", 500)
    monkeypatch.setattr(index_module, "_FEWEST", 100)
    embedder = FakeEmbedder(dimensions=64)
    texts = [f"Ship {n} sank off port {n % 83} with {n % 71} men and {n % 59} horses." for n in range(700)]
    rows = rows_file(tmp_path / "r.jsonl", [{"id": n, "text": text} for n, text in enumerate(texts)])
    create(tmp_path / "s", embedder, sizes=(1,))
    add(tmp_path / "s", Inputs([str(rows)]), embedder, failed=pytest.fail)
    rows_file(rows, [{"id": f"n{n}", "text": f"Barge {n} ran aground near port {n}."} for n in range(20)])
    add(tmp_path / "s", Inputs([str(rows)]), embedder, failed=pytest.fail)
    store = Store.open(tmp_path / "s")
    assert index_module.has_vector_index(store.passages)
    assert index_module.outside_index(store.passages) == 20
    vectors = embedder.embed([*texts[::50], "Barge 7 ran aground near port 7."])
    approximate = nearest(store.passages, vectors, 20, exact=False)
    exact = nearest(store.passages, vectors, 20, exact=True)
    for one, other in zip(approximate, exact, strict=True):
        assert max(c.cosine for c in one.values()) == pytest.approx(max(c.cosine for c in other.values()), abs=1e-5)
    shared = sum(len(set(one) & set(other)) for one, other in zip(approximate, exact, strict=True))
    assert shared / (20 * len(vectors)) >= 0.9  # equal distances may be ordered either way
