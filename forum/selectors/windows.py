"""When a topic takes texts, in words: the clock is judged as it is read, like at posting (§7)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.translation import gettext as _

from common.templatetags.m4d import long_date
from forum.models import LATE

if TYPE_CHECKING:
    from common.typing import AnyUser


MORNING = time(7)  # when digests go too (forum.md §8)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC and, for a member with a zone, in theirs."""

    at: datetime
    day: str
    utc: str
    yours: str = ""

    @property
    def words(self) -> str:
        """`22 December 2026, 15:32 your time (14:32 UTC)`."""
        if not self.yours:
            return f"{self.day}, {self.utc} UTC"
        yours = _("%(hour)s your time") % {"hour": self.yours}
        return f"{self.day}, {yours} ({self.utc} UTC)"


@dataclass(frozen=True, slots=True)
class Window:
    """Whether a topic with dates takes texts now. `look` is the code for components/status.html.

    `late_until`: it is over, and until then texts are held for the host; "" otherwise.
    """

    look: str
    words: str
    is_over: bool = False
    late_until: str = ""


def moment_of(at: datetime | None, viewer: "AnyUser") -> Moment | None:
    """A moment in words: the day, the hour in UTC, and in the zone a member has chosen."""
    if at is None:
        return None
    zone, yours = zone_of(viewer), ""
    if zone.key != "UTC":
        local = at.astimezone(zone)
        day = f"{long_date(local)}, " if local.date() != at.date() else ""
        yours = f"{day}{local:%H:%M}"
    return Moment(at, long_date(at), f"{at:%H:%M}", yours)


def zone_of(viewer: "AnyUser") -> ZoneInfo:
    """The zone that a member has chosen; UTC for everybody else, and for what is none."""
    name = getattr(viewer, "timezone", "UTC")
    return ZoneInfo(name if name in available_timezones() else "UTC")


def day_of(at: datetime | None, viewer: "AnyUser") -> date | None:
    """The day that it is for `viewer` at this moment."""
    return at.astimezone(zone_of(viewer)).date() if at else None


def today_of(viewer: "AnyUser") -> date:
    """The day that it is for `viewer` now."""
    return timezone.now().astimezone(zone_of(viewer)).date()


def morning_of(day: date | None, viewer: "AnyUser") -> datetime | None:
    """07:00 of a day in the zone of `viewer`."""
    return datetime.combine(day, MORNING, zone_of(viewer)) if day else None


def window_of(
    opens_at: datetime | None, closes_at: datetime | None, viewer: "AnyUser", now: datetime
) -> Window | None:
    """Where `now` is between the two; None for a topic without an end that is open."""
    opens, closes = moment_of(opens_at, viewer), moment_of(closes_at, viewer)
    if opens is not None and now < opens.at:
        return Window("due", _("Opens on %(moment)s") % {"moment": opens.words})
    if closes is None:
        return None
    if now < closes.at:
        return Window("open", _("Open until %(moment)s") % {"moment": closes.words})
    late = moment_of(closes.at + LATE, viewer) if now < closes.at + LATE else None
    words = _("Closed on %(day)s") % {"day": closes.day}
    return Window("closed", words, is_over=True, late_until=late.words if late else "")
