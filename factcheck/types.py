"""The values that the stages hand on: frozen, comparable, with exact spans.

Offsets are half-open and count Unicode code points. Every span of an article or a source satisfies
``text[start:end] == quoted text``: texts of passages are never stored beside their spans, only derived.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class Stance(str, Enum):
    """What one piece of evidence says about one claim."""

    SUPPORTS = "SUPPORTS"
    REFUTES = "REFUTES"
    NEUTRAL = "NEUTRAL"


class Label(str, Enum):
    """The verdict on a claim, with respect to the given sources only."""

    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    CONFLICTING = "CONFLICTING"
    NOT_ENOUGH_EVIDENCE = "NOT_ENOUGH_EVIDENCE"


INTERRUPTED = "interrupted"
"""How the failures of an interrupted check begin."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse ranges that run backwards or start below zero."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the part of ``text`` that this span covers."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """Return the range ``by`` code points further on."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share a code point."""
        return max(self.start, other.start) < min(self.end, other.end)


def digest(*parts: str) -> str:
    """Return a short stable identifier of ``parts``: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and the words of a text that carry it."""

    url: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """An article or a source: its stored text, to which all offsets refer, and where it is from.

    ``sha256`` is the digest of the bytes as they were read, before any decoding or extraction;
    dates are ISO 8601 as found, ``language`` is what the page declares. ``url`` is where the text was read,
    ``canonical_url`` the address that a page gives as its own, ``aliases`` are addresses that lead to it.
    ``snapshot`` is the file that keeps the bytes of a fetched page.
    ``links`` are those that reading took out of the text (the anchors of an HTML page); links that the text
    still carries are not among them.
    """

    id: str
    text: str
    sha256: str
    title: str | None = None
    url: str | None = None
    path: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    retrieved: str | None = None
    snapshot: str | None = None
    modified: str | None = None
    canonical_url: str | None = None
    aliases: tuple[str, ...] = ()
    language: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)

    @classmethod
    def from_text(cls, text: str, *, title: str | None = None, name: str = "text") -> Document:
        """Make a document of a string; ``name`` tells equal texts apart."""
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(id=digest(sha256, name), text=text, sha256=sha256, title=title)


@dataclass(frozen=True, slots=True)
class Passage:
    """One to three adjoining sentences of a source: the unit of retrieval and of scoring."""

    document: Document = field(repr=False)
    span: Span

    @property
    def text(self) -> str:
        """The exact words."""
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class ClaimAttribution:
    """Whom the article lets say a claim: the words for the source, the cue ("said"), and where all of it stands.

    ``span`` reaches over source, cue and content in the article; ``source`` is the name behind a pronoun
    where the article tells it.
    """

    source: str
    cue: str
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """Something an article says that can be checked.

    ``text`` may be reworded to stand alone; ``span`` points at the article's own words in
    ``sentence``, whatever ``text`` says. ``check_worthiness`` is 0 to 1. ``attribution`` is there where the
    article reports the claim of somebody rather than asserting it, ``mentions`` lists the other places that say
    the same.
    """

    id: str
    text: str
    sentence: str
    span: Span
    check_worthiness: float
    attribution: ClaimAttribution | None = None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class StanceScores:
    """Probabilities of the three stances, summing to 1."""

    supports: float
    refutes: float
    neutral: float

    @property
    def stance(self) -> Stance:
        """The most probable stance; ties go to neutral."""
        if self.supports > max(self.refutes, self.neutral):
            return Stance.SUPPORTS
        if self.refutes > max(self.supports, self.neutral):
            return Stance.REFUTES
        return Stance.NEUTRAL


@dataclass(frozen=True, slots=True)
class Check:
    """One deterministic comparison of a claim with a passage: what each says, and whether they agree.

    ``kind`` is "number", "date", "negation" or "entity"; the values are as a reader should see them.
    ``claim_span`` is a range of the claim's ``text``, ``evidence_span`` a range of the source's text; None
    where the value has no words of its own.
    """

    kind: str
    claim_value: str
    evidence_value: str
    agrees: bool
    claim_span: Span | None = None
    evidence_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage beside one claim: what it says of it, and how near it was found (0 to 1).

    ``checks`` are what was compared beside the model's scores.
    """

    passage: Passage
    scores: StanceScores
    relevance: float
    checks: tuple[Check, ...] = ()

    @property
    def stance(self) -> Stance:
        """The stance of the passage."""
        return self.scores.stance


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one claim: label, confidence in it (0 to 1) and what it rests on.

    ``evidence`` is ordered by its weight in the verdict. ``probabilities`` are those of all labels, if the
    aggregator has them; ``abstained`` tells that the likeliest label was not sure enough to be given as a verdict.
    """

    claim: Claim
    label: Label
    confidence: float
    explanation: str
    evidence: tuple[Evidence, ...]
    supporting_sources: int
    refuting_sources: int
    probabilities: tuple[tuple[Label, float], ...] = ()
    abstained: bool = False


class QuoteStatus(str, Enum):
    """How a direct quotation of the article relates to what a source prints."""

    EXACT = "EXACT"
    TRIMMED = "TRIMMED"
    ALTERED_NUMBER = "ALTERED_NUMBER"
    NEGATION_DROPPED = "NEGATION_DROPPED"
    PARAPHRASED = "PARAPHRASED"
    MISATTRIBUTED = "MISATTRIBUTED"
    NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class Quote:
    """A direct quotation in the article, and the words of the source it was found in, if any.

    ``span`` covers the quoted words without the quotation marks; a quotation broken by its cue
    ("…," she said, "…") is one quote whose span reaches from the first to the last quoted word, and
    ``text`` then leaves the cue out. ``diff`` is a word-level difference: ``(operation, article
    words, source words)`` with operation equal, replace, delete or insert.
    """

    text: str
    span: Span
    speaker: str | None
    status: QuoteStatus
    source: Passage | None = None
    source_speaker: str | None = None
    diff: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """X said that P: whom the sentence names, what they are said to have said, whether they did.

    ``source_said_it`` is "yes", "no" or "unknown", and ``evidence`` the words of ``source`` that it
    rests on; ``content_label`` is the verdict on P itself, None where nobody decided it. ``chain`` names
    who reports and who is reported, where the article names both.
    """

    sentence: str
    span: Span
    source_named: str
    cue: str
    claim: str
    source_said_it: str
    content_label: Label | None = None
    source: Document | None = field(default=None, repr=False)
    chain: tuple[str, ...] = ()
    evidence: Passage | None = None


class CitationStatus(str, Enum):
    """Whether a cited page supports the sentence that cites it."""

    SUPPORTS = "SUPPORTS"
    DOES_NOT_SUPPORT = "DOES_NOT_SUPPORT"
    UNREACHABLE = "UNREACHABLE"
    NOT_IN_SOURCES = "NOT_IN_SOURCES"


@dataclass(frozen=True, slots=True)
class Citation:
    """A link or reference of the article, and what the cited page says of its sentence.

    ``archived`` is where a web archive keeps the page, looked up for one that could not be fetched.
    """

    url: str
    span: Span
    sentence: str
    status: CitationStatus
    source: Document | None = field(default=None, repr=False)
    evidence: Passage | None = None
    archived: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be done: an outage is never a verdict."""

    stage: str
    item: str
    error: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a report says of a model: task, name, revision and digest of its weights."""

    task: str
    name: str
    revision: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to repeat a report."""

    factcheck_version: str
    models: tuple[ModelInfo, ...]
    config_digest: str
    created: str
    store_version: str | None = None


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the user's own table says of a domain, in the user's words; shown, and nothing else."""

    domain: str
    rating: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceProvenance:
    """What is known of a source's origin; None where nothing says it.

    Dates are ISO 8601; ``language`` is an ISO 639 code. ``https`` is None without a web address.
    ``missing`` lists what a reader would expect to find: "publisher", "byline", "date", "address".
    """

    publisher: str | None
    author: str | None
    published: str | None
    modified: str | None
    canonical_url: str | None
    https: bool | None
    language: str | None
    missing: tuple[str, ...]
    reliability: Reliability | None = None


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What is known of one source beside its text.

    ``group`` is shared by the sources that go back to one origin, which ``origin`` guesses; ``family``
    names the publisher family, None where nothing tells it. ``namesake`` is (meant, found) where the source
    speaks of another thing of nearly the same name than the article. Sources that share group or family have one
    ``voice`` and count as one (None: the group is the voice). ``cites_article`` marks a source that
    rests on the article itself.
    """

    source_id: str
    group: str
    origin: str | None = None
    is_article_publisher: bool = False
    cites_article: bool = False
    family: str | None = None
    voice: str | None = None
    provenance: SourceProvenance | None = None
    namesake: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the sources of a check that bears on its verdicts; all by the ids of sources.

    ``groups`` maps sources to their voices: those of one voice count as one, and one that is not named is its own.
    ``dependent`` sources are of the article's publisher, or cite it: they do not corroborate it. ``unrelated`` ones
    speak of another thing of nearly the same name: they decide nothing.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    dependent: frozenset[str] = frozenset()
    unrelated: frozenset[str] = frozenset()

    @property
    def set_aside(self) -> frozenset[str]:
        """The sources whose passages take no other's place: they decide nothing, or cannot corroborate."""
        return self.dependent | self.unrelated

    @classmethod
    def of(cls, notes: Sequence[SourceNote]) -> Standing:
        """Gather what the notes on the sources say."""
        return cls(
            groups={note.source_id: note.voice or note.group for note in notes},
            dependent=frozenset(n.source_id for n in notes if n.is_article_publisher or n.cites_article),
            unrelated=frozenset(note.source_id for note in notes if note.namesake is not None),
        )


@dataclass(frozen=True, slots=True)
class CitedPages:
    """What fetching the links of an article gave.

    ``documents`` are the pages, to be read beside the sources; ``unreachable`` maps each address that did not
    answer to the archive's copy of it, if there is one; ``failures`` say why they did not.
    """

    documents: tuple[Document, ...] = ()
    unreachable: Mapping[str, str | None] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFindings:
    """What the verification of sources found in one article."""

    quotes: tuple[Quote, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.quotes or self.attributions or self.citations)


@dataclass(frozen=True, slots=True)
class Report:
    """All verdicts on one article, the sources consulted, what they are worth, and what failed.

    ``notes`` has one entry per source, in the order of ``sources``, where sources were verified.
    """

    article: Document
    verdicts: tuple[Verdict, ...]
    sources: tuple[Document, ...]
    failures: tuple[Failure, ...]
    provenance: Provenance
    findings: SourceFindings = SourceFindings()
    notes: tuple[SourceNote, ...] = ()

    @property
    def was_interrupted(self) -> bool:
        """Whether the check was stopped before all that was asked for was done."""
        return any(failure.error.startswith(INTERRUPTED) for failure in self.failures)
