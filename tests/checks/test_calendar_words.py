import pytest

from factcheck.checks.calendar_words import dates_of


@pytest.mark.parametrize("published", ["0001-01-01", "0999-12-31", "3000-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", ["yesterday", "tomorrow", "3 days ago", "last year", "next month"])
def test_nothing_is_reckoned_from_the_ends_of_the_calendar(words, published):
    assert dates_of(words, published) == ()
