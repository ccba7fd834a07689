"""Where a page that is gone can still be read: the Internet Archive's availability interface."""

from __future__ import annotations

import json
from urllib.parse import quote

from factcheck.errors import FetchError
from factcheck.fetch.client import Fetcher

ENDPOINT = "https://archive.org/wayback/available?url="
"""See https://archive.org/help/wayback_api.php."""


def archived(url: str, fetcher: Fetcher, *, endpoint: str = ENDPOINT) -> str | None:
    """Return the address of the archive's snapshot of ``url`` nearest to today, or None.

    None too when the archive cannot be asked: an offer that fails is no error.
    """
    try:
        answer = fetcher.fetch(endpoint + quote(url, safe=""), types=frozenset({"application/json"}), obey_robots=False)
        closest = json.loads(answer.body)["archived_snapshots"]["closest"]
        found = closest["url"] if closest["available"] else None
    except (FetchError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) and found.startswith(("https://", "http://")) else None
