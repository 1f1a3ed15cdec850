"""When an event is, in words: the day, and the times in the zones that matter to the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.partial_dates import FIRST, PartialDate, day_words
from common.zones import place_of
from events.models import EventPage, Session
from events.moments import zone_names


def babel_locale() -> Locale:
    """The reader's language as CLDR knows it; English is British."""
    language = (get_language() or "en").replace("-", "_")
    return Locale.parse({"en": "en_GB"}.get(language, language))


def language_names(codes: Iterable[str]) -> list[str]:
    """Names of languages in the reader's language; codes that CLDR does not know stay."""
    names = babel_locale().languages
    return [names.get(code, code) for code in codes]


def long_day(day: date) -> str:
    """`Friday 27 November 2026`; CLDR would put a comma into the English one."""
    locale = babel_locale()
    pattern = "EEEE d MMMM y" if locale.language == "en" else "full"
    return day_words(day, locale, pattern=pattern)


def short_month(day: date, *, year: bool = True) -> str:
    """`Nov`, with the year unless it is this one or not wanted."""
    this_year = day.year == timezone.localdate().year
    pattern = "MMM yyyy" if year and not this_year else "LLL"
    return format_date(day, format=pattern, locale=babel_locale())


def days_in_words(first: PartialDate | None, last: PartialDate | None) -> str:
    """`27 November 2026`, `1 and 2 September 2021`, `October 2016`, `2004 to 2006`."""
    if first is None or last is None:
        return _("Date not known")
    if first == last:
        return first.words()
    start, months = first.words(), ((first.year, first.month), (last.year, last.month))
    if first.day and last.day and months[0] == months[1]:
        is_first = first.day == 1 and babel_locale().language == "fr"
        start = FIRST if is_first else str(first.day)
    words = {"first": start, "last": last.words()}
    if (last.last() - first.first()).days == 1:
        return pgettext("two days in a row", "%(first)s and %(last)s") % words
    if first.day and last.day:
        return pgettext("first and last day", "%(first)s to %(last)s") % words
    return pgettext("first and last month or year", "%(first)s to %(last)s") % words


@dataclass(frozen=True, slots=True)
class ZoneTime:
    """What clocks in one zone show. `day` is given where it differs from the event's own day."""

    times: str
    place: str
    day: str = ""
    is_yours: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """For the facts of an event and its rows."""

    words: str
    zones: list[ZoneTime]
    starts: datetime | None  # for <time datetime>; None if there is no time


def zones_for(zone: str, reader_zone: str) -> list[str]:
    """The reader's own zone if it is known, the event's, then UTC; each once."""
    asked = [reader_zone, zone, "UTC"]
    return [one for one in dict.fromkeys(asked) if one in zone_names()]


def times_in(starts: datetime, ends: datetime | None, zone: str, own_day: date) -> tuple[str, str]:
    """(`16:00 to 17:00`, the day in words if it is not `own_day`) in `zone`."""
    start = starts.astimezone(ZoneInfo(zone))
    day = "" if start.date() == own_day else long_day(start.date())
    if ends is None:
        return f"{start:%H:%M}", day
    end = ends.astimezone(ZoneInfo(zone))
    times = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    return pgettext("times of day", "%(start)s to %(end)s") % times, day


def when_of(event: EventPage, reader_zone: str = "") -> When:
    """When `event` is; `reader_zone` is the zone a member has chosen, empty for visitors.

    A visitor's page is cached and has no script, so it shows the event's zone and UTC.
    """
    words = days_in_words(event.first, event.last)
    days = event.local_days()
    if not (days and event.start_time and event.zone and event.begins):
        return When(words, [], None)
    if days[0] == days[1]:
        words = long_day(days[0])
    ends = event.finishes if event.end_time else None
    zones = []
    for zone in zones_for(event.zone, reader_zone):
        times, day = times_in(event.begins, ends, zone, days[0])
        zones.append(ZoneTime(times, place_of(zone), day, zone == reader_zone))
    return When(words, zones, event.begins)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A line of the agenda: `times` stand in the order of the table's zones."""

    session: Session
    times: list[str]


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The sessions of one day in one zone, which becomes a table."""

    day: str
    zones: list[str]
    rows: list[SessionRow]
    has_titles: bool


def agenda_of(sessions: list[Session], reader_zone: str = "") -> list[AgendaDay]:
    """Sessions grouped by their own day and zone, in order of time."""
    days: dict[tuple[date, str], list[Session]] = {}
    for session in sorted(sessions, key=lambda one: (one.starts, one.sort_order or 0)):
        days.setdefault((session.day, session.zone), []).append(session)
    return [_agenda_day(*key, held, reader_zone) for key, held in days.items()]


def _agenda_day(day: date, zone: str, sessions: list[Session], reader_zone: str) -> AgendaDay:
    zones = zones_for(zone, reader_zone)
    rows = [SessionRow(one, [_session_times(one, name) for name in zones]) for one in sessions]
    places = [
        _("Your time (%(place)s)") % {"place": place_of(name)}
        if name == reader_zone
        else place_of(name)
        for name in zones
    ]
    has_titles = any(one.title or one.who for one in sessions)
    return AgendaDay(long_day(day), places, rows, has_titles)


def _session_times(session: Session, zone: str) -> str:
    times, day = times_in(session.starts, session.ends, zone, session.day)
    return f"{times}, {day}" if day else times


def reader_zone(viewer: object) -> str:
    """The zone a member has chosen; empty for visitors and for what is no zone."""
    zone = getattr(viewer, "timezone", "")
    return zone if zone in zone_names() else ""


def today_in(zone: str, now: datetime) -> date:
    """The date at `now` where the event is."""
    return now.astimezone(ZoneInfo(zone) if zone else UTC).date()
