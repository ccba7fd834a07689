import pytest
from markdown_it import MarkdownIt
from report_samples import HOSTILE, full_report, hostile_report, long_line_report

from factcheck.report.harmless import shown
from factcheck.report.markdown import escaped, render_markdown
from factcheck.types import Label

PARSER = MarkdownIt("commonmark", {"linkify": False}).enable("table")


def tokens(text):
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def visible(text):
    return "".join(token.content for token in tokens(text) if token.type in ("text", "text_special"))


def test_every_claim_has_its_verdict_evidence_and_place():
    text = render_markdown(full_report())
    assert "### 2. ✘ Refuted, 88%" in text
    assert "> The work on it cost 9 million pounds in all." in text
    assert "paper.html \\(Orwick Lantern\\), characters 87–131: **refutes**" in text
    assert "number: claim “3 million pounds” differs from source “9 million pounds”" in text
    for label, count in zip(Label, (1, 1, 1, 2), strict=True):
        assert f"{label.value.replace('_', ' ').capitalize()} | {count} |" in text


def test_findings_sources_failures_and_provenance_are_told():
    text = render_markdown(full_report())
    assert "✘ **negation dropped** Mayor Ada Thorne: “We never doubted the old piers”" in text
    assert "differences: “never” for “often”" in text
    assert "✘ **said otherwise** the harbour office: Boats pass." in text
    assert "✘ **does not support** <https://example.org/harbour>" in text
    assert text.count("one origin 1") == 2
    assert "the article’s own publisher" in text
    assert "- **ingest**: locked.pdf: locked by a password; remove it" in text
    assert "nli: fake-scorer, revision 1" in text


def test_only_web_addresses_are_links():
    links = [token.attrs["href"] for token in tokens(render_markdown(full_report())) if token.type == "link_open"]
    assert links
    assert all(link.startswith(("https://lantern.test/", "https://example.org/")) for link in links)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text):
    made = render_markdown(hostile_report(text))
    kinds = {token.type for token in tokens(made)}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "hr", "code_block"}
    made.encode("utf-8")
    assert not {"\x1b", "\u202e", "\r", "\x00"} & set(made)
    headings = [token for token in tokens(made) if token.type == "heading_open"]
    assert len(headings) == 1 + 7 + 4  # title, parts, claims


def test_escaping_is_undone_by_a_parser():
    for text in HOSTILE:
        assert "".join(visible(escaped(text)).split()) == "".join(shown(text).split())


def test_addresses_and_names_in_text_do_not_link_themselves():
    said = escaped("see https://a.test and www.b.test, mail c@d.test, @owner")
    assert "://" not in said.replace("\\://", "")
    assert "www\\." in said
    assert "\\@owner" in said


def test_a_line_of_a_million_characters_is_one_line():
    made = render_markdown(long_line_report())
    assert len(made) > 1_000_000
    assert PARSER.parse(made[:2000])
