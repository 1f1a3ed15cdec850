"""Events for calendars (RFC 5545). Pure of requests; the caller says which events and addresses.

What is known to the month or the year only is left out: a bar across a whole month says more
than anybody knows. Times are written in UTC, so that no calendar needs our zones; the local time
they follow from is in the database.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, vText
from icalendar import Event as CalendarEntry

from events.models import EventPage, Session, State

PRODUCT = "-//M4D Net//Events//EN"
DOMAIN = "m4dnet"  # of identifiers: part of a name, so it stays when the site moves
BEGIN_OF_SEQUENCE = datetime(2020, 1, 1, tzinfo=UTC)
NO_CHARACTER_OF_TEXT = {code: None for code in range(32) if code not in (9, 10)} | {127: None}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its absolute address, ready for a calendar; `sessions` in order of time.

    `lang` is the language of its words where that is not the calendar's (RFC 5545 §3.2.10).
    """

    event: EventPage
    url: str
    sessions: list[Session]
    place: str
    lang: str = ""


def calendar_of(entries: Iterable[Entry], *, name: str, now: datetime) -> bytes:
    """The calendar file of these events. An event of several days is an entry a day."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(name))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        for part in _parts(entry):
            calendar.add_component(_component(entry, part, now))
    return calendar.to_ical()


@dataclass(frozen=True, slots=True)
class _Part:
    """One block in the calendar: whole days (dates) or from moment to moment."""

    uid: str
    starts: date | datetime
    ends: date | datetime
    title: str = ""


def is_in_calendars(event: EventPage) -> bool:
    """Whether enough is known to stand in a calendar."""
    return event.is_dated_to_the_day


def _parts(entry: Entry) -> list[_Part]:
    event = entry.event
    days = event.local_days()
    if days is None or event.begins is None or event.finishes is None:
        return []
    if entry.sessions:
        return _parts_of_sessions(event, entry.sessions)
    if event.start_time and event.zone:
        ends = event.finishes if event.end_time else event.begins
        return [_Part(_uid(event.translation_key), event.begins, ends)]
    return [_Part(_uid(event.translation_key), days[0], days[1] + timedelta(days=1))]


def _parts_of_sessions(event: EventPage, sessions: list[Session]) -> list[_Part]:
    """One part a day: from the first session of the day to its last one's end.

    The first part is named for the event, so that a meeting of one day keeps its name whether or
    not it has sessions; the others for the first session of their day.
    """
    days: dict[date, list[Session]] = {}
    for session in sorted(sessions, key=lambda one: one.starts):
        days.setdefault(session.day, []).append(session)
    parts = []
    for held in days.values():
        key = held[0].translation_key if parts else event.translation_key
        title = held[0].title if len(held) == 1 and len(days) > 1 else ""
        ends = max(one.ends for one in held)
        parts.append(_Part(_uid(key), held[0].starts, ends, title))
    return parts


def _component(entry: Entry, part: _Part, now: datetime) -> CalendarEntry:
    event = entry.event
    changed = (event.last_published_at or now).astimezone(UTC).replace(microsecond=0)
    cancelled = event.state_at(now) is State.CANCELLED
    title = f"{event.title}: {part.title}" if part.title else event.title
    spoken = {"LANGUAGE": entry.lang} if entry.lang else {}
    component = CalendarEntry()
    component.add("uid", part.uid)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("sequence", sequence_at(changed))
    component.add("dtstart", part.starts)
    if part.ends != part.starts:  # RFC 5545 §3.8.2.2: later than the start, or not at all
        component.add("dtend", part.ends)
    component.add("summary", _text(title), parameters=spoken)
    component.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if event.summary:
        component.add("description", _text(event.summary), parameters=spoken)
    if entry.place:
        component.add("location", _text(entry.place))
    component.add("url", entry.url)
    if not isinstance(part.starts, datetime):
        component.add("transp", "TRANSPARENT")  # a whole day does not make people busy
    return component


def sequence_at(changed: datetime) -> int:
    """Minutes since 2020: rises with every publication and needs no column."""
    return max(0, int((changed - BEGIN_OF_SEQUENCE).total_seconds() // 60))


def digest(body: bytes) -> str:
    """For the ETag of a file."""
    return hashlib.sha256(body).hexdigest()[:32]


def _uid(key: object) -> str:
    return f"{key}@{DOMAIN}"


def _text(text: str) -> vText:
    """Without control characters, which the format has no way to write."""
    return vText(text.replace("\r\n", "\n").replace("\r", "\n").translate(NO_CHARACTER_OF_TEXT))
