"""Reads: events as rows, one event with all that belongs to it, calendars, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale, Page

from common.feeds import FEED_SIZE, FeedItem, absolute, page_item
from common.languages import foreign_language, reading_url
from common.partial_dates import PartialDate
from common.parts import part
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from common.stream import StreamItem
from events import ical
from events.models import (
    EventIndexPage,
    EventLink,
    EventOrganisation,
    EventPage,
    Mode,
    Session,
    State,
)
from events.when import (
    When,
    agenda_of,
    language_names,
    reader_zone,
    short_month,
    today_in,
    when_of,
)
from taxonomy.admin_forms import RELATIONS
from taxonomy.selectors import tag_links, terms_of

if TYPE_CHECKING:
    from common.typing import AnyUser

NEWEST = F("first_published_at").desc(nulls_last=True)
FEWEST_COUNTED = 5  # people; below, a total could name somebody (platform.md §14)
CALENDAR_PAST = timedelta(days=365)
CALENDAR_SIZE = 300  # events in one file


# --- Rows -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a list: its state now, when and where in words."""

    event: EventPage
    url: str
    state: State
    state_words: str
    when: When
    where: str
    lang: str = ""  # what `lang` must say where the event is not in the reader's language

    @property
    def day(self) -> date | None:
        """The day shown large; None where it is not known."""
        days = self.event.local_days()
        return days[0] if days else None

    @property
    def _single(self) -> PartialDate | None:
        """The month or year of an event that is known to lie in one, and no closer."""
        first = self.event.first
        return first if first and not self.day and first == self.event.last else None

    @property
    def kind(self) -> str:
        """How the date stands in a row: a day large, a month or year less so, or in words."""
        return "" if self.day else "year" if self._single else "words"

    @property
    def large(self) -> str:
        """Before the title: the day, else the month, else the year; empty for spans of time."""
        if self.day:
            return str(self.day.day)
        if single := self._single:
            return short_month(single.first(), year=False) if single.month else str(single.year)
        return ""

    @property
    def small(self) -> str:
        """Under it: `Nov`, or `Nov 2021` in another year than this; the year of a month."""
        if self.day:
            return short_month(self.day)
        return str(self._single.year) if self._single and self._single.month else ""

    @property
    def is_said(self) -> bool:
        """Whether the state is news in a list that says already what is coming or over."""
        return self.state in {State.CANCELLED, State.NOW, State.ENDED}

    @property
    def look(self) -> str:
        """The state as `components/status.html` colours it."""
        coming = self.state in {State.UPCOMING, State.NOW}
        return "open" if coming else "wrong" if self.state is State.CANCELLED else "held"

    @property
    def lasts(self) -> bool:
        """Whether it takes more than a day."""
        days = self.event.local_days()
        return bool(days and days[0] != days[1])

    @property
    def times(self) -> str:
        """`14:00 to 15:00 UTC`, in the reader's own zone if it is known; empty without a time."""
        if not self.when.zones:
            return ""
        shown = next((one for one in self.when.zones if one.is_yours), self.when.zones[-1])
        words = _("%(times)s, your time") if shown.is_yours else "%(times)s UTC"
        times = words % {"times": shown.times}
        return f"{times}, {shown.day}" if shown.day else times


def events_for(viewer: "AnyUser", locale: Locale) -> Any:
    """All events that `viewer` may see, each once, in the reader's language or as the original."""
    return EventPage.objects.visible_to(viewer).in_language(locale).select_related("locale")


def rows_of(events: Iterable[EventPage], request: HttpRequest) -> list[EventRow]:
    """`events` as rows, in their order, at this moment."""
    now, zone = timezone.now(), reader_zone(viewer_of(request))
    return [row_of(event, request, now=now, zone=zone) for event in events]


def row_of(event: EventPage, request: HttpRequest, *, now: datetime, zone: str) -> EventRow:
    """One event as a row; `zone` is the reader's, empty for visitors."""
    state = event.state_at(now)
    return EventRow(
        event=event,
        url=reading_url(event, request),
        state=state,
        state_words=state_words(event, state, now),
        when=when_of(event, zone),
        where=where_of(event),
        lang=foreign_language(event),
    )


def state_words(event: EventPage, state: State, now: datetime) -> str:
    """`In 2 days`, `Today`, `Now`, `Held`, `Planned, not confirmed`, `Cancelled`."""
    words = {
        State.CANCELLED: _("Cancelled"),
        State.HELD: _("Held"),
        State.NOW: _("Now"),
        State.UPCOMING: _("Upcoming"),
        # What a source announced and nobody reported since is not called held.
        State.ENDED: _("Planned, not confirmed") if event.external_id else _("Ended"),
    }
    days = event.local_days()
    if state is not State.UPCOMING or not days:
        return words[state]
    left = (days[0] - today_in(event.zone, now)).days
    if left <= 0:
        return _("Today")
    return ngettext("Tomorrow", "In %(days)d days", left) % {"days": left}


def where_of(event: EventPage) -> str:
    """`Accra, Ghana`, `Online`, `Accra, Ghana, and online`; empty if not known."""
    country = event.country.label if event.country else ""
    place = ", ".join(part for part in (event.venue, event.city, country) if part)
    if event.mode == Mode.ONLINE:
        return _("Online")
    if event.mode == Mode.BOTH and place:
        return _("%(place)s, and online") % {"place": place}
    return place


# --- One event --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LinkRow:
    """A document or an output as a line; `facts` are type, language, format and size."""

    title: str
    url: str
    facts: list[str]


@dataclass(frozen=True, slots=True)
class MainAct:
    """The one button of the page."""

    label: str
    url: str


def event_context(event: EventPage, request: HttpRequest) -> dict[str, Any]:
    """Everything the page of one event shows."""
    viewer = viewer_of(request)
    zone = reader_zone(viewer)
    # An editor's preview holds its rows in memory only, and shows what the editor put there.
    is_draft = getattr(request, "is_preview", False)
    if not is_draft:  # once for the facts and for search engines
        organisations = EventOrganisation.objects.select_related("organisation")
        prefetch_related_objects([event], Prefetch("organisations", organisations))
    row = row_of(event, request, now=timezone.now(), zone=zone)
    sessions = list(event.sessions.all())
    links = list(event.links.all()) if is_draft else visible_links(event, viewer=viewer)
    outputs = [link_row(one, request) for one in links if one.kind == EventLink.Kind.OUTPUT]
    terms = _terms_of_draft(event) if is_draft else terms_of(event)
    documents = [link_row(one, request) for one in links if one.kind == EventLink.Kind.DOCUMENT]
    return bodies_of(event) | {
        "row": row,
        "agenda": agenda_of(sessions, zone),
        "speakers": list(event.speakers.select_related("organisation", "country")),
        "documents": documents,
        "outputs": outputs,
        "main_act": main_act(event, row.state, sessions, outputs),
        "languages": language_names(event.languages),
        "interpretation": language_names(event.interpretation),
        "participants": participants_in_words(event),
        "terms": terms,
        "tags": tag_links(terms, list_url(event, row.state, request)),
        "calendar_url": f"{event.get_url(request)}event.ics" if ical.is_in_calendars(event) else "",
        "structured_data": event.structured_data(request),
    }


def _terms_of_draft(event: EventPage) -> dict[str, list[Any]]:
    """The terms as the editor has them in front of them, not yet published."""
    return {name: event.terms(name) for name in RELATIONS}


def bodies_of(event: EventPage) -> dict[str, list[str]]:
    """Names of organisers and partners."""
    bodies = list(event.organisations.all())
    part = EventOrganisation.Part
    return {
        "organisers": [str(one) for one in bodies if one.part == part.ORGANISER],
        "partners": [str(one) for one in bodies if one.part == part.PARTNER],
    }


def list_url(event: EventPage, state: State, request: HttpRequest) -> str:
    """The list the event stands in now. No query."""
    parent = event.get_parent()
    url = reading_url(parent, request) if parent is not None else ""
    return url if state in {State.UPCOMING, State.NOW} else f"{url}past/"


def link_row(link: EventLink, request: HttpRequest) -> LinkRow:
    """A link with what readers want to know before they follow it."""
    facts = [language_names([link.language])[0]] if link.language else []
    if link.page:
        kind = capfirst(str((link.page.specific_class or Page)._meta.verbose_name))
        return LinkRow(link.label, reading_url(link.page, request), [kind, *facts])
    if link.document:
        size = filesizeformat(link.document.get_file_size() or 0)
        facts += [link.document.file_extension.upper(), size]
        return LinkRow(link.label, link.document.url, facts)
    return LinkRow(link.label, link.url, facts)


def main_act(
    event: EventPage, state: State, sessions: list[Session], outputs: list[LinkRow]
) -> MainAct | None:
    """What to do first: afterwards watch or read, before it see the organiser's page."""
    if state in {State.HELD, State.ENDED}:
        recordings = [one.recording_url for one in sessions if one.recording_url]
        if recordings:
            return MainAct(_("Watch the recording"), recordings[0])
        return MainAct(_("Read what came out"), outputs[0].url) if outputs else None
    if event.website and state is not State.CANCELLED:
        return MainAct(_("See the organiser’s page"), event.website)
    return None


def visible_links(event: EventPage, *, viewer: "AnyUser") -> list[EventLink]:
    """Documents and outputs whose page, if they lead to one, `viewer` may see. One query."""
    pages = BasePageQuerySet(Page).visible_to(viewer).values("pk")
    links = EventLink.objects.filter(Q(page__isnull=True) | Q(page__in=pages), event=event.pk)
    return list(links.select_related("page__locale", "document"))


def participants_in_words(event: EventPage) -> str:
    """A total from five people on; empty if not known."""
    if event.participants is None:
        return ""
    if event.participants < FEWEST_COUNTED:
        return _("fewer than %(number)d people") % {"number": FEWEST_COUNTED}
    people = {"number": event.participants}
    return ngettext("%(number)d person", "%(number)d people", event.participants) % people


# --- Calendars --------------------------------------------------------------------------------
def event_calendar(event: EventPage, request: HttpRequest) -> HttpResponse:
    """The file of one event. Raises Http404 where too little is known of its day."""
    if not ical.is_in_calendars(event):
        raise Http404
    return _calendar([event], request, name=event.title, file="event.ics")


def all_calendar(events: QuerySet[Any], request: HttpRequest) -> HttpResponse:
    """The file of many events: those of the last year and all that come, cancelled ones too."""
    since = timezone.now() - CALENDAR_PAST
    recent = events.filter(finishes__gt=since).order_by("-begins", "pk")
    listed = list(recent.prefetch_related("sessions")[:CALENDAR_SIZE])
    name = _("%(site)s: events") % {"site": settings.SITE_NAME}
    return _calendar(listed, request, name=name, file="events.ics")


def _calendar(
    events: list[EventPage], request: HttpRequest, *, name: str, file: str
) -> HttpResponse:
    entries = [
        ical.Entry(
            event=event,
            url=absolute(event.get_url(request) or "/"),
            sessions=list(event.sessions.all()),
            place=where_of(event),
            lang=foreign_language(event),
        )
        for event in sorted(events, key=lambda one: (one.begins, one.pk))
    ]
    body = ical.calendar_of(entries, name=name, now=timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    changed = max((one.last_published_at for one in events if one.last_published_at), default=None)
    etag = f'"{ical.digest(body)}"'
    response.headers["ETag"] = etag
    last_modified = int(changed.timestamp()) if changed else None
    return get_conditional_response(request, etag, last_modified, response) or response


# --- What is new ------------------------------------------------------------------------------
def upcoming_events(
    viewer: "AnyUser", locale: Locale, request: HttpRequest, n: int = 3
) -> list[EventRow]:
    """The next `n` events, going on ones first. At most one query.

    Which they are is kept for a minute; their states are of this moment.
    """
    events = part(
        "events:next",
        locale.language_code,
        n,
        viewer=viewer,
        make=lambda: list(events_for(viewer, locale).coming(timezone.now())[:n]),
    )
    return rows_of(events, request)


def stream_items(
    viewer: "AnyUser",
    locale: Locale,
    request: HttpRequest,
    n: int = 20,
    events: QuerySet[EventPage] | None = None,
) -> list[StreamItem]:
    """The `n` events announced last, for `common.lists`. One query.

    `events` instead of all that `viewer` may see.
    """
    found = events_for(viewer, locale) if events is None else events
    return [
        StreamItem(
            kind=event.kind(),
            label=_("Event"),
            when=event.first_published_at or timezone.now(),
            page=event,
            title=event.title,
            url=reading_url(event, request),
            summary=event.summary,
            language=event.locale.language_code,
        )
        for event in found.order_by(NEWEST, "-pk")[:n]
    ]


def feed_items(index: EventIndexPage, request: HttpRequest) -> list[FeedItem]:
    """The events announced last, with when and where before the summary."""
    events = events_for(AnonymousUser(), index.locale).order_by(NEWEST, "-pk")[:FEED_SIZE]
    items = []
    for row in rows_of(events, request):
        facts = " · ".join(part for part in (row.when.words, row.where) if part)
        item = page_item(row.event, request)
        items.append(replace(item, summary=f"{facts}. {row.event.summary}".strip()))
    return items
