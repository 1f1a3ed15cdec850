"""Whether mail goes out: a part of `/readyz`."""

from datetime import timedelta

from django.utils import timezone

from common import health
from notifications import outbox

LATE = timedelta(minutes=15)
LATELY = timedelta(days=1)


def mail() -> str:
    """Degraded when a mail waits for a quarter of an hour, or one was given up within a day."""
    now = timezone.now()
    oldest = outbox.oldest(now)
    is_late = oldest is not None and oldest < now - LATE
    return health.DEGRADED if is_late or outbox.dead(now - LATELY) else health.OK


health.register("mail", mail)
