"""``python -m factcheck``."""

from factcheck.cli.app import main

if __name__ == "__main__":
    main()
