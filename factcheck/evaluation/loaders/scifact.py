"""SciFact: claims against abstracts of research papers (Wadden et al. 2020).

Claims: ``claims_train.jsonl``, ``claims_dev.jsonl``, ``claims_test.jsonl`` with ``id``, ``claim``,
``evidence`` (by document, a list of rationales: ``sentences`` and ``label``) and ``cited_doc_ids``.
Corpus: ``corpus.jsonl`` with ``doc_id``, ``title`` and ``abstract``, a list of sentences.

SciFact labels each document, not the claim. The label of the claim is that of its documents; it is
NOT_ENOUGH_INFO where none has evidence, and MIXED where they disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import CorpusDocument, GoldEvidence, SentenceRef, VerificationExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORT": "support", "CONTRADICT": "refute"}
"""The two labels of a rationale and the stances they stand for."""

NOT_ENOUGH = "NOT_ENOUGH_INFO"
MIXED = "MIXED"


class _Rationale(msgspec.Struct):
    sentences: list[int]
    label: str


class _Claim(msgspec.Struct):
    id: int | str
    claim: str
    evidence: dict[str, list[_Rationale]] | None = None


class _Abstract(msgspec.Struct):
    doc_id: int | str
    title: str
    abstract: list[str]


def claims(file: Path, *, labelled: bool = True) -> Iterator[VerificationExample]:
    """Yield the claims of one split; each rationale is one set of evidence.

    Rows of the blind test file, which have no evidence field, need ``labelled=False``; their label is
    empty then. Raises DataError.
    """
    for place, row in json_lines(file, _Claim, "id, claim, evidence, cited_doc_ids"):
        if row.evidence is None and labelled:
            raise DataError(f"{place}: no evidence; a blind test file cannot be scored, take train or dev")
        evidence = []
        for document, rationales in (row.evidence or {}).items():
            for rationale in rationales:
                known(LABELS, rationale.label, place, "label of the evidence")
                refs = tuple(SentenceRef(document, sentence) for sentence in rationale.sentences)
                evidence.append(GoldEvidence(rationale.label, refs))
        label = "" if row.evidence is None else _label({item.label for item in evidence})
        yield VerificationExample(str(row.id), row.claim, label, tuple(evidence))


def documents(file: Path) -> Iterator[CorpusDocument]:
    """Yield the abstracts of ``corpus.jsonl``. Raises DataError."""
    for _, row in json_lines(file, _Abstract, "doc_id, title, abstract"):
        yield CorpusDocument(str(row.doc_id), row.title, tuple(row.abstract))


def _label(found: set[str]) -> str:
    if not found:
        return NOT_ENOUGH
    return found.pop() if len(found) == 1 else MIXED
