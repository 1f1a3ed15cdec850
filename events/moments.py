"""From what a clock on the wall says to a moment, and back. Pure functions, no models.

Local time and zone are what organisers decide; the moment follows, and is computed again when a
country changes its rules (events.periodic).
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.partial_dates import PartialDate

FIRST_YEAR, LAST_YEAR = 1900, 2199  # what the calendar of the site holds
MONTH_LENGTH = 7  # characters of 2026-11


def in_calendar(day: date) -> bool:
    """Whether the calendar of the site holds the day; the computer's holds more than zones can."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def validate_day(day: date) -> None:
    """Refuse years that are slips of the keyboard."""
    if not in_calendar(day):
        raise ValidationError(_("Write a year from 1900 to 2199."))


class NoSuchTime(ValueError):
    """The clocks skip this local time on this day."""


@cache
def zone_names() -> frozenset[str]:
    """Names of places in the IANA database, and UTC.

    Abbreviations are left out, also those that the database keeps for old systems: CEST, EST or
    IST mean different zones to different readers, and EST there never changes its clocks.
    """
    places = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    return frozenset(places | {"UTC"})


def validate_zone(name: str) -> None:
    """Refuse what is not the name of a zone, abbreviations included (platform.md §14)."""
    if name not in zone_names():
        raise ValidationError(
            _("Choose a zone by its place, such as Europe/Paris; “%(name)s” is none."),
            params={"name": name},
        )


def moment(day: date, clock: time, zone: str, *, after: datetime | None = None) -> datetime:
    """The moment in UTC at which clocks in `zone` show `clock` on `day`.

    An hour that comes twice when clocks go back means the first one, unless that is not later
    than `after`. Raises NoSuchTime for a time that clocks skip, ValidationError for a zone that
    is none, OverflowError at the ends of the calendar.
    """
    validate_zone(zone)
    place = ZoneInfo(zone)
    wall = datetime.combine(day, clock)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(place).replace(tzinfo=None) != wall:
        raise NoSuchTime(f"{wall} in {zone}")
    return second if after is not None and first <= after < second else first


@dataclass(frozen=True, slots=True)
class Span:
    """From `begins` up to `finishes`, which no longer belongs to it."""

    begins: datetime
    finishes: datetime


def span_of_days(first: PartialDate, last: PartialDate, zone: str) -> Span:
    """Whole days in `zone`, from the first day the dates can mean to the end of the last.

    Without a zone, of UTC. Raises ValidationError for a zone that is none.
    """
    zone = zone or "UTC"
    validate_zone(zone)
    place = ZoneInfo(zone)
    begins = datetime.combine(first.first(), time(), place)
    finishes = datetime.combine(last.last() + timedelta(days=1), time(), place)
    return Span(begins.astimezone(UTC), finishes.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, as its address writes it."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """`2026-11`. Raises ValueError for all else, and outside the calendar of the site."""
        parsed = PartialDate.parse(text)
        whole = parsed.month is not None and len(text) == MONTH_LENGTH
        if not (whole and in_calendar(parsed.first())):
            raise ValueError(text)
        return cls(parsed.year, parsed.month)

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def days(self) -> list[date]:
        """Its days in order."""
        last = calendar.monthrange(self.year, self.number)[1]
        return [date(self.year, self.number, day) for day in range(1, last + 1)]

    def moved(self, by: int) -> "Month | None":
        """The month `by` months later; None outside the calendar of the site."""
        year, number = divmod(self.year * 12 + self.number - 1 + by, 12)
        return Month(year, number + 1) if FIRST_YEAR <= year <= LAST_YEAR else None

    def span(self) -> Span:
        """All its days, in UTC."""
        whole = PartialDate(self.year, self.number)
        return span_of_days(whole, whole, "UTC")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
