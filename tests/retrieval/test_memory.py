from collections import Counter
from dataclasses import replace
from itertools import combinations
from math import log

import numpy as np
import pytest
from fakes import FakeEmbedder, TableEmbedder, document

from factcheck.retrieval.fusion import SENTENCE_BONUS, titled_vectors
from factcheck.retrieval.lexical import stems
from factcheck.retrieval.memory import MemoryRetriever
from factcheck.types import Passage, Span

SOURCES = (
    document(
        "The bridge over the harbour was opened in March 1932. Six trains cross it every hour. "
        "Its steel came from two English mills.\n\n"
        "Painters work on the bridge all year. A new coat of paint lasts five years.",
        name="bridge.txt",
    ),
    document(
        "The ferry needs thirty minutes to cross the harbour. Tickets for the ferry cost four dollars. "
        "The old ferry was sold in 1932 to a museum.",
        name="ferry.txt",
    ),
    document("Owls hunt by night. The town owl was seen near the mill.", name="owls.txt"),
)
QUERIES = ("The harbour bridge opened in 1932.", "A ferry ticket costs four dollars.", "Owls hunt at night.")


def reference_bm25(query, corpus, k1=1.2, b=0.75):
    """Lucene's BM25, written out."""
    mean = sum(map(len, corpus)) / len(corpus)
    scores = []
    for text in corpus:
        counts, total = Counter(text), 0.0
        for word in stems(query):
            held = sum(word in other for other in corpus)
            if held:
                weight = log(1 + (len(corpus) - held + 0.5) / (held + 0.5))
                total += weight * counts[word] / (counts[word] + k1 * (1 - b + b * len(text) / mean))
        scores.append(total)
    return np.array(scores)


def reference_search(retriever, query, top_k, weight):
    """Score every passage, sort all, then drop what overlaps something better."""
    texts = [passage.text for passage in retriever.passages]
    embedder = FakeEmbedder()
    cosine = np.array([float(row @ embedder.embed([query])[0]) for row in embedder.embed(texts)])
    lexical = reference_bm25(query, [stems(text) for text in texts])
    fused = weight * cosine + (1 - weight) * (lexical / lexical.max() if lexical.max() else lexical)
    fused = fused + SENTENCE_BONUS * np.array([text.count(". ") for text in texts])
    chosen = []
    for index in sorted(range(len(texts)), key=lambda i: (-round(float(fused[i]), 5), i)):
        passage = retriever.passages[index]
        if not any(p.document is passage.document and p.span.overlaps(passage.span) for p, _ in chosen):
            chosen.append((passage, fused[index]))
    return chosen[:top_k]


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("top_k", [1, 3, 50])
def test_search_equals_brute_force(weight, top_k):
    retriever = MemoryRetriever(SOURCES, FakeEmbedder(), dense_weight=weight)
    for query, found in zip(QUERIES, retriever.search(QUERIES, top_k), strict=True):
        expected = reference_search(retriever, query, top_k, weight)
        assert [passage for passage, _ in found] == [passage for passage, _ in expected]
        assert [score for _, score in found] == pytest.approx([min(1.0, score) for _, score in expected], abs=1e-5)


def test_the_passage_that_says_it_comes_first():
    found = MemoryRetriever(SOURCES, FakeEmbedder()).search(QUERIES, 1)
    assert [hits[0][0].document.path for hits in found] == ["bridge.txt", "ferry.txt", "owls.txt"]


def test_relevance_is_a_share_and_falls():
    for hits in MemoryRetriever(SOURCES, FakeEmbedder()).search(QUERIES, 20):
        scores = [score for _, score in hits]
        assert all(0.0 <= score <= 1.0 for score in scores)
        assert scores == sorted(scores, reverse=True)


def test_found_passages_do_not_overlap_and_their_spans_are_exact():
    for hits in MemoryRetriever(SOURCES, FakeEmbedder()).search(QUERIES, 20):
        for (one, _), (other, _) in combinations(hits, 2):
            assert one.document.id != other.document.id or not one.span.overlaps(other.span)
        for passage, _ in hits:
            assert passage.text == passage.document.text[passage.span.start : passage.span.end]
            assert passage.document in SOURCES
            assert passage.text == passage.text.strip()
            assert passage.text.endswith(".")


def test_every_query_has_its_own_result_in_the_order_of_the_queries():
    retriever = MemoryRetriever(SOURCES, FakeEmbedder())
    together = retriever.search(QUERIES, 4)
    assert together == [retriever.search([query], 4)[0] for query in QUERIES]
    assert retriever.search(QUERIES[::-1], 4) == together[::-1]


def test_two_retrievers_find_the_same():
    one, other = (MemoryRetriever(SOURCES, FakeEmbedder()) for _ in range(2))
    assert one.search(QUERIES, 6) == other.search(QUERIES, 6)


def test_equal_scores_keep_the_order_of_the_sources():
    texts = {"b": "Seven owls hunt here.", "a": "Nine crows sleep there.", "c": "Two hens ran away."}
    sources = [document(text, name=name) for name, text in texts.items()]
    found = MemoryRetriever(sources, TableEmbedder({}, default=(0.0, 1.0))).search(["The bridge is open."], 3)
    assert [passage.document.path for passage, _ in found[0]] == ["b", "a", "c"]


def test_near_copies_of_a_passage_count_once():
    wire = "The bridge over the harbour was closed on Monday after two cables broke in the storm"
    sources = [
        document(f"{wire}.", name="wire"),
        document(f"{wire}, police said.", name="copy"),
        document(f"{wire.replace('two', '2')}.", name="number"),
        document(f"{wire.replace('was closed', 'was not closed')}.", name="negated"),
        document("The ferry runs every hour.", name="ferry"),
    ]
    (found,) = MemoryRetriever(sources, FakeEmbedder()).search([wire], 4)
    assert {passage.document.path for passage, _ in found} >= {"number", "negated", "ferry"}
    assert len({passage.document.path for passage, _ in found} & {"wire", "copy"}) == 1


def test_what_is_set_aside_keeps_no_copy_out_and_takes_no_place():
    said = "The bridge over the harbour was closed on Monday after two cables broke in the storm."
    sources = [document(said, name="own"), document(said, name="other"), document("Owls hunt.", name="owls")]
    retriever = MemoryRetriever(sources, FakeEmbedder())

    def paths(top_k, set_aside=frozenset()):
        (found,) = retriever.search([said], top_k, set_aside)
        return [passage.document.path for passage, _ in found]

    assert paths(1) == ["own"]
    assert paths(1, {sources[0].id}) == ["own", "other"]
    assert paths(1, {source.id for source in sources}) == ["own"]


def test_sources_of_stop_words_alone_are_found_by_their_vectors():
    (found,) = MemoryRetriever([document("This is it.")], FakeEmbedder()).search(["This is it."], 3)
    assert [passage.text for passage, _ in found] == ["This is it."]


def test_a_title_speaks_for_the_passages_below_it():
    text = "It was left at four per cent."
    sources = [
        replace(document(text + " Nobody asked why.", name="tea"), title="Tea prices"),
        replace(
            document(text + " Nobody was told why.", name="bank"), title="The bank of Veldmark decides on its rate"
        ),
    ]
    constant = TableEmbedder({}, default=(0.0, 1.0))
    (found,) = MemoryRetriever(sources, constant, sizes=(1,)).search(["Veldmark's bank left its rate alone."], 1)
    assert found[0][0].document.path == "bank"
    vectors = {text: (1.0, 0.0), "The bank of Veldmark decides on its rate": (0.0, 1.0)}
    rows = titled_vectors([Passage(sources[1], Span(0, len(text)))], TableEmbedder(vectors, default=(0.0, 0.0)), 0.75)
    assert rows[0] == pytest.approx([0.8, 0.6])


def test_of_equal_passages_the_longer_one_is_chosen():
    source = document("The bridge is open. Owls hunt by night. Nobody saw them.")
    (found,) = MemoryRetriever([source], TableEmbedder({}, default=(0.0, 1.0))).search(["Whales swim."], 1)
    assert found[0][0].text == source.text


def test_no_queries_find_nothing():
    assert MemoryRetriever(SOURCES, FakeEmbedder()).search([], 5) == []


@pytest.mark.parametrize("sources", [(), (document("Owls."),), (document("Owls."), document("# A heading"))])
def test_sources_without_sentences_give_an_empty_result_a_query(sources):
    assert MemoryRetriever(sources, FakeEmbedder()).search(QUERIES, 5) == [[], [], []]


def test_top_k_beyond_the_corpus_gives_every_passage():
    (found,) = MemoryRetriever(SOURCES, FakeEmbedder(), sizes=(1,)).search(["bridge"], 1000)
    assert sorted(passage.text for passage, _ in found) == sorted(
        sentence.strip() + "." for source in SOURCES for sentence in source.text.split(".") if sentence.strip()
    )


def test_a_query_of_unknown_words_is_answered_by_its_vector():
    sources = [document("The cat sleeps here.", name="cat"), document("The dog barks here.", name="dog")]
    vectors = {"The cat sleeps here.": (1.0, 0.0), "The dog barks here.": (0.0, 1.0)}
    embedder = TableEmbedder(vectors, default=(0.6, 0.8))
    (found,) = MemoryRetriever(sources, embedder, dense_weight=0.7).search(["hound"], 2)
    assert [passage.document.path for passage, _ in found] == ["dog", "cat"]
    assert [score for _, score in found] == pytest.approx([0.7 * 0.8, 0.7 * 0.6])


def test_equal_vectors_are_told_apart_by_their_words():
    sources = [document("The cat sleeps here.", name="cat"), document("The dog barks here.", name="dog")]
    (found,) = MemoryRetriever(sources, TableEmbedder({}, default=(0.0, 1.0)), dense_weight=0.7).search(["a dog"], 2)
    assert [passage.document.path for passage, _ in found] == ["dog", "cat"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.7])


def test_opposite_vectors_count_as_nothing():
    embedder = TableEmbedder({"cats": (-1.0, 0.0)}, default=(1.0, 0.0))
    (found,) = MemoryRetriever([document("The dog barks here.")], embedder).search(["cats"], 1)
    assert found[0][1] == 0.0


def test_queries_are_embedded_by_their_own_embedder():
    sources, queries = FakeEmbedder(), FakeEmbedder()
    retriever = MemoryRetriever(SOURCES, sources, queries=queries)
    retriever.search(QUERIES, 1)
    assert queries.texts == list(QUERIES)
    assert not set(QUERIES) & set(sources.texts)


def test_every_source_is_embedded_in_one_call_and_reported():
    embedder, seen = FakeEmbedder(), []
    MemoryRetriever(SOURCES, embedder, progress=lambda *args: seen.append(args))
    assert embedder.calls == 3
    assert seen == [("embed sources", done, 3) for done in (0, 1, 2, 3)]


def test_documents_are_found_by_their_best_passage():
    retriever = MemoryRetriever(SOURCES, FakeEmbedder())
    for query, found in zip(QUERIES, retriever.search_documents(QUERIES, 3), strict=True):
        (hits,) = retriever.search([query], 1000)
        best = {}
        for passage, score in hits:
            best.setdefault(passage.document.path, score)
        assert [(source.path, score) for source, score in found] == [*best.items()]


@pytest.mark.parametrize("top_k", [1, 2])
def test_only_the_best_documents_are_found(top_k):
    retriever = MemoryRetriever(SOURCES, FakeEmbedder())
    all_of_them = retriever.search_documents(QUERIES, 10)
    assert retriever.search_documents(QUERIES, top_k) == [found[:top_k] for found in all_of_them]
    assert {len(found) for found in all_of_them} == {3}


def test_documents_of_equal_score_keep_the_order_of_the_sources():
    copies = [document("The bridge is open.", name=name) for name in ("b", "a", "c")]
    (found,) = MemoryRetriever(copies, FakeEmbedder()).search_documents(["The bridge is open."], 3)
    assert [source.path for source, _ in found] == ["b", "a", "c"]


def test_a_document_without_passages_is_not_found():
    sources = (document("Owls.", name="short"), *SOURCES, document("Owls.", name="last"))
    retriever = MemoryRetriever(sources, FakeEmbedder())
    assert retriever.search_documents(QUERIES, 9) == MemoryRetriever(SOURCES, FakeEmbedder()).search_documents(
        QUERIES, 9
    )
    assert MemoryRetriever(sources[:1], FakeEmbedder()).search_documents(QUERIES, 9) == [[], [], []]
    assert retriever.search_documents([], 9) == []


def test_several_documents_can_share_a_call_of_the_embedder():
    embedder, seen = FakeEmbedder(), []
    together = MemoryRetriever(SOURCES, embedder, documents_per_call=2, progress=lambda *args: seen.append(args))
    assert embedder.calls == 2
    assert seen == [("embed sources", done, 3) for done in (0, 2, 3)]
    assert together.search(QUERIES, 6) == MemoryRetriever(SOURCES, FakeEmbedder()).search(QUERIES, 6)
