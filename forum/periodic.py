"""Jobs of the forum that run on a clock."""

from datetime import datetime, timedelta

from common import periodic
from forum import discussion_periodic, services


@periodic.register("forum.purge", every=timedelta(days=1))
def purge(as_of: datetime) -> None:
    """Marks and drafts whose time has passed."""
    services.purge_reads(now=as_of)
    services.purge_drafts(now=as_of)


@periodic.register("forum.recount", every=timedelta(days=1))
def recount(as_of: datetime) -> None:
    """Mends counters that have drifted, and writes down which: drift is a bug."""
    services.recount_all()


@periodic.register("forum.rerender", every=timedelta(hours=1))
def rerender(as_of: datetime) -> None:
    """After the rules of rendering have changed, a thousand texts an hour."""
    services.rerender()


@periodic.register("forum.remind", every=timedelta(minutes=15))
def remind(as_of: datetime) -> None:
    """Bookmarks whose day has come."""
    services.send_reminders(now=as_of)


@periodic.register("forum.waiting_long", every=timedelta(hours=1))
def remind_moderators(as_of: datetime) -> None:
    """What has waited for two days."""
    services.remind_of_waiting(now=as_of)


# Those of e-discussions register themselves.
__all__ = ["discussion_periodic"]
