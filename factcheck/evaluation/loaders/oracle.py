"""Claims beside their gold evidence: verification data as pairs, for scoring a model without retrieval.

The corpus is read once and only the sentences that gold evidence names are kept, so a corpus of any size
will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from factcheck.evaluation.examples import CorpusDocument, PairExample, SentenceRef, VerificationExample


@dataclass(frozen=True, slots=True)
class OraclePairs:
    """The pairs, and how many claims have none.

    ``without_evidence`` counts claims without gold evidence (not enough information), which have nothing
    to stand beside; ``not_found`` counts claims of which the corpus has no whole set of evidence.
    """

    pairs: tuple[PairExample, ...]
    without_evidence: int
    not_found: int


def gold_sentences(
    examples: Iterable[VerificationExample], documents: Iterable[CorpusDocument]
) -> dict[SentenceRef, str]:
    """Return the text of each sentence that the gold evidence of ``examples`` names and ``documents`` has."""
    wanted: dict[str, set[int]] = {}
    for example in examples:
        for evidence in example.evidence:
            for ref in evidence.sentences:
                wanted.setdefault(ref.document, set()).add(ref.sentence)
    return {
        SentenceRef(document.id, index): document.sentences[index]
        for document in documents
        for index in sorted(wanted.get(document.id, ()))
        if 0 <= index < len(document.sentences)
    }


def oracle_pairs(
    examples: Iterable[VerificationExample], sentences: Mapping[SentenceRef, str], labels: Mapping[str, str]
) -> OraclePairs:
    """Return, per claim and label, the claim beside the joined sentences of the first set found whole.

    A claim has one label in FEVER, and now and then two in SciFact; sets are alternatives, so one of each
    label says all. ``labels`` is the table of the loader; a pair is named ``claim/number of the set``.
    """
    pairs: list[PairExample] = []
    without_evidence = not_found = 0
    for example in examples:
        if not example.evidence:
            without_evidence += 1
            continue
        done: set[str] = set()
        for number, evidence in enumerate(example.evidence):
            if evidence.label in done or not all(ref in sentences for ref in evidence.sentences):
                continue
            done.add(evidence.label)
            text = " ".join(sentences[ref] for ref in evidence.sentences)
            pairs.append(PairExample(f"{example.id}/{number}", example.claim, text, labels[evidence.label]))
        not_found += not done
    return OraclePairs(tuple(pairs), without_evidence, not_found)
