"""A claim in words that stand alone: the article's own, with references resolved and reported speech unwrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from factcheck.checks.vocabulary import word_set
from factcheck.claims.dates import date_edits
from factcheck.claims.grammar import DETERMINERS, SUBJECT_PRONOUNS, first_finite
from factcheck.claims.references import References
from factcheck.sources import cues
from factcheck.sources.attributions import RawAttribution
from factcheck.sources.phrases import tokens_of
from factcheck.text import plain
from factcheck.types import Document, Span

# Cues whose content is what a check is about. Others say something of the source ("denied", "plans to",
# "welcomed"), which is the claim itself.
_AFFIRMING = word_set(
    "say says said saying tell tells told report reports reported state states stated add adds added note notes noted "
    "find finds found show shows showed confirm confirms confirmed explain explains explained write writes wrote "
    "reveal reveals revealed indicate indicates indicated claim claims claimed argue argues argued insist insists "
    "insisted estimate estimates estimated believe believes believed think thinks thought conclude concludes concluded "
    "observe observes observed acknowledge acknowledges acknowledged admit admits admitted warn warns warned maintain "
    "maintains maintained assert asserts asserted declare declares declared allege alleges alleged disclose discloses "
    "disclosed determine determines determined calculate calculates calculated discover discovers discovered"
)
_ITSELF = word_set("it he she they")
_OWN = word_set("its his her their")
# What a firm reports of itself without saying whose it is: "Acme said sales rose".
_FIGURES = word_set("sales profit profits revenue revenues turnover earnings orders output production losses shipments")
_DATELINE = re.compile(r"[A-Z][A-Z.’'-]+(?:[ ,]+[A-Z][\w.’'-]*){0,4}(?:\s\([^)]{2,30}\))?\s[—–-]\s")
_LEAST_WORDS = 4
_NO_STATEMENT = word_set("to whether if how why what on for about of than as which who")
_OPEN_ENDS = word_set("than what as that who which of and or where how when why whether to by for with")
_SAYING = word_set("say says said saying add adds added believe believes believed think thinks thought")
_ANYBODY = word_set("people residents students respondents members readers users some many most others nobody none one")
_STUDY = re.compile(
    r"\b(?:study|survey|report|poll|analysis|review|audit|inquiry|investigation|paper|census|index|"
    r"figures|data|statistics|police|officials|researchers|scientists|experts|inspectors|auditors|investigators)\b",
    re.IGNORECASE,
)
_WHERE_SAID = re.compile(
    r"(?:in (?:a|an|its|his|her|their|the) (?:[\w-]+ ){0,2}(?:statement|report|interview|letter|post|speech|"
    r"filing|release|bulletin|brief|email|newsletter|blog|study|paper|update|survey)|"
    r"on [A-Z]\w+day|yesterday|at a [\w ]+ conference)"
    r"(?: on [A-Z]\w+day)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a claim reads alone, and the attribution that it was taken out of, if it was."""

    text: str
    attribution: RawAttribution | None


class Rewriter:
    """Rewords the sentences of one article."""

    def __init__(self, article: Document, attributions: Sequence[RawAttribution], today: date | None) -> None:
        self._text = article.text
        self._attributions = attributions
        self._references = References.of(article)
        self._today = today

    def reword(self, span: Span, subject: Span | None = None) -> Wording:
        """Return the words of ``span`` as a sentence; ``subject`` is put before a clause that borrows it."""
        attribution = self._attribution(span)
        content = self._content(span, attribution)
        edits: list[tuple[Span, str]] = []
        inner = content if content is not None else self._after_dateline(span)
        if attribution is not None and content is not None:
            edits += self._source_itself(inner, attribution)
        taken = [where for where, _ in edits]
        if subject is not None:
            edits.append((Span(inner.start, inner.start), f"{self._text[subject.start : subject.end]} "))
        for where, words in self._references.edits(inner):
            if not any(where.overlaps(other) for other in taken):
                edits.append((where, words))
        if self._today is not None:
            edits += [e for e in date_edits(self._text, inner, self._today) if not any(e[0].overlaps(o) for o in taken)]
        return Wording(_sentence(self._text, inner, edits), attribution)

    def _after_dateline(self, span: Span) -> Span:
        match = _DATELINE.match(self._text, span.start, span.end)
        return Span(match.end(), span.end) if match else span

    def _attribution(self, span: Span) -> RawAttribution | None:
        """Return the outermost attribution whose cue and content stand within ``span``."""
        here = [
            a
            for a in self._attributions
            if a.cue_span.overlaps(span) and a.content_span.overlaps(span) and a.cue.lower() not in ("of", "by")
        ]
        return max(here, key=lambda a: a.content_span.end - a.content_span.start, default=None)

    def _content(self, span: Span, attribution: RawAttribution | None) -> Span | None:
        """Return the span of what is said, where that is a statement which stands for the whole sentence."""
        if attribution is None or not attribution.clause or not self._affirms(attribution):
            return None
        content = Span(max(span.start, attribution.content_span.start), min(span.end, attribution.content_span.end))
        said = content.of(self._text)
        if len(said.split()) < _LEAST_WORDS or said[:1] in '“"«‘' or said[-1:] in '”"»’':
            return None
        tokens = tokens_of(self._text, content)
        if tokens[0].lower in _NO_STATEMENT or tokens[-1].lower in _OPEN_ENDS:
            return None
        if not self._says_it_plainly(span, content, attribution):
            return None
        introduced = self._text[attribution.cue_span.end : content.start].strip() == "that"
        if not introduced and first_finite(tokens, 1, len(tokens)) is None:
            return None
        return content

    def _says_it_plainly(self, span: Span, content: Span, attribution: RawAttribution) -> bool:
        """Tell whether what surrounds the content only says who said it, where and when."""
        cue, source = attribution.cue_span, attribution.source_span
        if content.end <= min(cue.start, source.start):  # "P, X said": the comma shows that P is whole
            between = self._text[content.end : min(cue.start, source.start)].strip()
            return between[:1] in (",", "—", "–", "”", '"') and content.start - span.start <= 2
        if cues.PREPOSITIONAL.fullmatch(attribution.cue):
            return content.start >= max(cue.end, source.end) and min(cue.start, source.start) - span.start <= 1
        before = self._text[span.start : min(cue.start, source.start)].strip(" ,")
        if before and _WHERE_SAID.fullmatch(before) is None:
            return False
        introduced = "that" in self._text[cue.end : content.start].split()
        says = attribution.cue.lower() in _SAYING
        if not introduced and not says:
            return False
        first = attribution.source_named.split()[0].lower()
        vague = attribution.source_named.lower().split()[-1] in _ANYBODY or first in (
            "most",
            "many",
            "some",
            "few",
            "people",
        )
        named = re.search(r"\s[A-Z]|^[A-Z]\w*[^\Ws]$", attribution.source_named) or first in DETERMINERS - {"a", "an"}
        return not vague and bool(says or named or _STUDY.search(attribution.source_named))

    @staticmethod
    def _affirms(attribution: RawAttribution) -> bool:
        cue = attribution.cue.lower()
        return cue in _AFFIRMING or (cues.PREPOSITIONAL.fullmatch(cue) is not None and cue.endswith(("to", "by")))

    def _source_itself(  # noqa: PLR0911 - every way of being unsure leaves the words
        self, content: Span, attribution: RawAttribution
    ) -> list[tuple[Span, str]]:
        """Put the source for the pronoun that opens what it says of itself: "Acme said it would close"."""
        first = tokens_of(self._text, content)[0]
        named = attribution.speaker
        head = named.split()[0].lower()
        own = first.lower in _OWN | _FIGURES
        if not own and first.lower not in _ITSELF:
            return []
        verbal = cues.PREPOSITIONAL.fullmatch(attribution.cue) is None
        if not own and (attribution.content_span.start < attribution.source_span.start or not verbal):
            return []
        if first.lower == "it" and re.match(r"\s+(?:is|was|would be|will be)\b", self._text[first.end : content.end]):
            return []  # "said it was the force of the quake that …"
        if named.lower() in cues.PRONOUNS or len(named.split()) > 6 or (head in DETERMINERS and head != "the"):
            return []
        named = named.split(",")[0]
        named = named[:1].upper() + named[1:] if head == "the" else named
        if not own:
            return [(Span(first.start, first.end), named)]
        if not named[:1].isupper() or not re.search(r"[A-Z]", named.removeprefix("The ")):
            return []
        ending = "’" if named.endswith("s") else "’s"
        if first.lower in _FIGURES:
            return [(Span(first.start, first.start), f"{named}{ending} ")]
        return [(Span(first.start, first.end), f"{named}{ending}")]


def _sentence(text: str, span: Span, edits: Sequence[tuple[Span, str]]) -> str:
    """Return ``text`` within ``span``, edited, as one sentence with a capital and a full stop."""
    parts, at = [], span.start
    for where, words in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end)):
        if where.start < at or where.end > span.end:
            continue
        parts += [text[at : where.start], words]
        at = where.end
    parts.append(text[at : span.end])
    said = re.sub(r"\s+([,.;])", r"\1", plain("".join(parts))).rstrip(" ,;:—–")
    said = said[:1].upper() + said[1:]
    return said if re.search(r"[.!?…]['\"”’)\]]*$", said) else f"{said}."


def same_words(text: str) -> tuple[str, ...]:
    """Return what two wordings of one claim share: their words in order, without those that carry nothing."""
    carried = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", text.lower())
    return tuple(word for word in carried if word not in _EMPTY)


_EMPTY = word_set("the a an that has have had also now then already too just") | (SUBJECT_PRONOUNS & {"there"})
