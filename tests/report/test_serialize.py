import copy
import json
from dataclasses import replace

import jsonschema
import pytest
from fakes import NEUTRAL, claim, document, evidence, passage, refutes, report, supports, verdict

from factcheck.report import claims_to_dict, dumps, schema, to_dict
from factcheck.types import ClaimAttribution, Evidence, Failure, Label, Span, StanceScores

TEXT = "Überall 🌉 bridges. The bridge was opened in 1932."
ARTICLE = document(TEXT, name="article.txt", title="Bridges", publisher="Herald")
LONG = document(
    f"{'x' * 300} It opened in 1932. {'y' * 300}", name="long.txt", publisher="HERALD", url="https://x.test/"
)
VALIDATOR = jsonschema.Draft202012Validator(schema())


def filled():
    """A report in which every list that can be filled today is filled."""
    about = claim("The bridge was opened in 1932.", TEXT.index("The bridge"))
    items = (
        Evidence(passage("It opened in 1932.", LONG), supports(), 0.75),
        evidence("It was never opened.", refutes(0.6), 0.5, name="b.txt"),
        evidence("Owls 🦉 live there.", NEUTRAL, 0.0, name="c.txt"),
    )
    return report(
        ARTICLE,
        [verdict(about, Label.CONFLICTING, *items), verdict(claim(identity="c-2"), Label.NOT_ENOUGH_EVIDENCE)],
        [item.passage.document for item in items],
        [Failure("ingest", "d.pdf", "d.pdf: damaged")],
    )


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("made", [filled(), report(document("Nothing here"))], ids=["filled", "empty"])
def test_a_report_satisfies_the_schema_after_a_round_trip(made):
    VALIDATOR.validate(json.loads(dumps(to_dict(made))))


def test_the_top_level_has_exactly_the_keys_of_the_contract():
    parts = ["claims", "quotes", "attributions", "citations", "sources", "failures"]
    expected = ["schema_version", "article", *parts, "provenance"]
    assert list(to_dict(filled())) == expected
    assert schema()["required"] == expected


def test_the_whole_of_a_claim_is_carried_over():
    first, second = to_dict(filled())["claims"]
    assert {key: first[key] for key in first if key != "evidence"} == {
        "id": "c-1",
        "text": "The bridge was opened in 1932.",
        "sentence": "The bridge was opened in 1932.",
        "span": {"start": 19, "end": 49},
        "check_worthiness": 1.0,
        "attribution": None,
        "mentions": [],
        "verdict": "CONFLICTING",
        "confidence": 0.875,
        "probabilities": {},
        "abstained": False,
        "explanation": "Because.",
        "independent_sources": {"supporting": 1, "refuting": 1},
    }
    assert (second["verdict"], second["evidence"]) == ("NOT_ENOUGH_EVIDENCE", [])


def test_spans_survive_the_round_trip():
    made = json.loads(dumps(to_dict(filled())))
    span = made["claims"][0]["span"]
    assert made["article"]["text"][span["start"] : span["end"]] == made["claims"][0]["sentence"]
    texts = {source.id: source.text for source in filled().sources}
    for item in made["claims"][0]["evidence"]:
        assert texts[item["source_id"]][item["span"]["start"] : item["span"]["end"]] == item["text"]
        assert item["text"] in item["context"]


def test_the_context_is_bounded_and_of_the_source():
    context = to_dict(filled())["claims"][0]["evidence"][0]["context"]
    assert context == f"{'x' * 199} It opened in 1932. {'y' * 199}"


def test_evidence_carries_stance_scores_and_relevance():
    items = to_dict(filled())["claims"][0]["evidence"]
    assert [(item["stance"], item["relevance"], item["checks"]) for item in items] == [
        ("SUPPORTS", 0.75, []),
        ("REFUTES", 0.5, []),
        ("NEUTRAL", 0.0, []),
    ]
    assert items[1]["scores"] == {"supports": 0.0, "refutes": 0.6, "neutral": 0.4}


def test_probabilities_are_rounded_to_six_digits():
    item = evidence("It opened.", StanceScores(1 / 3, 1 / 7, 1 - 1 / 3 - 1 / 7), 2 / 3)
    made = to_dict(report(ARTICLE, [verdict(claim(), Label.SUPPORTED, item, confidence=1 / 9)]))["claims"][0]
    assert made["confidence"] == 0.111111
    assert made["evidence"][0]["scores"] == {"supports": 0.333333, "refutes": 0.142857, "neutral": 0.52381}
    assert made["evidence"][0]["relevance"] == 0.666667


def test_a_source_of_the_publisher_of_the_article_is_marked():
    sources = to_dict(filled())["sources"]
    assert [source["is_article_publisher"] for source in sources] == [True, False, False]
    unknown = report(document("A"), sources=[document("B")])  # neither names a publisher
    assert to_dict(unknown)["sources"][0]["is_article_publisher"] is False


def test_failures_and_provenance_are_carried_over():
    made = to_dict(filled())
    assert made["failures"] == [{"stage": "ingest", "item": "d.pdf", "error": "d.pdf: damaged"}]
    assert [model["task"] for model in made["provenance"].pop("models")] == ["embedding", "nli"]
    assert made["provenance"] == {
        "factcheck_version": "0.0.0",
        "config_digest": "0123456789ab",
        "store_version": None,
        "created": "2026-01-02T03:04:05+00:00",
    }


def test_equal_reports_give_equal_bytes_apart_from_their_time():
    assert dumps(to_dict(filled())) == dumps(to_dict(filled()))
    early, late = (to_dict(report(ARTICLE, created=created)) for created in ("2026-01-01", "2026-01-02"))
    assert early != late
    assert {**early, "provenance": {**early["provenance"], "created": "2026-01-02"}} == late


def test_dumps_writes_characters_as_they_are_and_ends_the_last_line():
    assert dumps({"text": "Überall 🌉"}) == '{\n  "text": "Überall 🌉"\n}\n'


def test_claims_alone_have_no_verdicts():
    made = claims_to_dict(ARTICLE, [claim()])
    assert made == {
        "schema_version": "1",
        "article": {"id": ARTICLE.id, "title": "Bridges", "path": "article.txt", "sha256": ARTICLE.sha256},
        "claims": [
            {
                "id": "c-1",
                "text": "The bridge was opened in 1932.",
                "sentence": "The bridge was opened in 1932.",
                "span": {"start": 0, "end": 30},
                "check_worthiness": 1.0,
                "attribution": None,
                "mentions": [],
            }
        ],
    }


def test_who_said_a_claim_and_where_else_it_stands_are_carried_over():
    said = replace(claim(), attribution=ClaimAttribution("Bell", "said", Span(0, 9)), mentions=(Span(3, 5),))
    (made,) = claims_to_dict(ARTICLE, [said])["claims"]
    assert made["attribution"] == {"source": "Bell", "cue": "said", "span": {"start": 0, "end": 9}}
    assert made["mentions"] == [{"start": 3, "end": 5}]


@pytest.mark.parametrize("key", schema()["required"])
def test_the_schema_refuses_a_report_without_a_top_level_key(key):
    made = to_dict(filled())
    del made[key]
    assert not VALIDATOR.is_valid(made)


@pytest.mark.parametrize("kind", ["claim", "evidence", "source"])
def test_the_schema_refuses_an_entry_without_one_of_its_keys(kind):
    for key in schema()["$defs"][kind]["required"]:
        made = to_dict(filled())
        entry = {"claim": made["claims"], "evidence": made["claims"][0]["evidence"], "source": made["sources"]}[kind][0]
        assert key in entry
        del entry[key]
        assert not VALIDATOR.is_valid(made), key


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("schema_version",), "2"),
        (("claims", 0, "verdict"), "TRUE"),
        (("claims", 0, "verdict"), "supported"),
        (("claims", 0, "confidence"), 1.5),
        (("claims", 0, "confidence"), "0.5"),
        (("claims", 0, "text"), ""),
        (("claims", 0, "span", "start"), -1),
        (("claims", 0, "span", "end"), 1.5),
        (("claims", 0, "independent_sources", "refuting"), None),
        (("claims", 0, "evidence", 0, "stance"), "SUPPORTED"),
        (("claims", 0, "evidence", 0, "scores", "neutral"), -0.1),
        (("claims", 0, "evidence", 0, "relevance"), 1.1),
        (("article", "sha256"), "abc"),
        (("article", "title"), 5),
        (("sources", 0, "is_article_publisher"), "yes"),
        (("provenance", "models", 0, "sha256"), "A" * 64),
        (("failures",), {}),
    ],
)
def test_the_schema_refuses_a_wrong_value(place, wrong):
    made = to_dict(filled())
    VALIDATOR.validate(made)
    entry = made = copy.deepcopy(made)
    for step in place[:-1]:
        entry = entry[step]
    entry[place[-1]] = wrong
    assert not VALIDATOR.is_valid(made)
