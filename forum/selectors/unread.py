"""What a member has not read yet (forum.md §3.5), asked of their own marks alone (S14)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils import timezone

from forum.models import ForumRead, Level, Subscription, TopicRead

if TYPE_CHECKING:
    from members.models import User

UNREAD_FOR = timedelta(days=90)


def horizon_of(member: Any, now: datetime | None = None) -> datetime:
    """What is older counts as read: 90 days, and all before the account was made."""
    return max((now or timezone.now()) - UNREAD_FOR, member.date_joined)


def is_unread(member: "User") -> Q:
    """A condition on topics: something newer than the member's marks and horizon.

    The subqueries name the member, so each topic costs two look-ups by a unique key.
    """
    newer = {"forum": OuterRef("forum"), "read_before__gte": OuterRef("last_post_on")}
    reached = {"topic": OuterRef("pk"), "last_post_created__gte": OuterRef("last_post_on")}
    return (
        Q(last_post_on__gt=horizon_of(member))
        & ~Exists(TopicRead.objects.filter(user=member.pk, **reached))
        & ~Exists(ForumRead.objects.filter(user=member.pk, **newer))
    )


def is_muted(member: "User") -> Q:
    """A condition on topics: the member wants to hear nothing of them."""
    mine = Subscription.objects.filter(user=member.pk, level=Level.MUTED)
    here = Subscription.objects.filter(user=member.pk, topic=OuterRef("pk"))
    return Q(Exists(mine.filter(topic=OuterRef("pk")))) | (
        Q(Exists(mine.filter(forum=OuterRef("forum")))) & ~Q(Exists(here))
    )


def with_unread(topics: Any, member: "User | Any") -> Any:
    """Topics, each with `is_unread`; for readers without an account nothing is."""
    if not (member.is_authenticated and member.is_active):
        return topics.annotate(is_unread=Value(False))
    condition = ExpressionWrapper(is_unread(member), output_field=BooleanField())
    return topics.annotate(is_unread=condition)
