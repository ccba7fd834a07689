import json
from dataclasses import replace

import pytest
from report_samples import OFFICE, PAPER, full_report

from factcheck.errors import InputError
from factcheck.report import dumps, to_dict
from factcheck.report.replay import replay
from factcheck.report.stored import read_report


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A report and its sources in files, all text; the working folder is elsewhere."""
    from factcheck.ingest import read_document

    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "case"
    (folder / "news").mkdir(parents=True)
    made = full_report()
    paths = {"Bridge open again": "news/paper.txt", "Harbour office": "office.txt"}
    documents = {}
    for source in made.sources:
        path = paths.get(source.title, "copy.txt")
        (folder / path).write_text(source.text, encoding="utf-8")
        documents[source.id] = read_document(folder / path, name=path)
    (folder / "article.md").write_text(made.article.text, encoding="utf-8")
    article = read_document(folder / "article.md", name="article.md")

    def moved(passage):
        return replace(passage, document=documents[passage.document.id]) if passage else None

    verdicts = [
        replace(v, evidence=tuple(replace(e, passage=moved(e.passage)) for e in v.evidence)) for v in made.verdicts
    ]
    found = made.findings
    findings = replace(
        found,
        quotes=tuple(replace(q, source=moved(q.source)) for q in found.quotes),
        attributions=tuple(
            replace(a, source=documents[a.source.id], evidence=moved(a.evidence)) for a in found.attributions
        ),
        citations=tuple(
            replace(c, source=documents[c.source.id] if c.source else None, evidence=moved(c.evidence))
            for c in found.citations
        ),
    )
    report = replace(
        made, article=article, verdicts=tuple(verdicts), sources=tuple(documents.values()), findings=findings, notes=()
    )
    (folder / "report.json").write_text(dumps(to_dict(report)), encoding="utf-8")
    return folder


def problems(folder, **options):
    found = replay(read_report(folder / "report.json"), beside=folder, **options)
    return [(m.problem, m.item) for m in found.mismatches], found


def test_an_untouched_case_is_exactly_there(kept):
    told, found = problems(kept)
    assert told == []
    assert (found.passages, found.spans, found.sources) == (10, 10, 3)


def test_a_changed_sentence_is_found_with_both_wordings(kept):
    (kept / "news" / "paper.txt").write_text(PAPER.replace("9 million", "8 million"), encoding="utf-8")
    told, found = problems(kept)
    assert told == [("source changed", "source"), *(("text changed", f"claim {n}") for n in (2, 3, 4))]
    assert found.mismatches[1].expected == "The work on it cost 9 million pounds in all."
    assert found.mismatches[1].found == "The work on it cost 8 million pounds in all."


def test_a_sentence_that_moved_is_told_apart_from_one_that_is_gone(kept):
    (kept / "office.txt").write_text("New first line.\n" + OFFICE, encoding="utf-8")
    told, found = problems(kept)
    assert ("text moved", "claim 1") in told
    assert {problem for problem, _ in told} == {"source changed", "text moved"}
    assert "now stands at 16 to" in next(m.detail for m in found.mismatches if m.problem == "text moved")


def test_one_changed_byte_without_a_quoted_word_is_still_a_change(kept):
    (kept / "copy.txt").write_text((kept / "copy.txt").read_text() + " ", encoding="utf-8")
    assert problems(kept)[0] == [("source changed", "source")]


def test_a_missing_source_is_a_mismatch_and_can_be_named(kept, tmp_path):
    (kept / "office.txt").rename(tmp_path / "renamed.txt")
    told, found = problems(kept)
    assert told == [("source missing", "source")]
    assert "office.txt: no such file; name where it is now with --sources" in found.mismatches[0].detail
    assert problems(kept, sources=[tmp_path / "renamed.txt"])[0] == []


def test_a_source_given_by_its_name_is_compared_though_it_changed(kept, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "office.txt").write_text("Other words.", encoding="utf-8")
    told, _ = problems(kept, sources=[tmp_path / "new"])
    assert ("source changed", "source") in told
    assert ("text changed", "claim 4") in told


def test_a_changed_article_is_told(kept):
    (kept / "article.md").write_text("Other.", encoding="utf-8")
    assert problems(kept)[0] == [("article changed", "article")]


def test_an_article_that_is_gone_is_a_note(kept):
    (kept / "article.md").unlink()
    told, found = problems(kept)
    assert told == []
    assert "article.md: no such file" in found.notes[0]


def test_a_report_whose_offsets_lie_is_caught(kept):
    value = json.loads((kept / "report.json").read_text(encoding="utf-8"))
    value["claims"][0]["span"]["start"] += 1
    value["claims"][1]["evidence"][0]["span"] = {"start": 90_000, "end": 90_010}
    value["quotes"][0]["span"]["end"] = 10**6
    (kept / "report.json").write_text(json.dumps(value), encoding="utf-8")
    assert problems(kept)[0] == [
        ("text changed", "claim 1"),
        ("text changed", "quotation 1"),
        ("text moved", "claim 2"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not a report"),
        (b"[]", "not a report"),
        (b"{}", "not a report"),
        (b'{"schema_version": "9"}', "schema version '9'"),
        (b'{"schema_version": "1"}', "article"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "not a report"),
    ],
)
def test_what_is_no_report_is_one_line(tmp_path, refuses, content, said):
    (tmp_path / "r.json").write_bytes(content)
    with refuses(InputError, "r.json", said):
        read_report(tmp_path / "r.json")


def test_a_missing_report_is_one_line(tmp_path, refuses):
    with refuses(InputError, "r.json", "No such file"):
        read_report(tmp_path / "r.json")
