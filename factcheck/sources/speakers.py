"""Who said a quotation: the nearest reporting cue, the name beside it, the person behind a pronoun.

Works on text alone, by the forms that news prose uses ("…," X said; said X; X told Y: "…"; according
to X). Quoted words are masked first, so that nothing inside a quotation is taken for a cue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.types import Span

_VERBS = (
    "say|says|said|saying|tell|tells|told|telling|add|adds|added|adding|ask|asks|asked|asking|write|writes|wrote|"
    "writing|written|state|states|stated|stating|note|notes|noted|noting|warn|warns|warned|warning|claim|claims|"
    "claimed|claiming|argue|argues|argued|arguing|insist|insists|insisted|insisting|explain|explains|explained|"
    "explaining|continue|continues|continued|continuing|conclude|concludes|concluded|concluding|admit|admits|"
    "admitted|admitting|announce|announces|announced|announcing|declare|declares|declared|declaring|reply|replies|"
    "replied|replying|respond|responds|responded|responding|recall|recalls|recalled|recalling|remark|remarks|"
    "remarked|remarking|observe|observes|observed|observing|joke|jokes|joked|joking|quip|quips|quipped|complain|"
    "complains|complained|complaining|suggest|suggests|suggested|suggesting|stress|stresses|stressed|stressing|"
    "acknowledge|acknowledges|acknowledged|concede|concedes|conceded|confirm|confirms|confirmed|deny|denies|denied|"
    "describe|describes|described|describing|call|calls|called|calling|tweet|tweets|tweeted|tweeting|post|posts|"
    "posted|posting|shout|shouts|shouted|shouting|yell|yells|yelled|yelling|chant|chants|chanted|chanting|cry|cries|"
    "cried|exclaim|exclaims|exclaimed|whisper|whispered|laugh|laughed|sigh|sighed|read|reads|put|puts|promise|"
    "promises|promised|promising|vow|vows|vowed|vowing|urge|urges|urged|urging|predict|predicts|predicted|"
    "predicting|report|reports|reported|reporting|reveal|reveals|revealed|express|expresses|expressed|expressing|"
    "emphasize|emphasized|emphasise|emphasised|reiterate|reiterated|agree|agrees|agreed|assert|asserts|asserted|"
    "asserting|contend|contends|contended|maintain|maintains|maintained|mention|mentioned|opine|opined|counter|"
    "counters|countered|retort|retorted|interject|interjected|testify|testifies|testified|voice|voices|voiced|"
    "accuse|accuses|accused|accusing|criticize|criticized|criticise|criticised|denounce|denounced|blast|blasts|"
    "blasted|slam|slams|slammed|praise|praises|praised|mock|mocked|boast|boasts|boasted|lament|laments|lamented|"
    "believe|believes|believed|think|thinks|thought|feel|feels|felt|hope|hopes|hoped|hear|heard|quote|quotes|quoted|"
    "quoting|cite|cites|cited|citing|go on|goes on|went on|going on|point out|points out|pointed out|begin|begins|"
    "began|start|started|summarize|summarized|characterize|characterized|label|labels|labeled|labelled|refer|refers|"
    "referred|referring|demand|demands|demanded|propose|proposed|plead|pleaded|pleads|pledge|pledged|pledges|"
    "wonder|wonders|wondered|muse|mused|offer|offered|speak|speaks|spoke|speaking|talk|talked|answer|answers|"
    "answered|fume|fumed|scoff|scoffed|rail|railed|gush|gushed|marvel|marveled|caution|cautions|cautioned|advise|"
    "advised|allege|alleges|alleged|estimate|estimated|dismiss|dismissed|dub|dubbed|lash|lashed|decry|decried|"
    "vent|vented|challenge|challenged|intone|intoned|find|finds|found|show|shows|showed|rule|ruled|learn|learned|"
    "conceive|signal|signaled|signalled|thunder|thundered|protest|protested|object|objected|implore|implored|beg|"
    "begged|order|ordered|instruct|instructed|advertise|advertised|sing|sang|comment|commented|commenting"
)
_VERB = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
# Verbs that may follow a quotation directly, before their subject.
_INVERTED = re.compile(
    r"[\s,]*(?:as\s+)?(?P<verb>says?|said|adds?|added|asks?|asked|writes?|wrote|explain(?:s|ed)|continue[sd]|"
    r"note[sd]?|warn(?:s|ed)|argue[sd]|declare[sd]|conclude[sd]|joke[sd]|recall(?:s|ed)|observe[sd]|remark(?:s|ed)|"
    r"repl(?:ies|ied)|respond(?:s|ed)|announce[sd]|complain(?:s|ed)|insist(?:s|ed)|quip(?:s|ped)|reads?|tweet(?:s|ed)|"
    r"exclaim(?:s|ed)|cried|shouted|yelled|chanted|sighed|laughed|according to|agree[sd]|admit(?:s|ted)|stated|"
    r"claimed|reported|told|lamented|boasted|predicted|recounted|summed up|countered)\s+(?=\S)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\b(?:according to|in the words of|as)\s+", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"(?:[\s,]+(?:has|have|had|is|was|are|were|be|been|will|would|did|does|do|not|also|then|later|again|once|even|"
    r"just|now|still|simply|always|often|never|recently|already|further|first|reportedly|famously|"
    r"[a-z]+ly|to|could|can|may|might|should|must|be|heard|seen|went on to|goes on to|used to))+\s*$",
)
_AFTER_NAME = re.compile(
    r"[,;:.!?()\n\ufffc]|\s[—–-]+\s|—|"
    r"\s(?:in|on|at|during|after|before|when|while|as|about|to|from|with|who|whose|that|last|this|earlier|later|"
    r"because|adding|referring|speaking|told|following|over|if|via|and\s+(?:added|then|said)|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|again|recently|[a-z]+ly)\b",
)
_CLAUSE = re.compile(
    r"[;:\ufffc]|\.\s|[?!]\s|\s[—–-]+\s|—|,?\s(?:and|but|that|when|while|because|although|though|as|if|where|so)\s|"
    r"^(?:and|but|as|while|when)\s",
    re.IGNORECASE,
)
_ABBREVIATED = "Mr|Mrs|Ms|Mx|Dr|St|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|Prof|Cllr"
_NAME = (
    rf"(?:(?:[A-Z]|{_ABBREVIATED})\.|[A-ZÀ-ÖØ-Þ][\w’'-]*|"
    r"\b(?:de|del|da|di|van|von|der|den|la|le|bin|al|el|ten|ter|dos)(?=\s[A-ZÀ-Þ]))"
)
_RUN = re.compile(rf"(?<![\w’'])(?!(?:de|del|da|di|van|von|der|den|la|le|el|al)\b){_NAME}(?:[^\S\n]+{_NAME})*")
_STOP = re.compile(rf"(?<!\b[A-Z])(?<!Mr)(?<!Ms)(?<!Dr)(?<!Mrs)(?<!Sen)(?<!Rep)(?<!Gov)(?<!Rev)[.?!](?=\s|$)|\n|\ufffc")
_PRONOUN = re.compile(r"(?:he|she|they|it|I|we|who|him|her|them)", re.IGNORECASE)
_INTRO = re.compile(
    r"(?:in|on|at|after|during|before|by|for|from|with|speaking|asked|according|earlier|later|yesterday|today|then|"
    r"meanwhile|still|also|now|instead|however|here|there|last|this|yet|or|so|once|again|to|of|among|through|"
    r"despite|since|until|under|over|adding|following|without)\b",
    re.IGNORECASE,
)
TITLES = frozenset(
    "mr mrs ms mx dr prof professor sir dame lord lady rev reverend hon mayor governor gov president chief chair "
    "chairman chairwoman chairperson councillor councilor cllr council member senator sen representative rep "
    "congressman congresswoman minister prime secretary judge justice general gen colonel col captain capt sergeant "
    "sgt lieutenant lt officer detective inspector superintendent constable commissioner director deputy vice "
    "ambassador king queen prince princess pope bishop archbishop father sister brother coach nurse doctor "
    "spokesman spokeswoman spokesperson attorney sheriff executive speaker editor manager the a an former then "
    "acting interim high leader republican democrat democratic nominee candidate".split()
)
_NOT_PERSONS = frozenset(
    "the a an this that these those it he she they we i but and in on at if when as for from after before monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december asked no not our his her their one two some many most all".split()
)
_ORGANISED = frozenset(
    "street road council bank trust university institute office department ministry party union club committee court "
    "agency service news times post park hall school hospital county city state states house senate company group "
    "board association commission museum church centre center guild alliance league police press law act lane north "
    "south east west new island river lake valley harbour harbor quay square avenue bridge".split()
)
_MAX_MENTION = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """A speaker as the text names them at the cue, and the verb of the cue."""

    span: Span
    cue: str


def after(text: str, start: int, end: int) -> Mention | None:
    """Find the cue that follows a quotation directly, in ``text[start:end]``."""
    segment = text[start:end]
    if match := _INVERTED.match(segment):
        at = start + match.end()
        mention = _trimmed(text, at, _name_end(text, at, end))
        if mention is not None and not _VERB.fullmatch(mention.of(text)):
            named = text[mention.start : mention.end]
            if not re.match(r"(?:that|how|why|what|if|in|of|on|to|during|at|reporters|the audience)\b", named):
                return Mention(_with_apposition(text, mention, end), match.group("verb").lower())
    stop = _STOP.search(segment)
    clause = segment[: stop.start()] if stop else segment
    for verb in _VERB.finditer(clause):
        subject = clause[: verb.start()]
        if len(subject) > _MAX_MENTION:
            break
        if (span := _subject(text, start, start + verb.start(), at_start=True)) is not None:
            return Mention(span, verb.group().lower())
    return None


def before(text: str, start: int, end: int) -> Mention | None:
    """Find the last cue in ``text[start:end]``, the part of the sentence that leads to a quotation."""
    segment = text[start:end]
    according = _according(text, start, end)
    verbs = [verb for verb in _VERB.finditer(segment) if according is None or start + verb.end() > according.span.end]
    for verb in reversed(verbs):
        if (span := _subject(text, start, start + verb.start(), at_start=False)) is not None:
            return Mention(span, verb.group().lower())
    if according is not None:
        return according
    if verbs:  # inverted before the quotation: Said X: "…"
        at = start + verbs[-1].end()
        span = _trimmed(text, at, _name_end(text, at, end))
        if span is not None and _RUN.match(span.of(text)):
            return Mention(span, verbs[-1].group().lower())
    if colon := re.search(r"(?:^|[.\n]\s*)([^.:\n\ufffc]{2,60}):\s*$", segment):
        span = Span(start + colon.start(1), start + colon.end(1))
        if _RUN.match(span.of(text)):
            return Mention(span, ":")
    return None


def _according(text: str, start: int, end: int) -> Mention | None:
    for match in reversed(list(_ACCORDING.finditer(text, start, end))):
        phrase = match.group().strip().lower()
        if phrase == "as" and not re.search(r"\bputs? it\W*$", text[match.end() : end]):
            continue
        span = _trimmed(text, match.end(), _name_end(text, match.end(), end))
        if span is not None:
            return Mention(_with_apposition(text, span, end), phrase)
    return None


def _subject(text: str, start: int, end: int, *, at_start: bool) -> Span | None:
    """Return the noun phrase whose verb begins at ``end``, looking back no further than ``start``."""
    segment = text[start:end]
    if auxiliary := _AUXILIARY.search(" " + segment):
        segment = segment[: max(0, auxiliary.start() - 1)]
    if not segment.strip(" ,"):
        return None
    low = 0
    if not at_start:
        for clause in _CLAUSE.finditer(segment.rstrip()):
            if clause.end() < len(segment.rstrip()):
                low = clause.end()
    chunks = _chunks(segment, low)
    if not chunks:
        return None
    apposition = segment.rstrip().endswith((",", "–", "—", ")", "-"))
    chosen = chunks[-1]
    words_of = segment[chosen[0] : chosen[1]]
    relative = re.match(r"(?:who|whose|which)\b", words_of)
    if (apposition or relative) and len(chunks) > 1:
        chosen = next((c for c in reversed(chunks[:-1]) if _is_nominal(segment[c[0] : c[1]])), chunks[0])
    elif at_start and _is_nominal(segment[chunks[0][0] : chunks[0][1]]):
        chosen = chunks[0]
    span = _trimmed(text, start + chosen[0], start + chosen[1])
    if span is None:
        return None
    if leading := re.match(r"(?:he|she|they|it|I|we)\b", span.of(text), re.IGNORECASE):
        return Span(span.start, span.start + leading.end())
    found = _last_noun(text, span)
    return _with_apposition(text, found, end) if found is not None else None


def _chunks(segment: str, low: int) -> list[tuple[int, int]]:
    found = []
    at = low
    for comma in [*re.finditer(r"[,()]", segment[low:]), None]:
        stop = low + comma.start() if comma else len(segment)
        if segment[at:stop].strip(" ,"):
            found.append((at, stop))
        at = stop + 1
    return found


def _is_nominal(words_of: str) -> bool:
    stripped = words_of.strip()
    return bool(stripped) and not _INTRO.match(stripped) and not re.match(r"(?:who|whose|which)\b", stripped)


def _last_noun(text: str, span: Span) -> Span | None:
    """Cut an adverbial off the front of a subject: "On Tuesday Trump" is Trump."""
    words_of = span.of(text)
    if len(words_of) > _MAX_MENTION:
        return None
    if _INTRO.match(words_of):
        options = [m for m in _RUN.finditer(words_of) if m.end() == len(words_of)]
        options += [m for m in re.finditer(r"\b(?:he|she|they|it|I|we)$", words_of)]
        options += [m for m in re.finditer(r"\b(?:the|a|an|one|his|her|their|its)\s(?:(?!\bthe\b)[\w’'-]+\s?){1,5}$", words_of)]
        if not options:
            return None
        return Span(span.start + options[0].start(), span.end)
    return span


def _name_end(text: str, start: int, end: int) -> int:
    for stop in _AFTER_NAME.finditer(text, start, end):
        if stop.group() == "." and re.search(r"(?:\b[A-Z]|\b(?:Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Rev|Prof|St|Gen|Col|Lt))$", text[start : stop.start()]):
            continue
        return stop.start()
    return end


def _with_apposition(text: str, span: Span, end: int) -> Span:
    """Go on to the name behind a role: "said his former coach, Marta Quiles"."""
    if person_in(span.of(text)) is not None:
        return span
    match = re.compile(r",\s+").match(text, span.end, end)
    if match is None:
        return span
    name = _RUN.match(text, match.end(), end)
    if name is None or person_in(name.group()) is None or re.match(r"\w", text[name.end() : name.end() + 1]):
        return span
    return Span(span.start, name.end())


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",—–-:*_("):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",—–-:;*_("):
        end -= 1
    return Span(start, end) if end - start > 0 and any(c.isalpha() for c in text[start:end]) else None


def person_in(mention: str) -> str | None:
    """Return the personal name that a mention ends with or holds in apposition, without titles; or None."""
    for phrase in re.split(r"[,()]", mention):
        part = re.split(r"\s(?:of|at|from|with|for|who|in|by|to|on)\s", phrase)[0]
        runs = [run.group() for run in _RUN.finditer(part)]
        if not runs or re.search(r"[’']s?$", runs[-1]) or not part.strip().endswith(runs[-1]):
            continue
        words = re.split(r"\S+[’']s\s", runs[-1])[-1].split()
        while words and _fold(words[0]) in TITLES | _NOT_PERSONS:
            words.pop(0)
        if words and not any(_fold(word) in _ORGANISED for word in words) and len(words) <= 5:
            return " ".join(words)
    return None


def names_in(text: str) -> list[str]:
    """Return every run of capitalized words, in order."""
    return [run.group() for run in _RUN.finditer(text)]


def is_pronoun(mention: str) -> bool:
    """Tell whether a mention is a bare pronoun."""
    return _PRONOUN.fullmatch(mention.strip()) is not None


def last_person(text: str, before_offset: int, known: Sequence[str]) -> str | None:
    """Return the person whom a pronoun at ``before_offset`` stands for.

    That is the first person named in the nearest sentence before it that names one: the subject
    comes first. ``known`` are people already met in full; a surname is filled out from them. Quoted
    words must be masked in ``text``.
    """
    sentences = re.split(r"(?<=[.?!])\s+|\n+|\ufffc", text[max(0, before_offset - 1500) : before_offset])
    for sentence in reversed(sentences):
        for run in _RUN.finditer(sentence):
            following = sentence[run.end() : run.end() + 2]
            name = person_in(run.group())
            if name is None or following.startswith(("’s", "'s")) or re.search(r"[’']s$", run.group()):
                continue
            full = expanded(name, known)
            first = run.group().split()[0]
            if len(name.split()) > 1 or full != name or _fold(first) in TITLES - _NOT_PERSONS:
                return full
    return None


def expanded(name: str, known: Sequence[str]) -> str:
    """Return the full name that ends in the surname ``name``, if somebody known has it."""
    if len(name.split()) == 1:
        for full in reversed(known):
            if len(full.split()) > 1 and _fold(full.split()[-1]) == _fold(name):
                return full
    return name


def same_speaker(first: str | None, second: str | None) -> bool | None:
    """Tell whether two mentions name one speaker; None when one is no proper name.

    Names agree when they share a name word ("Dr. Amara Linden", "Linden") or one is the other's
    initials.
    """
    if not first or not second:
        return None
    one, other = _name_words(first), _name_words(second)
    if not one or not other:
        return None
    if one & other:
        return True
    return any(len(a) > 1 and a == "".join(w[0] for w in ordered) for a, ordered in _initials(first, second))


def _initials(first: str, second: str) -> list[tuple[str, list[str]]]:
    return [
        (_fold(a), [_fold(word) for word in b.split() if word[:1].isupper()])
        for a, b in ((first, second), (second, first))
    ]


def _name_words(mention: str) -> set[str]:
    person = person_in(mention)
    runs = [person] if person is not None else [run.group() for run in _RUN.finditer(mention)]
    found = {_fold(re.sub(r"[’']s?$", "", word)) for run in runs for word in run.split()}
    return {word for word in found if len(word) > 1} - TITLES - _NOT_PERSONS


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if char.isalnum())
