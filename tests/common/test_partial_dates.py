"""Dates of which less than the day may be known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.partial_dates import PartialDate


@given(st.dates(), st.integers(1, 3))
def test_what_is_written_is_read_back(day, parts):
    known = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert PartialDate.parse(str(known)) == known
    assert known.first() <= day <= known.last()


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(text):
    try:
        parsed = PartialDate.parse(text)
    except ValueError:
        return
    assert str(parsed) == text.strip()


@pytest.mark.parametrize("text", ["0000", "2026-00", "2026-00-00", "2026-11-00", "2026-02-30"])
def test_a_month_or_day_of_no_calendar_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own words
        PartialDate.parse(text)


def test_words_follow_what_is_known():
    assert PartialDate.parse("2016").words("en") == "2016"
    assert PartialDate.parse("2016-10").words("fr") == "octobre 2016"
    assert PartialDate.parse("2016-10-31").words("es") == "31 de octubre de 2016"
    assert PartialDate.parse("2016-10-31").last() == date(2016, 10, 31)


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        ("2026-03-01", "fr", "1er mars 2026"),
        ("2026-03-11", "fr", "11 mars 2026"),
        ("2026-03-21", "fr", "21 mars 2026"),
        ("2026-03-01", "es", "1 de marzo de 2026"),
        ("2026-03-01", "en", "1 March 2026"),
    ],
)
def test_french_counts_the_first_day_of_a_month(day, language, words):
    assert PartialDate.parse(day).words(language) == words
