from pathlib import Path

import pytest
from report_samples import full_report

from factcheck.errors import ConfigError
from factcheck.report import ENDINGS, Format, format_of, render


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("r.html", Format.HTML),
        ("R.HTM", Format.HTML),
        ("r.json", Format.JSON),
        ("r.sarif", Format.SARIF),
        ("r.sarif.json", Format.SARIF),
        ("r.jsonld", Format.CLAIMREVIEW),
        ("r.md", Format.MARKDOWN),
        ("r.markdown", Format.MARKDOWN),
        ("a.b/r.txt", Format.TEXT),
    ],
)
def test_the_ending_names_the_format(name, form):
    assert format_of(Path(name)) is form


@pytest.mark.parametrize("name", ["r", "r.pdf", ".json", "r.json.gz"])
def test_an_unknown_ending_lists_the_known_ones(name, refuses):
    with refuses(ConfigError, name, *ENDINGS):
        format_of(Path(name))


def test_every_format_has_an_ending_and_shows_the_check_that_differs():
    assert set(ENDINGS.values()) == set(Format)
    for form in Format:
        made = render(full_report(), form)
        if form is Format.CLAIMREVIEW:  # the review names its sources, a rating has no room for their words
            assert "https://lantern.test/bridge" in made
        else:
            assert "9 million pounds" in made
            assert "differs from source" in made or '"agrees": false' in made
        assert made.endswith("\n") or form is Format.HTML


def test_a_text_shows_checks_that_agree_only_when_asked():
    assert "agrees with" not in render(full_report(), Format.TEXT)
    assert "✔ entity: claim “Orwick” agrees with source “Orwick”" in render(full_report(), Format.TEXT, verbose=True)
