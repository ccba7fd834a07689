import pytest

from factcheck.checks.calendar_words import dates_of


@pytest.mark.parametrize("published", ["0001-01-01", "0999-12-31", "3000-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", ["yesterday", "tomorrow", "3 days ago", "last year", "next month"])
def test_nothing_is_reckoned_from_the_ends_of_the_calendar(words, published):
    assert dates_of(words, published) == ()


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Tue\u017fday", "Tuesday"),
        ("fir\u017ft quarter of 1790", "first quarter of 1790"),
        ("fir\u017ft half of 1790", "first half of 1790"),
        ("\u017fpring 1790", "spring 1790"),
        ("fir\u017ft century", "first century"),
        ("\u017fix days ago", "six days ago"),
        ("ye\u017fterday", "yesterday"),
        ("1 Augu\u017ft 1790", "1 August 1790"),
        ("Fr\u0131day", "Friday"),
        ("FR\u0130DAY", "FRIDAY"),
    ],
)
def test_letters_that_case_does_not_tell_apart_are_read(printed, words):
    assert dates_of(printed, "1790-05-01") == dates_of(words, "1790-05-01") != ()
