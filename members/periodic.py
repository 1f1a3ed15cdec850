"""Jobs of members that run on a clock."""

from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation

from common import periodic
from members.services import lift_suspensions, remove_unconfirmed


@periodic.register("members.remove_unconfirmed", every=timedelta(days=1))
def forget_unconfirmed(as_of: datetime) -> None:
    """Accounts nobody confirmed go after 30 days (PRV4), links after their three."""
    remove_unconfirmed(now=as_of)
    EmailConfirmation.objects.all_expired().delete()


@periodic.register("members.lift_suspensions", every=timedelta(minutes=5))
def open_accounts(as_of: datetime) -> None:
    """Suspensions end by themselves."""
    lift_suspensions(now=as_of)
