"""The daily digest: at 07:00 where its reader lives (platform.md §9)."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Min, QuerySet

from notifications.models import Delivery, DeliveryKind, DeliveryState, Notification
from notifications.preferences import choices_of, wanted
from notifications.registry import EmailChoice, families, keys_of

MORNING = time(7)
NO_LONGER_NEWS = timedelta(days=14)


def write_digests(*, now: datetime) -> int:
    """A row of the outbox for everybody with something to tell since before their last 07:00.

    Each person's day has one key, so the job may run at any time and twice at once; late, it makes
    up for the last morning. Nobody gets a second while one waits, which would tell the same: it is
    written once that is out. Returns how many are to be sent. Queries do not grow with people.
    """
    oldest = _oldest_untold(now)
    mails = []
    for person, (zone, since) in oldest.items():
        until = last_morning(zone, now)
        if since <= until:
            day = until.astimezone(_zone(zone)).date()
            mails.append(
                Delivery(
                    recipient_id=person,
                    kind=DeliveryKind.DIGEST,
                    key=f"digest:{person}:{day.isoformat()}",
                    data={"until": until.isoformat()},
                    not_before=now,
                    created=now,
                )
            )
    waiting = set(waiting_digests().values_list("recipient", flat=True)) if mails else set()
    mails = [mail for mail in mails if mail.recipient_id not in waiting]
    known = {mail.key for mail in mails}
    known -= set(Delivery.objects.filter(key__in=known).values_list("key", flat=True))
    Delivery.objects.bulk_create(
        [mail for mail in mails if mail.key in known],
        ignore_conflicts=True,  # another process writes them too
    )
    return len(known)


def waiting_digests() -> QuerySet[Delivery]:
    """Digests that are on their way."""
    return Delivery.objects.filter(kind=DeliveryKind.DIGEST, state=DeliveryState.WAITING)


def last_morning(zone: str, now: datetime) -> datetime:
    """The last 07:00 in `zone` that has passed, as a moment."""
    local = now.astimezone(_zone(zone))
    morning = datetime.combine(local.date(), MORNING, tzinfo=local.tzinfo)
    if morning > local:
        morning = datetime.combine(local.date() - timedelta(days=1), MORNING, tzinfo=local.tzinfo)
    return morning.astimezone(UTC)


def _oldest_untold(now: datetime) -> dict[int, tuple[str, datetime]]:
    """{person: their zone, and since when something waits}, of families they want daily."""
    waiting = Notification.objects.filter(
        delivery=None, read_at=None, at__gt=now - NO_LONGER_NEWS, recipient__is_active=True
    )
    rows = waiting.values("recipient", "type", "email", "recipient__timezone")
    rows = rows.annotate(since=Min("at"))
    by_type = defaultdict(list)
    for row in rows:
        by_type[row["type"]].append(row)
    oldest: dict[int, tuple[str, datetime]] = {}
    for of in families():
        mine = [row for key in keys_of(of.key) for row in by_type[key]]
        chosen = choices_of([row["recipient"] for row in mine], of) if mine else {}
        for row in mine:
            person = row["recipient"]
            if wanted(chosen[person], row["email"]) == EmailChoice.DAILY:
                zone, since = oldest.get(person, (row["recipient__timezone"], row["since"]))
                oldest[person] = (zone, min(since, row["since"]))
    return oldest


def _zone(name: str) -> ZoneInfo:
    """A zone that this machine does not know is no reason to tell nothing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
