"""How days of an event read in each language."""

from datetime import date

import pytest
from django.utils import translation

from common.partial_dates import PartialDate
from events.when import days_in_words, long_day


@pytest.mark.parametrize(
    ("first", "last", "language", "words"),
    [
        ("2027-03-01", "2027-03-01", "fr", "1er mars 2027"),
        ("2027-03-01", "2027-03-02", "fr", "1er et 2 mars 2027"),
        ("2027-03-01", "2027-03-04", "fr", "du 1er au 4 mars 2027"),
        ("2027-03-29", "2027-04-01", "fr", "du 29 mars 2027 au 1er avril 2027"),
        ("2027-03-01", "2027-03-04", "es", "del 1 al 4 de marzo de 2027"),
        ("2027-03-01", "2027-03-02", "en", "1 and 2 March 2027"),
    ],
)
def test_days_in_words(first, last, language, words):
    with translation.override(language):
        assert days_in_words(PartialDate.parse(first), PartialDate.parse(last)) == words


def test_the_day_of_the_week_stands_before_it():
    with translation.override("fr"):
        assert long_day(date(2027, 3, 1)) == "lundi 1er mars 2027"
