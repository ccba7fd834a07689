"""Set up `.venv` beside the sources: what `example.py` and `test.py` share. Standard library only."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
CPU_TORCH = "https://download.pytorch.org/whl/cpu"


def environment(*extras: str) -> Path:
    """Create `.venv` if need be, install the package with ``extras``; return its folder of commands."""
    if sys.version_info < (3, 10):  # noqa: UP036  # run by whatever `python3` is, before any requirement holds
        sys.exit("factcheck needs Python 3.10 or newer")
    commands = FOLDER / ("Scripts" if os.name == "nt" else "bin")
    if not (commands / ("python.exe" if os.name == "nt" else "python")).exists():
        print("setting up .venv (about 2 minutes the first time) …", file=sys.stderr, flush=True)
        venv.create(FOLDER, with_pip=True, clear=FOLDER.exists())
    wanted = f".[{','.join(extras)}]" if extras else "."
    subprocess.run(
        [
            str(commands / "python"),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--constraint", "constraints.txt", *cpu_index(), "--editable", wanted),
        ],
        cwd=ROOT,
        check=True,
    )
    return commands


def cpu_index() -> list[str]:
    """Return pip options that find the CPU build of torch, where its default is a CUDA build.

    Only Linux on x86 has that default; with an NVIDIA driver it is what one wants. Where the index
    cannot be reached, pip's own configuration decides.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64" or shutil.which("nvidia-smi"):
        return []
    try:
        request = urllib.request.Request(f"{CPU_TORCH}/torch/", method="HEAD")  # noqa: S310  # a constant address
        with urllib.request.urlopen(request, timeout=3):  # noqa: S310
            return ["--extra-index-url", CPU_TORCH]
    except (urllib.error.URLError, OSError):
        return []


def run(command: list[str]) -> int:
    """Run ``command`` in the checkout and return its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode
