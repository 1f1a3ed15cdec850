"""The three views of the list: coming, one month, past. All share filters and addresses."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common.languages import reading_url
from common.paging import page_of
from common.partial_dates import PartialDate
from common.reader import viewer_of
from events import selectors
from events.models import EventIndexPage
from events.moments import Month
from events.selectors import EventRow
from taxonomy.facets import FacetSet, TermFacet, YearFacet
from taxonomy.models import Country, EventType, Theme

FACETS = [
    TermFacet("type", _("Type"), path="type", model=EventType),
    TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
    TermFacet("country", _("Country"), path="country_links__term", model=Country),
]
YEAR = YearFacet("year", _("Year"), path="start")
MONTH_SIZE = 200  # events shown of one month


def coming(index: EventIndexPage, request: HttpRequest) -> HttpResponse:
    """What is still to come, next first."""
    events = selectors.events_for(viewer_of(request), index.locale).coming(timezone.now())
    return _list(index, request, events, FACETS, view="coming")


def past(index: EventIndexPage, request: HttpRequest) -> HttpResponse:
    """What is over, latest first."""
    events = selectors.events_for(viewer_of(request), index.locale).past(timezone.now())
    return _list(index, request, events, [*FACETS, YEAR], view="past")


def _list(
    index: EventIndexPage, request: HttpRequest, events: Any, definitions: list[Any], *, view: str
) -> HttpResponse:
    facets = FacetSet(events, definitions, request.GET)
    listed = page_of(facets.results, request, total=facets.total)
    listed.object_list = selectors.rows_of(listed, request)
    context = _addresses(index, request, facets) | {"listed": listed, "view": view}
    context["here"] = context["past_url"] if view == "past" else context["list_url"]
    return index.render(request, context_overrides=context)


def _addresses(index: EventIndexPage, request: HttpRequest, facets: FacetSet) -> dict[str, Any]:
    """The facets, and where the three views and the calendar of these events are."""
    url = reading_url(index, request)
    chosen = [(key, value) for key, values in facets.chosen.items() for value in values]
    calendar = urlencode([*chosen, ("lang", index.locale.language_code)])
    return {
        "facets": facets,
        "list_url": url,
        "past_url": f"{url}past/",
        "present_month": present_month(),
        "calendar_url": f"{reverse('events:calendar')}?{calendar}",
    }


# --- A month ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month with what happens on it."""

    day: date
    rows: list[EventRow]
    is_today: bool


def present_month() -> Month:
    return Month.of(timezone.localdate())


def month_asked(request: HttpRequest) -> Month | None:
    """The month of `?month=2026-11`; None without it and for what is no month."""
    try:
        return Month.parse(request.GET.get("month", ""))
    except ValueError:
        return None


def to_month(index: EventIndexPage, request: HttpRequest, month: Month) -> HttpResponse:
    """Leads to the address of the month, with the filters that are in force."""
    params = request.GET.copy()
    params.pop("month", None)
    query = f"?{params.urlencode()}" if params else ""
    return HttpResponseRedirect(f"{reading_url(index, request)}month/{month}/{query}")


def month(index: EventIndexPage, request: HttpRequest, text: str) -> HttpResponse:
    """The days of one month. Raises Http404 for what is no month of the calendar."""
    try:
        shown = Month.parse(text)
    except ValueError:
        raise Http404(text) from None
    everything = selectors.events_for(viewer_of(request), index.locale)
    facets = FacetSet(everything.within(shown.span()), FACETS, request.GET)
    rows = selectors.rows_of(facets.results[:MONTH_SIZE], request)
    context = _addresses(index, request, facets)
    context |= {
        "view": "month",
        "here": f"{context['list_url']}month/{shown}/",
        "query": facets.page_query.rstrip("&?"),
        "month_words": PartialDate(shown.year, shown.number),
        "days": days_of(shown, rows),
        "starts_on": shown.days()[0].isoweekday(),
        "some_day": [row for row in rows if row.day is None],
        "has_events": bool(rows),
        "earlier": shown.moved(-1),
        "later": shown.moved(1),
    }
    return index.render(request, context_overrides=context)


def days_of(month: Month, rows: list[EventRow]) -> list[MonthDay]:
    """Every day of the month; an event of several days stands on each of them."""
    today = timezone.localdate()
    days = {day: MonthDay(day, [], day == today) for day in month.days()}
    for row in rows:
        span = row.event.local_days()
        if span:
            for day, held in days.items():
                if span[0] <= day <= span[1]:
                    held.rows.append(row)
    return list(days.values())


def for_calendar(request: HttpRequest, locale: Locale) -> Any:
    """The events of `/events.ics`, narrowed by the same filters as the lists.

    Programs fetch calendars without an account, so a member's browser gets no more (SEC13).
    """
    events = selectors.events_for(AnonymousUser(), locale)
    return FacetSet(events, FACETS, request.GET).results
