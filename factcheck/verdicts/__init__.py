"""Evidence to verdict: pure arithmetic over stances and checks, every fitted number in one file.

`FittedAggregator` weighs the evidence as labelled claims taught it to and says how sure it is;
`MaxAggregator` compares the strongest passages with thresholds, for NLI models that nothing was fitted for.
"""

from factcheck.verdicts.abstention import least_confidence, least_open_confidence
from factcheck.verdicts.features import FEATURES, features
from factcheck.verdicts.fitted import FittedAggregator
from factcheck.verdicts.head import VerdictHead, read_head
from factcheck.verdicts.standing import entitled
from factcheck.verdicts.threshold import MaxAggregator, Thresholds
from factcheck.verdicts.voices import SIDES

__all__ = [
    "FEATURES",
    "SIDES",
    "FittedAggregator",
    "MaxAggregator",
    "Thresholds",
    "VerdictHead",
    "entitled",
    "features",
    "least_confidence",
    "least_open_confidence",
    "read_head",
]
