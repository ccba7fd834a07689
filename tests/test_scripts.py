"""Scripts stay thin, and their logic is tested in the package; here, that each of them still loads."""

import runpy
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(path.name for path in SCRIPTS.glob("*.py")))
def test_every_script_loads_and_has_a_summary(name, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    loaded = runpy.run_path(str(SCRIPTS / name), run_name="loaded")
    assert loaded["__doc__"].strip().splitlines()[0].endswith((".", "`."))
