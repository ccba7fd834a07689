"""Fetching from the command line, end to end, against a server on this machine."""

import json
from urllib.parse import quote

import jsonschema
import pytest
from fakes import FakeEmbedder, FakeScorer, same_or_denied
from typer.testing import CliRunner

from factcheck import checker
from factcheck.cli.app import app
from factcheck.fetch import archived
from factcheck.report import schema
from factcheck.web import WebPages

pytestmark = pytest.mark.usefixtures("allow_loopback")

PAGE = b"""<html lang="en"><head><title>Minutes</title><meta property="og:site_name" content="Orwick Council">
<link rel="canonical" href="/minutes"></head><body><article><h1>Minutes of the council</h1>
<p>The bridge cost nine million pounds.</p><p>Lorries of more than eighteen tonnes may not use it yet.</p>
</article></body></html>"""


@pytest.fixture
def case(tmp_path, server, fetcher, monkeypatch):
    """An article that cites two pages of the server, and a folder with one source."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "county.txt").write_text("Owls live in the towers of the bridge.\n", encoding="utf-8")
    (tmp_path / "article.md").write_text(
        f"# The bridge\n\n[The bridge cost nine million pounds]({server.url}/go). "
        f"Bats [live]({server.url}/gone) there.\n",
        encoding="utf-8",
    )
    server.routes["/go"] = lambda h: h.answer(302, b"", Location="/minutes?id=1")
    server.routes["/minutes?id=1"] = lambda h: h.answer(body=PAGE)
    archive = f'{{"archived_snapshots": {{"closest": {{"available": true, "url": "{server.url}/kept"}}}}}}'

    class Pages(WebPages):
        def archived(self, url):
            return archived(url, fetcher(), endpoint=f"{server.url}/wayback?url=")

    server.routes[f"/wayback?url={quote(server.url + '/gone', safe='')}"] = lambda h: h.answer(
        body=archive.encode(), Content_Type="application/json"
    )
    monkeypatch.setattr(checker, "make_embedder", lambda settings: FakeEmbedder())
    monkeypatch.setattr(checker, "make_scorer", lambda settings: FakeScorer(same_or_denied))
    monkeypatch.setattr(
        checker,
        "make_pages",
        lambda settings: Pages(fetcher(), snapshots=tmp_path / settings.snapshots, refetch=settings.refetch),
    )
    return tmp_path


def run(case, *more, command="sources", article="article.md", code=3):
    where = article if article.startswith("http") else case / article
    arguments = [command, where, "--sources", case / "sources", "--snapshots", case / "kept", *more]
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def report(case, *more, **options):
    run(case, *more, "--output", case / "r.json", **options)
    made = json.loads((case / "r.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(made)
    return made


@pytest.mark.parametrize("command", ["sources", "check"])
def test_cited_pages_are_fetched_judged_and_listed(case, server, command):
    made = report(case, "--fetch", command=command)
    cited, gone = made["citations"]
    assert (cited["status"], cited["url"]) == ("SUPPORTS", server.url + "/go")
    assert (gone["status"], gone["archived"]) == ("UNREACHABLE", server.url + "/kept")
    (page,) = (source for source in made["sources"] if source["id"] == cited["source_id"])
    assert page["url"] == server.url + "/minutes?id=1"
    assert page["canonical_url"] == server.url + "/minutes"
    assert (page["publisher"], page["language"], page["https"]) == ("Orwick Council", "en", False)
    assert page["missing"] == ["byline", "date"]
    assert page["retrieved"]
    assert page["snapshot"].endswith(".warc.gz")
    assert [(f["stage"], f["item"]) for f in made["failures"]] == [("fetch", server.url + "/gone")]


def test_verdicts_rest_on_the_given_sources_alone(case):
    made = report(case, "--fetch", command="check")
    given = {source["id"] for source in made["sources"] if source["path"]}
    assert made["claims"]
    assert {item["source_id"] for claim in made["claims"] for item in claim["evidence"]} <= given


def test_without_the_flag_nothing_is_fetched(case, server):
    made = report(case, code=0)
    assert [citation["status"] for citation in made["citations"]] == ["NOT_IN_SOURCES", "NOT_IN_SOURCES"]
    assert server.asked == []


def test_a_second_run_reads_the_snapshot_and_gives_the_same_report(case, server):
    first = report(case, "--fetch")
    del server.routes["/go"], server.routes["/minutes?id=1"]
    second = report(case, "--fetch")
    assert {**first, "provenance": None} == {**second, "provenance": None}
    assert report(case, "--fetch", "--refetch")["citations"][0]["status"] == "UNREACHABLE"


def test_the_text_report_shows_provenance_and_the_archived_copy(case, server):
    shown = run(case, "--fetch").stdout
    assert f"archived copy: {server.url}/kept" in shown
    assert "Orwick Council" in shown
    assert "not HTTPS" in shown
    assert "without byline, date" in shown


def test_the_article_and_a_source_may_be_addresses(case, server):
    story = b"<p>The bridge cost nine million pounds, <a href='/minutes?id=1'>the minutes</a> say.</p>"
    server.routes["/story"] = lambda h: h.answer(body=b"<html><body>%s</body></html>" % story)
    made = report(case, "--sources", server.url + "/minutes?id=1", article=server.url + "/story", code=0)
    assert made["article"]["url"] == server.url + "/story"
    assert [citation["status"] for citation in made["citations"]] == ["SUPPORTS"]


def test_an_article_that_cannot_be_fetched_is_one_line_and_a_source_a_failure(case, server):
    result = run(case, article=server.url + "/none", code=2)
    assert result.stderr.strip().splitlines() == [f"error: {server.url}/none: HTTP 404 Not Found"]
    made = report(case, "--sources", server.url + "/none")
    assert [failure["item"] for failure in made["failures"]] == [server.url + "/none"]


def test_the_users_table_is_shown_and_a_broken_one_is_refused(case, server):
    table = case / "ratings.csv"
    table.write_text("domain,rating,note\nsite.example,mixed,council site\n", encoding="utf-8")
    made = report(case, "--fetch", "--reliability", table)
    rated = [source["reliability"] for source in made["sources"] if source["reliability"]]
    assert rated == [{"domain": "site.example", "rating": "mixed", "note": "council site"}]
    assert "your table rates site.example: mixed (council site)" in run(case, "--fetch", "--reliability", table).stdout
    table.write_text("domain\n", encoding="utf-8")
    assert "ratings.csv, line 1" in run(case, "--reliability", table, code=2).stderr


def test_a_snapshot_folder_that_cannot_be_written_is_one_line(case):
    (case / "kept").write_text("a file", encoding="utf-8")
    assert "choose another folder for snapshots" in run(case, "--fetch", code=2).stderr
