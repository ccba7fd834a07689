import json
from dataclasses import replace

import pytest
from fakes import supports
from report_samples import full_report

from factcheck.report import dumps, to_dict
from factcheck.report.changes import compare_reports
from factcheck.report.stored import read_report
from factcheck.types import Check, Claim, Label


@pytest.fixture
def differ(tmp_path):
    """Compare two reports by way of their JSON; ``edit`` changes the second one's values."""

    def compare(old, new, edit=lambda value: None):
        for name, report in (("old", old), ("new", new)):
            value = to_dict(report)
            if name == "new":
                edit(value)
            (tmp_path / f"{name}.json").write_text(dumps(value), encoding="utf-8")
        return compare_reports(read_report(tmp_path / "old.json"), read_report(tmp_path / "new.json"))

    return compare


def with_verdict(report, number, **fields):
    """The report with other fields of the verdict of that number, from 0 on."""
    verdicts = list(report.verdicts)
    verdicts[number] = replace(verdicts[number], **fields)
    return replace(report, verdicts=tuple(verdicts))


def kinds(change):
    return [reason.kind for reason in change.reasons]


def test_equal_reports_differ_in_nothing(differ):
    found = differ(full_report(), full_report())
    assert (found.run, found.verdicts, found.unchanged) == ((), (), 5)


def test_evidence_that_is_gone_explains_a_verdict(differ):
    old = full_report()
    new = with_verdict(old, 1, label=Label.NOT_ENOUGH_EVIDENCE, evidence=old.verdicts[1].evidence[1:])
    (change,) = differ(old, new).verdicts
    assert (change.old, change.new, kinds(change)) == ("REFUTED", "NOT_ENOUGH_EVIDENCE", ["evidence"])
    assert change.reasons[0].detail.startswith("removed, refutes: news/paper.html: “The work on it cost 9 million")
    (back,) = differ(new, old).verdicts
    assert back.reasons[0].detail.startswith("added, refutes: news/paper.html")


def test_other_scores_of_the_same_passage_are_the_models_doing(differ):
    old = full_report()
    items = old.verdicts[1].evidence
    new = with_verdict(old, 1, label=Label.SUPPORTED, evidence=(replace(items[0], scores=supports(0.7)), items[1]))
    model = replace(new.provenance.models[1], name="other-scorer")
    new = replace(new, provenance=replace(new.provenance, models=(new.provenance.models[0], model)))
    (change,) = differ(old, new).verdicts
    assert kinds(change) == ["scores", "model"]
    assert change.reasons[0].detail.startswith("supports 0.00 → 0.70, refutes 0.80 → 0.00")
    assert change.reasons[1].detail.startswith("nli: fake-scorer 1 (")
    assert " → other-scorer 1 (" in change.reasons[1].detail


def test_a_new_check_is_named(differ):
    old = full_report()
    items = old.verdicts[1].evidence
    checked = replace(items[1], checks=(Check("date", "May", "June", False),))
    new = with_verdict(old, 1, label=Label.CONFLICTING, evidence=(items[0], checked))
    (change,) = differ(old, new).verdicts
    assert kinds(change) == ["checks"]
    assert "added, date: “May” differs from “June”" in change.reasons[0].detail


def test_with_the_same_evidence_it_is_the_settings(differ):
    old = full_report()
    new = with_verdict(old, 0, label=Label.NOT_ENOUGH_EVIDENCE)
    changed = replace(new, provenance=replace(new.provenance, config_digest="ffffffffffff"))
    (change,) = differ(old, changed).verdicts
    assert kinds(change) == ["settings"]
    assert "0123456789ab → ffffffffffff" in change.reasons[0].detail
    (unexplained,) = differ(old, new).verdicts
    assert "the rules that weigh them changed" in unexplained.reasons[0].detail


def test_claims_are_matched_by_id_then_words_then_likeness(differ):
    old = full_report()
    claim = old.verdicts[4].claim

    def claims(**fields):
        return with_verdict(old, 4, claim=replace(claim, **fields), label=Label.REFUTED)

    assert kinds(differ(old, claims(text="Something else altogether, said of boats.")).verdicts[0]) == ["claim"]
    same_words = differ(old, claims(id="other", span=old.verdicts[0].claim.span))
    assert [(c.old, c.new) for c in same_words.verdicts] == [("NOT_ENOUGH_EVIDENCE", "REFUTED")]
    alike = differ(old, claims(id="other", text="The toll will double in June."))
    assert [(c.old, c.new, kinds(c)) for c in alike.verdicts] == [("NOT_ENOUGH_EVIDENCE", "REFUTED", ["claim"])]


def test_a_claim_in_one_report_alone_is_told(differ):
    old = full_report()
    new = replace(old, verdicts=old.verdicts[:4])
    assert [(c.old, c.new) for c in differ(old, new).verdicts] == [("NOT_ENOUGH_EVIDENCE", None)]
    assert [(c.old, c.new) for c in differ(new, old).verdicts] == [(None, "NOT_ENOUGH_EVIDENCE")]


def test_repeated_claims_are_matched_one_to_one(differ):
    old = full_report()
    twin = replace(
        old.verdicts[4], claim=Claim("c-6", *[old.verdicts[4].claim.text] * 2, old.verdicts[4].claim.span, 1.0)
    )
    old = replace(old, verdicts=(*old.verdicts, twin))
    assert differ(old, old).unchanged == 6


def test_sources_models_and_the_program_are_compared_as_a_whole(differ):
    def edit(value):
        value["sources"][0]["sha256"] = "0" * 64
        value["sources"][1]["path"] = "elsewhere.txt"
        value["provenance"]["factcheck_version"] = "9.9"
        value["article"]["sha256"] = "1" * 64

    found = differ(full_report(), full_report(), edit)
    assert [(reason.kind, reason.detail) for reason in found.run] == [
        ("article", "the article changed"),
        ("program", "factcheck 0.1.0 → 9.9"),
        ("source", "changed: news/paper.html"),
        ("source", "added: elsewhere.txt"),
        ("source", "removed: office.txt"),
    ]


def test_the_result_is_plain_values(differ):
    old = full_report()
    found = differ(old, with_verdict(old, 0, label=Label.REFUTED)).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found["verdicts"][0]["new"] == "REFUTED"
