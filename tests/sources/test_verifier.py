from fakes import FakeEmbedder, FakeScorer, document, same_or_denied

from factcheck.protocols import silent
from factcheck.sources.verifier import RuleVerifier
from factcheck.types import CitationStatus, Document, QuoteStatus

STORY = (
    "The Orwick toll bridge was opened to traffic again on Monday after sixteen months of repairs. "
    'Council leader Mara Bell said: "We never gave up on this bridge." The repairs cost nine million pounds. '
    "Lorries of more than eighteen tonnes still have to take the road through Coldhanger, the county said."
)
WIRE = document(STORY, name="wire.txt", publisher="Hollin Press", published="2025-03-08")
COPY = document(
    f"{STORY} Readers can write to us.", name="copy.txt", publisher="Orwick Lantern", published="2025-03-09"
)
OWN = document("Owls live in the towers of the bridge, and bats below it.", name="own.txt", publisher="The Herald")
ARTICLE = Document.from_text(
    'Mara Bell said: "We never gave up on this bridge." The bridge cost '
    "[nine million pounds](https://hollin.test/bridge), the county said."
)


def verifier():
    return RuleVerifier(FakeEmbedder(), FakeScorer(same_or_denied))


def test_copies_share_a_group_with_their_origin_and_the_own_publisher_is_marked():
    article = document(ARTICLE.text, name="article.txt", publisher="The Herald")
    wire, copy, own = verifier().notes(article, (WIRE, COPY, OWN))
    assert wire.group == copy.group != own.group
    assert wire.origin == copy.origin == "Hollin Press"
    assert own.origin is None
    assert (wire.is_article_publisher, own.is_article_publisher) == (False, True)


def test_each_kind_of_finding_is_verified():
    seen = []
    found = verifier().verify(ARTICLE, (WIRE, OWN), lambda *step: seen.append(step))
    (quote,) = found.quotes
    assert (quote.status, quote.speaker) == (QuoteStatus.EXACT, "Mara Bell")
    assert quote.source is not None
    assert quote.source.document == WIRE
    assert "Mara Bell" in {attribution.source_named for attribution in found.attributions}
    (citation,) = found.citations
    assert (citation.url, citation.status) == ("https://hollin.test/bridge", CitationStatus.NOT_IN_SOURCES)
    assert citation.span.of(ARTICLE.text)
    assert seen[-1] == ("verify sources", 3, 3)


def test_without_sources_nothing_fails():
    assert verifier().notes(ARTICLE, ()) == ()
    found = verifier().verify(ARTICLE, (), silent)
    assert [quote.status for quote in found.quotes] == [QuoteStatus.NOT_FOUND]
    assert {attribution.source_said_it for attribution in found.attributions} <= {"unknown"}
