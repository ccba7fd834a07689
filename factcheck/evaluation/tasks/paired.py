"""Datasets of claim–evidence pairs, and of claims beside their gold sentences, scored as ``evaluate pairs`` does.

Their rows are written out as a pairs file for the time of the run, so that sampling, predictions that a
stopped run goes on from, and every figure are those of `factcheck.evaluation.pairs` and nothing else's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from factcheck.errors import DataError, OutputError
from factcheck.evaluation.examples import PairExample
from factcheck.evaluation.loaders import find, load_documents, load_pairs, load_verification
from factcheck.evaluation.loaders.fever import plain_text
from factcheck.evaluation.loaders.oracle import gold_sentences, oracle_pairs
from factcheck.evaluation.pairs import PairsResult, evaluate_pairs
from factcheck.protocols import Progress, StanceScorer, silent


@dataclass(frozen=True, slots=True)
class OracleResult:
    """Figures of the pairs, and how many claims have none (`factcheck.evaluation.loaders.oracle.OraclePairs`)."""

    pairs: PairsResult
    without_evidence: int
    not_found: int


def evaluate_dataset_pairs(
    dataset: str,
    file: Path,
    scorer: StanceScorer,
    *,
    limit: int | None = None,
    predictions: Path | None = None,
    progress: Progress = silent,
) -> PairsResult:
    """Score the pairs of an official file; options as in `factcheck.evaluation.pairs.evaluate_pairs`."""
    examples = load_pairs(dataset, file)
    return _evaluate(examples, file, scorer, limit=limit, predictions=predictions, progress=progress)


def evaluate_oracle(
    dataset: str,
    file: Path,
    corpus: Path,
    scorer: StanceScorer,
    *,
    limit: int | None = None,
    predictions: Path | None = None,
    progress: Progress = silent,
) -> OracleResult:
    """Score each claim beside its gold sentences: how well stances are told when the evidence is there.

    ``limit`` is a number of pairs. Claims without gold evidence (not enough information) have nothing to
    stand beside; they are counted and no part of the figures. Raises DataError where the corpus has
    evidence for none of the claims.
    """
    claims = list(load_verification(dataset, file))
    found = oracle_pairs(claims, gold_sentences(claims, load_documents(dataset, corpus)), find(dataset).labels())
    if not found.pairs:
        raise DataError(f"{corpus}: has no gold sentences of {file}; give the corpus of the dataset")
    pairs: Sequence[PairExample] = found.pairs
    if dataset == "fever":  # its bracket tokens are no part of what a sentence says
        pairs = [replace(pair, claim=plain_text(pair.claim), evidence=plain_text(pair.evidence)) for pair in pairs]
    result = _evaluate(pairs, file, scorer, limit=limit, predictions=predictions, progress=progress)
    return OracleResult(result, found.without_evidence, found.not_found)


def _evaluate(examples: Iterable[PairExample], file: Path, scorer: StanceScorer, **options: Any) -> PairsResult:
    # Of the same name, which predictions are kept under; an ending .gz would say that it is compressed.
    name = file.stem if file.suffix.lower() == ".gz" else file.name
    with tempfile.TemporaryDirectory(prefix="factcheck-") as folder:
        rows = Path(folder) / name
        try:
            with rows.open("wb") as stream:
                for example in examples:
                    stream.write(msgspec.json.encode(example) + b"\n")
        except OSError as error:
            raise OutputError(f"{rows}: cannot be written: {error.strerror or error}; make room there") from error
        return replace(evaluate_pairs(rows, scorer, **options), file=str(file))
