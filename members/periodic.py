"""Jobs of members that run on a clock."""

from datetime import datetime, timedelta

from common import periodic
from members.services import remove_unverified


@periodic.register("members.remove_unverified", every=timedelta(days=1))
def purge_unverified(as_of: datetime) -> int:
    """Accounts nobody confirmed go after 30 days (PRV4)."""
    return remove_unverified(as_of)
