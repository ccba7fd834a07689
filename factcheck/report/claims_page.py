"""The claims of an article marked in its text: one page, everything inline, readable without a browser's help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from factcheck.errors import MissingExtraError
from factcheck.types import Claim, Document


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article: plain, or the words of claim ``number`` (from 1); ``first`` at its main place."""

    text: str
    number: int | None = None
    first: bool = False


def require() -> None:
    """Raise MissingExtraError unless the template library is installed; before long work."""
    if find_spec("jinja2") is None:
        raise MissingExtraError("HTML pages need jinja2: pip install 'factcheck-toolkit[report]'")


def claims_page(article: Document, claims: Sequence[Claim]) -> str:
    """Return the page; everything that the article says is escaped. Raises MissingExtraError."""
    require()
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("factcheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("claims.html")
    page: str = template.render(article=article, claims=claims, pieces=pieces(article.text, claims))
    return page.encode("utf-8", "replace").decode("utf-8")


def pieces(text: str, claims: Sequence[Claim]) -> list[Piece]:
    """Return ``text`` cut at the spans of the claims and their mentions; joined, the pieces are the text again."""
    marks = sorted(
        (span.start, span.end, number, place == 0)
        for number, claim in enumerate(claims, 1)
        for place, span in enumerate((claim.span, *claim.mentions))
    )
    found: list[Piece] = []
    at = 0
    for start, end, number, first in marks:
        if start < at:
            continue  # a place that two claims share is marked for the first
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], number, first))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found
