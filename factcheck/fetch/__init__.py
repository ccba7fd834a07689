"""Polite, guarded fetching of public web pages, and snapshots of what was fetched."""

from factcheck.fetch.client import Fetched, Fetcher, Limits
from factcheck.fetch.snapshot import write_snapshot
from factcheck.fetch.wayback import archived

__all__ = ["Fetched", "Fetcher", "Limits", "archived", "write_snapshot"]
