import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.bundled
def test_the_wheel_works_with_no_repository_in_sight(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if name.endswith(".safetensors")]
        assert max(entry.file_size for entry in archive.infolist()) < 95_000_000
        archive.extractall(tmp_path / "site")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "s.txt").write_text("The Orwick bridge was opened again on Monday.", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import factcheck; print(factcheck.__file__)"
    run = {"cwd": tmp_path / "away", "env": environment, "capture_output": True, "text": True}
    where = subprocess.run([sys.executable, "-c", code], **run, check=True)
    assert where.stdout.startswith(str(tmp_path / "site"))
    command = [
        sys.executable,
        "-m",
        "factcheck",
        "verify",
        "The Orwick bridge opened on Monday.",
        "-s",
        "s.txt",
        "-f",
        "json",
    ]
    result = subprocess.run(command, **run, check=False)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["claims"][0]["verdict"] == "SUPPORTED"
