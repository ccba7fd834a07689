from dataclasses import replace
from datetime import datetime

import jsonschema
import pytest
from fakes import (
    NEUTRAL,
    FakeEmbedder,
    FakeScorer,
    FakeVerifier,
    TableEmbedder,
    document,
    model_info,
    passage,
    same_or_denied,
    supports,
)

from factcheck.claims import DeclarativeDetector
from factcheck.errors import ModelError
from factcheck.pipeline import Pipeline
from factcheck.report import schema, to_dict
from factcheck.retrieval.memory import MemoryRetriever
from factcheck.types import (
    Attribution,
    Citation,
    CitationStatus,
    CitedPages,
    Document,
    Failure,
    Label,
    Quote,
    QuoteStatus,
    SourceFindings,
    Span,
)
from factcheck.verdicts import MaxAggregator, Thresholds

ARTICLE = document(
    "# Bridges of the town\n\nThe old bridge opened in 1932. It is **painted** red all over every\nfifth year. "
    "Is it pretty? The ferry does not cross the river.",
    name="article.md",
)
SOURCES = (
    document("The old bridge opened in 1932. Owls live in its towers.", name="a.txt"),
    document("The ferry does cross the river. It takes ten minutes to do so.", name="b.txt"),
)
CLAIMS = (
    "The old bridge opened in 1932.",
    "It is painted red all over every fifth year.",
    "The ferry does not cross the river.",
)


def pipeline(scorer=None, embedder=None, top_k=3, verifier=None):
    embedder = embedder or FakeEmbedder()

    def index(documents, progress):
        return MemoryRetriever(documents, embedder, progress=progress)

    return Pipeline(
        detector=DeclarativeDetector(),
        embedder=embedder,
        indexer=index,
        scorer=scorer or FakeScorer(same_or_denied),
        aggregator=MaxAggregator(
            Thresholds(support=0.5, refute=0.5, conflict=0.5, relevance_floor=0.2, relevance_full=0.5)
        ),
        source_verifier=verifier or FakeVerifier(),
        top_k=top_k,
        version="1.2.3",
        config_digest="0123456789ab",
    )


class Doubtful(FakeVerifier):
    """Says of the sources of these titles that they speak of a namesake."""

    def notes(self, article, sources):
        named = (("Orrin", "Orwin") if source.title == "Orwin" else None for source in sources)
        return tuple(replace(n, namesake=n2) for n, n2 in zip(super().notes(article, sources), named, strict=True))


def numbered(count):
    """An article of so many claims and a source that says each of them."""
    text = " ".join(f"Bridge number {number} is open to traffic." for number in range(count))
    return document(text, name="article.txt"), (document(text, name="a.txt"),)


def test_verdicts_come_in_the_order_of_the_article():
    report = pipeline().check(ARTICLE, SOURCES)
    assert [v.claim.text for v in report.verdicts] == list(CLAIMS)
    assert [v.label for v in report.verdicts] == [Label.SUPPORTED, Label.NOT_ENOUGH_EVIDENCE, Label.REFUTED]
    assert (report.article, report.sources, report.failures) == (ARTICLE, SOURCES, ())


def test_passages_of_a_namesake_are_shown_and_take_no_place():
    said = "The old bridge opened in 1932."
    sources = [
        replace(document(f"{said} Orwin is proud."), title="Orwin"),
        replace(document("The old bridge opened in the summer. Owls live there."), title="Bridges"),
        replace(document("The bridge is old. It was painted."), title="Paint"),
    ]
    article = document(said, name="article.txt")
    (alone,) = pipeline(top_k=1, verifier=Doubtful()).check(article, sources).verdicts
    assert {e.passage.document.title for e in alone.evidence} == {"Orwin", "Bridges"}
    assert alone.label is Label.NOT_ENOUGH_EVIDENCE
    (trusting,) = pipeline(top_k=1).check(article, sources).verdicts
    assert [e.passage.document.title for e in trusting.evidence] == ["Orwin"]


def test_every_span_gives_the_words_it_stands_for():
    for verdict in pipeline().check(ARTICLE, SOURCES).verdicts:
        assert verdict.claim.span.of(ARTICLE.text) == verdict.claim.sentence
        assert verdict.evidence
        for item in verdict.evidence:
            assert item.passage.document in SOURCES
            assert item.passage.span.of(item.passage.document.text) == item.passage.text


def test_each_claim_is_scored_against_its_own_passages_as_plain_text():
    source = document("The **old**  bridge opened in 1932.", name="a.md")
    scorer = FakeScorer()
    pipeline(scorer).check(ARTICLE, [source])
    assert scorer.pairs == [("The old bridge opened in 1932.", claim) for claim in CLAIMS]


def test_top_k_bounds_the_evidence_of_a_claim():
    for top_k in (1, 2):
        report = pipeline(top_k=top_k).check(ARTICLE, SOURCES)
        assert [len(verdict.evidence) for verdict in report.verdicts] == [top_k] * 3


def test_scores_stay_with_their_pair_across_groups():
    # 20 claims are more than one group
    article, sources = numbered(20)
    report = pipeline(top_k=2).check(article, sources)
    assert [v.label for v in report.verdicts] == [Label.SUPPORTED] * 20
    for verdict in report.verdicts:
        for item in verdict.evidence:
            assert item.scores == (supports() if item.passage.text == verdict.claim.text else NEUTRAL)
        assert verdict.evidence[0].passage.text == verdict.claim.text


def test_progress_only_grows_and_ends_complete():
    article, sources = numbered(20)
    seen = {}
    pipeline().check(article, sources, progress=lambda stage, *counts: seen.setdefault(stage, []).append(counts))
    assert list(seen) == ["embed sources", "search", "score evidence"]
    for counts in seen.values():
        assert counts == sorted(counts)
        assert len({total for _, total in counts}) == 1
        assert counts[-1][0] == counts[-1][1] > 0


def test_an_interruption_keeps_the_verdicts_so_far_and_names_the_rest():
    article, sources = numbered(20)
    report = pipeline(FakeScorer(same_or_denied, interrupt_at=2)).check(article, sources)
    whole = pipeline().check(article, sources)
    assert report.verdicts == whole.verdicts[:16]
    rest = [verdict.claim.id for verdict in whole.verdicts[16:]]
    assert [(f.stage, f.item) for f in report.failures] == [("nli", identity) for identity in rest]
    assert all("interrupted" in f.error for f in report.failures)


def test_an_interruption_before_the_first_verdict_leaves_only_failures():
    report = pipeline(FakeScorer(interrupt_at=1)).check(ARTICLE, SOURCES)
    assert report.verdicts == ()
    assert len(report.failures) == len(CLAIMS)


def test_an_article_without_claims_gives_an_empty_valid_report():
    scorer, embedder = FakeScorer(), FakeEmbedder()
    report = pipeline(scorer, embedder).check(document("# Only a title\n\nReally?"), SOURCES)
    assert (report.verdicts, report.sources, report.failures) == ((), SOURCES, ())
    assert (scorer.calls, scorer.loads, embedder.calls) == (0, 0, 0)
    jsonschema.Draft202012Validator(schema()).validate(to_dict(report))


def test_sources_without_passages_leave_every_claim_open():
    report = pipeline().check(ARTICLE, [document("Owls.")])
    assert [(v.label, v.confidence, v.evidence) for v in report.verdicts] == [(Label.NOT_ENOUGH_EVIDENCE, 1.0, ())] * 3


def test_failures_that_came_before_are_reported_first():
    before = Failure("ingest", "b.pdf", "damaged")
    report = pipeline(FakeScorer(interrupt_at=1)).check(ARTICLE, SOURCES, failures=[before])
    assert report.failures[0] == before
    assert len(report.failures) == 1 + len(CLAIMS)


def test_the_scorer_is_loaded_ahead_once():
    scorer = FakeScorer()
    pipeline(scorer).check(ARTICLE, SOURCES)
    assert scorer.loads == 1


def test_an_error_while_loading_is_raised_where_the_scorer_is_used():
    class Broken(FakeScorer):
        def load(self):
            raise ModelError("broken: cannot be loaded")

        def score(self, pairs, done=None):
            self.load()

    with pytest.raises(ModelError, match="broken"):
        pipeline(Broken()).check(ARTICLE, SOURCES)


def test_the_model_of_the_detector_is_reported_too():
    class Modelled(DeclarativeDetector):
        info = model_info("check-worthiness", "fake-claims")

    made = replace(pipeline(), detector=Modelled()).check(ARTICLE, SOURCES)
    assert [model.name for model in made.provenance.models] == ["fake-claims", "fake-embedder", "fake-scorer"]


def test_the_report_says_what_made_it():
    provenance = pipeline().check(ARTICLE, SOURCES).provenance
    assert [model.name for model in provenance.models] == ["fake-embedder", "fake-scorer"]
    assert (provenance.factcheck_version, provenance.config_digest) == ("1.2.3", "0123456789ab")
    assert datetime.fromisoformat(provenance.created).utcoffset().total_seconds() == 0


def test_two_runs_are_equal_apart_from_their_time():
    one, other = (pipeline().check(ARTICLE, SOURCES) for _ in range(2))
    assert one == replace(other, provenance=replace(other.provenance, created=one.provenance.created))


def test_verify_takes_claims_as_they_are_in_their_order():
    claims = ["The ferry does not cross the river.", "Is the  old bridge\nopen", "The old bridge opened in 1932."]
    report = pipeline().verify(claims, SOURCES)
    assert [v.claim.sentence for v in report.verdicts] == claims
    assert [v.claim.text for v in report.verdicts] == [claims[0], "Is the old bridge open", claims[2]]
    assert [v.label for v in report.verdicts] == [Label.REFUTED, Label.NOT_ENOUGH_EVIDENCE, Label.SUPPORTED]
    assert report.article.text == "\n".join(claims)
    for verdict in report.verdicts:
        assert verdict.claim.span.of(report.article.text) == verdict.claim.sentence
    jsonschema.Draft202012Validator(schema()).validate(to_dict(report))


def test_verify_tells_equal_claims_apart():
    report = pipeline().verify(["The bridge is open."] * 2, SOURCES)
    assert len({verdict.claim.id for verdict in report.verdicts}) == 2
    assert [(v.claim.span.start, v.claim.span.end) for v in report.verdicts] == [(0, 19), (20, 39)]


def test_verify_and_check_agree_on_the_same_words():
    checked = pipeline().check(document(" ".join(CLAIMS), name="x"), SOURCES)
    verified = pipeline().verify(CLAIMS, SOURCES)
    assert [(v.label, v.confidence, v.evidence) for v in checked.verdicts] == [
        (v.label, v.confidence, v.evidence) for v in verified.verdicts
    ]


def found(article):
    """One finding of each kind; the attribution lies in the first sentence of the article's body."""
    source = passage("The ferry does cross the river.", SOURCES[1])
    start = article.text.index("The old bridge")
    return SourceFindings(
        quotes=(Quote("opened", Span(start + 15, start + 21), "Ada Pell", QuoteStatus.EXACT, source, "Ada Pell"),),
        attributions=(
            Attribution("The old bridge opened in 1932.", Span(start, start + 30), "Pell", "said", "It opened.", "yes"),
            Attribution("Nothing.", Span(0, 2), "Nobody", "said", "Nothing.", "unknown"),
        ),
        citations=(Citation("https://a.test/", Span(start, start + 3), "The old bridge.", CitationStatus.SUPPORTS),),
    )


def test_findings_of_the_source_verifier_are_in_the_report():
    report = pipeline(verifier=FakeVerifier(findings=found(ARTICLE))).check(ARTICLE, SOURCES)
    assert report.findings.quotes == found(ARTICLE).quotes
    assert report.findings.citations == found(ARTICLE).citations
    jsonschema.validate(to_dict(report), schema())


def test_what_was_attributed_has_the_verdict_of_the_claim_in_its_words():
    report = pipeline(verifier=FakeVerifier(findings=found(ARTICLE))).check(ARTICLE, SOURCES)
    assert [a.content_label for a in report.findings.attributions] == [Label.SUPPORTED, None]


def test_the_group_of_each_source_is_in_the_report():
    sources = [replace(source, title=name) for source, name in zip(SOURCES, ("Owls", "Ferry"), strict=True)]
    report = pipeline(verifier=FakeVerifier({"Owls": "g", "Ferry": "g"})).check(ARTICLE, sources)
    assert [source["independence_group"] for source in to_dict(report)["sources"]] == ["g", "g"]


def test_sources_of_one_voice_are_counted_once():
    class OneVoice(FakeVerifier):
        def notes(self, article, sources):
            return tuple(replace(note, voice="v") for note in super().notes(article, sources))

    both = (document("The bridge was opened in 1932.", name="a.txt"), document("It is from 1932.", name="b.txt"))
    counted = [
        pipeline(FakeScorer(lambda *_: supports()), TableEmbedder({}, [1.0]), verifier=verifier)
        .verify(["The bridge was opened in 1932."], both)
        .verdicts[0]
        .supporting_sources
        for verifier in (FakeVerifier(), OneVoice())
    ]
    assert counted == [2, 1]


def test_cited_pages_bear_on_findings_and_not_on_verdicts():
    class Seen(FakeVerifier):
        def verify(self, article, sources, progress, unreachable=None):
            self.seen = [source.path for source in sources], dict(unreachable or {})
            return super().verify(article, sources, progress, unreachable)

    verifier = Seen()
    page = document("The old bridge opened in 1932.", name="page.html")
    failure = Failure("fetch", "https://b.example", "https://b.example: HTTP 404")
    cited = CitedPages((page,), {"https://b.example": None}, (failure,))
    report = pipeline(verifier=verifier).check(ARTICLE, SOURCES, cited=cited)
    assert verifier.seen == (["a.txt", "b.txt", "page.html"], {"https://b.example": None})
    assert report.sources == (*SOURCES, page)
    assert report.failures == (failure,)
    assert [note.source_id for note in report.notes] == [source.id for source in report.sources]
    assert page.id not in {item.passage.document.id for verdict in report.verdicts for item in verdict.evidence}


def test_sources_are_verified_without_any_claim():
    scorer = FakeScorer(same_or_denied)
    report = pipeline(scorer, verifier=FakeVerifier(findings=found(ARTICLE))).verify_sources(ARTICLE, SOURCES)
    assert (report.verdicts, scorer.calls) == ((), 0)
    assert report.findings.quotes
    assert [a.content_label for a in report.findings.attributions] == [None, None]
    jsonschema.validate(to_dict(report), schema())


def test_an_interruption_while_sources_are_verified_keeps_the_verdicts():
    class Stopped(FakeVerifier):
        def verify(self, article, sources, progress, unreachable=None):
            raise KeyboardInterrupt

    report = pipeline(verifier=Stopped()).check(ARTICLE, SOURCES)
    assert len(report.verdicts) == len(CLAIMS)
    assert [failure.stage for failure in report.failures] == ["sources"]
    assert report.failures[0].error.startswith("interrupted")


def test_checks_stand_on_the_evidence_with_spans_into_their_source():
    source = document("Owls live here. The old bridge has 14 arches and cost 9,200 crowns.", name="c.txt")
    article = Document.from_text("The old bridge has 12 arches.", name="article.md")
    (verdict,) = pipeline().check(article, [source]).verdicts
    checks = [(check, item) for item in verdict.evidence for check in item.checks if check.kind == "number"]
    assert checks
    for check, item in checks:
        assert (check.claim_value, check.evidence_value, check.agrees) == ("12", "14", False)
        assert check.claim_span.of(verdict.claim.text) == "12"
        assert check.evidence_span.of(source.text) == "14"
        assert item.passage.span.start <= check.evidence_span.start < check.evidence_span.end <= item.passage.span.end


def test_the_scorer_reads_where_a_passage_is_from():
    scorer = FakeScorer(same_or_denied)
    source = replace(SOURCES[0], title="Bridges", publisher="Harrow Post", published="2025-03-12")
    pipeline(scorer).verify(["The old bridge opened in 1932."], [source])
    assert scorer.pairs
    assert all(premise.startswith("Bridges (Harrow Post, 2025-03-12). ") for premise, _ in scorer.pairs)


def test_a_source_about_a_namesake_is_shown_and_decides_nothing():
    class Notes(FakeVerifier):
        def notes(self, article, sources):
            return tuple(replace(note, namesake=("Brelling", "Breling")) for note in super().notes(article, sources))

    claim = "The old bridge opened in 1932."
    usual = pipeline().verify([claim], SOURCES).verdicts[0]
    told = pipeline(verifier=Notes()).verify([claim], SOURCES).verdicts[0]
    assert usual.label is Label.SUPPORTED
    assert told.label is Label.NOT_ENOUGH_EVIDENCE
    assert told.supporting_sources == 0
    assert {e.passage for e in told.evidence} >= {e.passage for e in usual.evidence}
