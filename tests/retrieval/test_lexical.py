from concurrent.futures import ThreadPoolExecutor

import pytest

from factcheck.retrieval.lexical import copy_words, near_copies, stems


def test_forms_of_a_word_have_one_stem_and_numbers_stay():
    assert stems("The committees voted 1,204 times in 2016") == stems("committee votes 1,204 time 2016")
    assert {"1", "204", "2016"} <= set(stems("1,204 times in 2016"))


def test_common_words_go_and_negations_stay():
    assert stems("It was not in the bank, and no one was there") == stems("not bank no one")
    assert stems("the of and") == []


def test_threads_stem_alike():
    texts = [f"Reservoirs emptied by {n} leaking pipes" for n in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stems, texts)) == [stems(text) for text in texts]


@pytest.mark.parametrize(
    ("other", "copies"),
    [
        ("The bridge over the old harbour was closed on Monday after the cables broke in a storm, he said.", True),
        ("The bridge over the old harbour was closed on Sunday after the cables broke in a storm.", False),
        ("The bridge over the old harbour was closed on Monday after the cables broke in a storm 3.", False),
        ("The bridge over the old harbour was not closed on Monday after the cables broke in a storm.", False),
        ("The bridge over the old harbour is safe.", False),
        ("", False),
    ],
)
def test_copies_differ_in_no_number_or_negation(other, copies):
    one = "The bridge over the old harbour was closed on Monday after the cables broke in a storm."
    assert near_copies(copy_words(one), copy_words(other)) is copies
