"""Jobs of notifications that run on a clock."""

from datetime import datetime, timedelta

from common import periodic
from common.worker import wake
from notifications import outbox
from notifications.digests import write_digests
from notifications.services import forget_old
from notifications.tasks import send_due_mail


@periodic.register("notifications.send_due_mail", every=timedelta(minutes=1))
def send_what_waits(as_of: datetime) -> None:
    """Mails whose second try is due, and those whose task was lost."""
    if outbox.due(as_of).exists():
        wake(send_due_mail)


@periodic.register("notifications.digests", every=timedelta(minutes=5))
def write_daily_digests(as_of: datetime) -> None:
    """It is 07:00 somewhere."""
    if write_digests(now=as_of):
        wake(send_due_mail)


@periodic.register("notifications.forget", every=timedelta(days=1))
def forget(as_of: datetime) -> None:
    """Mails go after six months, what was read after a year (PRV4)."""
    forget_old(now=as_of)
