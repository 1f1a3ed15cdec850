"""Same country first, then the theme, and one page of another theme (C14, Q9)."""

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from taxonomy.selectors import related_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(make_page, diaspora, senegal):
    return make_page("This one", themes=[diaspora], countries=[senegal])


def titles(found):
    return [one.page.title for one in found]


def test_a_shared_country_comes_before_a_shared_theme(
    here, make_page, diaspora, senegal, moldova, anonymous
):
    make_page("Same theme", themes=[diaspora], countries=[moldova])
    make_page("Same country and theme", themes=[diaspora], countries=[senegal])
    make_page("Nothing in common", countries=[moldova])
    assert titles(related_pages(here, viewer=anonymous)) == [
        "Same country and theme",
        "Same theme",
    ]


def test_one_page_leads_from_the_same_country_to_another_theme(
    here, make_page, diaspora, data, senegal, anonymous
):
    for at in range(5):
        make_page(f"Near {at}", themes=[diaspora], countries=[senegal])
    make_page("Bridge", themes=[data], countries=[senegal])
    found = related_pages(here, 4, viewer=anonymous)
    assert len(found) == 4
    assert [one.page.title for one in found if one.is_bridge] == ["Bridge"]
    assert found[-1].is_bridge
    assert titles(found).count("Bridge") == 1


def test_what_the_viewer_may_not_see_is_not_related(
    here, make_page, diaspora, senegal, anonymous, member
):
    make_page("Draft", themes=[diaspora], live=False)
    closed = make_page("Members only", themes=[diaspora], countries=[senegal])
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert titles(related_pages(here, viewer=anonymous)) == []
    assert titles(related_pages(here, viewer=member)) == ["Members only"]


def test_a_thing_is_related_once_in_the_language_of_the_page_where_it_can(
    here, make_page, diaspora, anonymous, root
):
    french = Locale.objects.create(language_code="fr")
    make_page("En français seulement", themes=[diaspora], locale=french)
    english = make_page("In two languages", themes=[diaspora])
    twin = english.copy_for_translation(french)
    twin.live = True
    twin.save()
    assert sorted(titles(related_pages(here, viewer=anonymous)), reverse=True) == [
        "In two languages",
        "En français seulement",
    ]
    assert set(titles(related_pages(twin, viewer=anonymous))) == {
        "En français seulement",
        "This one",
    }


def test_a_page_is_not_related_to_its_own_translation(here, anonymous, root):
    twin = here.copy_for_translation(Locale.objects.create(language_code="fr"))
    twin.live = True
    twin.save()
    assert related_pages(here, viewer=anonymous) == []


def test_a_page_about_nothing_has_no_relations(make_page, diaspora, anonymous):
    make_page("Other", themes=[diaspora])
    assert related_pages(make_page("Plain"), viewer=anonymous) == []


def test_newer_pages_come_first_among_equals(here, make_page, diaspora, anonymous):
    make_page("Old", themes=[diaspora], first_published_at=timezone.now().replace(year=2019))
    make_page("New", themes=[diaspora], first_published_at=timezone.now().replace(year=2021))
    assert titles(related_pages(here, viewer=anonymous)) == ["New", "Old"]


@pytest.mark.parametrize("pages_around", [2, 20])
def test_three_queries_for_any_number_of_pages(
    pages_around, here, make_page, diaspora, data, senegal, anonymous, django_assert_num_queries
):
    for at in range(pages_around):
        make_page(f"Near {at}", themes=[diaspora, data], countries=[senegal])
    make_page("Bridge", themes=[data], countries=[senegal])
    with django_assert_num_queries(3):
        assert len(related_pages(here, 3, viewer=anonymous)) == 3
