"""Text and addresses of articles and sources, made harmless for whatever shows them.

Articles and sources are hostile until shown otherwise. What a reader sees must be what the characters
say: control characters are shown by name instead of acting, and only web addresses become links. The
escaping of a format (HTML, Markdown, JSON) comes on top and is that format's own business.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

# Embeddings, overrides and isolates reorder the text around them; the marks LRM, RLM and ALM only sit
# between neighbours and belong to honest Arabic and Hebrew, so they stay.
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ud800-\udfff]")
_IN_JSON = re.compile(f"[<>&\x7f-\x9f{_BIDI}\u200e\u200f\u061c\u2028\u2029\ud800-\udfff]")
_URL_SAFE = "/?#[]@!$&'()*+,;=:%-._~"
_EDGE_WORDS = 4
"""Words of a passage that a text fragment names at either end."""
_LONGEST_URL = 2_000


def shown(text: str) -> str:
    """Return ``text`` with every character that would act instead of being read shown by its code point.

    Line feeds and tabs stay, carriage returns become spaces. The result has no lone surrogate, so it can
    be encoded; and what is shown of two texts is what is shown of them joined.
    """
    return _CONTROL.sub(lambda match: f"[U+{ord(match.group()):04X}]", text.replace("\r", " "))


def web_address(url: str | None) -> str | None:
    """Return ``url`` as it may stand in a link, or None unless it is an http or https address.

    Everything outside the characters of RFC 3986 is percent-encoded, so the result is ASCII.
    """
    if not url or len(url) > _LONGEST_URL or re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    return quote(url, safe=_URL_SAFE, errors="replace")


def place_on_page(url: str | None, passage: str) -> str | None:
    """Return a link that scrolls a browser to ``passage`` on the page (a text fragment), or None as `web_address`."""
    address = web_address(url)
    if address is None:
        return None
    spoken = passage.split()
    edges = [spoken] if len(spoken) <= 2 * _EDGE_WORDS else [spoken[:_EDGE_WORDS], spoken[-_EDGE_WORDS:]]
    # A comma, an ampersand or a dash would be read as the fragment's own syntax.
    ends = [quote(" ".join(edge), safe="", errors="replace").replace("-", "%2D") for edge in edges]
    return f"{address}{'' if '#' in address else '#'}:~:text={','.join(ends)}"


def inert_json(value: Any) -> str:
    """Return ``value`` as indented JSON that stays inert inside a script element, a log or a terminal.

    The characters that could end a script, reorder text or command a terminal are written as escapes;
    a parser reads back exactly ``value``.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"
