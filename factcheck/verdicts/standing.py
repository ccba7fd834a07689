"""Which evidence may decide: not what was corrected later, nor support by a source that depends on the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from factcheck.types import Document, Evidence, Passage, Stance

_CORRECTION = re.compile(
    r"\b(?:corrections?|corrigend(?:um|a)|errat(?:um|a)|clarifications?|retractions?|"
    r"(?:has been|have been|was|were|now|is) (?:corrected|retracted|withdrawn)|"
    r"an? (?:earlier|previous) version of this (?:article|story|report|page))\b",
    re.IGNORECASE,
)
_OPPOSITE = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS}


def entitled(evidence: Sequence[Evidence], dependent: AbstractSet[str]) -> list[Evidence]:
    """Return the evidence that may decide a verdict, in its order.

    Left out are passages that support the claim in sources that depend on the article (``dependent``, ids; of
    its own publisher, or citing it), for nobody corroborates himself; and passages that a later correction of
    the opposite stance overtakes, when both dates are known.
    """
    independent = [e for e in evidence if not (e.stance is Stance.SUPPORTS and e.passage.document.id in dependent)]
    corrections = [e for e in independent if e.stance in _OPPOSITE and _corrects(e.passage)]
    return [e for e in independent if not any(_overtakes(correction, e) for correction in corrections)]


def _corrects(passage: Passage) -> bool:
    title = passage.document.title or ""
    return bool(_CORRECTION.search(title) or _CORRECTION.search(passage.text))


def _overtakes(correction: Evidence, other: Evidence) -> bool:
    if _OPPOSITE.get(other.stance) is not correction.stance:
        return False
    later, earlier = _day(correction.passage.document), _day(other.passage.document)
    return later is not None and earlier is not None and earlier < later


def _day(document: Document) -> str | None:
    """Return the day of publication as YYYY-MM-DD, when it is known that well."""
    found = re.match(r"\d{4}-\d\d-\d\d", document.published or "")
    return found.group() if found else None
