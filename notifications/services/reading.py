"""What a member has read."""

from django.utils import timezone

from members.models import User
from notifications.models import Notification


def mark_read(*, member: User, pk: int) -> bool:
    """One's own notification is read. Twice is as once. False where there is no such."""
    own = Notification.objects.visible_to(member).filter(pk=pk)
    own.filter(read_at=None).update(read_at=timezone.now())
    return own.exists()


def mark_all_read(*, member: User, up_to: int) -> int:
    """Everything up to the number `up_to` is read: what came after the page was shown is not."""
    unread = Notification.objects.visible_to(member).filter(read_at=None, pk__lte=up_to)
    return unread.update(read_at=timezone.now())
