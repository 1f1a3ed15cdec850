"""Links from pages to terms: set by code, kept in memory until the page is saved."""

import pytest
from wagtail.models import Page

from taxonomy.models import PageTheme
from taxonomy.services import UnknownTerm, classify
from tests.factories.taxonomy import ThemeFactory

pytestmark = pytest.mark.django_db


def codes(page):
    return set(PageTheme.objects.filter(page=page.pk).values_list("term__code", flat=True))


def test_a_page_speaks_of_exactly_the_named_terms_once_it_is_saved(
    make_page, diaspora, remittances, data
):
    page = make_page("A", themes=[diaspora, remittances])
    classify(page=page, themes=["data", "remittances"])
    assert codes(page) == {"diaspora", "remittances"}
    page.save()
    assert codes(page) == {"data", "remittances"}


def test_links_that_stay_keep_their_rows(make_page, diaspora, data):
    page = make_page("A", themes=[diaspora])
    before = PageTheme.objects.get(page=page).pk
    classify(page=page, themes=["data", "diaspora"])
    page.save()
    assert PageTheme.objects.get(page=page, term=diaspora).pk == before


def test_a_new_page_can_be_classified_before_it_is_saved(root, diaspora, senegal):
    page = Page(title="New")
    classify(page=page, themes=["diaspora"], countries=["SN"])
    root.add_child(instance=page)
    assert codes(page) == {"diaspora"}
    assert page.country_links.get().term == senegal


def test_the_code_of_a_merged_term_links_what_it_became(make_page, diaspora):
    ThemeFactory(code="old", active=False, merged_into=diaspora)
    page = make_page("A")
    classify(page=page, themes=["old", "diaspora"])
    page.save()
    assert codes(page) == {"diaspora"}


def test_a_country_outside_the_list_is_refused(make_page):
    """platform.md §6: a country outside the list cannot be saved."""
    with pytest.raises(UnknownTerm) as refusal:
        classify(page=make_page("A"), countries=["ZZ"])
    assert refusal.value.field == "countries"
