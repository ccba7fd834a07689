"""Claim detection: which sentences of an article can be checked."""

from factcheck.claims.declarative import DeclarativeDetector

__all__ = ["DeclarativeDetector"]
