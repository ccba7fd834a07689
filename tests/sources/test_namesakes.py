import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.sources.namesakes import Namesake, namesake
from factcheck.types import Document


def doc(text, title=None):
    return Document.from_text(text, title=title)


ARTICLE = doc("Brelling is short of water. The dam above Brelling is half empty, the council of Brelling said.")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Breling has water enough. In Breling the dam is full.", Namesake("Brelling", "Breling")),
        ("Breiling is dry. Breiling asked for help. It is far from Brelling.", None),  # 2 to 1: it may speak of both
        (
            "Breiling is dry. Breiling asked for help, and Breiling paid. It is far from Brelling.",
            Namesake("Brelling", "Breiling"),
        ),
        ("Brelling has a dam. So has Breling, and Breling is smaller.", None),
        ("Breling has water enough.", None),  # named once: a slip of the pen
        ("The rules for dams are under review. Engineers inspect them yearly.", None),
        ("Marnow is dry. Marnow asked for help.", None),  # another name altogether
    ],
)
def test_a_source_about_a_look_alike_is_told_from_one_that_is_not(source, found):
    assert namesake(ARTICLE, doc(source)) == found


def test_the_title_counts():
    assert namesake(ARTICLE, doc("The dam of Breling is full.", title="Breling")) == Namesake("Brelling", "Breling")


def test_a_name_and_its_derivative_are_one():
    article = doc("Corvia votes. In Corvia the polls close at eight.")
    assert (
        namesake(article, doc("Corvian voters queue. The Corvian polls close late. Corvina is a province; Corvina."))
        is None
    )


def test_words_that_a_text_also_writes_small_are_no_names():
    article = doc("Rivers rose. Rivers near the town rose, and other rivers too.")
    assert namesake(article, doc("Riders came. Riders waited.")) is None


def test_another_name_that_the_article_knows_is_no_mistake():
    article = doc("Salas joins. Salinas leaves. Salas and Salinas shook hands; Salas smiled.")
    assert namesake(article, doc("Salinas signs. Salinas is 24, and Salinas is fast.")) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read(one, other):
    found = namesake(doc(one), doc(other))
    assert found is None or (found.meant in one and found.found in other)


@given(st.text(max_size=200))
def test_a_text_is_no_namesake_of_itself(text):
    assert namesake(doc(text), doc(text)) is None
