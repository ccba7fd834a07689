"""The command line: parses, calls the package, prints. No logic that another caller needs."""
