import json

import pytest
from report_samples import HOSTILE, LONG_LINE

from factcheck.report.harmless import inert_json, place_on_page, shown, web_address


def test_what_would_act_is_shown_by_its_code_point():
    assert shown("a\x1b[31m\x00\x9b\u202eb\u2066") == "a[U+001B][31m[U+0000][U+009B][U+202E]b[U+2066]"
    assert shown("lone \ud800.") == "lone [U+D800]."


def test_text_in_any_script_stays_as_it_is():
    text = "Überall 🌉\tשלום\u200f مرحبا\n"
    assert shown(text) == text


def test_what_is_shown_of_parts_is_what_is_shown_of_the_whole():
    text = "".join(HOSTILE)
    assert "".join(shown(char) for char in text) == shown(text)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.test/x?y=1&z=2#top", "https://a.test/x?y=1&z=2#top"),
        ("HTTP://A.test", "HTTP://A.test"),
        ("https://a.test/ü\"<'>`", "https://a.test/%C3%BC%22%3C'%3E%60"),
        ("https://a.test/\u202egpj", "https://a.test/%E2%80%AEgpj"),
    ],
)
def test_web_addresses_become_links(url, address):
    assert web_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//a.test/x",
        "https:a.test",
        "https://",
        "https://a.test/\nx",
        "https:\\\\a.test",
        "https://[::1",
        "https://a.test/" + "x" * 3000,
        "manual.pdf",
    ],
)
def test_nothing_else_does(url):
    assert web_address(url) is None
    assert place_on_page(url, "words") is None


def test_a_link_to_a_passage_names_its_first_and_last_words():
    assert (
        place_on_page("https://a.test/x", "Two-part, words & more")
        == "https://a.test/x#:~:text=Two%2Dpart%2C%20words%20%26%20more"
    )
    long = " ".join("abcdefghijkl")
    assert place_on_page("https://a.test/x#top", long) == "https://a.test/x#top:~:text=a%20b%20c%20d,i%20j%20k%20l"
    assert len(place_on_page("https://a.test/x", LONG_LINE)) < 100


@pytest.mark.parametrize("text", HOSTILE)
def test_inert_json_reads_back_and_holds_nothing_that_acts(text):
    written = inert_json({"a": [text]})
    assert json.loads(written) == {"a": [text]}
    written.encode("utf-8")
    for char in "<>&\u2028\u2029\u202e\u2066\x1b\x9b\x00":
        assert char not in written
