import json
from pathlib import Path

import jsonschema
import pytest
from report_samples import HOSTILE, full_report, hostile_report

from factcheck.report import Format, render
from factcheck.report.claimreview import to_claimreview

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parent / "claimreview.schema.json").read_text(encoding="utf-8"))
)


def test_the_graph_is_what_schema_org_defines():
    VALIDATOR.validate(json.loads(render(full_report(), Format.CLAIMREVIEW)))


def test_each_claim_is_a_draft_with_rating_occurrence_and_sources():
    reviews = to_claimreview(full_report())["@graph"]
    assert [review["reviewRating"].get("ratingValue") for review in reviews] == [5, 1, None, 3, None]
    refuted = reviews[1]
    assert refuted["claimReviewed"] == "The repairs cost 3 million pounds, and they took two years."
    assert refuted["datePublished"] == "2026-03-05T10:00:00+00:00"
    assert refuted["itemReviewed"]["appearance"]["url"] == "https://courier.test/orwick?a=1&b=2"
    assert refuted["itemReviewed"]["appearance"]["publisher"] == {"@type": "Organization", "name": "Vale Courier"}
    assert [work.get("url") for work in refuted["citation"]] == ["https://lantern.test/bridge", None]
    assert "citation" not in reviews[4] or reviews[4]["citation"] == []


def test_the_review_has_no_author_until_somebody_signs_it():
    assert all(
        "author" not in r and r["creativeWorkStatus"] == "Draft" for r in to_claimreview(full_report())["@graph"]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_inert_and_valid(text):
    written = render(hostile_report(text), Format.CLAIMREVIEW)
    VALIDATOR.validate(json.loads(written))
    assert "<" not in written
    assert "owned" not in json.dumps(
        [r["itemReviewed"]["appearance"].get("url") for r in json.loads(written)["@graph"]]
    )
    assert not {"\u202e", "\x1b", "\x00"} & set("".join(strings(json.loads(written))))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.mark.parametrize(("place", "wrong"), [("@type", "Review"), ("author", {}), ("datePublished", "yesterday")])
def test_the_schema_refuses_what_schema_org_does_not_define(place, wrong):
    made = to_claimreview(full_report())
    made["@graph"][0][place] = wrong
    assert not VALIDATOR.is_valid(made)
