"""Which stretches are quotations, their exact words, and who says them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources import find_quotes
from factcheck.sources.marks import stretches
from factcheck.types import Document


def found(text):
    return [(quote.text, quote.speaker) for quote in find_quotes(Document.from_text(text))]


@pytest.mark.parametrize(
    ("text", "quoted", "speaker"),
    [
        ('"The bridge is safe," said Ann Poe.', "The bridge is safe", "Ann Poe"),
        ("“The bridge is safe,” Mayor Ann Poe said on Monday.", "The bridge is safe", "Ann Poe"),
        (
            "‘It is the teachers’ union that lost,’ Bo Lind told reporters.",
            "It is the teachers’ union that lost",
            "Bo Lind",
        ),
        ("'We can't go on,' Bo Lind said.", "We can't go on", "Bo Lind"),
        ("''We can't go on,'' Bo Lind said.", "We can't go on", "Bo Lind"),
        ("„We can go on“, said Bo Lind.", "We can go on", "Bo Lind"),
        ("«We can go on», said Bo Lind.", "We can go on", "Bo Lind"),
        ('According to Dr. Max Frey, "nobody has asked us."', "nobody has asked us.", "Max Frey"),
        ('As Mary Shaw puts it: "You pay for what you get."', "You pay for what you get.", "Mary Shaw"),
        ('Li Wei, who runs the clinic, told the board: "We are full."', "We are full.", "Li Wei"),
        ('On Tuesday Carla Ruiz said: "We are full."', "We are full.", "Carla Ruiz"),
        ('"We are full," said her deputy, Carla Ruiz.', "We are full", "Carla Ruiz"),
        ('"We are full," Carla Ruiz, a nurse, has repeatedly said.', "We are full", "Carla Ruiz"),
        ('"We are full," the clinic said in a statement.', "We are full", "the clinic"),
        (
            'In a letter the Harbour Board called the plan "wholly without merit".',
            "wholly without merit",
            "the Harbour Board",
        ),
        ('"Why not?" asked Li Wei.', "Why not?", "Li Wei"),
        ('Ann Poe rose from her chair, looked around and said: "We are full."', "We are full.", "Ann Poe"),
        ("“We shall see.” — Li Wei", "We shall see.", "Li Wei"),
        ("Bo Lind was blunter. “We are broke,” he said.", "We are broke", "Bo Lind"),
        ("The coach, Bo Lind, was asked. Lind shrugged. “We are broke,” he said.", "We are broke", "Bo Lind"),
    ],
)
def test_a_quotation_and_its_speaker(text, quoted, speaker):
    assert found(text) == [(quoted, speaker)]


def test_a_quotation_broken_by_its_cue_is_one():
    text = 'X. "We will rebuild," said Ann Poe, "and soon." Critics laughed.'
    (quote,) = find_quotes(Document.from_text(text))
    assert quote.text == "We will rebuild and soon."
    assert quote.span.of(text) == 'We will rebuild," said Ann Poe, "and soon.'
    assert [part.of(text) for part in quote.parts] == ["We will rebuild", "and soon."]
    assert quote.mention.of(text) == "Ann Poe"


def test_a_second_quotation_after_a_full_stop_has_the_same_speaker():
    assert found("“We are broke,” said Bo Lind. “Nobody will lend us a cent.”") == [
        ("We are broke", "Bo Lind"),
        ("Nobody will lend us a cent.", "Bo Lind"),
    ]


def test_paragraphs_that_open_again_are_one_quotation():
    text = "“The first one goes on.\n\n“So does the second.\n\n“The third ends it,” said Bo Lind. He left."
    assert found(text) == [("The first one goes on. So does the second. The third ends it", "Bo Lind")]


def test_a_mark_that_is_never_closed_spoils_its_paragraph_only():
    text = 'It cost "ten euros and more.\n\n"We are full of hope," said Li Wei.\n\n"We are broke," said Bo Lind.'
    assert ("We are broke", "Bo Lind") in found(text)
    text = "He read “the letter aloud.\n\nThen he left. “We are broke,” said Bo Lind."
    assert found(text) == [("We are broke", "Bo Lind")]


@pytest.mark.parametrize("inner", ["‘never again’", "“never again”", '"never again"'])
def test_a_quotation_inside_belongs_to_the_outer_one(inner):
    text = f"“He told me {inner} and I believed him,” said Li Wei."
    assert found(text) == [(f"He told me {inner} and I believed him", "Li Wei")]


def test_markdown_block_quotes():
    text = "She wrote:\n\n> We did not plan for this.\n> Nobody did, I fear.\n>\n> — Carla Ruiz\n\nThe end came soon."
    (quote,) = find_quotes(Document.from_text(text))
    assert quote.is_block
    assert (quote.text, quote.speaker) == ("We did not plan for this. Nobody did, I fear.", "Carla Ruiz")
    assert quote.span.of(text) == "We did not plan for this.\n> Nobody did, I fear."


def test_a_block_quote_is_introduced_by_the_line_above():
    text = "Then Carla Ruiz wrote to the council:\n\n> We did not plan for this and we are sorry."
    assert found(text) == [("We did not plan for this and we are sorry.", "Carla Ruiz")]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “safe zone” is closed.",
        "Dwayne “The Rock” Johnson came.",
        "He hosts “The Long Way Home” on Sundays.",
        "The novel “A Winter in the Hills and Other Woes” sold well.",
        "A 5' 10\" man and his dogs' leads.",
        "Rock 'n' roll of the '90s, 'tis said, isn't dead.",
        "Prices were “flexible” at best.",
        "No marks here at all.",
        "“”",
        "",
    ],
)
def test_not_quotations(text):
    assert found(text) == []


def test_a_pronoun_stands_for_the_subject_of_the_nearest_sentence():
    text = "Ann Poe met Bo Lind in Oslo. Rosa Diaz, a nurse, spoke to Tom Hale. “We are full,” she said."
    assert found(text) == [("We are full", "Rosa Diaz")]


def test_emphasis_is_not_part_of_the_words():
    assert found('*"We are full of hope,"* said **Li Wei**.')[0][0] == "We are full of hope"


PIECES = [
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    "''",
    "«",
    "»",
    "> ",
    "\n",
    "\n\n",
    " said ",
    "Ann Poe",
    "we go",
    ", ",
    ". ",
    "— ",
    "[x]",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_span_is_exact_and_in_order(text):
    document = Document.from_text(text)
    for stretch in stretches(text):
        assert all(stretch.outer.start <= part.start < part.end <= stretch.outer.end for part in stretch.parts)
    last = 0
    for quote in find_quotes(document):
        assert quote.text == " ".join(part.of(text) for part in quote.parts)
        assert (quote.span.start, quote.span.end) == (quote.parts[0].start, quote.parts[-1].end)
        assert quote.span.start >= last
        assert quote.mention is None or quote.mention.of(text).strip()
        last = quote.outer.end


@pytest.mark.parametrize(
    "piece", ["'as ", '"a ', "“a ", "said, ", "> a\n", "“a b c\n\n", "Ann Poe ", "he said “no way” and "]
)
def test_long_hostile_text_takes_little_time(piece):
    started = time.process_time()
    find_quotes(Document.from_text(piece * (20_000 // len(piece))))
    assert time.process_time() - started < 30  # seconds of a core; a quadratic search takes minutes
