"""How many unread notifications a member has, for every page: kept for half a minute."""

from collections.abc import Iterable

from django.core.cache import caches

from members.models import User
from notifications.describing import still_there
from notifications.models import Notification

MOST = 99
KEPT = 30  # seconds; what closes to a reader meanwhile is counted no longer than that


def unread_of(member: User) -> int:
    """Unread and still to be seen (SEC13), 99 at most. Nothing asked while it is kept."""
    cache, key = caches["pages"], _key(member.pk)
    number = cache.get(key)
    if number is None:
        rows = list(Notification.objects.visible_to(member).filter(read_at=None)[:MOST])
        number = len(still_there(rows, member)) if rows else 0
        cache.set(key, number, KEPT)
    return number


def forget_unread(members: Iterable[int]) -> None:
    """Something has come or was read: count anew."""
    caches["pages"].delete_many([_key(pk) for pk in members])


def _key(pk: int) -> str:
    return f"unread:{pk}"
