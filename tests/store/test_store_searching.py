import pytest
from fakes import FakeEmbedder, TableEmbedder

from factcheck.errors import StoreError
from factcheck.retrieval.fusion import DENSE_WEIGHT
from factcheck.retrieval.memory import MemoryRetriever
from factcheck.store import Inputs, Store, StoreRetriever, add, create
from factcheck.store import indexes as index_module
from factcheck.store.searching import nearest

TITLED = [("Tea prices", "why"), ("The bank of Veldmark decides on its rate", "when")]
QUERIES = ["the toll bridge reopened", "ship 3 left harbour 3", "the mayor resigned after eleven years"]


def ranking(hits):
    """Return scores and places; what scores equal, but for the last digits, stands in the order of places."""
    return sorted((-round(score, 4), passage.document.id, passage.span) for passage, score in hits)


@pytest.mark.parametrize("sizes", [(1,), (1, 2, 3)])
def test_the_ranking_is_that_of_a_search_in_memory(tmp_path, archive, embedder, sizes):
    """Titles, stems, the bonus of longer passages and near-copies: all as there."""
    create(tmp_path / "s", embedder, sizes=sizes)
    add(tmp_path / "s", Inputs([str(archive)]), embedder, failed=pytest.fail)
    opened = Store.open(tmp_path / "s")
    ids = sorted(row["id"] for row in opened.documents.search().select(["id"]).to_list())
    documents = list(opened.documents_of(ids).values())
    documents.sort(key=lambda document: document.id)
    in_memory = MemoryRetriever(documents, embedder, sizes=sizes).search(QUERIES, 20)
    found = StoreRetriever(opened, embedder).search(QUERIES, 20)
    assert [ranking(hits) for hits in found] == [ranking(hits) for hits in in_memory]
    assert min(map(len, found)) >= 8


def test_a_title_speaks_for_the_passages_below_it(tmp_path, rows_file, embedder):
    said = "It was left at four per cent, as before."
    rows = [{"id": n, "title": title, "text": said + f" Nobody asked {why}."} for n, (title, why) in enumerate(TITLED)]
    create(tmp_path / "s", embedder, sizes=(1,))
    add(tmp_path / "s", Inputs([str(rows_file(tmp_path / "r.jsonl", rows))]), embedder, failed=pytest.fail)
    (found,) = StoreRetriever(Store.open(tmp_path / "s"), embedder).search(["Veldmark's bank left its rates alone."], 1)
    assert found[0][0].document.title == TITLED[1][0]


def test_words_are_found_by_their_stems(tmp_path, rows_file):
    rows = [{"id": 1, "text": "The painters repaired two bridges."}, {"id": 2, "text": "The mayor had a long walk."}]
    blind = TableEmbedder({}, default=(1.0, 0.0))
    create(tmp_path / "s", blind, sizes=(1,))
    add(tmp_path / "s", Inputs([str(rows_file(tmp_path / "r.jsonl", rows))]), blind, failed=pytest.fail)
    (found,) = StoreRetriever(Store.open(tmp_path / "s"), blind).search(["A bridge and its repair by a painter"], 2)
    assert [score for _, score in found] == pytest.approx([1.0, DENSE_WEIGHT])
    assert "bridges" in found[0][0].text


def test_of_near_copies_one_is_found(tmp_path, rows_file, embedder):
    wire = "The bridge over the harbour was closed on Monday after two cables broke in the storm"
    said = [f"{wire}.", f"{wire}, police said.", f"{wire.replace('two', '2')}.", "The ferry runs every hour."]
    rows = [{"id": n, "text": text} for n, text in enumerate(said)]
    create(tmp_path / "s", embedder, sizes=(1,))
    add(tmp_path / "s", Inputs([str(rows_file(tmp_path / "r.jsonl", rows))]), embedder, failed=pytest.fail)
    (found,) = StoreRetriever(Store.open(tmp_path / "s"), embedder).search([wire], 4)
    texts = {passage.text for passage, _ in found}
    assert len(texts) == 3
    assert texts >= set(said[2:])


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
        assert max(one.values()) == pytest.approx(max(other.values()), abs=1e-5)
    shared = sum(len(set(one) & set(other)) for one, other in zip(approximate, exact, strict=True))
    assert shared / (20 * len(vectors)) >= 0.9  # equal distances may be ordered either way
