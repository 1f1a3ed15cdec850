"""What a member has read."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from members.models import User
from notifications.models import Notification
from notifications.unread import forget_unread


def mark_read(*, member: User, pk: int) -> bool:
    """One's own notification is read. Twice is as once. False where there is no such."""
    own = Notification.objects.visible_to(member).filter(pk=pk)
    if own.filter(read_at=None).update(read_at=timezone.now()):
        forget_unread([member.pk])
    return own.exists()


def mark_all_read(*, member: User, up_to: datetime) -> int:
    """Everything up to this moment is read: what came after the page was shown is not."""
    unread = Notification.objects.visible_to(member).filter(read_at=None, at__lte=up_to)
    number = unread.update(read_at=timezone.now())
    forget_unread([member.pk])
    return number


def mark_gone(*, member: User, pks: Collection[int]) -> None:
    """These have nothing left to say to their reader: nobody waits for them to be read."""
    if pks:
        own = Notification.objects.visible_to(member).filter(pk__in=pks, read_at=None)
        own.update(read_at=timezone.now())
        forget_unread([member.pk])
