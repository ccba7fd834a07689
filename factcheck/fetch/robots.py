"""robots.txt as RFC 9309 defines it: groups, the longest matching rule, `*` and `$`.

The standard library's parser takes the first matching rule and knows no wildcards, so it misreads
what sites write today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_MAX_RULES = 5_000
_MAX_PATTERN = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one client: (allowed, pattern) pairs, and the Crawl-delay in seconds."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    @classmethod
    def parse(cls, text: str, product: str) -> Rules:
        """Return the rules of the group that names ``product``, or else of the group of all clients."""
        groups: dict[str, tuple[list[tuple[bool, str]], list[float]]] = {}
        names: list[str] = []
        in_rules = False
        for line in text.lstrip("\ufeff").splitlines():
            key, colon, value = line.split("#", 1)[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if not colon:
                continue
            if key == "user-agent":
                names = [value.lower()] if in_rules else [*names, value.lower()]
                in_rules = False
                groups.setdefault(value.lower(), ([], []))
            elif key in ("allow", "disallow", "crawl-delay"):
                in_rules = True
                for name in names:
                    rules, delays = groups[name]
                    if key == "crawl-delay":
                        delays.extend([float(value)] if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value) else [])
                    elif value and len(rules) < _MAX_RULES:
                        rules.append((key == "allow", value[:_MAX_PATTERN]))
        rules, delays = groups.get(product.lower(), groups.get("*", ([], [])))
        return cls(tuple(rules), max(delays, default=0.0))

    def allows(self, path: str) -> bool:
        """Tell whether ``path`` (with its query) may be fetched: the longest rule wins, a tie allows."""
        wanted = _normal(path)
        best, allowed = -1, True
        for allow, pattern in self.rules:
            length = len(pattern)
            if (length > best or (length == best and allow)) and _matches(_normal(pattern), wanted):
                best, allowed = length, allow
        return allowed


ALLOW_ALL = Rules()
"""The rules of a site without robots.txt."""

DENY_ALL = Rules(((False, "/"),))
"""The rules of a site whose robots.txt cannot be read."""


def _normal(path: str) -> str:
    return quote(unquote(path), safe="/%*$?&=:@!'()+,;~-._")


def _matches(pattern: str, path: str) -> bool:
    """Match without backtracking: each piece between wildcards is taken at its first place."""
    anchored = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    if len(pieces) == 1:
        return not anchored or at == len(path)
    for piece in pieces[1:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = pieces[-1]
    return path.endswith(last) and len(path) - len(last) >= at if anchored else path.find(last, at) >= 0
