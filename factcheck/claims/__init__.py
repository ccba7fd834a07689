"""Claim detection: what in an article deserves a check, said so that it stands alone."""

from factcheck.claims.declarative import DeclarativeDetector
from factcheck.claims.detector import WorthinessDetector
from factcheck.claims.worthiness import OnnxWorthiness

__all__ = ["DeclarativeDetector", "OnnxWorthiness", "WorthinessDetector"]
