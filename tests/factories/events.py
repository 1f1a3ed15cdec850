import itertools
from datetime import UTC, datetime, time

from events.models import EventIndexPage, EventPage
from taxonomy.models import EventType, PageCountry, PageTheme
from tests.factories.news import whats_new
from tests.factories.pages import child, plant
from tests.factories.taxonomy import TermFactory

NUMBER = itertools.count(1)


class EventTypeFactory(TermFactory):
    class Meta:
        model = EventType

    code = "webinar"


def event_list():
    return child(EventIndexPage, whats_new(), "events")


def an_event(*, sessions=(), themes=(), countries=(), **fields):
    """A published webinar of one hour on 27 November 2026 in Nairobi's afternoon."""
    number = next(NUMBER)
    an_hour = {"start": "2026-11-27", "start_time": time(17), "end_time": time(18)}
    defaults = {
        "title": f"Event {number}",
        "summary": "What it is about.",
        "zone": "Africa/Nairobi",
        "first_published_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
        "last_published_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
    }
    if "start" not in fields:
        defaults |= an_hour
    parent = event_list()
    page = EventPage(slug=f"event-{number}", locale=parent.locale, **defaults | fields)
    page.type = fields.get("type") or EventTypeFactory()
    page.sessions = list(sessions)
    plant(parent, page)
    PageTheme.objects.bulk_create(PageTheme(page=page, term=term) for term in themes)
    PageCountry.objects.bulk_create(PageCountry(page=page, term=term) for term in countries)
    return EventPage.objects.get(pk=page.pk)
