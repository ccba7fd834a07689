import os
import subprocess
import sys
from pathlib import Path

import pytest

import factcheck

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "trafilatura",
    "bm25s",
    "lancedb",
    "pyarrow",
)


def test_the_exported_names_are_the_known_ones_in_order():
    assert factcheck.__all__ == sorted(factcheck.__all__)
    assert factcheck.__all__ == [
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


@pytest.mark.parametrize("name", factcheck.__all__)
def test_every_exported_name_is_there_and_documented(name):
    member = getattr(factcheck, name)
    assert isinstance(member, str) or member.__doc__


@pytest.mark.parametrize("module", ["factcheck", "factcheck.cli.app"])
def test_an_import_loads_no_model_library(module):
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(Path(factcheck.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
