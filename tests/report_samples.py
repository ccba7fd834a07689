"""Reports to render: one with everything in it, one of hostile strings, one with many claims."""

from dataclasses import replace

from fakes import NEUTRAL, document, model_info, passage, refutes, supports, verdict

from factcheck.types import (
    Attribution,
    Check,
    Citation,
    CitationStatus,
    Claim,
    Evidence,
    Failure,
    Label,
    ModelInfo,
    Provenance,
    Quote,
    QuoteStatus,
    Report,
    SourceFindings,
    SourceNote,
    Span,
    Verdict,
)

ARTICLE = """# Orwick toll bridge reopens

The Orwick toll bridge reopened on Monday after repairs. The repairs cost 3 million pounds, and they took two years.

About 400 boats pass below it each summer. "We never doubted the old piers," said Mayor Ada Thorne, as the harbour \
office [reported](https://example.org/harbour). The toll will double in May.
"""
PAPER = """Bridge open again 🌉

After repairs, the Orwick toll bridge was opened again on Monday. The work on it cost 9 million pounds in all.

"We often doubted the old piers," Mayor Ada Thorne told the crowd.
"""
OFFICE = "Harbour office, yearly count. Some 400 boats passed below the toll bridge last summer.\n"
COPY = "The work on it cost 9 million pounds in all. (From the Orwick Lantern)\n"


def span_of(text: str, within: str = ARTICLE) -> Span:
    """The first place of ``text``."""
    start = within.index(text)
    return Span(start, start + len(text))


def claim_of(text: str, number: int, *, worded: str | None = None) -> Claim:
    """A claim whose sentence is ``text``."""
    return Claim(f"c-{number}", worded or text, text, span_of(text), 0.9)


def full_report() -> Report:
    """Every verdict, every kind of finding, a check that differs, nested claims, a copy, a failure."""
    article = document(
        ARTICLE,
        name="article.md",
        title="Orwick toll bridge reopens",
        publisher="Vale Courier",
        published="2026-03-02",
        url="https://courier.test/orwick?a=1&b=2",
    )
    paper = document(
        PAPER,
        name="news/paper.html",
        title="Bridge open again",
        publisher="Orwick Lantern",
        author="Jo Pell",
        published="2026-03-03",
        retrieved="2026-03-04",
        url="https://lantern.test/bridge",
    )
    office = document(OFFICE, name="office.txt", url="https://example.org/harbour", title="Harbour office")
    copy = document(COPY, name="copy.txt", publisher="Copy Wire", url="javascript:alert(1)")
    cost = "The repairs cost 3 million pounds, and they took two years."
    costs = "The work on it cost 9 million pounds in all."
    check = Check(
        "number", "3 million pounds", "9 million pounds", False, Span(17, 33), span_of("9 million pounds", PAPER)
    )
    dear = Evidence(passage(costs, paper), refutes(0.8), 0.9, (check, Check("entity", "Orwick", "Orwick", True)))
    verdicts = [
        verdict(
            claim_of("The Orwick toll bridge reopened on Monday after repairs.", 1),
            Label.SUPPORTED,
            Evidence(
                passage("After repairs, the Orwick toll bridge was opened again on Monday.", paper),
                supports(),
                0.8,
            ),
            Evidence(passage(OFFICE.strip(), office), NEUTRAL, 0.3),
            explanation="Orwick Lantern supports this.",
        ),
        verdict(claim_of(cost, 2), Label.REFUTED, dear, Evidence(passage(costs, copy), refutes(0.7), 0.9)),
        verdict(
            claim_of("they took two years", 3, worded="The repairs took two years."),
            Label.NOT_ENOUGH_EVIDENCE,
            Evidence(passage(costs, paper), NEUTRAL, 0.4),
        ),
        verdict(
            claim_of("About 400 boats pass below it each summer.", 4, worded="About 400 boats pass below the bridge."),
            Label.CONFLICTING,
            Evidence(passage("Some 400 boats passed below the toll bridge last summer.", office), supports(), 0.8),
            Evidence(passage(costs, paper), refutes(0.55), 0.6),
        ),
        verdict(claim_of("The toll will double in May.", 5), Label.NOT_ENOUGH_EVIDENCE),
    ]
    quote = Quote(
        "We never doubted the old piers",
        span_of("We never doubted the old piers"),
        "Mayor Ada Thorne",
        QuoteStatus.NEGATION_DROPPED,
        passage("We often doubted the old piers", paper),
        "Mayor Ada Thorne",
        (
            ("equal", "We", "We"),
            ("replace", "never", "often"),
            ("equal", "doubted the old piers", "doubted the old piers"),
        ),
    )
    said = "as the harbour office [reported](https://example.org/harbour)"
    findings = SourceFindings(
        quotes=(quote, replace(quote, status=QuoteStatus.NOT_FOUND, source=None, source_speaker=None, diff=())),
        attributions=(
            Attribution(
                said,
                span_of(said),
                "the harbour office",
                "reported",
                "Boats pass.",
                "no",
                Label.REFUTED,
                office,
                ("Courier", "office"),
                passage(OFFICE.strip(), office),
            ),
        ),
        citations=(
            Citation(
                "https://example.org/harbour",
                span_of("https://example.org/harbour"),
                said,
                CitationStatus.DOES_NOT_SUPPORT,
                office,
                passage(OFFICE.strip(), office),
            ),
            Citation("ftp://example.org/x", span_of("reported"), said, CitationStatus.NOT_IN_SOURCES),
        ),
    )
    models = (model_info("embedding", "fake-embedder"), model_info("nli", "fake-scorer"))
    return Report(
        article,
        tuple(verdicts),
        (paper, office, copy),
        (Failure("ingest", "locked.pdf", "locked.pdf: locked by a password; remove it"),),
        Provenance("0.1.0", models, "0123456789ab", "2026-03-05T10:00:00+00:00", "s-1"),
        findings,
        (
            SourceNote(paper.id, "g1", "Orwick Lantern"),
            SourceNote(office.id, "g2", cites_article=True),
            SourceNote(copy.id, "g1", "Orwick Lantern", is_article_publisher=True),
        ),
    )


HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"'><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "[click](javascript:document.title='owned')",
    "![img](http://127.0.0.1:9/x.png)",
    "<http://127.0.0.1:9/auto> http://127.0.0.1:9/bare www.bare.test a@b.test @owner #1",
    "{{ 7 * 191 }} {% raw %} ${7*191} {0} %s",
    "</script></style></title></textarea>--><script>document.title='owned'</script>",
    "<!-- <script>",
    "]]> <![CDATA[",
    "a \u202egnp.exe\u202c and \u2066isolated\u2069 \u200f",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x00",
    "line\r\nfeed\rreturn\u2028separator\u2029",
    "| a | b |\n|---|---|\n# heading\n> quote\n```\ncode\n```\n<details open>",
    "lone \ud800 surrogate",
    "&lt;b&gt; &amp; &#60;script&#62;",
)
LONG_LINE = "long " * 200_000


def hostile_report(text: str, *, url: str = "javascript:document.title='owned'") -> Report:
    """A report in which every string that an article or a source can choose is ``text``."""
    fields = {"title": text, "publisher": text, "author": text, "published": text, "url": url}
    article = _document(f"{text}. More {text}", "a.txt", fields)
    source = _document(f"Before {text} after", f"{text[:60]}.txt", {**fields, "retrieved": text})
    where = Span(7, 7 + len(text))
    check = Check("number", text, text, False, Span(0, len(text)), where)
    items = (
        Evidence(replace(passage("Before", source), span=where), refutes(), 0.9, (check,)),
        Evidence(passage("Before", source), supports(), 0.5, (check,)),
    )
    claim = Claim("c-1", text, text, Span(0, len(text)), 1.0)
    verdicts = tuple(Verdict(claim, label, 0.5, f"{text} says {text}.", items, 1, 1) for label in Label)
    passed = items[0].passage
    findings = SourceFindings(
        quotes=(
            Quote(
                text,
                claim.span,
                text,
                QuoteStatus.ALTERED_NUMBER,
                passed,
                text,
                (("replace", text, text), ("insert", "", text), ("delete", text, "")),
            ),
        ),
        attributions=(
            Attribution(text, claim.span, text, text, text, "no", Label.REFUTED, source, (text, text), passed),
        ),
        citations=(
            Citation(text, claim.span, text, CitationStatus.DOES_NOT_SUPPORT, source, passed),
            Citation(url, claim.span, text, CitationStatus.UNREACHABLE),
        ),
    )
    provenance = Provenance("0.1.0", (ModelInfo(text, text, text, "0" * 64),), text, text, text)
    notes = (SourceNote(source.id, text, text, is_article_publisher=True, cites_article=True),)
    return Report(article, verdicts, (source,), (Failure(text, text, text),), provenance, findings, notes)


def _document(text, name, fields):
    """As `fakes.document`, for texts that UTF-8 cannot encode."""
    return replace(document("x", name="x"), text=text, path=name, **fields)


def long_line_report() -> Report:
    """An article and a source of one line each, a million characters long: one claim, one passage."""
    article, source = document(LONG_LINE, name="a.txt", title="Long"), document(LONG_LINE, name="s.txt")
    claim = Claim("c-1", LONG_LINE, LONG_LINE, Span(0, len(LONG_LINE)), 1.0)
    item = Evidence(passage(LONG_LINE, source), refutes(), 0.9)
    base = full_report()
    made = verdict(claim, Label.REFUTED, item)
    return replace(base, article=article, verdicts=(made,), sources=(source,), findings=SourceFindings(), notes=())


def long_report(claims: int = 200, passages: int = 12) -> Report:
    """Many claims, each with as many passages of twenty sources as a check shows by default."""
    sentences = [
        f"In year {1800 + n} the mill at Orwick ground {n * 37} sacks of flour for the harbour." for n in range(claims)
    ]
    text = "\n\n".join(" ".join(sentences[n : n + 4]) for n in range(0, claims, 4))
    told = [
        [f"The ledger of {1800 + n} counts {n * 37 + s} sacks, page {s}." for n in range(claims)] for s in range(20)
    ]
    sources = [
        document(" ".join(lines), name=f"ledger-{s}.txt", title=f"Ledger {s}", url=f"https://archive.test/{s}")
        for s, lines in enumerate(told)
    ]
    labels = list(Label)
    verdicts = []
    for n, sentence in enumerate(sentences):
        scores = [refutes(0.6), supports(0.7), NEUTRAL, NEUTRAL]
        items = [
            Evidence(passage(told[s % 20][n], sources[s % 20]), scores[(s + n) % 4], 0.6)
            for s in range(n, n + passages)
        ]
        about = Claim(f"c-{n}", sentence, sentence, span_of(sentence, text), 1.0)
        verdicts.append(verdict(about, labels[n % 4], *items))
    base = full_report()
    return replace(
        base,
        article=document(text, name="long.txt", title="The mill at Orwick"),
        verdicts=tuple(verdicts),
        sources=tuple(sources),
        findings=SourceFindings(),
        notes=(),
        failures=(),
    )
