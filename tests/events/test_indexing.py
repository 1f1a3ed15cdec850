"""What of events is found, and by which words."""

from datetime import UTC, date, datetime, time

import pytest
from wagtail.models import Page

from common.indexing import Ageing, documents_of, kind, page_key
from events.models import EventOrganisation, Session, Speaker
from events.models.parts import EventLink
from members.models import Organisation
from taxonomy.models import Region
from tests.common.indexing.acts import document_of, words_of
from tests.factories.events import an_event
from tests.factories.news import a_news_item
from tests.factories.pages import english
from tests.factories.taxonomy import CountryFactory

CANARY = "xylophagous"


@pytest.fixture(autouse=True)
def _database(db):
    pass


def with_parts(event):
    body = Organisation.objects.create(name=f"Agency {event.pk}", acronym=f"AG{event.pk}")
    locale = english()
    Speaker.objects.create(event=event, name=f"Speaker {event.pk}", role="Host", locale=locale)
    Speaker.objects.create(event=event, role="A mayor", organisation=body, locale=locale)
    EventOrganisation.objects.create(event=event, organisation=body)
    EventOrganisation.objects.create(event=event, name="A town hall")
    Session.objects.create(
        event=event,
        title="Counting letters",
        who="Two archivists",
        day=date(2026, 11, 27),
        start_time=time(17),
        end_time=time(18),
        zone="Africa/Nairobi",
        locale=locale,
    )
    return body


def test_an_event_is_dated_by_when_it_begins():
    event = an_event()
    document = document_of(event)
    assert kind("event").ageing is Ageing.EVENT
    assert document.starts_at == event.begins == datetime(2026, 11, 27, 14, tzinfo=UTC)
    assert document.year == 2026


def test_a_past_event_of_a_known_year_stays_findable():
    document = document_of(an_event(start="2009"))
    assert document.year == 2009
    assert document.starts_at < datetime(2009, 12, 31, tzinfo=UTC)


def test_an_event_without_a_date_begins_at_no_moment():
    assert document_of(an_event(start="")).starts_at is None


def test_an_event_is_found_by_where_it_is_who_speaks_and_what_is_said():
    africa = Region.objects.create(code="africa", name="Africa")
    kenya = CountryFactory(code="KE", name="Kenya", name_fr="Kenya (fr)", region=africa)
    event = an_event(city="Nairobi", venue="The old station", country=kenya)
    body = with_parts(event)
    document = document_of(event)
    named = {"Nairobi", "The old station", "Kenya", "Kenya (fr)", "Africa", body.name, body.acronym}
    assert named | {f"Speaker {event.pk}", "A town hall", "Webinar"} <= {*document.labels}
    assert document.places == ("KE", "africa")
    for words in ("Counting letters", "Two archivists", "A mayor"):
        assert words in document.body


def test_how_to_join_and_whom_to_write_to_is_not_found():
    event = an_event(
        join_url=f"https://example.org/{CANARY}",
        contact=CANARY,
        contact_email=f"{CANARY}@example.org",
        website=f"https://example.org/{CANARY}",
    )
    assert CANARY not in words_of(document_of(event))


def test_a_link_to_a_page_is_not_found_as_not_everybody_may_see_it():
    event = an_event()
    other = Page.objects.get(pk=a_news_item().pk)
    for fields in (
        {"title": CANARY, "page": other},
        {"title": "Minutes", "url": "https://x.example/"},
    ):
        EventLink.objects.create(event=event, locale=english(), **fields)
    words = words_of(document_of(event))
    assert "Minutes" in words
    assert CANARY not in words


@pytest.mark.parametrize("size", [1, 3])
def test_queries_are_the_same_for_any_number_of_events(size, django_assert_num_queries):
    events = [an_event() for _ in range(size)]
    for event in events:
        with_parts(event)
    keys = [page_key(event.pk) for event in events]
    documents_of(keys)
    # Whose, rows, six vocabularies, above, regions; sessions, speakers, bodies twice, links.
    with django_assert_num_queries(1 + 1 + 6 + 1 + 1 + 6):
        assert len(documents_of(keys)) == size
