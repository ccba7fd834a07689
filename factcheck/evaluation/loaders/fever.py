"""FEVER: claims against the Wikipedia of June 2017 (Thorne et al. 2018), shared-task files.

Claims: one JSON object a line with ``id``, ``label``, ``claim`` and ``evidence``, a list of evidence sets
of ``[annotation id, evidence id, page, line]``. Corpus: the folder ``wiki-pages`` of ``wiki-001.jsonl`` to
``wiki-109.jsonl`` with ``id`` (the page), ``text`` and ``lines``: ``number TAB sentence TAB links…``.

The texts stay as released, that is tokenized with brackets as ``-LRB-``; see `plain_text`. Page names
are put into Unicode form NFD, the form of the gold evidence; some wiki-pages files come in another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from factcheck.errors import DataError
from factcheck.evaluation.examples import CorpusDocument, GoldEvidence, SentenceRef, VerificationExample
from factcheck.evaluation.loaders.rows import json_lines, known

LABELS: Mapping[str, str] = {"SUPPORTS": "support", "REFUTES": "refute", "NOT ENOUGH INFO": "neutral"}
"""The three labels and the stances they stand for."""

_MOST_SENTENCES = 100_000  # no page has a tenth of it: a larger number is a broken line
_TOKENS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
    "-COLON-": ":",
    "``": '"',
    "''": '"',
}


class _Claim(msgspec.Struct):
    id: int | str
    claim: str
    label: str | None = None
    evidence: Any = None


class _Page(msgspec.Struct):
    id: str
    lines: str


_Sets = list[list[tuple[Any, Any, str | None, int | None]]]


def claims(file: Path, *, labelled: bool = True) -> Iterator[VerificationExample]:
    """Yield the claims of one split; labels are those of `LABELS`.

    Evidence of NOT ENOUGH INFO claims (null, or pages sampled for training) is left out, as in the
    official scorer. Rows of the blind test file, which have no label, need ``labelled=False``; theirs is
    empty then. Raises DataError.
    """
    fields = "id, label, claim, evidence"
    for place, row in json_lines(file, _Claim, fields):
        if row.label is None and not labelled:
            yield VerificationExample(str(row.id), row.claim, "")
            continue
        if row.label is None:
            raise DataError(f"{place}: no label; a blind test file cannot be scored, take a labelled split")
        stance = known(LABELS, row.label, place)
        evidence = () if stance == "neutral" else tuple(_evidence(row, row.label, place))
        yield VerificationExample(str(row.id), row.claim, row.label, evidence)


def documents(path: Path) -> Iterator[CorpusDocument]:
    """Yield the pages of one file, or of the folder ``wiki-pages``; sentences are numbered as in the file.

    The empty page at the start of the dump is left out. Raises DataError.
    """
    files = sorted(path.glob("wiki-*.jsonl*")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: no wiki-*.jsonl in this folder; unpack wiki-pages.zip into it")
    for file in files:
        for place, row in json_lines(file, _Page, "id, lines"):
            if row.id:
                page = unicodedata.normalize("NFD", row.id)
                title = plain_text(page.replace("_", " "))
                yield CorpusDocument(page, title, tuple(_sentences(row.lines, place)))


def plain_text(text: str) -> str:
    """Return ``text`` with the bracket, colon and quote tokens of the FEVER dump as characters."""
    for token, character in _TOKENS.items():
        text = text.replace(token, character)
    return text


def _evidence(row: _Claim, label: str, place: str) -> Iterator[GoldEvidence]:
    try:
        sets = msgspec.convert(row.evidence or [], _Sets)
    except msgspec.ValidationError as error:
        raise DataError(
            f"{place}: evidence: {error}; expected sets of [annotation id, evidence id, page, line]"
        ) from error
    for group in sets:
        refs = tuple(
            SentenceRef(unicodedata.normalize("NFD", page), line)
            for _, _, page, line in group
            if page is not None and line is not None
        )
        if refs and len(refs) == len(group):  # a set with a missing sentence is not sufficient
            yield GoldEvidence(label, refs)


def _sentences(lines: str, place: str) -> list[str]:
    sentences: list[str] = []
    for line in lines.split("\n"):
        number, tab, rest = line.partition("\t")
        index = int(number) if tab and number.isdecimal() and len(number) < 9 else -1
        if index >= _MOST_SENTENCES:
            raise DataError(f"{place}: lines: sentence number {index}; expected less than {_MOST_SENTENCES}")
        if index >= len(sentences):
            sentences += [""] * (index - len(sentences)) + [rest.partition("\t")[0]]
        elif line and sentences:  # a line break inside a sentence
            sentences[-1] += " " + line.partition("\t")[0]
    return sentences
