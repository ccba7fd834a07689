"""METEOR of two strings, as AVeriTeC's scorer takes it from nltk, with the language data that there is.

Apart from the AVeriTeC scorer because what it computes depends on data that nltk does not bring: the
official figure (Lavie and Agarwal 2007; alpha 0.9, beta 3, gamma 0.5) matches words that are equal,
then those of equal stem (Porter), then synonyms (WordNet), on the tokens of ``nltk.word_tokenize``,
which finds sentences with Punkt. Stems and tokens need no data. Without WordNet synonyms do not
match; without Punkt sentences are those of `sentencex`, which tells a final full stop from that of
an abbreviation a little differently. `Meteor.stages`, `Meteor.sentences` and `Meteor.notice` say what
was used, and figures from other than the official data are not to be set beside published ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from factcheck.errors import MissingExtraError

EXTRA = "pip install 'factcheck-toolkit[evaluation]'"
_DATA = "python -m nltk.downloader wordnet punkt_tab"


class Synonyms(Protocol):
    """Where synonyms come from: the part of nltk's WordNet reader that METEOR asks."""

    def synsets(self, word: str) -> Iterable[Any]:
        """Return the synsets of ``word``, whose ``lemmas()`` have a ``name()``."""
        ...


class NoSynonyms:
    """Knows no synonyms."""

    def synsets(self, word: str) -> Iterable[Any]:  # noqa: ARG002 - the signature is the protocol's
        """Return nothing."""
        return ()


class Meteor:
    """Scores a candidate against a reference, 0 to 1; remembers tokens and stems of what it has seen.

    ``synonyms`` replaces WordNet. Raises MissingExtraError without nltk.
    """

    def __init__(self, synonyms: Synonyms | None = None) -> None:
        try:
            from nltk.stem.porter import PorterStemmer
            from nltk.tokenize import NLTKWordTokenizer
            from nltk.translate.meteor_score import single_meteor_score
        except ImportError as error:
            raise MissingExtraError(f"METEOR needs nltk: {EXTRA}") from error
        wordnet = None if synonyms else _wordnet()
        punkt = _has_punkt()
        self._score = single_meteor_score
        self._words = NLTKWordTokenizer()
        self._stemmer = _Remembering(PorterStemmer())
        self._synonyms: Synonyms = synonyms or wordnet or NoSynonyms()
        self._tokens: dict[str, tuple[str, ...]] = {}
        self.stages = "exact, stem" if isinstance(self._synonyms, NoSynonyms) else "exact, stem, synonym"
        self.sentences = "punkt" if punkt else "sentencex"
        missing = [name for name, there in (("WordNet", synonyms or wordnet), ("Punkt", punkt)) if not there]
        self.notice = (
            f"nltk has no {' and no '.join(missing)} data: METEOR matched {self.stages} on sentences of "
            f"{self.sentences}, which is not the official figure; {_DATA}"
            if missing
            else None
        )

    def __call__(self, candidate: str, reference: str) -> float:
        """Return the METEOR score of ``candidate``; without a common word it is 0."""
        return float(
            self._score(
                self._tokenize(reference),
                self._tokenize(candidate),
                stemmer=self._stemmer,
                wordnet=self._synonyms,
            )
        )

    def _tokenize(self, text: str) -> Sequence[str]:
        if text not in self._tokens:
            parts = self._split(text)
            self._tokens[text] = tuple(token for part in parts for token in self._words.tokenize(part))
        return self._tokens[text]

    def _split(self, text: str) -> Iterable[str]:
        if self.sentences == "punkt":
            from nltk.tokenize import sent_tokenize

            return list(sent_tokenize(text))
        import sentencex

        return list(sentencex.segment("en", text))


class _Remembering:
    """A stemmer that stems each word once: METEOR asks for the same ones for every pair."""

    def __init__(self, stemmer: Any) -> None:
        self._stemmer = stemmer
        self._stems: dict[str, str] = {}

    def stem(self, word: str) -> str:
        if word not in self._stems:
            self._stems[word] = self._stemmer.stem(word)
        return self._stems[word]


def _wordnet() -> Synonyms | None:
    from nltk.corpus import wordnet

    try:
        wordnet.ensure_loaded()
    except (LookupError, OSError):  # absent, or only in part
        return None
    reader: Synonyms = wordnet
    return reader


def _has_punkt() -> bool:
    from nltk.tokenize import sent_tokenize

    try:
        sent_tokenize("A. B.")
    except (LookupError, OSError):
        return False
    return True
