"""Web pages: single addresses, lists of them, sitemaps and feeds, fetched politely through `factcheck.fetch`.

The store is the cache: a page that the server says is unchanged is neither sent nor read again.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from factcheck.errors import InputError
from factcheck.fetch import Fetched, Fetcher
from factcheck.fetch.client import TYPES
from factcheck.ingest.reader import read_bytes
from factcheck.store.inputs.item import Broken, Item, Known, Reading, identified
from factcheck.store.inputs.warc import FORMS
from factcheck.types import digest

_XML = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "application/gzip"})
_XML_TYPES = _XML | {"application/x-gzip", "application/octet-stream"}
_MAX_LISTING = 60_000_000  # bytes of one sitemap; the protocol allows 50 MB
_MAX_DEPTH = 3  # sitemaps of sitemaps
_MAX_SITEMAPS = 1_000  # sitemaps that are followed from one address


def is_address(where: str) -> bool:
    """Tell whether ``where`` is a web address."""
    return where.lower().startswith(("http://", "https://"))


def listed_addresses(file: Path) -> tuple[str, ...]:
    """Return the addresses of a list, one a line; empty lines and those that begin with # are passed over.

    Raises InputError for a line that is no address.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as a list of addresses ({error})") from error
    found = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and not text.startswith("#"):
            if not is_address(text):
                raise InputError(f"{file}:{number}: {text[:80]!r} is no http or https address")
            found.append(text)
    return tuple(dict.fromkeys(found))


def list_items(file: Path, fetcher: Fetcher) -> Iterator[Item | Broken]:
    """Yield the pages of a list of addresses; positions count them."""
    source = str(file.resolve())
    for number, url in enumerate(listed_addresses(file), 1):
        yield _page_item(url, source, fetcher, number)


def address_items(url: str, fetcher: Fetcher, limit: int) -> Iterator[Item | Broken]:
    """Yield the page at ``url``, or the pages of the sitemap or feed that is there, at most ``limit``.

    Sitemaps name pages of their own host only; what they say of other hosts is passed over.
    """
    if not _looks_like_listing(url):
        yield _page_item(url, url, fetcher, 1)
        return
    seen: set[str] = set()
    for found in _listing(url, fetcher):
        if isinstance(found, Broken):
            yield found
            continue
        if found in seen:
            continue
        if len(seen) == limit:
            yield Broken(url, f"{url}: lists more than {limit:,} pages; raise --limit to have them all")
            return
        seen.add(found)
        yield _page_item(found, url, fetcher, len(seen))


def _looks_like_listing(url: str) -> bool:
    try:
        path = urlsplit(url).path.lower().removesuffix(".gz").rstrip("/")
    except ValueError:  # no address: the fetcher says why
        return False
    name = path.rsplit("/", 1)[-1]
    return name.endswith((".xml", ".rss", ".atom")) or name in ("feed", "rss", "atom", "sitemap")


def _page_item(url: str, source: str, fetcher: Fetcher, position: int) -> Item:
    def read(known: Known | None) -> Reading | None:
        etag, last_modified = (known.etag, known.last_modified) if known else (None, None)
        page = fetcher.fetch(url, etag=etag, last_modified=last_modified)
        if page.not_modified:
            return None
        form = FORMS.get(page.content_type.split(";")[0].strip().lower())
        fingerprint = digest(page.sha256, form or "")
        if known is not None and known.fingerprint == fingerprint:
            return None
        document = read_bytes(page.body, url, form)
        found = replace(document, url=page.final_url, retrieved=page.retrieved)
        try:
            kept = identified(found, url)
        except InputError as error:
            raise InputError(f"{url}: {error}") from error
        return Reading(kept, fingerprint, page.answer.header("etag"), page.answer.header("last-modified"))

    return Item(url, source, url, read, position=position)


def _listing(first: str, fetcher: Fetcher) -> Iterator[str | Broken]:
    """Yield the addresses of a sitemap, of the sitemaps it names, or of a feed, and what of these cannot be read.

    Each sitemap is fetched once, whatever names it.
    """
    waiting, seen = [(first, 0)], {first}
    while waiting:
        url, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            yield Broken(url, f"{url}: sitemaps of sitemaps are followed {_MAX_DEPTH} deep; it is left out")
            continue
        try:
            page = fetcher.fetch(url, types=TYPES | _XML_TYPES)
            pages, sitemaps = addresses_in(_unpacked(page), page.final_url)
        except InputError as error:
            yield Broken(url, str(error))
            continue
        yield from pages
        new = [sitemap for sitemap in sitemaps if sitemap not in seen]
        taken = new[: _MAX_SITEMAPS - len(seen)]
        if left := len(new) - len(taken):
            what = f"leads to more than {_MAX_SITEMAPS:,} sitemaps; {left:,} are left out, give them by themselves"
            yield Broken(url, f"{url}: {what}")
        seen.update(taken)
        waiting.extend((sitemap, depth + 1) for sitemap in reversed(taken))


def _unpacked(page: Fetched) -> bytes:
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(page.body)) as stream:
            body = stream.read(_MAX_LISTING + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{page.final_url}: broken compression ({error})") from error
    if len(body) > _MAX_LISTING:
        raise InputError(f"{page.final_url}: larger than {_MAX_LISTING // 1_000_000} MB when decompressed")
    return body


def addresses_in(body: bytes, base: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pages and the sitemaps that a sitemap, RSS or Atom document names, in its order.

    Raises InputError for anything else. Entities are not expanded and nothing is loaded.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        detail = " ".join(str(error).split())[:120]
        raise InputError(f"{base}: neither a sitemap nor a feed ({detail}); give the address of the page") from error
    kind = etree.QName(root).localname.lower()
    host = urlsplit(base).hostname
    if kind in ("urlset", "sitemapindex"):
        own = _joined(base, _locations(root, "url" if kind == "urlset" else "sitemap"), host)
        return (own, ()) if kind == "urlset" else ((), own)
    if kind in ("rss", "rdf", "feed"):
        return _joined(base, _links(root)), ()
    raise InputError(f"{base}: neither a sitemap nor a feed, but <{kind[:40]}>; give the address of the page")


def _joined(base: str, texts: Iterable[str], host: str | None = None) -> tuple[str, ...]:
    """Return the addresses that ``texts`` are, seen from ``base``; of ``host`` alone if it is given.

    What cannot be parsed stays as it is: the fetcher will say so.
    """
    found: dict[str, None] = {}
    for text in texts:
        try:
            url = urljoin(base, text)
            wanted = is_address(url) and (host is None or urlsplit(url).hostname == host)
        except ValueError:
            url, wanted = text, True
        if wanted:
            found[url] = None
    return tuple(found)


def _locations(root: object, entry: str) -> Iterator[str]:
    """Yield the address of each entry of that name; those of its images and videos lie deeper."""
    for node in root.iterfind(f"{{*}}{entry}/{{*}}loc"):  # type: ignore[attr-defined]  # lxml ships no types
        if text := (node.text or "").strip():
            yield text


def _links(root: object) -> Iterator[str]:
    """Yield the address of each entry: the text of RSS's link, the href of Atom's alternate link."""
    for entry in root.iter("{*}item", "{*}entry"):  # type: ignore[attr-defined]
        for link in entry.iterfind("{*}link"):
            if link.get("rel", "alternate") != "alternate":
                continue
            if target := (link.get("href") or link.text or "").strip():
                yield target
                break
