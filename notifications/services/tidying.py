"""What is kept, and for how long (PRV4)."""

from datetime import datetime, timedelta

from notifications.models import Delivery, Notification

MAILS_KEPT = timedelta(days=183)
NEWS_KEPT = timedelta(days=365)
SLICE = 5_000  # rows removed at once; the rest follows at the next run


def forget_old(*, now: datetime) -> int:
    """Delete mails that were settled six months ago and notifications a year old. How many."""
    gone = 0
    mails = Delivery.objects.filter(settled_at__lt=now - MAILS_KEPT).order_by("settled_at")
    news = Notification.objects.filter(at__lt=now - NEWS_KEPT).order_by("at")
    for old in (mails, news):
        found = list(old.values_list("pk", flat=True)[:SLICE])
        gone += old.model._default_manager.filter(pk__in=found).delete()[0]
    return gone
