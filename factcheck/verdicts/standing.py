"""Which evidence may decide: not what was corrected later, nor what depends on the article or is unrelated to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from factcheck.types import Document, Evidence, Passage, Stance, Standing

_HEADED = re.compile(
    r"\W*(?:corrections?|corrigend(?:um|a)|errat(?:um|a)|clarifications?|retractions?)\b(?! (?:officers?|department))",
    re.IGNORECASE,
)
"""A title or a passage that begins so corrects something."""

_SAID = re.compile(
    r"\b(?:report|article|story|figures?|numbers?|statement|paper|study|release|bulletin|page|version)\b[^.]{0,40}? "
    r"(?:has been|have been|was|were|is|are) (?:since |now )?(?:corrected|retracted)|"
    r"\ban? (?:earlier|previous) version of this (?:article|story|report|page)\b|\bwe (?:have )?corrected\b",
    re.IGNORECASE,
)
_OPPOSITE = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS}


def entitled(evidence: Sequence[Evidence], standing: Standing) -> list[Evidence]:
    """Return the evidence that may decide a verdict, in its order.

    Left out are passages of unrelated sources; passages that support the claim in dependent ones, for nobody
    corroborates himself; and passages that a later correction of the opposite stance overtakes, when both dates
    are known.
    """
    independent = [item for item in evidence if _independent(item, standing)]
    corrections = [e for e in independent if e.stance in _OPPOSITE and _corrects(e.passage)]
    return [e for e in independent if not any(_overtakes(correction, e) for correction in corrections)]


def _independent(evidence: Evidence, standing: Standing) -> bool:
    source = evidence.passage.document.id
    return source not in standing.unrelated and not (
        evidence.stance is Stance.SUPPORTS and source in standing.dependent
    )


def _corrects(passage: Passage) -> bool:
    return bool(
        _HEADED.match(passage.document.title or "") or _HEADED.match(passage.text) or _SAID.search(passage.text)
    )


def _overtakes(correction: Evidence, other: Evidence) -> bool:
    if _OPPOSITE.get(other.stance) is not correction.stance:
        return False
    later, earlier = _day(correction.passage.document), _day(other.passage.document)
    return later is not None and earlier is not None and earlier < later


def _day(document: Document) -> str | None:
    """Return the day of publication as YYYY-MM-DD, when it is known that well."""
    found = re.match(r"\d{4}-\d\d-\d\d", document.published or "")
    return found.group() if found else None
