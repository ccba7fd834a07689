#!/usr/bin/env python
"""Fill model cards and registry from run files: `python scripts/update_cards.py`.

A run file is made first, from the output of `factcheck evaluate pairs FILE FILE… --json`:
`python scripts/update_cards.py --from-json evaluated.json --model nli-mpnet --command "factcheck evaluate …"`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path

from factcheck.errors import DataError, FactcheckError
from factcheck.evaluation.cards import make_run, read_registry, read_run, with_block, with_headline

MODELS = Path(__file__).resolve().parent.parent / "models"


def main() -> None:
    """Make a run file if asked to, then fill every card that has one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from-json", type=Path, help="output of evaluate pairs --json")
    parser.add_argument("--model", help="bundled model that it measured")
    parser.add_argument("--command", help="the command, as the card shows it")
    options = parser.parse_args()
    registry = MODELS / "registry.toml"
    known = read_registry(registry)
    if options.from_json:
        if options.model not in known or not options.command:
            parser.error(f"--from-json needs --command and --model, one of {', '.join(known)}")
        try:
            evaluated = json.loads(options.from_json.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError(f"{options.from_json}: {error}") from error
        run = make_run(
            evaluated,
            command=options.command,
            date=datetime.datetime.now(tz=datetime.timezone.utc).date().isoformat(),
            model=options.model,
            checksums=known[options.model]["files"],
        )
        text = json.dumps(run, indent=1, ensure_ascii=False) + "\n"
        (MODELS / options.model / "metrics.json").write_text(text, encoding="utf-8")
    for name in known:
        file = MODELS / name / "metrics.json"
        if file.exists():
            run = read_run(file)
            card = file.with_name("README.md")
            card.write_text(with_block(card.read_text(encoding="utf-8"), run), encoding="utf-8")
            registry.write_text(with_headline(registry.read_text(encoding="utf-8"), name, run), encoding="utf-8")
            print(f"{name}: card and registry filled")


if __name__ == "__main__":
    try:
        main()
    except FactcheckError as error:
        sys.exit(f"error: {error}")
