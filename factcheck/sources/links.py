"""Links that a text carries itself, and the form in which two addresses can be compared.

Markdown links, reference links and footnotes, bare addresses and DOIs, with exact spans. The anchors
of an HTML page are found where its text is extracted (`factcheck.ingest.links`).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from factcheck.types import Document, Link, Span

MAX_LINKS = 2_000
"""Links kept of one article: more are a directory, not citations."""

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|cmpid|ref|ref_src|s_cid|ncid|smid|yclid|_ga)",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>“”]+", re.IGNORECASE)
_BARE = re.compile(r"(?:https?://|www\.)[^\s<>\"“”|]+|\bdoi:\s?10\.\d{4,9}/[^\s<>\"“”|]+", re.IGNORECASE)
_INLINE = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]\n]{1,500})\]\((?P<url><[^<>\n]+>|[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?:\s+[\"'(][^\n]*?[\"')])?\)"
)
_REFERENCE = re.compile(r"(?<!!)\[(?P<text>[^\[\]\n]{1,500})\]\s?\[(?P<label>[^\[\]\n]{0,200})\]")
_FOOTNOTE = re.compile(r"\[\^(?P<label>[^\[\]\s]{1,60})\](?!:)")
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>\^?[^\[\]\n]{1,200})\]:[ \t]*(?P<rest>\S[^\n]*)$", re.MULTILINE)
_SHORT_END = re.compile(r"[.,;:!?'’”\"*_]+$")


def text_links(document: Document) -> tuple[Link, ...]:
    """Return the Markdown links, bare addresses and DOIs of a text, in its order.

    Of a footnote the mark is the span, the address the first one of its note.
    """
    text = document.text
    definitions: dict[str, str] = {}
    defined: list[Span] = []
    for match in _DEFINITION.finditer(text):
        found = _BARE.search(match["rest"]) or re.match(r"<?(?P<url>[^\s<>]+)>?", match["rest"])
        defined.append(Span(match.start(), match.end()))
        if found and (not match["label"].startswith("^") or _BARE.search(match["rest"])):
            definitions.setdefault(match["label"].lower().strip(), _balanced(found.group().strip("<>")))
    links = [Link(_clean(m["url"].strip("<>")), Span(m.start(), m.end())) for m in _INLINE.finditer(text)]
    for match in _REFERENCE.finditer(text):
        label = (match["label"] or match["text"]).lower().strip()
        if label in definitions:
            links.append(Link(_clean(definitions[label]), Span(match.start(), match.end())))
    for match in _FOOTNOTE.finditer(text):
        label = "^" + match["label"].lower()
        if label in definitions:
            links.append(Link(_clean(definitions[label]), Span(match.start(), match.end())))
    taken = [*(link.span for link in links), *defined]
    for match in _BARE.finditer(text):
        url = _balanced(match.group())
        span = Span(match.start(), match.start() + len(url))
        if not any(span.overlaps(other) for other in taken):
            links.append(Link(_clean(url), span))
    kept = [link for link in links if is_citable(link.url)]
    return tuple(sorted(kept, key=lambda link: (link.span.start, link.span.end))[:MAX_LINKS])


def is_citable(url: str) -> bool:
    """Tell whether the address can be a source: a web address or a DOI."""
    return url.lower().startswith(("http://", "https://")) and bool(_split(url)[0])


def canonical(url: str) -> str:
    """Return the form of ``url`` by which two addresses of one page are told to be equal.

    Left out are scheme, "www.", default ports, fragments, tracking parameters, a final slash and index
    pages; the host is in lower case, the parameters are sorted; every form of a DOI is ``doi:10.…``.
    """
    cleaned = url.strip()
    doi = _DOI.search(unquote(cleaned))
    host, path, query = _split(cleaned)
    if doi and (cleaned.lower().startswith("doi:") or host in ("doi.org", "dx.doi.org") or not host):
        return f"doi:{_SHORT_END.sub('', doi.group()).lower()}"
    kept = sorted((k, v) for k, v in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(k))
    path = re.sub(r"/(?:index\.(?:html?|php)|amp)?$", "", unquote(path))
    return f"{host}{path}{'?' + urlencode(kept) if kept else ''}"


def _split(url: str) -> tuple[str, str, str]:
    """Return host, path and query; an address that cannot be parsed has no host."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}" if url.lower().startswith("www.") else url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "", url, ""
    named = host.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    return named, parts.path, parts.query


def _clean(url: str) -> str:
    if url.lower().startswith("www."):
        return f"http://{url}"
    if url.lower().startswith("doi:") or url.startswith("10."):
        return f"https://doi.org/{url[4:].strip() if url.lower().startswith('doi:') else url}"
    return url


def _balanced(url: str) -> str:
    """Return a bare address without the punctuation of the sentence around it."""
    while url:
        shorter = _SHORT_END.sub("", url)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter.endswith("]") and shorter.count("]") > shorter.count("["):
            shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter
    return url
