import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.fetch.robots import ALLOW_ALL, DENY_ALL, Rules

TEXT = """
# a comment
User-agent: other
Disallow: /

User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 3

User-agent: factcheck-toolkit
User-agent: second
Disallow: /ours
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
        ("/ours", True),
    ],
)
def test_the_longest_matching_rule_wins(path, allowed):
    assert Rules.parse(TEXT, "nobody").allows(path) is allowed


def test_a_group_of_its_own_replaces_the_group_of_all():
    rules = Rules.parse(TEXT, "factcheck-toolkit")
    assert rules.allows("/private")
    assert not rules.allows("/ours/x")
    assert rules.delay == 0.0


def test_the_crawl_delay_is_read():
    assert Rules.parse(TEXT, "nobody").delay == 3.0
    assert Rules.parse("User-agent: *\nCrawl-delay: soon", "x").delay == 0.0


def test_equal_lengths_allow_and_escapes_are_equal():
    assert Rules.parse("User-agent: *\nDisallow: /a\nAllow: /a", "x").allows("/a")
    assert not Rules.parse("User-agent: *\nDisallow: /ä", "x").allows("/%C3%A4")


def test_no_rules_allow_and_an_outage_denies():
    assert ALLOW_ALL.allows("/x")
    assert not DENY_ALL.allows("/x")
    assert Rules.parse("<html>not a robots file</html>", "x").allows("/x")


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_can_be_read(text, path):
    Rules.parse(text, "x").allows("/" + path)


def test_many_wildcards_are_matched_without_backtracking():
    rules = Rules.parse("User-agent: *\nDisallow: /" + "*a" * 200 + "$", "x")
    assert rules.allows("/" + "a" * 5000 + "b")
