"""A few kills of `scripts/kill_store.py`; the script itself does twenty."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "kill_store.py"


@pytest.mark.slow
def test_a_killed_writer_leaves_a_whole_store_and_the_next_one_finishes(tmp_path):
    command = [sys.executable, str(SCRIPT), str(tmp_path), "--kills", "3", "--documents", "300"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kills of a live writer, 0 with differences" in done.stdout
