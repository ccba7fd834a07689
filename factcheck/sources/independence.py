"""Which sources go back to one origin, who it is, and which depend on the article itself.

Ten copies of one wire story are one source. Two documents are held to be of one origin when a large
part of the shorter one stands in the other, or a smaller part and both credit the same agency or
reporter. One publisher's documents are a family (`publisher_family`), not copies: two reports of one
office may rest on different work, so families are told apart from groups.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factcheck.sources.copies import components, overlaps
from factcheck.types import Document, digest

if TYPE_CHECKING:
    import tldextract

_COPIED = 0.35
"""Share of the shorter text's unquoted five-word runs that makes a copy. Measured on labelled folders and
on 838 news articles of one campaign: reprints that an editor shortened and reworded share 0.5 to 0.95;
separate stories at most 0.1, or 0.25 where one outlet ends all its stories with one note."""
_CREDITED = 0.25
"""The same where both credit one agency or reporter: a smaller part shows then that it is one story."""
_HEAD, _TAIL = 1_500, 600
_DATELINE = re.compile(
    r"(?:^|\n)[^\n(]{2,60}\(([A-Z][^()\n]{1,50})\)\s*(?:[-–—:]|$)|(?:^|\n)\(([A-Z][^()\n]{1,50})\)\s*[-–—]"
)
_BYLINE = re.compile(r"(?:^|\n)\W{0,4}by[:\s]+([A-Z][^\n|·•]{2,80})", re.IGNORECASE)
_CONTRIBUTED = re.compile(
    r"([A-Z][\w.’'&-]*(?:\s+[A-Z][\w.’'&-]*){0,4})\s+contributed\s+(?:to\s+)?(?:this|reporting|reports?)|"
    r"(?:with|additional)\s+(?:additional\s+)?(?:reporting|material|files)\s+(?:by|from)\s+([A-Z][^\n.;)]{1,60})|"
    r"(?:originally|first)\s+(?:published|appeared|reported)\s+(?:by|in|on|at)\s+([A-Z][^\n.;)]{1,60})"
)
_NAMES = re.compile(r"\s*(?:;|,|/|\band\b|\bfor\b|\bof\b(?=\s+(?:the\s+)?[A-Z][\w]+\s*$))\s*")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d+[a-z_]*/(.+)", re.IGNORECASE)
_PLATFORMS = frozenset(
    (
        "academia.edu", "archive.is", "archive.org", "archive.ph", "archive.today", "arxiv.org", "bsky.app", "doi.org",
        "facebook.com", "github.com", "google.com", "instagram.com", "issuu.com", "linkedin.com", "medium.com",
        "reddit.com", "researchgate.net", "scribd.com", "slideshare.net", "ssrn.com", "substack.com", "t.me",
        "telegram.me", "threads.net", "tiktok.com", "twitter.com", "vimeo.com", "x.com", "youtu.be", "youtube.com",
    )
)  # fmt: skip
"""Domains under which anybody publishes: sharing one makes no family."""
_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$")
"""Domains that stand for any other in texts and tests (RFC 2606): nobody publishes there."""
_NO_PUBLISHER = frozenset(("", "home", "homepage", "news", "blog", "website", "site", "wordpress", "index", "unknown"))
_LEAST_TITLE = 4
_FAMILY_LINE = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the documents of a group seem to come from: one of them, an agency that they credit, or both."""

    document: str | None
    name: str | None


def independence_groups(sources: Sequence[Document]) -> Mapping[str, str]:
    """Return the group of every source by document id; sources of one group count as one.

    A group's id follows from the content of its members, so it is the same in every run.
    """
    return {sources[i].id: _group_id(sources, group) for group in _groups(sources) for i in group}


def origins(sources: Sequence[Document]) -> Mapping[str, Origin]:
    """Return the probable origin of every group of more than one source, by group id.

    It is the member that another one credits, else the agency that all credit, else the earliest; when
    dates are missing, nobody can say.
    """
    return {_group_id(sources, group): _origin(sources, group) for group in _groups(sources) if len(group) > 1}


def is_article_publisher(article: Document, source: Document) -> bool:
    """Tell whether a source comes from the publisher of the article: it corroborates nothing then."""
    if article.publisher and source.publisher:
        return _key(article.publisher) == _key(source.publisher)
    family = publisher_family(article)
    return family is not None and family == publisher_family(source)


def cites_article(article: Document, source: Document, links: Sequence[str] = ()) -> bool:
    """Tell whether a source names the article's address or title: it may only repeat what that says.

    ``links`` are the addresses that the source's page links to, where they are known. Titles of fewer
    than four words are too common to tell.
    """
    text = source.text.casefold()
    for wanted in {_address(url) for url in (article.url, article.canonical_url) if url}:
        if wanted.strip("/").count("/") and (wanted in text or any(_address(link) == wanted for link in links)):
            return True
    title = _words(article.title or "")
    if len(title.split()) < _LEAST_TITLE:
        return False
    # Its own headline, where it is the same, cites nothing: two papers may print one story.
    lines = (_words(line) for line in source.text.splitlines())
    return any(f" {title} " in f" {line} " for line in lines if line != title)


def families(sources: Sequence[Document]) -> Mapping[str, str]:
    """Return the publisher family of every source by document id; sources of which nothing is known have none.

    Sources are of one family when they share a registrable domain or a publisher's name: they may hold
    different texts, yet they speak with one voice. A family is named by its first source.
    """
    known = [_family_keys(source) for source in sources]
    first: dict[str, int] = {}
    links = [(first.setdefault(key, index), index) for index, keys in enumerate(known) for key in sorted(keys)]
    found: dict[str, str] = {}
    for group in components(len(sources), links):
        name = next((family for i in group if (family := publisher_family(sources[i]))), None)
        if name is not None:
            found.update({sources[i].id: name for i in group})
    return found


def voices(groups: Mapping[str, str], family: Mapping[str, str]) -> Mapping[str, str]:
    """Return the voice of every source: the copies of one origin and the sources of one family have one.

    ``groups`` and ``family`` are what `independence_groups` and `families` return. A verdict counts voices.
    """
    ids = list(groups)
    first: dict[str, int] = {}
    links = [
        (first.setdefault(key, index), index)
        for index, source in enumerate(ids)
        for key in (f"group {groups[source]}", *([f"family {family[source]}"] if source in family else []))
    ]
    return {ids[i]: groups[ids[group[0]]] for group in components(len(ids), links) for i in group}


def publisher_family(document: Document) -> str | None:
    """Return what documents of one publisher have in common, or None when nothing is known.

    That is the registrable domain of the address ("news.example.co.uk": example.co.uk), else the
    publisher's name. Hosts under which anybody can publish, such as github.io, count as suffixes;
    platforms and archives such as youtube.com tell nothing, but an archived copy is its site's own.
    """
    return _domain(document) or _publisher(document) or None


def _family_keys(document: Document) -> set[str]:
    keys = {("domain", _domain(document)), ("name", _publisher(document))}
    return {f"{kind} {value}" for kind, value in keys if value}


def _domain(document: Document) -> str | None:
    if not document.url:
        return None
    archived = _ARCHIVED.match(document.url)
    domain = registrable_domain(archived.group(1) if archived else document.url)
    return domain if domain not in _PLATFORMS and not _RESERVED.search(domain or "") else None


def _publisher(document: Document) -> str:
    key = _key(document.publisher or "")
    return key if key not in _NO_PUBLISHER else ""


def registrable_domain(url: str) -> str | None:
    """Return the part of a host that is registered, or None for an address without one.

    From the public suffix list that comes with the library; nothing is ever fetched.
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    if not host:
        return None
    return _suffixes()(host).top_domain_under_public_suffix.lower() or None


@cache
def _suffixes() -> tldextract.TLDExtract:
    import tldextract

    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


def _groups(sources: Sequence[Document]) -> list[list[int]]:
    credited_by = [_credits(source) for source in sources]
    known = [credit | _owners(source) for credit, source in zip(credited_by, sources, strict=True)]
    links = []
    for overlap in overlaps(sources):
        first, second = overlap.first, overlap.second
        credited = bool(credited_by[first] & known[second] or known[first] & credited_by[second])
        if overlap.share >= (_CREDITED if credited else _COPIED):
            links.append((first, second))
    seen: dict[str, int] = {}
    for index, source in enumerate(sources):  # the same bytes under two names
        links.append((seen.setdefault(source.sha256, index), index))
    return components(len(sources), links)


def _group_id(sources: Sequence[Document], group: Sequence[int]) -> str:
    return digest("independence", min(sources[i].sha256 for i in group))


def _origin(sources: Sequence[Document], group: Sequence[int]) -> Origin:
    for i in sorted(group, key=lambda i: _age(sources[i])):
        owners = _owners(sources[i])
        if any(owners & _credits(sources[other]) - _owners(sources[other]) for other in group if other != i):
            return Origin(sources[i].id, sources[i].publisher or _first_line(sources[i].text))
    shared = set.intersection(*(_credits(sources[i]) for i in group))
    if shared:  # the agency itself is not among the sources
        return Origin(None, _credit_names(sources[group[0]])[min(shared)])
    if not all(sources[i].published for i in group):
        return Origin(None, None)
    first = min((sources[i] for i in group), key=_age)
    return Origin(first.id, first.publisher)


def _age(source: Document) -> tuple[str, str]:
    return (source.published or "9999", source.sha256)


def _credits(source: Document) -> set[str]:
    return set(_credit_names(source))


def _credit_names(source: Document) -> dict[str, str]:
    """Return whom a document credits: keys for comparison, and names as printed."""
    head, tail = source.text[:_HEAD], source.text[-_TAIL:]
    raw = [source.author or ""]
    for pattern, part in ((_DATELINE, head), (_BYLINE, head), (_CONTRIBUTED, head + "\n" + tail)):
        raw.extend(group for match in pattern.finditer(part) for group in match.groups() if group)
    names = [name for value in raw for name in _NAMES.split(value) if len(name) > 1]
    return {key: name.strip() for name in names if (key := _key(name)) and key not in _NOBODY}


_NOBODY = frozenset(
    (
        "writer", "reporter", "press office", "newsroom", "editor", "editors", "admin", "desk", "news desk",
        "editorial desk", "press release",
    )
)  # fmt: skip


def _owners(source: Document) -> set[str]:
    """Return the keys of the names under which others may credit a document."""
    found = {_key(source.publisher)} if source.publisher else set()
    line = _first_line(source.text)
    if line is not None:
        found.add(_key(line))
    return found - {""}


def _first_line(text: str) -> str | None:
    """Return the first line of a plain text when it is short: agencies print their name there."""
    line = text.lstrip().split("\n", 1)[0].strip("# *")
    return line if 0 < len(line) <= _FAMILY_LINE else None


def _key(name: str) -> str:
    """Return a name for comparison: no case, accents, article, or "staff"."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    words = re.findall(r"[a-z0-9]+", "".join(char for char in folded if not unicodedata.combining(char)))
    return " ".join(word for word in words if word not in ("the", "staff", "by"))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _address(url: str) -> str:
    """Return an address without scheme, www, query and final slash."""
    bare = re.sub(r"^(?:[a-z]+:)?//(?:www\.)?|[?#].*$", "", url.strip().casefold())
    return bare.rstrip("/")
