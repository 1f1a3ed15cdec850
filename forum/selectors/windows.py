"""When a topic takes texts, in words: the clock is judged as it is read, like at posting (§7)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from common.templatetags.m4d import long_date
from common.zones import deadline_words, zone_of
from forum.models import LATE

if TYPE_CHECKING:
    from common.typing import AnyUser


MORNING = time(7)  # when digests go too (forum.md §8)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, its day in the reader's zone, and its hour there and in UTC, with the day."""

    at: datetime
    day: str
    words: str


@dataclass(frozen=True, slots=True)
class Window:
    """Whether a topic with dates takes texts now. `look` is the code for components/status.html.

    `late_until`: it is over, and until then texts are held for the host; "" otherwise.
    """

    look: str
    words: str
    is_over: bool = False
    late_until: str = ""


def moment_of(at: datetime | None) -> Moment | None:
    """A moment in words, in the zone that is active: a member's own, or UTC."""
    return None if at is None else Moment(at, long_date(at), deadline_words(at))


def day_of(at: datetime | None, viewer: "AnyUser") -> date | None:
    """The day that it is for `viewer` at this moment."""
    return at.astimezone(ZoneInfo(zone_of(viewer))).date() if at else None


def today_of(viewer: "AnyUser") -> date:
    """The day that it is for `viewer` now."""
    return timezone.now().astimezone(ZoneInfo(zone_of(viewer))).date()


def morning_of(day: date | None, viewer: "AnyUser") -> datetime | None:
    """07:00 of a day in the zone of `viewer`."""
    return datetime.combine(day, MORNING, ZoneInfo(zone_of(viewer))) if day else None


def window_of(
    opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Window | None:
    """Where `now` is between the two; None for a topic without an end that is open."""
    opens, closes = moment_of(opens_at), moment_of(closes_at)
    if opens is not None and now < opens.at:
        return Window("due", _("Opens on %(moment)s") % {"moment": opens.words})
    if closes is None:
        return None
    if now < closes.at:
        return Window("open", _("Open until %(moment)s") % {"moment": closes.words})
    late = moment_of(closes.at + LATE) if now < closes.at + LATE else None
    words = _("Closed on %(day)s") % {"day": closes.day}
    return Window("closed", words, is_over=True, late_until=late.words if late else "")
