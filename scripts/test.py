#!/usr/bin/env python3
"""Set everything up and run the tests: `python3 scripts/test.py [pytest options]`."""

from __future__ import annotations

import sys

from bootstrap import environment, run

if __name__ == "__main__":
    commands = environment("test")
    sys.exit(run([str(commands / "pytest"), *sys.argv[1:]]))
