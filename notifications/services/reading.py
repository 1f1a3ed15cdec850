"""What a member has read."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
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


def mark_seen(*, member: User, types: Collection[str], targets: QuerySet[Any]) -> None:
    """These things are on a page that is shown: what the member was told of them is read.

    `targets`: one queryset, unevaluated. Of a burst the last act counts. One query, without a
    notification that is unread.
    """
    # Looked up for each of the few that are unread, however many `targets` are.
    key = Cast(OuterRef("target_key"), output_field=targets.model._meta.pk)
    seen = Notification.objects.visible_to(member).filter(
        Exists(targets.order_by().filter(pk=key)),
        read_at=None,
        type__in=types,
        target_type=ContentType.objects.get_for_model(targets.model),
    )
    if seen.update(read_at=timezone.now()):
        forget_unread([member.pk])


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
