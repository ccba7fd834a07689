"""How reports put text on a terminal: wrapped, indented, and harmless whatever a source contains."""

from __future__ import annotations

import unicodedata

from rich.console import Console
from rich.text import Text

from factcheck.report.harmless import shown
from factcheck.types import Document


def printable(text: str) -> str:
    """Return ``text`` without control characters: hostile text must not command the terminal, nor reorder it."""
    return shown("".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc"))


def print_indented(text: Text, console: Console, *, indent: int) -> None:
    """Print ``text`` wrapped and indented, without the trailing space that rich's padding leaves."""
    for line in text.wrap(console, max(20, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent).append_text(line), soft_wrap=True)


def origin_of(document: Document) -> str:
    """Return the file or address a reader can open, with the publisher where it is known."""
    place = document.path or document.url or document.title or document.id
    name = place.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return f"{name} ({document.publisher})" if document.publisher else name
