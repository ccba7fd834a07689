"""NLI: the stance of each passage (premise) towards each claim (hypothesis)."""

from factcheck.nli.bundled import OnnxScorer
from factcheck.nli.labels import label_order

__all__ = ["OnnxScorer", "label_order"]
