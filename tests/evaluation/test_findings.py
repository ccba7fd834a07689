from dataclasses import replace
from functools import partial

import pytest
from fakes import document, report

from factcheck.evaluation.articles import locate
from factcheck.evaluation.findings import attributions_right, citations_right, independence_pairs, quotes_right
from factcheck.types import (
    Attribution,
    Citation,
    CitationStatus,
    Quote,
    QuoteStatus,
    SourceFindings,
    SourceNote,
    Span,
)

TEXT = 'The mayor said: "We never closed it." The town says the bridge is open, and the bridge is safe.'
ARTICLE = document(TEXT, name="article.txt")
SECOND = "The town says the bridge is open, and the bridge is safe."


def span(words):
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def with_findings(**findings):
    return replace(report(ARTICLE), findings=SourceFindings(**findings))


def quote(words, status):
    return Quote(words, span(words), None, status)


@pytest.mark.parametrize(
    ("status", "right"), [(QuoteStatus.EXACT, True), (QuoteStatus.TRIMMED, False), (QuoteStatus.NOT_FOUND, False)]
)
def test_a_quotation_is_right_where_its_status_is(status, right):
    made = with_findings(quotes=(quote("We never closed it.", status),))
    gold = [{"quote": "We never closed it", "status": "EXACT"}]
    assert quotes_right(made, gold, partial(locate, TEXT)) == (right,)


def test_a_quotation_broken_by_its_cue_is_matched_by_its_words():
    broken = Quote("We never closed it and never will.", span("We never"), None, QuoteStatus.EXACT)
    made = with_findings(quotes=(broken,))
    gold = [{"quote": "We never closed it, and never will.", "status": "EXACT"}, {"quote": "Else.", "status": "EXACT"}]
    assert quotes_right(made, gold, partial(locate, TEXT)) == (True, False)


def attribution(claim, said):
    return Attribution(SECOND, span(SECOND), "the town", "says", claim, said)


@pytest.mark.parametrize(
    ("gold", "said", "right"),
    [
        (True, "yes", True),
        (False, "no", True),
        ("unknown", "unknown", True),
        (True, "no", False),
        (False, "yes", False),
    ],
)
def test_did_they_say_so_is_compared_with_the_gold_answer(gold, said, right):
    made = with_findings(attributions=(attribution("The bridge is open.", said),))
    wanted = [{"sentence": SECOND, "claim": "The bridge is open.", "source_said_it": gold}]
    assert attributions_right(made, wanted, partial(locate, TEXT)) == (right,)


def test_of_two_attributions_in_a_sentence_the_one_with_the_likest_claim_counts():
    both = (attribution("The bridge is open.", "yes"), attribution("The bridge is safe.", "no"))
    wanted = [{"sentence": SECOND, "claim": "The bridge is safe.", "source_said_it": False}]
    assert attributions_right(with_findings(attributions=both), wanted, partial(locate, TEXT)) == (True,)


@pytest.mark.parametrize(
    ("status", "gold", "right"),
    [
        (CitationStatus.SUPPORTS, True, True),
        (CitationStatus.DOES_NOT_SUPPORT, False, True),
        (CitationStatus.NOT_IN_SOURCES, "unreachable", True),
        (CitationStatus.UNREACHABLE, "unreachable", True),
        (CitationStatus.SUPPORTS, False, False),
        (CitationStatus.NOT_IN_SOURCES, False, False),
    ],
)
def test_a_citation_is_matched_by_address_and_sentence(status, gold, right):
    made = with_findings(citations=(Citation("https://town.test/a/", span("the bridge is open"), SECOND, status),))
    wanted = [
        {"url": "http://town.test/a", "sentence": SECOND, "supports": gold},
        {"url": "http://town.test/b", "sentence": SECOND, "supports": gold},
        {"url": "http://town.test/a", "sentence": "The mayor said:", "supports": gold},
    ]
    assert citations_right(made, wanted, partial(locate, TEXT)) == (right, False, False)


def test_independence_counts_pairs_of_files():
    sources = tuple(document(f"Text {name}.", name=f"{name}.txt") for name in "abcd")
    groups = {"a.txt": "g", "b.txt": "g", "c.txt": "g"}
    notes = tuple(SourceNote(s.id, groups.get(s.path, s.id)) for s in sources)
    made = replace(report(ARTICLE, sources=sources), notes=notes)
    assert independence_pairs(made, [["a.txt", "b.txt"], ["c.txt", "d.txt"]]) == (1, 3, 2)
    assert independence_pairs(replace(made, notes=()), [["a.txt", "b.txt"]]) == (0, 0, 1)
