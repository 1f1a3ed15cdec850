"""Jobs of events that run on a clock."""

from datetime import datetime, timedelta

from common import periodic
from events import services


@periodic.register("events.recompute_moments", every=timedelta(days=1))
def recompute_moments(as_of: datetime) -> int:
    """Follow changes of the time zone database (REL: local time is what was decided)."""
    return services.recompute_moments(as_of=as_of)
