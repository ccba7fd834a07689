"""Checks against a store, alone and beside documents in memory; the models are fakes."""

from dataclasses import replace

import pytest
from fakes import FakeScorer, FakeVerifier, document, same_or_denied

from factcheck import FactChecker
from factcheck.errors import InputError, StoreError
from factcheck.report import to_dict
from factcheck.store import Store
from factcheck.store.consulting import documents_on
from factcheck.types import Label

ARTICLE = document(
    "The Orwick toll bridge reopened on Monday. Ship 3 left harbour 3 on Friday. See https://o.example/m.\n",
    name="article.txt",
)
CLAIM = "The Orwick toll bridge reopened on Monday."


@pytest.fixture
def checker(embedder):
    return FactChecker(embedder=embedder, scorer=FakeScorer(same_or_denied), source_verifier=FakeVerifier())


def test_a_check_finds_its_evidence_in_a_store_and_names_the_version(checker, store):
    report = checker.check(ARTICLE, [store])
    assert {verdict.label for verdict in report.verdicts if verdict.claim.text == CLAIM} == {Label.SUPPORTED}
    assert to_dict(report)["provenance"]["store_version"] == "2"
    listed = {source.id for source in report.sources}
    assert {e.passage.document.id for verdict in report.verdicts for e in verdict.evidence} <= listed
    assert [note.source_id for note in report.notes] == [source.id for source in report.sources]


def test_a_check_at_an_earlier_version_is_repeated(checker, store, archive, put):
    before = checker.verify([CLAIM], store)
    (archive / "bridge.txt").write_text("Something else entirely is written here now.", encoding="utf-8")
    put(store, archive)
    assert checker.verify([CLAIM], store).verdicts[0].label is not Label.SUPPORTED
    again = checker.verify([CLAIM], store, store_version=2)
    assert (again.verdicts, again.sources) == (before.verdicts, before.sources)


def test_a_store_and_documents_in_memory_are_searched_together(checker, store, archive):
    own = document("The Orwick toll bridge did not open. Ship 3 left harbour 3 on Friday.", name="own.txt")
    report = checker.verify(["Ship 3 left harbour 3 on Friday."], [own, store])
    paths = [item.passage.document.path for item in report.verdicts[0].evidence[:2]]
    assert set(paths) == {"own.txt", str(archive / "ships.jsonl")}
    assert report.sources[0] == own


def test_sources_takes_a_store(checker, store):
    report = checker.sources(ARTICLE, store)
    assert report.verdicts == ()
    assert any(CLAIM in source.text for source in report.sources)


@pytest.mark.parametrize("how_many", [0, 2])
def test_a_version_needs_exactly_one_store(checker, store, archive, how_many, refuses):
    with refuses(InputError, "exactly one store"):
        checker.verify([CLAIM], [archive, *[store] * how_many], store_version=1)


def test_a_store_of_another_model_is_refused(store, refuses):
    from fakes import FakeEmbedder

    other = FactChecker(embedder=FakeEmbedder(name="x"), scorer=FakeScorer(), source_verifier=FakeVerifier())
    with refuses(StoreError, "--embedder fake-embedder"):
        other.verify([CLAIM], store)


def test_cited_pages_come_first_and_each_document_once(store, tmp_path, rows_file, put, embedder):
    put(
        store,
        rows_file(tmp_path / "m.jsonl", [{"text": "Quite another thing was said.", "url": "https://o.example/m"}]),
    )
    found = documents_on(ARTICLE, Store.open(store), embedder)
    assert found[0].url == "https://o.example/m"
    assert len({one.id for one in found}) == len(found)


def test_a_store_is_searched_again_where_what_it_brings_in_is_set_aside(checker, store, archive):
    class Notes(FakeVerifier):
        def notes(self, article, sources):
            return tuple(
                replace(note, cites_article=source.path == str(archive / "bridge.txt"))
                for note, source in zip(super().notes(article, sources), sources, strict=True)
            )

    one = replace(checker.pipeline, top_k=1)
    checker.pipeline = one
    usual = checker.verify([CLAIM], store).verdicts[0]
    assert [e.passage.document.path for e in usual.evidence] == [str(archive / "bridge.txt")]
    checker.pipeline = replace(one, source_verifier=Notes())
    told = checker.verify([CLAIM], store)
    paths = {e.passage.document.path for e in told.verdicts[0].evidence}
    assert len(paths) == 2
    assert str(archive / "bridge.txt") in paths
    assert [note.source_id for note in told.notes] == [source.id for source in told.sources]
