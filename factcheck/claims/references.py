"""Who "he", "the company" and "Salas" are: the names of an article, and the words that stand for them.

Every answer is a name that the article prints itself, earlier than the words it replaces. Where two
names could be meant, none is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from factcheck.checks.vocabulary import word_set
from factcheck.claims.grammar import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, SUBORDINATORS, ends_phrase
from factcheck.sources.phrases import QUOTES, Token, tokens_of
from factcheck.sources.vocabulary import NOT_PERSONS, ORGANISED, TITLES
from factcheck.text import BlockKind, Sentence, sentences
from factcheck.types import Document, Span

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]|[A-Z]\.?)"
_PARTICLE = r"(?:de|del|da|di|van|von|der|den|la|le|bin|al|el|ten|ter|dos|of|of the|for)"
_RUN = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:\s(?:{_PARTICLE}\s)?{_CAPITAL})*")
_FIRM = word_set(
    "mills inc ltd limited plc corp corporation group holdings industries motors airlines airways systems energy foods "
    "technologies technology labs pharma brothers partners capital media networks software electronics chemicals steel "
    "breweries stores foundry works robotics semiconductors logistics shipping lines railways water power oyj asa gmbh"
)
_CLUB = word_set("rovers united fc athletic wanderers albion hotspur rangers city town county dynamo sporting")
_BODIES = word_set(
    "council bank trust university institute office department ministry party union committee court agency company "
    "association commission museum church alliance league society federation foundation authority hospital school "
    "college board bureau chamber guild port parliament assembly senate county mission regulator club academy fund"
)
_FIRM_WORDS = word_set(
    "company firm group business manufacturer maker retailer carmaker brewer insurer start-up startup"
)
_CLUB_WORDS = word_set("club team side")
_ROLES = word_set(
    "minister director president chief captain mayor chairman chairwoman chair spokesman spokeswoman spokesperson "
    "coach manager professor doctor officer inspector superintendent researcher author economist analyst lawyer "
    "councillor member senator governor secretary executive founder farmer engineer scientist striker forward "
    "midfielder defender goalkeeper writer judge prosecutor commissioner ambassador"
) | TITLES - {"the", "a", "an", "former", "then", "high"}
_PLACE_LEADS = word_set("in at near from around across outside inside through toward towards to")
_HUMAN = {"he": "he", "she": "she", "his": "he", "her": "she"}
_IT_MAY = word_set(
    "has will had plans expects said says hopes wants employs operates runs owns sells makes bakes serves produces "
    "posted reported announced raised lowered cut won lost signed bought sold opened closed finished paid pays hired "
    "gained received asked voted approved rejected refused agreed also did does can must intends aims expected"
)
_IT_IS = word_set(
    "company firm group maker manufacturer bank retailer producer employer body party club team agency charity "
    "supplier operator brewer union university museum port city town county"
)
_SENTENCES_BACK = 3
_NO_NAME = NOT_PERSONS | DETERMINERS | PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS


@dataclass(frozen=True, slots=True)
class Name:
    """A name of two words or more, or of one that is used as a name, at its first mention."""

    text: str
    start: int
    person: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name."""
        return tuple(self.text.split())


@dataclass(slots=True)
class _Focus:
    """Who was last spoken of, as the article goes on."""

    person: Name | None = None
    pronoun: str | None = None
    body: str | None = None
    person_age: int = 99
    body_age: int = 99


@dataclass(slots=True)
class References:
    """The names of one article; `edits` says which words of a span are to be replaced by which name."""

    article: Document
    names: tuple[Name, ...] = ()
    main: Name | None = None
    _answers: dict[int, tuple[Span, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Document) -> References:
        """Read the names of ``article`` and follow its pronouns from sentence to sentence."""
        found = [s for s in sentences(article.text) if s.block.kind not in (BlockKind.HEADING, BlockKind.ROW)]
        made = cls(article, names=tuple(_names(article.text, found)))
        made.main = made._protagonist(found)
        made._follow(found)
        return made

    def edits(self, span: Span) -> list[tuple[Span, str]]:
        """Return the words within ``span`` that stand for a name, and that name; at most one edit a name."""
        text = self.article.text
        tokens = tokens_of(text, span)
        said = span.of(text)
        edits: list[tuple[Span, str]] = []
        used: set[str] = set()
        for start, (where, name) in sorted(self._answers.items()):
            if span.start <= start < span.end and name not in said and name not in used:
                edits.append((where, name))
                used.add(name)
        inside = False
        for index, token in enumerate(tokens):
            if token.word in QUOTES:
                inside = token.word in "“«" or (token.word == '"' and not inside)
            if inside or any(where.start <= token.start < where.end for where, _ in edits):
                continue
            answer = self._short_name(tokens, index) or self._description(tokens, index)
            if answer is None:
                continue
            where, name = answer
            bare = name.removeprefix("the ").removeprefix("The ")
            if bare in said or bare in used or name in used:
                continue
            used.update((bare, name))
            edits.append((where, name))
        return edits

    def _short_name(self, tokens: Sequence[Token], index: int) -> tuple[Span, str] | None:
        """Return the full name for a surname or the first or last word of a body's name."""
        token = tokens[index]
        word = re.sub(r"[’']s?$", "", token.word)
        before = tokens[index - 1].word if index else ""
        after = tokens[index + 1].word if index + 1 < len(tokens) else ""
        if not word[:1].isupper() or len(word) < 3 or word.lower() in NOT_PERSONS | DETERMINERS:
            return None
        if (before[:1].isupper() and before.lower() not in TITLES | {"the"}) or after[:1].isupper() or after == "-":
            return None
        if after.lower() == "of" or "-" in word:
            return None
        full = [n for n in self.names if n.start < token.start and len(n.words) > 1 and self._shortens(word, n)]
        if len({name.text for name in full}) != 1:
            return None
        name = full[0]
        own = token.word[len(word) :]
        if not name.person and not own and not ends_phrase(tokens, index + 1):
            return None  # "the Orrin catchment" is not that of Orrin Water
        return Span(token.start, token.end), name.text + own

    def _shortens(self, word: str, name: Name) -> bool:
        if name.person:
            return name.words[-1] == word
        if " of " in f" {name.text} ":
            return False
        first_of_firm = name.words[0] == word and name.words[-1].lower() in _FIRM | _CLUB
        last = (
            name.words[-1] == word and word.lower() not in _FIRM and (len(name.words) == 2 or word.lower() in _BODIES)
        )
        return (first_of_firm or last) and not self._also_alone(word, name)

    def _also_alone(self, word: str, name: Name) -> bool:
        """Tell whether the word was a name of its own before the full name appeared."""
        return re.search(rf"(?<![\w’'-]){re.escape(word)}(?![\w-])", self.article.text[: name.start]) is not None and (
            word not in (self.article.title or "")
        )

    def _description(self, tokens: Sequence[Token], index: int) -> tuple[Span, str] | None:
        """Return the name for "the company" or "the council", where one alone can be meant."""
        if tokens[index].lower != "the" or index + 1 >= len(tokens):
            return None
        head = tokens[index + 1]
        noun = re.sub(r"[’']s?$", "", head.word)
        own = head.word[len(noun) :]
        if not noun.islower() or not (own or ends_phrase(tokens, index + 2)):
            return None
        if index + 2 < len(tokens) and tokens[index + 2].lower in ("of", "that", "which", "who", "where"):
            return None
        name = self._body(noun, tokens[index].start)
        if name is None:
            return None
        article = "The " if tokens[index].word == "The" else "the "
        bare = name.words[0].lower() == "the" or not self._takes_article(name)
        return Span(tokens[index].start, head.end), ("" if bare else article) + name.text + _owned(own, name.text)

    def _body(self, noun: str, before: int) -> Name | None:
        if noun in _FIRM_WORDS | _CLUB_WORDS:
            kind = _FIRM if noun in _FIRM_WORDS else _CLUB
            fits = {n.text for n in self.names if n.start < before and not n.person and n.words[-1].lower() in kind}
            if self.main is None or self.main.start >= before or fits - {self.main.text}:
                return None
            if self.main.words[-1].lower() in _BODIES - {"company", "club"} or self.main.person:
                return None
            return self.main
        if noun not in _BODIES:
            return None
        found = [
            n
            for n in self.names
            if n.start < before
            and not n.person
            and len(n.words) > 1
            and noun in (n.words[-1].lower(), n.words[0].lower() if " of " in n.text else "")
        ]
        return found[0] if len({n.text for n in found}) == 1 else None

    def _takes_article(self, name: Name) -> bool:
        """Tell whether the article itself prints "the" before this name."""
        return re.search(rf"\b[Tt]he {re.escape(name.text)}\b", self.article.text) is not None

    def _protagonist(self, found: Sequence[Sentence]) -> Name | None:
        """Return the body whose name opens the article, if the title has it too or it looks like a firm or club."""
        if not found:
            return None
        opening = [n for n in self.names if found[0].span.start <= n.start <= found[0].span.start + 4 and not n.person]
        if not opening:
            return None
        name = opening[0]
        known = name.words[-1].lower() in _FIRM | _CLUB | _BODIES
        title = self.article.title or ""
        follows = self.article.text[name.start + len(name.text) :][:60]
        apposed = re.match(
            r",\s(?:the|a|an)\s[\w\s-]*\b(?:group|company|firm|maker|retailer|club|manufacturer)\b", follows
        )
        return name if apposed or (known and any(w in title for w in name.words if len(w) > 3)) else None

    def _follow(self, found: Sequence[Sentence]) -> None:
        """Note, sentence by sentence, whom an opening pronoun stands for."""
        text = self.article.text
        focus = _Focus()
        for sentence in found:
            focus.person_age += 1
            focus.body_age += 1
            tokens = tokens_of(text, sentence.span)
            if not tokens or tokens[0].word in QUOTES:
                self._see(sentence, focus)
                continue
            first = tokens[0].lower
            self._pronoun(tokens, first, focus)
            if first in ("he", "she", "his", "her") and focus.person is not None:
                focus.person_age = 0
            elif first in ("it", "its") and tokens[0].start in self._answers:
                focus.body_age = 0
            else:
                self._see(sentence, focus)

    def _pronoun(self, tokens: Sequence[Token], first: str, focus: _Focus) -> None:
        word = tokens[0]
        after = tokens[1].lower if len(tokens) > 1 else ""
        where = Span(word.start, word.end)
        if first in _HUMAN and focus.person is not None and focus.person_age <= _SENTENCES_BACK:
            if focus.pronoun not in (None, _HUMAN[first]):
                return
            focus.pronoun = _HUMAN[first]
            own = _owned("’s", focus.person.text) if first in ("his", "her") else ""
            if first == "her" and not after[:1].isalpha():
                return
            self._answers[word.start] = (where, focus.person.text + own)
        elif first in ("it", "its") and focus.body is not None and focus.body_age <= _SENTENCES_BACK - 1:
            noun = next((t.lower for t in tokens[2:9] if t.lower in _IT_IS), None)
            fits = first == "its" or after in _IT_MAY or (after in ("is", "was") and noun is not None)
            if fits:
                own = _owned("’s", focus.body) if first == "its" else ""
                self._answers[word.start] = (where, focus.body + own)

    def _see(self, sentence: Sentence, focus: _Focus) -> None:
        """Take note of who is the subject of a sentence, or else the only person in it."""
        text = self.article.text
        tokens = tokens_of(text, sentence.span)
        here = self._mentions(tokens)
        persons = {name.text: name for _, name in here if name.person}
        opening = next((name for at, name in here if self._is_subject(tokens, at)), None)
        chosen = opening if opening is not None and opening.person and len(persons) == 1 else None
        if chosen is None and len(persons) == 1 and opening is None:
            chosen = next(iter(persons.values()))
        if chosen is not None:
            if focus.person is None or focus.person.text != chosen.text:
                focus.pronoun = _pronoun_of(text, chosen)
            focus.person, focus.person_age = chosen, 0
        elif persons:
            focus.person, focus.pronoun = None, None
        described = self._description(tokens, 0) if tokens else None
        if described is not None and described[1].removeprefix("The ") in {n.text for n in self.names}:
            focus.body, focus.body_age = described[1], 0
        elif opening is not None and not opening.person and self._is_body(opening):
            article = "The " if tokens and tokens[0].word == "The" else ""
            focus.body, focus.body_age = article + opening.text, 0
        elif opening is None:
            focus.body = None

    def _is_body(self, name: Name) -> bool:
        return (self.main is not None and name.text == self.main.text) or (
            name.words[-1].lower() in _FIRM | _CLUB | _BODIES or name.words[0].lower() in _BODIES
        )

    def _mentions(self, tokens: Sequence[Token]) -> list[tuple[int, Name]]:
        """Return the names mentioned among ``tokens``, short forms included, with the index of their first token."""
        found = []
        for index in range(len(tokens)):
            full = next((n for n in self.names if self._stands_at(n, tokens, index)), None)
            if full is not None:
                found.append((index, full))
                continue
            short = self._short_name(tokens, index)
            if short is not None:
                bare = re.sub(r"[’']s?$", "", short[1])
                name = next((n for n in self.names if n.text in (bare, short[1])), None)
                if name is not None:
                    found.append((index, name))
        return found

    def _stands_at(self, name: Name, tokens: Sequence[Token], index: int) -> bool:
        words = name.words
        if len(tokens) - index < len(words):
            return False
        *first, last = (tokens[index + i].word for i in range(len(words)))
        return tuple(first) == words[:-1] and re.sub(r"[’']s?$", "", last) == re.sub(r"[’']s?$", "", words[-1])

    @staticmethod
    def _is_subject(tokens: Sequence[Token], at: int) -> bool:
        """Tell whether nothing but titles and "the" stands before the name, and no possessive ending on it."""
        return (
            all(
                t.lower in _ROLES | {"the", "council", "prime", "deputy", "vice"}
                or (t.word.isalpha() and t.word[0].isupper())
                for t in tokens[:at]
            )
            and at <= 5
        )


def _owned(own: str, name: str) -> str:
    """Return the possessive ending of a name: none, ’s, or ’ after an s."""
    if not own:
        return ""
    return "’" if name.endswith("s") else "’s"


def _pronoun_of(text: str, name: Name) -> str | None:
    before = text[max(0, name.start - 6) : name.start]
    if re.search(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen)\.?\s$", before):
        return "she"
    return "he" if re.search(r"\b(?:Mr|Sir|Lord|King)\.?\s$", before) else None


def _names(text: str, found: Sequence[Sentence]) -> list[Name]:
    """Return the names that ``text`` prints in its sentences, each at its first mention."""
    first: dict[str, tuple[int, bool]] = {}
    for sentence in found:
        for run in _RUN.finditer(text, sentence.span.start, sentence.span.end):
            start, words = run.start(), re.sub(r"[’']s?$", "", run.group())
            parts = re.split(r"\s", words)
            while parts and parts[0].lower() in _NO_NAME:
                start += len(parts[0]) + 1
                parts = parts[1:]
            led = bool(parts) and parts[0].lower().rstrip(".") in _ROLES - ORGANISED
            while len(parts) > 1 and (
                parts[0].lower().rstrip(".") in _ROLES - ORGANISED or parts[0].lower() in ("prime", "deputy", "vice")
            ):
                start += len(parts[0]) + 1
                parts = parts[1:]
            if len(parts) < 2 or len(parts) > 6 or any("’" in p or "'s" in p for p in parts[:-1]):
                continue
            name = text[start : start + len(" ".join(parts))]
            if "\n" in name or name.split() != parts:
                continue
            evidence = led or _looks_human(text, start, start + len(name), parts)
            known = first.get(name)
            first[name] = (known[0] if known else start, (known[1] if known else False) or evidence)
    result = []
    for name, (start, human) in first.items():
        parts = name.split()
        person = human and len(parts) <= 4 and not any(_folded(p) in ORGANISED | _FIRM | _CLUB | _BODIES for p in parts)
        person = person and " of " not in name and " for " not in name
        result.append(Name(name, start, person))
    return sorted(result, key=lambda n: n.start)


def _looks_human(text: str, start: int, end: int, parts: Sequence[str]) -> bool:
    """Tell whether a mention is a person's by what stands beside it, or by its surname being used alone."""
    before = re.findall(r"[\w’'-]+", text[max(0, start - 30) : start])
    last = before[-1] if before else ""
    if last.lower() in ("the",) or (last in _PLACE_LEADS and len(parts) == 2):
        return False
    if last.lower() in _ROLES:
        return True
    after = text[end : end + 40]
    if re.match(
        r",\s(?:who\b|aged?\s\d|\d\d\b|(?:a|an|the|its|his|her|chief|head|director|professor|now)\s?[\w-]*)", after
    ):
        return re.match(
            r",\s(?:a|an|the|its|his|her)\s(?:[\w-]+\s){0,3}?(?:" + "|".join(sorted(_ROLES)) + r")\b", after
        ) is not None or (re.match(r",\s(?:who\b|aged?\s\d|\d\d\b|chief|head|director|professor)", after) is not None)
    if re.match(r"\s(?:said|says|told|added|warned|wrote|argued|explained|joked|resigned|conceded)\b", after):
        return True
    surname = parts[-1]
    alone = re.search(
        rf"(?<![A-Z][\w’'-] )(?<![\w’'-]){re.escape(surname)}\s(?:said|says|told|has|was|had|will|added|is)\b",
        text[end:],
    )
    return alone is not None and re.search(rf"\b(?:the|The|in|at|near)\s{re.escape(surname)}\b", text) is None


def _folded(word: str) -> str:
    return re.sub(r"\W", "", word).lower()
