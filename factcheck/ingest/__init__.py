"""Ingest: any file, folder or stream to documents with exact text and metadata."""

from factcheck.ingest.reader import SUFFIXES, read_bytes, read_document
from factcheck.ingest.sources import read_sources

__all__ = ["SUFFIXES", "read_bytes", "read_document", "read_sources"]
