"""The pages that an article links to and that are not among its sources: fetched, on the user's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from factcheck.errors import InputError
from factcheck.protocols import PageReader, Progress, silent
from factcheck.sources.citations import cited_pages, find_citations
from factcheck.sources.links import canonical
from factcheck.types import CitedPages, Document, Failure

MOST_PAGES = 100
"""Pages fetched for one article; each may take seconds, for the sites' sake."""


def fetch_cited(
    article: Document, sources: Sequence[Document], pages: PageReader, progress: Progress = silent
) -> CitedPages:
    """Fetch what ``article`` cites and ``sources`` do not hold, in its order.

    A page that cannot be had is a failure and listed as unreachable, with the archive's copy where there is
    one. Beyond `MOST_PAGES` addresses nothing is asked for: those are failures too, but not unreachable.
    """
    known = {*cited_pages(sources), *([canonical(article.url)] if article.url else [])}
    wanted: dict[str, str] = {}
    for citation in find_citations(article):
        if canonical(citation.url) not in known:
            wanted.setdefault(canonical(citation.url), citation.url)
    addresses = list(wanted.values())
    documents: dict[str, Document] = {}
    unreachable: dict[str, str | None] = {}
    failures = [
        Failure("fetch", url, f"{url}: not fetched, the article cites more than {MOST_PAGES} pages; save it instead")
        for url in addresses[MOST_PAGES:]
    ]
    for done, url in enumerate(addresses[:MOST_PAGES]):
        progress("fetch", done, len(addresses))
        try:
            page = pages.page(url)
        except InputError as error:
            failures.append(Failure("fetch", url, str(error)))
            unreachable[url] = pages.archived(url)
            continue
        same = documents.get(page.url or url)
        aliases = dict.fromkeys((*(same.aliases if same else ()), *page.aliases))
        documents[page.url or url] = replace(page, aliases=tuple(aliases))
    progress("fetch", len(addresses), len(addresses))
    return CitedPages(tuple(documents.values()), unreachable, tuple(failures))
