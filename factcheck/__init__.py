"""Check the claims of an article against sources you trust.

>>> from factcheck import FactChecker
>>> report = FactChecker.default().check("article.txt", sources=["sources/"])
>>> for verdict in report.verdicts:
...     print(verdict.label.value, verdict.confidence, verdict.claim.text)

Importing the package loads no model library; models are loaded when a check first needs them.
"""

from factcheck.checker import FactChecker
from factcheck.config import Settings, load_settings
from factcheck.errors import (
    ChecksumError,
    ConfigError,
    DataError,
    FactcheckError,
    InputError,
    MissingExtraError,
    ModelError,
    OutputError,
    UnknownModelError,
)
from factcheck.types import (
    Claim,
    Document,
    Evidence,
    Failure,
    Label,
    ModelInfo,
    Passage,
    Provenance,
    Report,
    Span,
    Stance,
    StanceScores,
    Verdict,
)
from factcheck.version import __version__

__all__ = [
    "ChecksumError",
    "Claim",
    "ConfigError",
    "DataError",
    "Document",
    "Evidence",
    "FactChecker",
    "FactcheckError",
    "Failure",
    "InputError",
    "Label",
    "MissingExtraError",
    "ModelError",
    "ModelInfo",
    "OutputError",
    "Passage",
    "Provenance",
    "Report",
    "Settings",
    "Span",
    "Stance",
    "StanceScores",
    "UnknownModelError",
    "Verdict",
    "__version__",
    "load_settings",
]
