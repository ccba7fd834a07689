"""The words by which English text says who says something: data, and the regular expressions made of it.

A *cue* is the verb or phrase that ties a source to its content ("said", "according to"). Verbs are
listed by what follows them, because that is what tells the content from the rest of the sentence.
The grouping follows the reporting verbs of Thompson and Ye (1991), "Evaluation in the Reporting Verbs
Used in Academic Papers": what the source says, holds or found out.
"""

from __future__ import annotations

import re

from factcheck.checks.vocabulary import word_set

# Verbs with a clause as content ("said that P", "P, X said").
_SPEECH = (
    "say tell report announce claim warn state add note argue explain write tweet post declare insist suggest "
    "acknowledge admit allege assert assure aver boast caution charge comment complain concede confirm contend "
    "counter deny disclose emphasize emphasise quip joke lament maintain mention observe pledge point "
    "predict promise proclaim protest quote reaffirm recall recount reiterate remark remind repeat reply respond "
    "reveal stress swear testify underline underscore urge utter vow ask recommend propose demand advise agree "
    "conclude deny describe speculate stipulate retort opine inform notify"
)
# Verbs of holding and of finding out.
_BELIEF = (
    "believe think expect forecast project estimate calculate reckon fear hope suspect anticipate assume doubt "
    "guess intend want see understand know worry foresee"
)
_FINDING = (
    "find show indicate reveal discover determine measure survey poll count demonstrate document learn list record test"
)
# Verbs whose object is judged rather than reported ("blamed Y for Z"): no clause, the sentence is the claim.
_JUDGEMENT = (
    "accuse applaud attack attribute back blame blast call cite condemn criticise criticize decry "
    "defend denounce dismiss endorse favour favor hail oppose praise question refuse refute reject rule "
    "slam support term urge welcome deplore dispute liken mock rebuke decline seek express discuss refer echo wonder "
    "prefer unveil challenge highlight voice envision encourage tout portray outline signal invoke plead"
)
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "swear": "swears swore sworn swearing",
    "think": "thinks thought thinking",
    "see": "sees saw seen seeing",
    "understand": "understands understood understanding",
    "know": "knows knew known knowing",
    "foresee": "foresees foresaw foreseen foreseeing",
    "find": "finds found finding",
    "show": "shows showed shown showing",
    "learn": "learns learned learnt learning",
    "forecast": "forecasts forecast forecasted forecasting",
    "quip": "quips quipped quipping",
    "slam": "slams slammed slamming",
    "admit": "admits admitted admitting",
    "refer": "refers referred referring",
    "rebut": "rebuts rebutted rebutting",
    "seek": "seeks sought seeking",
}


def _forms(lemma: str) -> list[str]:
    """Return the lemma and its inflected forms, regular ones by the rules of English spelling."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if re.search(r"[^aeiou]y$", lemma):
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    plural = "es" if re.search(r"(?:s|sh|ch|x|z)$", lemma) else "s"
    return [lemma, lemma + plural, lemma + "ed", lemma + "ing"]


def _table(lemmas: str) -> frozenset[str]:
    return frozenset(form for lemma in lemmas.split() for form in _forms(lemma))


SPEECH = _table(_SPEECH) | {"continued"}
"""Forms of verbs that report words."""

BELIEF = _table(_BELIEF)
"""Forms of verbs that report what somebody holds, expects or wants."""

FINDING = _table(_FINDING)
"""Forms of verbs that report what somebody found out."""

JUDGEMENT = _table(_JUDGEMENT)
"""Forms of verbs that report a judgement on something."""

VERBS = SPEECH | BELIEF | FINDING | JUDGEMENT
"""Every cue that is a verb."""

AFTER_CONTENT = SPEECH | FINDING | _table("believe think expect forecast project estimate calculate reckon fear hope")
"""Verbs that may follow their content: "P, X said"."""

BARE = frozenset(f"{_SPEECH} {_BELIEF} {_FINDING} {_JUDGEMENT}".split())
"""Base forms: they may be nouns or infinitives, and need a plural source or "I", "we", "you"."""

MEASURING = _table("measure survey poll count document list record test")
"""Verbs of finding out that are reports only where a named source is their subject."""

NOUN_FORMS = word_set(
    "reports claims states notes posts charges comments counters mentions points quotes remarks replies demands "
    "plans projects estimates forecasts fears hopes doubts finds shows records tests runs lists polls surveys "
    "counts measures documents backs calls attacks supports questions rules terms promises pledges finding "
    "warning writing saying feeling understanding meaning cautions protests wants thought report claim"
)
"""Forms that are as often nouns: no cue after an article, a possessive or an adjective of number."""

AUXILIARY = word_set(
    "has have had is was are were be been will would could can may might must should did does do not never also "
    "again already always repeatedly reportedly previously recently since later then earlier often still even "
    "now once first just only publicly falsely initially further long both all however instead clearly strongly "
    "has’nt hasn't hadn't didn't doesn't don't won't wouldn't isn't wasn't didn’t doesn’t don’t won’t wouldn’t to "
    "went on"
)
"""Words that stand between a subject and its cue."""

ATTRIBUTES = word_set("alleged pledged proposed known expected supposed believed")
"""Participles that describe a noun more often than they report, unless a name or a pronoun stands before them."""

ADVERB = re.compile(r"[a-z]+ly")

PREPOSITIONAL = re.compile(
    r"\b(?:according to|in the words of|in the view of|in the opinion of|"
    r"(?:as\s+(?:was\s+)?)?(?:first\s+)?(?:reported|stated|noted|announced|confirmed|published|claimed|told|seen|"
    r"obtained|reviewed|described|estimated|cited|quoted|issued|released|read)\s+by)\b",
    re.IGNORECASE,
)
"""Phrases whose object is the source."""

TRANSCRIPT = re.compile(r"(?P<source>(?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w.’'-]+)(?P<cue>:)\s+(?=\S)")
"""How a line of a transcript opens: a name and a colon."""

NO_SPEAKERS = word_set(
    "note update watch listen photo video caption credit source sources tip warning correction question answer summary "
    "background exclusive breaking analysis opinion more tags topics topic read related editor latest poll"
)
"""Words before a colon that name no speaker."""

CITING = re.compile(r"\b(?:citing|quoting|based on|referring to|relying on)\s+", re.IGNORECASE)
"""What introduces the source of a source."""

REVISED = re.compile(
    r"\b(?:(?:raised|raises|lowered|lowers|cut|cuts|trimmed|trims|lifted|lifts|reduced|reduces|revised|revises|"
    r"kept|keeps|upgraded|downgraded|issued|published)\s+(?:up\s+|down\s+)?(?:its|their|his|her)\s+"
    r"(?:[\w-]+\s+){0,4}?(?:forecasts?|projections?|estimates?|outlook|guidance|predictions?|expectations))\b",
    re.IGNORECASE,
)
"""Statements about a source's own forecast, which report it."""

FIRST_PERSON = word_set("i we you")
"""Subjects inside quoted speech: "I think" attributes nothing that a source could be held to."""

PRONOUNS = word_set("it they he she who")
"""Subjects that stand for another source."""
