import pytest
from wagtail.models import Locale, PageViewRestriction

from common import counters
from tests.factories.taxonomy import TipFactory

pytestmark = pytest.mark.django_db


def value(key):
    return counters.figures([key])[0].value


def test_a_tip_counts_once_in_however_many_languages():
    TipFactory().copy_for_translation(Locale.objects.create(language_code="fr")).save()
    assert value("tips") == 1


def test_a_country_counts_if_anybody_may_read_of_it(make_page, senegal, moldova):
    make_page("A", countries=[senegal])
    make_page("B", countries=[senegal])
    closed = make_page("Closed", countries=[moldova])
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert value("countries") == 1
