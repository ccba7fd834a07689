"""The page in a real browser: interactions, no errors, no requests, accessibility, speed, hostile text."""

import pytest
from browser import chromium, find_chromium
from report_samples import HOSTILE, full_report, hostile_report, long_line_report, long_report

from factcheck.report.html import render_html

pytest.importorskip("playwright")
pytestmark = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on the path: apt-get install chromium")

CURRENT = "document.querySelector('.card.current')?.id ?? null"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def open_page(browser, tmp_path):
    """Open a report in a tab of its own; at the end there must have been no error, dialog or request."""
    contexts, troubles = [], []

    def opened(report, **options):
        file = tmp_path / "report.html"
        file.write_text(render_html(report), encoding="utf-8")
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)  # for a busy machine
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda sent: sent.url == file.as_uri() or sent.url.startswith("data:") or troubles.append(sent.url),
        )
        page.goto(file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def test_a_click_on_a_claim_opens_its_evidence_with_the_deciding_words_marked(open_page):
    page = open_page(full_report())
    page.locator("a.claim-mark", has_text="The repairs cost").first.click()
    assert page.evaluate(CURRENT) == "claim-2"
    card = page.locator("#claim-2")
    assert card.get_attribute("open") is not None
    marked = card.locator("blockquote mark").first
    assert marked.is_visible()
    assert marked.inner_text() == "The work on it cost 9 million pounds in all."
    assert marked.locator(".check").inner_text() == "9 million pounds"
    assert "differs from" in card.locator(".checks").first.inner_text()
    assert not card.locator(".scores").first.is_visible()
    card.get_by_text("Scores").first.click()
    assert "0.80" in card.locator(".scores").first.inner_text()


def test_the_stored_text_opens_at_the_sentence_and_escape_goes_back(open_page):
    page = open_page(full_report())
    page.locator("a.claim-mark", has_text="The repairs cost").first.click()
    link = page.locator("#claim-2 .read").first
    link.click()
    assert page.locator("#reader").is_visible()
    assert page.locator("#reader-text mark").inner_text() == "The work on it cost 9 million pounds in all."
    assert page.locator("#reader-text").inner_text().startswith("Bridge open again 🌉")
    assert "Orwick Lantern" in page.locator("#reader-facts").inner_text()
    assert page.locator("#reader-link").get_attribute("href").startswith("https://lantern.test/bridge#:~:text=")
    page.keyboard.press("Escape")
    assert not page.locator("#reader").is_visible()
    assert page.evaluate("document.activeElement.matches('#claim-2 .read')")


def test_filters_and_search_hide_what_does_not_fit_in_both_panes(open_page):
    page = open_page(full_report())
    assert page.locator("details.claim:visible").count() == 5
    page.locator("button.filter.refuted").click()
    assert page.locator("details.claim:visible").count() == 4
    assert page.locator("#shown").inner_text() == "4 of 5 claims shown"
    assert "off" in page.locator("a.claim-mark[data-claim=claim-2]").first.get_attribute("class")
    page.locator("button.filter.refuted").click()
    page.locator("#search").fill("400 BOATS")
    assert [card.get_attribute("id") for card in page.locator("details.claim:visible").all()] == [
        "claim-1",
        "claim-4",
    ]
    page.locator("#search").fill("no such words")
    assert page.locator("details.claim:visible").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("details.claim:visible").count() == 5


def test_the_keyboard_goes_through_the_claims(open_page):
    page = open_page(full_report())
    for key, current in (("j", "claim-1"), ("j", "claim-2"), ("j", "claim-3"), ("k", "claim-2")):
        page.keyboard.press(key)
        assert page.evaluate(CURRENT) == current
    page.keyboard.press("Enter")
    assert page.locator("#claim-2").get_attribute("open") is not None
    assert page.locator("a.claim-mark.current").count() > 0
    page.keyboard.press("Escape")
    assert page.locator("#claim-2").get_attribute("open") is None
    assert page.evaluate(CURRENT) is None
    assert page.evaluate("document.activeElement.dataset.claim") == "claim-2"
    page.keyboard.press("Enter")  # the link that has the focus
    assert page.evaluate(CURRENT) == "claim-2"
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("j")  # keys of the page rest while a dialog is open
    assert page.evaluate(CURRENT) == "claim-2"
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.locator("#search").input_value() == "jk?"


def test_findings_show_their_place_in_the_article(open_page):
    page = open_page(full_report())
    page.locator("#quote-1 .to-article").click()
    assert page.locator(".article .flash").first.inner_text() == "We never doubted the old piers"


def test_an_address_with_a_claim_opens_it(open_page):
    page = open_page(full_report())
    page.goto(page.url + "#claim-4")
    assert page.evaluate(CURRENT) == "claim-4"


def test_without_its_script_the_page_is_complete(open_page):
    page = open_page(full_report(), java_script_enabled=False)
    assert not page.locator("#search").is_visible()
    page.locator("#claim-2 summary").first.click()
    assert page.locator("#claim-2 mark").first.is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_accessibility_violation(open_page, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(full_report(), color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.keyboard.press("j")
    found = [Axe().run(page)]
    page.locator("#claim-2 .read").first.click()
    found.append(Axe().run(page))
    told = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for result in found for v in result.response["violations"]]
    assert told == []
    assert all(any(rule["id"] == "color-contrast" for rule in result.response["passes"]) for result in found)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_runs_over_the_edge(open_page, width):
    page = open_page(hostile_report("x" * 400), viewport={"width": width, "height": 700})
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_print_shows_every_claim_with_its_deciding_evidence(open_page):
    page = open_page(full_report())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#claim-2 mark").first.is_visible()
    assert not page.locator("#search").is_visible()
    assert page.evaluate("getComputedStyle(document.body).overflow") == "visible"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#claim-2").get_attribute("open") is None


def test_two_hundred_claims_open_in_under_a_second(open_page):
    """Of work: the seconds that the page's thread ran, for on a busy machine it also waits."""
    page = open_page(long_report())
    assert page.locator("details.claim").count() == 200
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload()
    metrics = {entry["name"]: entry["value"] for entry in meter.send("Performance.getMetrics")["metrics"]}
    assert 0 < metrics["TaskDuration"] < 1
    page.keyboard.press("k")
    assert page.evaluate(CURRENT) == "claim-200"


@pytest.mark.parametrize("joined", ["\n".join(HOSTILE[:9]), " ".join(HOSTILE[9:])], ids=["markup", "controls"])
def test_hostile_text_is_shown_and_does_nothing(open_page, joined):
    page = open_page(hostile_report(joined))
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    title = page.title()
    assert title.startswith("Fact check: ")
    for link in page.locator("details.claim .read").all()[:2]:
        link.click()
        page.keyboard.press("Escape")
    assert page.title() == title
    assert page.locator("script").count() == 1
    assert page.evaluate("document.querySelectorAll('img, svg:not(.bar, .scores svg), iframe').length") == 0
    assert all(
        a.startswith("#")
        for a in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    )


def test_the_policy_stops_a_script_that_got_in_all_the_same(browser, tmp_path):
    made = render_html(full_report()).replace("</main>", "<script>document.title = 'owned'</script></main>")
    (tmp_path / "r.html").write_text(made, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "r.html").as_uri())
    assert page.title() == "Fact check: Orwick toll bridge reopens"
    page.close()


def test_a_line_of_a_million_characters_opens(open_page):
    page = open_page(long_line_report())
    assert page.evaluate("document.querySelector('.article').textContent.length") > 1_000_000 - 5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
