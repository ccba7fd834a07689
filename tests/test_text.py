import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factcheck.text import BlockKind, blocks, plain, sentences, words

CHARACTERS = st.characters(exclude_characters="\r", exclude_categories=["Cs"])
PIECES = st.sampled_from(
    [
        *("\n", "\n\n", " ", "\t", ". ", "? ", "Mr. ", "Ms.", "U.S. ", "p.m. ", "3.75 per cent. ", "A. ", "Smith"),
        *("# ", "## ", "#\n", "- ", "* ", "1. ", "2) ", "> ", ">\n", "| a | b |\n", "|---|---|\n", "---\n", "***\n"),
        *(
            "“",
            "”",
            '"',
            "…",
            "😀",
            "👩‍👩‍👧",
            "é",
            "e\u0301",
            "中文。",
            "**",
            "_",
            "**Limits.** ",
            "\u2028",
            "\u00a0",
            "\x0c",
            "\x85",
        ),
        *("title: x\n", "a line of words that is long enough to be wrapped by an editor, and", "The end."),
    ]
)
ARTICLES = st.lists(st.one_of(PIECES, st.text(CHARACTERS, max_size=8)), max_size=25).map("".join)


def said(text):
    return [sentence.span.of(text) for sentence in sentences(text)]


def kinds(text):
    return [(block.kind.value, block.span.of(text)) for block in blocks(text)]


@given(ARTICLES)
@example("> a quoted line that is long enough to be wrapped by an editor, and\n>\n> 😀 Next. Last.")
@example("😀😀 First one. é Second one.\n\n👩‍👩‍👧 Third one. Mr. A. B. Fourth.")
def test_every_sentence_is_stripped_in_order_and_inside_its_block(text):
    end = 0
    for sentence in sentences(text):
        span, block = sentence.span, sentence.block.span
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.of(text) == span.of(text).strip()
        assert block.start <= span.start
        assert span.end <= block.end
        end = span.end


@given(ARTICLES)
def test_blocks_are_in_order_and_apart_and_each_has_a_sentence(text):
    found = blocks(text)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    assert {sentence.block for sentence in sentences(text)} == set(found)


@given(st.text(st.sampled_from("abcdéñ😀 .,?!'\n"), max_size=120))
def test_no_word_of_plain_prose_is_lost(text):
    assert words(" ".join(said(text))) == words(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Smith met Mr. Jones and Dr. Brown on Monday.",
        "The U.S. economy grew faster than the U.K. economy.",
        "The talks ended at 5 p.m. on Monday.",
        "The rate fell from 4.00 to 3.75 per cent.",
        "The case was Roe vs. Wade.",
        "The plan by J. K. Rowling cost 2.5 million.",
        "“We will act. We will win,” she said.",
        "It covers e.g. bread, i.e. food.",
        "The office at No. 10 was closed.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(sentence):
    assert said(sentence) == [sentence]
    assert said(f"{sentence} The house rose.") == [sentence, "The house rose."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He arrived at 5 p.m. The meeting had ended.", ["He arrived at 5 p.m.", "The meeting had ended."]),
        ("He moved to the U.S. The family followed.", ["He moved to the U.S.", "The family followed."]),
        ("“We will act.” The crowd cheered.", ["“We will act.”", "The crowd cheered."]),
        ("What rose? Prices! They rose… Then they fell.", ["What rose?", "Prices!", "They rose… Then they fell."]),
        ("😀 Rates fell. 👩‍👩‍👧 Prices rose.", ["😀 Rates fell.", "👩‍👩‍👧 Prices rose."]),
    ],
)
def test_a_stop_at_the_end_of_a_sentence_ends_it(text, expected):
    assert said(text) == expected


def test_a_hard_wrapped_paragraph_is_one_block_whose_sentences_keep_the_line_ends():
    text = (
        "The Bank of England cut its main interest rate on Thursday to\n"
        "3.75 per cent from 4.00, the lowest level for two years. The governor\n"
        "said that more may follow.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph"]
    assert said(text) == [
        "The Bank of England cut its main interest rate on Thursday to\n"
        "3.75 per cent from 4.00, the lowest level for two years.",
        "The governor\nsaid that more may follow.",
    ]


def test_a_wrapped_line_that_ends_in_a_title_reads_on():
    text = "The central bank cut its main rate on Thursday, and its governor Ms.\nSmith said that more may follow."
    assert said(text) == [text]


def test_short_lines_do_not_read_on():
    assert kinds("Rates fell.\nPrices rose.") == [("paragraph", "Rates fell."), ("paragraph", "Prices rose.")]


def test_a_short_line_without_a_final_stop_is_a_heading():
    text = "Bank cuts its main rate\nThe bank cut its main rate.\n"
    assert kinds(text) == [("heading", "Bank cuts its main rate"), ("paragraph", "The bank cut its main rate.")]


@pytest.mark.parametrize(("length", "kind"), [(159, BlockKind.HEADING), (160, BlockKind.PARAGRAPH)])
def test_a_line_of_160_characters_is_no_heading(length, kind):
    assert [block.kind for block in blocks("x" * length)] == [kind]


def test_a_heading_is_one_sentence_whatever_stops_it_has():
    assert said("# What fell? Rates fell. Why") == ["What fell? Rates fell. Why"]


def test_list_items_lose_their_markers_and_stay_apart():
    text = "- Rates fell.\n* Prices rose. Wages too.\n1. Trade grew.\n12) Debt shrank.\n• Jobs stayed."
    assert {kind for kind, _ in kinds(text)} == {"item"}
    assert said(text) == ["Rates fell.", "Prices rose.", "Wages too.", "Trade grew.", "Debt shrank.", "Jobs stayed."]


def test_a_list_item_reads_on_in_its_wrapped_line():
    text = "- The bank cut its main rate on Thursday for the first time in years\n  and said more may follow.\n- Next."
    assert kinds(text) == [("item", text[2:-8]), ("item", "Next.")]


@pytest.mark.parametrize("text", ["3.75 per cent is the rate.", "2024. That was the year.", "-5 degrees is cold."])
def test_a_line_that_starts_with_a_number_is_no_list_item(text):
    assert [kind for kind, _ in kinds(text)] == ["paragraph"]


def test_markdown_headings_and_tables_are_blocks_of_their_own():
    text = "# Title\n\n| year | rate |\n|------|-----:|\n| 2024 | 4.00 |\n\n## Part two\nRates fell."
    assert kinds(text) == [
        ("heading", "Title"),
        ("row", "| year | rate |"),
        ("row", "| 2024 | 4.00 |"),
        ("heading", "Part two"),
        ("paragraph", "Rates fell."),
    ]


@pytest.mark.parametrize("rule", ["---", "***", "* * *", "======", "___", "~~~", "|---|:--:|"])
def test_a_rule_belongs_to_no_block(rule):
    assert said(f"Rates fell.\n{rule}\nPrices rose.") == ["Rates fell.", "Prices rose."]


def test_a_rule_ends_a_paragraph():
    line = "The bank cut its main rate on Thursday for the first time in years"
    assert said(f"{line}\n---\nand so on.") == [line, "and so on."]


def test_front_matter_belongs_to_no_block():
    assert said("---\ntitle: Rates fell\ndate: 2024-05-01\n---\nPrices rose.") == ["Prices rose."]


def test_front_matter_with_a_list_belongs_to_no_block():
    assert said("---\ntitle: Rates fell\ntags:\n  - economy\n---\nPrices rose.") == ["Prices rose."]


def test_front_matter_is_only_at_the_beginning():
    assert said("Rates fell.\n\n---\nnote: Wages stood still.\n---\n") == ["Rates fell.", "note: Wages stood still."]


def test_a_quotation_mark_of_markdown_is_left_out():
    assert said("> Rates fell.\n>> Prices rose.") == ["Rates fell.", "Prices rose."]


def test_an_empty_line_of_a_markdown_quotation_parts_its_paragraphs():
    line = "The bank cut its main rate on Thursday for the first time in years"
    assert said(f"> {line}\n>\n> Prices rose.") == [line, "Prices rose."]


@pytest.mark.parametrize("text", ["", " \n\t\n", "---\n", "# \n", "-  \n"])
def test_a_text_without_words_has_no_sentence(text):
    assert sentences(text) == []


@pytest.mark.parametrize("emphasized", ["*Rates fell today.*", "_Rates fell today._", "**Rates fell today.**"])
def test_emphasis_ends_with_its_sentence(emphasized):
    assert said(f"Wages rose. {emphasized} Prices rose.") == ["Wages rose.", emphasized, "Prices rose."]


@pytest.mark.parametrize("lead", ["**Limits.**", "__What follows?__", "**Limits**:", "**Limits:**"])
def test_a_bold_run_in_heading_is_parted_from_its_paragraph(lead):
    assert kinds(f"{lead} The trial was small.\n\nIt **grew.** Then it ended.") == [
        ("heading", lead),
        ("paragraph", "The trial was small."),
        ("paragraph", "It **grew.** Then it ended."),
    ]


def test_a_lone_surrogate_does_not_stop_the_splitting():
    assert said("Rates fell \ud800 today. Prices rose.") == ["Rates fell \ud800 today.", "Prices rose."]


def test_a_padded_row_of_bars_is_split_in_a_moment():
    started = time.process_time()
    blocks(" " * 800 + "|" * 800 + " total")
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rates\n  fell\ttoday.", "Rates fell today."),
        ("**Rates** fell *today* and __then__ _rose_.", "Rates fell today and then rose."),
        ("5 * 3 * 2 is 30.", "5 * 3 * 2 is 30."),
        ("A * alone.", "A * alone."),
        ("", ""),
    ],
)
def test_plain_is_one_line_without_emphasis(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["See https://example.org/a_b_c for more.", "It sets max_batch_size to 2."])
def test_plain_keeps_underscores_inside_words(text):
    assert plain(text) == text


def test_words_are_lower_case_tokens():
    assert words("The rate, 3.75%, is LOW – très bas.") == ["the", "rate", "3", "75", "is", "low", "très", "bas"]


COLUMN = """Toll bridge reopens

The Orwick toll bridge was opened
again on Monday, said Mayor Ada
Lund. Repairs took nine months.
They cost the town 9 million
pounds in all. Traffic over the
Ouse had to take a detour.

The council of Orwick will meet
on Friday. Shops lost a third of
their customers in the winter."""


def test_a_narrow_column_is_put_together_again():
    found = [" ".join(sentence.span.of(COLUMN).split()) for sentence in sentences(COLUMN)]
    assert found == [
        "Toll bridge reopens",
        "The Orwick toll bridge was opened again on Monday, said Mayor Ada Lund.",
        "Repairs took nine months.",
        "They cost the town 9 million pounds in all.",
        "Traffic over the Ouse had to take a detour.",
        "The council of Orwick will meet on Friday.",
        "Shops lost a third of their customers in the winter.",
    ]


def test_a_menu_of_short_lines_is_not_wrapped_text():
    menu = "Home\nPolitics\nHarbour news\nWeather\nSubscribe now\nJobs\nContact\nLog in\n"
    assert len(blocks(menu)) == 8


@pytest.mark.parametrize(
    ("text", "first", "kind"),
    [
        ("**Limits.** The trial was short.", "**Limits.**", BlockKind.HEADING),
        (
            "**How low is the rate of the bank now?** It is at 3 per cent.",
            "**How low is the rate of the bank now?**",
            BlockKind.HEADING,
        ),
        ("**Prices:** They fell again.", "**Prices:**", BlockKind.HEADING),
        (
            "**The bank cut its rate to 3 per cent.** Prices fell.",
            "**The bank cut its rate to 3 per cent.**",
            BlockKind.PARAGRAPH,
        ),
    ],
)
def test_a_run_in_heading_is_told_from_a_sentence_in_bold(text, first, kind):
    found = sentences(text)
    assert (found[0].span.of(text), found[0].block.kind) == (first, kind)
    assert found[1].block.kind is BlockKind.PARAGRAPH


def test_what_a_caller_does_with_the_sentences_of_a_text_is_his_own_affair():
    text = "One bridge is old. The other one is new."
    sentences(text).clear()
    assert [sentence.span.of(text) for sentence in sentences(text)] == ["One bridge is old.", "The other one is new."]
