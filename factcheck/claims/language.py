"""The language of an article: claims are detected in English, and anything else is refused by name.

The check-worthiness model, the rules of references and the bundled stance model read English alone; on
other languages they would be confidently wrong, which is worse than an error.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from factcheck.checks.vocabulary import word_set
from factcheck.errors import InputError
from factcheck.text import words
from factcheck.types import Document

_SAMPLE = 5_000
"""Code points from which the language is told."""
_LEAST_WORDS = 12
"""Below this, a text is too short to tell, and is taken as English."""
_SURE = 0.8
"""Least probability of another language at which an article is refused."""
_ENGLISH = 0.15
"""Least share of English function words at which a text is English, with no model asked: half of what English
prose has (about 0.35), and more than other languages reach by words that look the same."""
_FUNCTION_WORDS = word_set(
    "the of and to in is was for that on with as by at from it be are this have has an not or but which were will "
    "their its they he she his her would been had more who than about after said when there"
)

NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sr": "Serbian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""English names of languages by ISO 639-1 code; others are named by their code."""


def language_of(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of ``text`` and its probability; ("en", 0.0) if too short to tell."""
    sample = text[:_SAMPLE]
    # Languages written without spaces have few "words": their letters count instead.
    if len(sample.split()) < _LEAST_WORDS and sum(ord(char) > 0x2E7F for char in sample) < _LEAST_WORDS:
        return "en", 0.0
    said = words(sample)
    if said and sum(word in _FUNCTION_WORDS for word in said) >= _ENGLISH * len(said):
        return "en", 1.0
    code, probability = _identifier().classify(sample)
    return str(code), float(probability)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def require_english(article: Document) -> None:
    """Raise InputError, naming the language and what can be configured, where an article is not English."""
    code, probability = language_of(article.text)
    if code == "en" or probability < _SURE:
        return
    raise InputError(
        f"{article.path or article.url or 'article'}: this is {NAMES.get(code, code)} ({code}), and claims are "
        f'detected in English alone; set language = "{code}" (FACTCHECK_LANGUAGE={code}) to take every declarative '
        f"sentence by the rules of that language, with a multilingual checkpoint as nli_model and embedder"
    )
