"""Which pages are fetched for the citations of an article, and what becomes of those that fail."""

import pytest
from fakes import document

from factcheck.errors import FetchError
from factcheck.sources import cited, fetch_cited
from factcheck.types import Document

ARTICLE = Document.from_text(
    "The [dam](https://a.example/dam) is old. It [leaks](https://b.example/?utm_source=x), says "
    "https://b.example/ too. The [town](https://c.example/gone) is near. See [here](https://me.example/story)."
)


class Pages:
    """Pages by address; others cannot be had."""

    def __init__(self, **moved):
        self.asked, self.moved = [], moved

    def page(self, url):
        self.asked.append(url)
        if "gone" in url:
            raise FetchError(f"{url}: HTTP 404")
        return document(f"Page at {url}.", name=url, url=self.moved.get("to", url), aliases=(url,))

    def archived(self, url):
        return f"https://archive.example/{url}"


def test_only_what_the_sources_lack_is_fetched_and_each_page_once():
    pages, seen = Pages(), []
    article = document(ARTICLE.text, url="https://me.example/story")
    dam = document("The dam.", url="http://www.a.example/dam/")
    found = fetch_cited(article, (dam,), pages, lambda *step: seen.append(step))
    assert pages.asked == ["https://b.example/?utm_source=x", "https://c.example/gone"]
    assert [page.url for page in found.documents] == ["https://b.example/?utm_source=x"]
    assert found.unreachable == {"https://c.example/gone": "https://archive.example/https://c.example/gone"}
    assert [(f.stage, f.item) for f in found.failures] == [("fetch", "https://c.example/gone")]
    assert seen[-1] == ("fetch", 2, 2)


def test_links_that_lead_to_one_page_give_one_document_that_knows_them_all():
    found = fetch_cited(ARTICLE, (), Pages(to="https://same.example/"))
    (page,) = found.documents
    assert page.aliases == ("https://a.example/dam", "https://b.example/?utm_source=x", "https://me.example/story")


def test_an_article_without_links_asks_for_nothing():
    pages = Pages()
    found = fetch_cited(Document.from_text("The dam is old."), (), pages)
    assert (found.documents, found.failures, pages.asked) == ((), (), [])


def test_too_many_links_are_a_failure_not_an_endless_run(monkeypatch):
    monkeypatch.setattr(cited, "MOST_PAGES", 1)
    pages = Pages()
    found = fetch_cited(ARTICLE, (), pages)
    assert len(pages.asked) == 1
    assert len(found.failures) == 3
    assert found.unreachable == {}
    assert all("more than 1 pages" in failure.error for failure in found.failures)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_other_errors_are_not_swallowed(error):
    class Broken(Pages):
        def page(self, url):
            raise error

    with pytest.raises(error):
        fetch_cited(ARTICLE, (), Broken())
