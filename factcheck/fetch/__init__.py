"""Polite, guarded fetching of public web pages, and snapshots of what was fetched."""

from factcheck.fetch.client import Fetched, Fetcher, Limits
from factcheck.fetch.snapshot import find_snapshot, read_snapshot, write_snapshot
from factcheck.fetch.wayback import archived

__all__ = ["Fetched", "Fetcher", "Limits", "archived", "find_snapshot", "read_snapshot", "write_snapshot"]
