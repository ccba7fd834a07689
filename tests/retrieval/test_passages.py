import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.retrieval.passages import windows
from factcheck.text import words
from factcheck.types import Document

THREE = "Rates fell today. Prices rose too. Wages stood still."


def cut(text, *sizes):
    return [passage.text for passage, _ in windows(Document.from_text(text), sizes)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((1,), ["Rates fell today.", "Prices rose too.", "Wages stood still."]),
        ((2,), ["Rates fell today. Prices rose too.", "Prices rose too. Wages stood still."]),
        ((3,), [THREE]),
        ((5,), [THREE]),
        ((3, 5), [THREE]),
        ((), []),
        (
            (1, 2, 3),
            [
                "Rates fell today.",
                "Rates fell today. Prices rose too.",
                THREE,
                "Prices rose too.",
                "Prices rose too. Wages stood still.",
                "Wages stood still.",
            ],
        ),
    ],
)
def test_the_windows_of_a_paragraph_are_those_of_the_sizes_by_position(sizes, expected):
    assert cut(THREE, *sizes) == expected


def test_a_window_does_not_cross_a_block():
    assert cut("Rates fell today.\n\nPrices rose too.\n\n- Wages stood still.", 2) == [
        "Rates fell today.",
        "Prices rose too.",
        "Wages stood still.",
    ]


def test_headings_and_rows_stand_alone():
    text = "Bank cuts its rate\n\nRates fell today. Prices rose too.\n\n| year | rate | price |\n| 2024 | 3.75 | 20 |"
    assert cut(text, 2) == [
        "Bank cuts its rate",
        "Rates fell today. Prices rose too.",
        "| year | rate | price |",
        "| 2024 | 3.75 | 20 |",
    ]


def test_fragments_are_left_out():
    assert cut("Menu\n\nRead more\n\nRates fell today. Oh dear. Prices rose too.", 1) == [
        "Rates fell today.",
        "Prices rose too.",
    ]


def test_equal_blocks_in_two_places_stay_apart():
    assert cut("Rates fell today.\n\nRates fell today.", 1, 2) == ["Rates fell today."] * 2


def test_a_source_without_sentences_has_no_passage():
    assert cut("Home\n\nSport", 1, 2, 3) == []


@given(
    st.lists(st.sampled_from([*THREE.split(), "Oh.", "\n", "\n\n", "- ", "# ", "| a |", "😀", "Mr."]), max_size=40),
    st.lists(st.integers(1, 4), max_size=3),
)
def test_passages_are_exact_sorted_and_different(pieces, sizes):
    document = Document.from_text(" ".join(pieces))
    found = [passage for passage, _ in windows(document, sizes)]
    spans = [passage.span for passage in found]
    assert spans == sorted(set(spans))
    for passage in found:
        assert passage.document is document
        assert passage.text == passage.text.strip()
        assert len(words(passage.text)) >= 3
