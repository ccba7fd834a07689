import pytest

from factcheck.claims.language import language_of, require_english
from factcheck.errors import InputError
from factcheck.types import Document

GERMAN = (
    "Der Stadtrat hat am Montag beschlossen, dass die alte Brücke noch in diesem Jahr erneuert wird. Die Kosten "
    "trägt das Land, wie der Bürgermeister nach der Sitzung mitteilte."
)
FRENCH = (
    "Le conseil municipal a décidé lundi que le vieux pont sera rénové avant la fin de l’année. Les travaux seront "
    "payés par la région, a déclaré le maire après la séance."
)


@pytest.mark.parametrize(("text", "code", "name"), [(GERMAN, "de", "German"), (FRENCH, "fr", "French")])
def test_another_language_is_refused_by_name_with_what_can_be_set(text, code, name, refuses):
    with refuses(InputError, f"{name} ({code})", f'language = "{code}"', "nli_model"):
        require_english(Document.from_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "The council decided on Monday that the old bridge will be renewed before the end of the year.",
        "Rates fell.",
        "",
        "Kerzenhof Mühlental GmbH",
    ],
)
def test_english_and_texts_too_short_to_tell_pass(text):
    require_english(Document.from_text(text))


def test_english_is_told_without_a_model():
    assert language_of("The dam is old and the road to it is closed, as it has been for most of the year.") == (
        "en",
        1.0,
    )
