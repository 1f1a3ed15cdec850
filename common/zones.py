"""The reader's time zone: moments are printed in it, and a deadline names it (platform.md §20).

`members.middleware.ReaderZone` makes it the active one of a request, `members.mailing` that of a
mail; dates and hours of templates follow by themselves. Visitors' pages are kept for all: UTC.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils import timezone

from common.languages import cldr_locale
from common.partial_dates import day_words


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_of(user: object) -> str:
    """The zone a member has chosen; UTC for visitors and for what this machine does not know."""
    name = getattr(user, "timezone", "")
    return name if name in _known() else "UTC"


def place_of(zone: str) -> str:
    """`Nairobi` for Africa/Nairobi, in the reader's language."""
    return "UTC" if zone == "UTC" else _place(zone, cldr_locale())


@lru_cache(maxsize=1024)
def _place(zone: str, locale: str) -> str:
    return str(get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True))


def deadline_words(at: datetime) -> str:
    """`22 December 2026, 10:00 (Guayaquil), 15:00 UTC`; where the active zone is UTC, that alone.

    The day of UTC is said where it is another one.
    """
    utc, zone = at.astimezone(UTC), timezone.get_current_timezone_name()
    if zone == "UTC":
        return f"{_day(utc)}, {utc:%H:%M} UTC"
    local = at.astimezone(timezone.get_current_timezone())
    other_day = "" if utc.date() == local.date() else f"{_day(utc)}, "
    return f"{_day(local)}, {local:%H:%M} ({place_of(zone)}), {other_day}{utc:%H:%M} UTC"


def _day(at: datetime) -> str:
    return day_words(at.date(), cldr_locale())
