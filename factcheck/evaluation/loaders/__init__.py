"""Loaders of the labelled datasets that the evaluation knows, by name.

Each corpus has a module of its own, with the form of its records and the meaning of its labels; this table
only names them, so that listing datasets imports none. Loaders are generators over the official files:
memory does not grow with the file, and nothing is downloaded. The cards are in ``datasets/<name>/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from factcheck.errors import ConfigError
from factcheck.evaluation.examples import (
    ClaimExample,
    CorpusDocument,
    PairExample,
    QuestionedClaim,
    RetrievalExample,
    VerificationExample,
)

Task = Literal["pairs", "verification", "questions", "claims", "retrieval"]


@dataclass(frozen=True, slots=True)
class Loader:
    """One dataset: what it is called, what it measures, and where its loader is.

    ``function`` and ``corpus`` are ``module:function`` within this package; ``corpus`` is empty for data
    that carries its evidence. ``files`` are the official names of the files, for messages and cards.
    """

    name: str
    title: str
    task: Task
    function: str
    files: tuple[str, ...]
    corpus: str = ""

    def labels(self) -> Mapping[str, str]:
        """Return what the labels of the dataset stand for; empty where the files use ours."""
        return getattr(import_module(f"{__name__}.{self.function.partition(':')[0]}"), "LABELS", {})


_TABLE = (
    Loader(
        "fever",
        "FEVER",
        "verification",
        "fever:claims",
        ("train.jsonl", "shared_task_dev.jsonl", "wiki-pages/wiki-001.jsonl"),
        "fever:documents",
    ),
    Loader(
        "fever-symmetric",
        "FEVER-Symmetric",
        "pairs",
        "fever_symmetric:pairs",
        ("fever_symmetric_generated.jsonl", "fever_symmetric_dev.jsonl", "fever_symmetric_test.jsonl"),
    ),
    Loader("vitaminc", "VitaminC", "pairs", "vitaminc:pairs", ("train.jsonl", "dev.jsonl", "test.jsonl")),
    Loader(
        "scifact",
        "SciFact",
        "verification",
        "scifact:claims",
        ("claims_train.jsonl", "claims_dev.jsonl", "corpus.jsonl"),
        "scifact:documents",
    ),
    Loader("climate-fever", "Climate-FEVER", "pairs", "climate_fever:pairs", ("climate-fever.jsonl",)),
    Loader(
        "healthver",
        "HealthVer",
        "pairs",
        "healthver:pairs",
        ("healthver_train.csv", "healthver_dev.csv", "healthver_test.csv"),
    ),
    Loader(
        "covid-fact",
        "COVID-Fact",
        "pairs",
        "covid_fact:pairs",
        ("COVIDFACT_dataset.jsonl", "RTE-covidfact/train.tsv"),
    ),
    Loader("averitec", "AVeriTeC", "questions", "averitec:claims", ("train.json", "dev.json")),
    Loader("wice", "WiCE", "pairs", "wice:pairs", ("train.jsonl", "dev.jsonl", "test.jsonl")),
    Loader("foolmetwice", "FoolMeTwice", "pairs", "foolmetwice:pairs", ("train.jsonl", "dev.jsonl", "test.jsonl")),
    Loader(
        "checkthat",
        "CheckThat! check-worthiness",
        "claims",
        "checkthat:claims",
        ("20160213_GOP_greenville.tsv", "dev_v2.tsv", "CT24_checkworthy_english_dev-test.tsv"),
    ),
    Loader("claimbuster", "ClaimBuster", "claims", "claimbuster:claims", ("groundtruth.csv", "crowdsourced.csv")),
    Loader(
        "beir",
        "BEIR folders",
        "retrieval",
        "beir:queries",
        ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"),
        "beir:documents",
    ),
    Loader("pairs", "Your own pairs", "pairs", "mapped:pairs", ("*.jsonl", "*.csv", "*.tsv", "*.parquet")),
    Loader("claims", "Your own sentences", "claims", "mapped:claims", ("*.jsonl", "*.csv", "*.tsv", "*.parquet")),
)

LOADERS: Mapping[str, Loader] = MappingProxyType({loader.name: loader for loader in _TABLE})
"""Every dataset that can be loaded from files, by its name."""


def find(name: str) -> Loader:
    """Return the entry of ``name``, or raise ConfigError that lists the known names."""
    if name not in LOADERS:
        raise ConfigError(f"unknown dataset {name!r}; known: {', '.join(LOADERS)}")
    return LOADERS[name]


def load_pairs(name: str, file: Path, **options: Any) -> Iterator[PairExample]:
    """Yield the claim–evidence pairs of ``file``; ``options`` are those of the loader."""
    examples: Iterator[PairExample] = _function(name, "pairs")(file, **options)
    return examples


def load_claims(name: str, file: Path, **options: Any) -> Iterator[ClaimExample]:
    """Yield the labelled sentences of ``file``; ``options`` are those of the loader."""
    examples: Iterator[ClaimExample] = _function(name, "claims")(file, **options)
    return examples


def load_verification(name: str, file: Path, *, labelled: bool = True) -> Iterator[VerificationExample]:
    """Yield the claims of ``file`` with their gold evidence; ``labelled=False`` takes blind test files."""
    examples: Iterator[VerificationExample] = _function(name, "verification")(file, labelled=labelled)
    return examples


def load_questions(name: str, file: Path, *, labelled: bool = True) -> Iterator[QuestionedClaim]:
    """Yield the claims of ``file`` with questions and answers; ``labelled=False`` takes blind test files."""
    examples: Iterator[QuestionedClaim] = _function(name, "questions")(file, labelled=labelled)
    return examples


def load_queries(name: str, folder: Path, split: str = "test") -> Iterator[RetrievalExample]:
    """Yield the queries of ``folder`` that ``split`` judges."""
    examples: Iterator[RetrievalExample] = _function(name, "retrieval")(folder, split)
    return examples


def load_documents(name: str, path: Path) -> Iterator[CorpusDocument]:
    """Yield the corpus of a dataset that comes with one; ``path`` is its file or folder."""
    loader = find(name)
    if not loader.corpus:
        with_corpus = ", ".join(other.name for other in LOADERS.values() if other.corpus)
        raise ConfigError(f"{name}: has no corpus; datasets with one: {with_corpus}")
    documents: Iterator[CorpusDocument] = _resolve(loader.corpus)(path)
    return documents


def _function(name: str, task: Task) -> Callable[..., Any]:
    loader = find(name)
    if loader.task != task:
        fitting = ", ".join(other.name for other in LOADERS.values() if other.task == task)
        raise ConfigError(f"{name}: its task is {loader.task}, not {task}; datasets for {task}: {fitting}")
    return _resolve(loader.function)


def _resolve(path: str) -> Callable[..., Any]:
    module, _, function = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), function)
    return found
