from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.claims.dates import date_edits, published_on
from factcheck.types import Document, Span

TODAY = date(2024, 5, 17)  # a Friday


def dated(text, today=TODAY):
    for span, words in reversed(date_edits(text, Span(0, len(text)), today)):
        text = text[: span.start] + words + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council voted on Tuesday.", "The council voted on Tuesday, 14 May 2024."),
        ("The council voted on Tuesday night to close it.",
         "The council voted on Tuesday night, 14 May 2024, to close it."),
        ("The council will vote on Tuesday.", "The council will vote on Tuesday, 21 May 2024."),
        ("They met last Friday.", "They met Friday, 10 May 2024."),
        ("They met on Friday.", "They met on Friday, 17 May 2024."),
        ("It opened on 3 March.", "It opened on 3 March 2024."),
        ("It opened on March 3.", "It opened on March 3, 2024."),
        ("It closed in November.", "It closed in November 2023."),
        ("It will close in February.", "It will close in February 2025."),
        ("It takes effect on 1 July.", "It takes effect on 1 July 2024."),
        ("Prices rose last year.", "Prices rose in 2023."),
        ("Last year prices rose.", "In 2023 prices rose."),
        ("Prices are higher than last year.", "Prices are higher than in 2023."),
        ("It runs until the end of next year.", "It runs until the end of 2025."),
        ("It fell short of last year’s total.", "It fell short of the 2023 total."),
        ("Sales fell last month.", "Sales fell in April 2024."),
        ("The bridge opened yesterday.", "The bridge opened on Thursday, 16 May 2024."),
        ("Fees have risen since last February.", "Fees have risen since February 2024."),
    ],
)  # fmt: skip
def test_relative_dates_are_reckoned_from_the_day_of_the_article(text, expected):
    assert dated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It opened on 3 March 1998 and closed in May.",
        "They sell more than on a good Saturday.",
        "Sunday’s election was close.",
        "It is closed every Monday in March.",
        "The budget lies on the table on Tuesday.",
        "Prices rose over the last year.",
        "May the best win.",
        "The march in spring drew crowds.",
        "It opened on 31 February.",
        "They met last fiscal year.",
        "The year-long trial ended.",
    ],
)
def test_what_names_its_year_or_means_no_day_is_left_alone(text):
    assert dated(text) == text


def test_the_day_of_an_article_is_read_off_its_file_or_a_short_line_at_its_top():
    article = Document.from_text("Bridge opens\nBy Ann Bell | Friday, May 17, 2024\n\nThe bridge opened in 1998.")
    assert published_on(article) == TODAY
    assert published_on(replace(article, published="2023-01-02T10:00:00Z")) == date(2023, 1, 2)
    assert published_on(Document.from_text("Sat 19 Jul 2025 09.15\n\nText.")) == date(2025, 7, 19)
    assert published_on(Document.from_text("The bridge opened.")) is None
    assert published_on(replace(article, published="soon")) == TODAY


@given(st.text(alphabet="on Tuesday 3 March last year’s May in 31 the 2024,.", max_size=80), st.dates())
def test_edits_lie_within_the_text_and_apart(text, today):
    if not date(1600, 1, 1) < today < date(9000, 1, 1):
        return
    edits = date_edits(text, Span(0, len(text)), today)
    assert all(a[0].end <= b[0].start for a, b in pairwise(edits))
