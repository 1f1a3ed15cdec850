"""Terms, organisations and records that others name: who changes them changes documents of those.

What happens to pages and files themselves: test_triggers.py.
"""

import pytest
from wagtail.models import ReferenceIndex
from wagtail.signals import page_published

from library.models import SeriesPage
from members.models import Organisation
from taxonomy.models import Region, Theme
from taxonomy.services import merge_terms
from tests.factories.events import EventTypeFactory, an_event
from tests.factories.library import make_library, make_record
from tests.factories.news import a_news_item, an_interview, whats_new
from tests.factories.pages import child
from tests.factories.taxonomy import CountryFactory, TagFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [ThemeFactory, CountryFactory])
def test_a_term_with_another_name_names_the_pages_that_carry_it(told, factory):
    term = factory()
    vocabulary = "themes" if isinstance(term, Theme) else "countries"
    page, other = a_news_item(**{vocabulary: [term]}), a_news_item()
    told.clear()
    term.name = "Another name"
    term.save()
    named = told.pages()
    assert named == {page.pk}
    assert other.pk not in named


def test_a_merge_names_the_pages_of_both_terms(told, admin):
    """Of tags too, which keep no other names and so are not saved by the merge."""
    source, into = TagFactory(), TagFactory()
    pages = [a_news_item(), a_news_item()]
    for page, term in zip(pages, (source, into), strict=True):
        page.tag_links.create(term=term)
        page.save()
    told.clear()
    merge_terms(source=source, into=into, user=admin)
    assert {page.pk for page in pages} <= told.pages()


def test_a_region_names_the_pages_about_countries_in_it_and_below(told):
    africa = Region.objects.create(code="africa", name="Africa")
    west = Region.objects.create(code="west-africa", name="West Africa", parent=africa)
    page = a_news_item(countries=[CountryFactory(code="SN", region=west)])
    other = a_news_item(countries=[CountryFactory(code="PH")])
    told.clear()
    africa.name_fr = "Afrique"
    africa.save()
    named = told.pages()
    assert named == {page.pk}
    assert other.pk not in named


def test_an_organisation_names_the_pages_that_name_it(told):
    body = Organisation.objects.create(name="An agency")
    page = an_interview(organisation=body)
    ReferenceIndex.create_or_update_for_object(page)
    told.clear()
    body.acronym = "AA"
    body.save()
    assert told.pages() == {page.pk}


@pytest.mark.parametrize(
    ("field", "factory"), [("type", EventTypeFactory), ("country", CountryFactory)]
)
def test_a_term_that_an_event_names_beside_its_links_names_the_event(told, field, factory):
    term = factory()
    event = an_event(**{field: term})
    ReferenceIndex.create_or_update_for_object(event)
    told.clear()
    term.name_fr = "Autrement"
    term.save()
    assert told.pages() == {event.pk}


def test_a_region_names_the_event_in_a_country_below_it(told):
    region = Region.objects.create(code="R1", name="A region")
    event = an_event(country=CountryFactory(region=region))
    ReferenceIndex.create_or_update_for_object(event)
    told.clear()
    region.save()
    assert told.pages() == {event.pk}


def test_the_type_of_a_record_names_the_record(told):
    record = make_record(make_library(whats_new()))
    ReferenceIndex.create_or_update_for_object(record)
    told.clear()
    record.type.save()
    assert told.pages() == {record.pk}


def test_a_series_and_a_larger_work_name_the_records_in_them(told):
    library = make_library(whats_new())
    whole = make_record(library, "A yearbook")
    series = child(SeriesPage, library, "series")
    record = make_record(library, "A chapter", part_of=whole, series=series)
    for page in (series, whole):
        told.clear()
        page_published.send(type(page), instance=page)
        assert told.pages() == {page.pk, record.pk}
