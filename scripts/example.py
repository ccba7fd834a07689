#!/usr/bin/env python3
"""Set everything up and check the example article: `python3 scripts/example.py`."""

from __future__ import annotations

import sys

from bootstrap import environment, run

CASE = "datasets/articles/ferrymead-bridge"

if __name__ == "__main__":
    commands = environment()
    sys.exit(run([str(commands / "factcheck"), "check", f"{CASE}/article.md", "--sources", f"{CASE}/sources"]))
