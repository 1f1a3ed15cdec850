"""Jobs of e-discussions that run on a clock; forum.periodic brings them in."""

from datetime import datetime, timedelta

from common import periodic
from forum.services import clock


@periodic.register("forum.keep_time", every=timedelta(minutes=5))
def keep_time(as_of: datetime) -> int:
    """Open, remind and close. Services judge the clock as well: this one only tells of it."""
    return clock.keep_time(now=as_of)


@periodic.register("forum.refresh_statistics", every=timedelta(days=1))
def refresh_statistics(as_of: datetime) -> int:
    """The figures of open discussions, once a day (forum.md §15)."""
    return clock.refresh_statistics(now=as_of)
