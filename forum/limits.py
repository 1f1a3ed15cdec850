"""How often somebody may write (forum.md §10).

Topics and replies are counted from their rows, by index (author, created), under the lock of the
author's standing: no two requests of one person can both be the last that is allowed. The rest is
counted in buckets of common.ratelimit.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.translation import ngettext

from common.ratelimit import Limit, TooManyRequests
from forum.errors import InvalidContent, RateLimited
from forum.models import Contribution, ForumStanding, PostState
from forum.permissions import is_never_held

if TYPE_CHECKING:
    from members.models import User

DAY = timedelta(days=1)
NEW_UNTIL = 3  # published posts


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one in `gap`, and `a_day` in any 24 hours (None: as many as the gap allows)."""

    gap: timedelta
    a_day: int | None


TOPICS = {True: Pace(timedelta(seconds=120), 3), False: Pace(timedelta(seconds=15), 20)}
REPLIES = {True: Pace(timedelta(seconds=30), 10), False: Pace(timedelta(seconds=5), None)}
MENTIONS = {True: 3, False: 10}

_DAY = 24 * 60 * 60  # seconds
# {name: (of a new member, of a member)}
BUCKETS = {
    "edit": (Limit("forum-edits-new", 10, _DAY), Limit("forum-edits", 30, _DAY)),
    "withdraw": (Limit("forum-withdrawals-new", 5, _DAY), Limit("forum-withdrawals", 10, _DAY)),
    "report": (Limit("forum-reports-new", 5, _DAY), Limit("forum-reports", 20, _DAY)),
    "useful": (Limit("forum-useful-new", 20, _DAY), Limit("forum-useful", 50, _DAY)),
}


def is_new(member: "User", standing: ForumStanding | None = None) -> bool:
    """Fewer than three published posts, and nobody has vouched. At most two queries."""
    if standing is None:
        standing = ForumStanding.objects.filter(user=member).first()
    if standing is not None and standing.vouched_at is not None:
        return False
    published = Contribution.objects.filter(author=member, state=PostState.PUBLISHED)
    return published.order_by()[:NEW_UNTIL].count() < NEW_UNTIL


def take(act: str, member: "User", *, forum_pk: int) -> None:
    """Count one edit, withdrawal, report or "useful". Raises RateLimited.

    Hosts, experts and staff are not counted when they edit or withdraw.
    """
    if act in ("edit", "withdraw") and is_never_held(member, forum_pk):
        return
    new, regular = BUCKETS[act]
    bucket = new if is_new(member) else regular
    try:
        bucket.take(member.pk)
    except TooManyRequests as refusal:
        raise RateLimited(refusal.wait) from refusal


def check_mentions(number: int, *, is_new_member: bool) -> None:
    """Raise InvalidContent where a post calls more members than its author may, edits included."""
    most = MENTIONS[is_new_member]
    if number > most:
        message = ngettext(
            "Mention at most %(number)d member.", "Mention at most %(number)d members.", most
        )
        raise InvalidContent(message % {"number": most}, field="body")


def check_pace(member: "User", paces: dict[bool, Pace], *, is_new_member: bool) -> None:
    """Raise RateLimited where the member's last topic or reply is too near, or the day is full.

    Call it with the member's standing locked.
    """
    pace, now = paces[is_new_member], timezone.now()
    mine = _of_day(member, is_topic=paces is TOPICS, now=now)
    found: dict[str, Any] = mine.aggregate(last=Max("created"), number=Count("pk"))
    waits = [found["last"] + pace.gap - now] if found["last"] else []
    if pace.a_day is not None and found["number"] >= pace.a_day:
        # The place of the one that is `a_day` back gets free when it is a day old.
        freed = mine.order_by("-created").values_list("created", flat=True)[pace.a_day - 1]
        waits.append(freed + DAY - now)
    wait = max(waits, default=timedelta(0))
    if wait > timedelta(0):
        raise RateLimited(max(1, math.ceil(wait.total_seconds())))


def _of_day(member: "User", *, is_topic: bool, now: datetime) -> Any:
    opens_topic = Q(post__topic__first_post=F("post"))
    mine = Contribution.objects.filter(author=member, created__gt=now - DAY)
    return mine.filter(opens_topic if is_topic else ~opens_topic)
