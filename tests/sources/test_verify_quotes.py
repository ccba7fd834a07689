"""What became of a quotation, one status after the other."""

import numpy as np
import pytest
from fakes import FakeEmbedder

from factcheck.sources import verify_quotes
from factcheck.types import Document, QuoteStatus

WIRE = Document.from_text(
    "OSLO (Nord Wire) - The council met on Monday.\n\n"
    '"We will not close the old harbour before the spring," Mayor Ann Poe told reporters. "In 18 months the fund '
    'will be empty," she went on.\n\n'
    "Bo Lind, a welder, drew applause. “I have taken this boat every single working day for thirty years,” he said, "
    "“and nobody has ever asked me what I think.”\n\n"
    "Carla Ruiz was brief. “The branch in my ward is open nineteen hours a week.” The board voted six to three.",
    name="wire",
)
OTHER = Document.from_text("The weather was fine. A ship came in with oranges and left with timber.", name="other")


def verified(text, *sources, embedder=None):
    article = Document.from_text(text)
    quotes = verify_quotes(article, sources or (OTHER, WIRE), embedder=embedder)
    for quote in quotes:
        assert quote.span.of(article.text).startswith(quote.text[:10])
    return quotes


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("“We will not close the old harbour before the spring,” Poe said.", QuoteStatus.EXACT),
        ('"we will not CLOSE the old harbour," said Ann Poe.', QuoteStatus.EXACT),
        ("“I have taken this boat every working day for thirty years,” said Bo Lind.", QuoteStatus.TRIMMED),
        ("“I have taken this boat … and nobody has ever asked me,” said Bo Lind.", QuoteStatus.TRIMMED),
        ("“[Lind] taken this boat every single working day,” said Bo Lind.", QuoteStatus.TRIMMED),
        ("“In eight months the fund will be empty,” Poe said.", QuoteStatus.ALTERED_NUMBER),
        ("“In eighteen months the fund will be empty,” Poe said.", QuoteStatus.EXACT),
        ("“We will close the old harbour before the spring,” Poe said.", QuoteStatus.NEGATION_DROPPED),
        ("“In 18 months the fund will not be empty,” Poe said.", QuoteStatus.NEGATION_DROPPED),
        ("“In 18 months the fund will be empty,” said Bo Lind.", QuoteStatus.MISATTRIBUTED),
        ("“The branch in my part of town is open just 19 hours a week,” said Carla Ruiz.", QuoteStatus.PARAPHRASED),
        ("“The thieves came over the roof at night,” said Ann Poe.", QuoteStatus.NOT_FOUND),
        ("He spoke of “six to three” odds, Poe said.", QuoteStatus.EXACT),
    ],
)
def test_status(text, status):
    assert [quote.status for quote in verified(text)] == [status]


def test_the_place_in_the_source_and_the_difference_are_exact():
    (quote,) = verified("“In eight months the fund will be empty,” Poe said.")
    assert quote.source.document is WIRE
    assert quote.source.text == "In 18 months the fund will be empty"
    assert quote.source_speaker == "Ann Poe"
    assert quote.speaker == "Poe"
    assert quote.diff == (
        ("equal", "In", "In"),
        ("replace", "eight", "18"),
        ("equal", "months the fund will be empty", "months the fund will be empty"),
    )


def test_a_quotation_runs_on_across_the_cue_of_the_source():
    (quote,) = verified("“Every single working day for thirty years, and nobody has ever asked me,” said Bo Lind.")
    assert quote.status is QuoteStatus.EXACT
    assert quote.source.text.endswith("thirty years,” he said, “and nobody has ever asked me")


def test_a_negation_just_before_the_match_is_shown():
    source = Document.from_text("“Don’t pay the ferryman before June,” said Li Wei.", name="s")
    (quote,) = verified("“Pay the ferryman before June,” said Li Wei.", source)
    assert quote.status is QuoteStatus.NEGATION_DROPPED
    assert quote.source.text == "Don’t pay the ferryman before June"
    assert quote.diff[0] == ("insert", "", "Don’t")
    (part,) = verified("They should not “pay the ferryman before June,” said Li Wei.", source)
    assert part.status is QuoteStatus.EXACT


def test_a_trimmed_clause_with_a_negation_is_trimmed():
    source = Document.from_text(
        "“We passed this door each day and gave it no thought, and now we cannot look,” said Li Wei."
    )
    (quote,) = verified("“We passed this door each day, and now we cannot look,” said Li Wei.", source)
    assert quote.status is QuoteStatus.TRIMMED


def test_the_speaker_whom_any_source_confirms_is_right():
    wrong = Document.from_text("“In 18 months the fund will be empty,” said Tom Hale.", name="wrong")
    text = "“In 18 months the fund will be empty,” Ann Poe said."
    assert verified(text, wrong)[0].status is QuoteStatus.MISATTRIBUTED
    assert verified(text, wrong, WIRE)[0].status is QuoteStatus.EXACT


def test_a_pronoun_that_may_mean_either_is_no_other_person():
    source = Document.from_text("“In 18 months the fund will be empty,” said Bo Lind.", name="s")
    unclear = "Ann Poe sat next to Bo Lind. “In 18 months the fund will be empty,” he said."
    assert verified(unclear, source)[0].status is QuoteStatus.EXACT
    clear = "Ann Poe sat alone. “In 18 months the fund will be empty,” she said."
    assert verified(clear, source)[0].status is QuoteStatus.MISATTRIBUTED


def test_a_role_is_not_another_person():
    source = Document.from_text("“In 18 months the fund will be empty,” the treasurer said.", name="s")
    assert verified("“In 18 months the fund will be empty,” Ann Poe said.", source)[0].status is QuoteStatus.EXACT


def test_the_author_of_prose_is_its_speaker_unless_the_text_names_the_quoted_one():
    prose = "Porridge is not a medicine and nobody should sell it as one. That is all."
    source = Document(id="a", text=prose, sha256="0", author="Odile March")
    text = "“Porridge is not a medicine and nobody should sell it as one,” Lea Sund said."
    (quote,) = verified(text, source)
    assert (quote.status, quote.source_speaker) == (QuoteStatus.MISATTRIBUTED, "Odile March")
    named = Document(id="a", text=prose + " Lea Sund agrees.", sha256="0", author="Odile March")
    assert verified(text, named)[0].status is QuoteStatus.EXACT


class Paired(FakeEmbedder):
    """Sees one sense in what speaks of harbours, and none anywhere else."""

    def embed(self, texts):
        rows = [[1.0, 0.0] if "harbour" in text or "quay" in text else [0.0, 1.0] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), 2)


def test_an_embedder_finds_a_paraphrase_without_common_words():
    text = "“That ancient quay stays available till winter is over,” Ann Poe said."
    assert verified(text)[0].status is QuoteStatus.NOT_FOUND
    (quote,) = verified(text, embedder=Paired())
    assert quote.status is QuoteStatus.PARAPHRASED
    assert quote.source.text == "We will not close the old harbour before the spring"


def test_what_one_quotation_prints_is_not_what_another_paraphrases():
    text = "“We will not close the old harbour,” Poe said. “That ancient quay stays available,” Poe said."
    assert [quote.status for quote in verified(text, embedder=Paired())] == [QuoteStatus.EXACT, QuoteStatus.NOT_FOUND]


def test_nothing_to_look_up_or_nowhere_to_look():
    assert verify_quotes(Document.from_text("No marks."), [WIRE]) == ()
    article = Document.from_text("“We are full of it all,” Ann Poe said.")
    for sources in ([], [Document.from_text("")], [Document.from_text("Zz.")]):
        (quote,) = verify_quotes(article, sources, embedder=Paired())
        assert (quote.status, quote.source, quote.diff) == (QuoteStatus.NOT_FOUND, None, ())


@pytest.mark.bundled
def test_the_bundled_embedder_tells_a_paraphrase_from_another_statement():
    from factcheck.bundled import bundled
    from factcheck.retrieval.embed import OnnxEmbedder

    embedder = OnnxEmbedder(bundled("minilm-l6", "embedding"))
    text = (
        "“The old port is not going to be shut until springtime comes,” Poe said. "
        "“I never liked oranges at all,” Poe said."
    )
    assert [quote.status for quote in verified(text, embedder=embedder)] == [
        QuoteStatus.PARAPHRASED,
        QuoteStatus.NOT_FOUND,
    ]
