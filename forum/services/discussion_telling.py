"""Who is told what of a discussion, what is recorded and logged, what the search reads again."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from activity import services as activity
from common.indexing import page_key, touch
from forum.access import forum_token
from forum.models import (
    DiscussionRole,
    EDiscussion,
    HostMessage,
    Level,
    ModerationLog,
    Subscription,
    Synthesis,
)
from forum.services.telling import nearest_way, ways_of
from members.models import User
from notifications import services as notifications

if TYPE_CHECKING:
    from common.typing import AnyUser


def announced(discussion: EDiscussion, host: User) -> None:
    """Invite whoever has a part; those who host announced it themselves or know."""
    _record(discussion, "forum.announced", host)
    for role in discussion.roles(manager="with_invited").select_related("user"):
        invited(role, host)
    reindex(discussion)


def invited(role: DiscussionRole, host: User) -> None:
    """Tell a member of the part they are given, or ask them whether they take it."""
    notifications.notify(
        type="discussion.invited",
        recipients=[role.user],
        target=role.discussion,
        actor=host,
        data={"role": role.role, "asks": role.accepted_at is None},
    )


def opened(discussion: EDiscussion, host: User | None) -> None:
    """It is open: contributions are taken from now on."""
    _record(discussion, "forum.opened", host)
    _tell("discussion.opened", discussion, discussion, host)
    reindex(discussion)


def closes_soon(discussion: EDiscussion) -> None:
    """48 hours are left."""
    _tell("discussion.closing", discussion, discussion, None)


def closed(discussion: EDiscussion, host: User | None) -> None:
    """Nobody writes any more; the hosts summarise."""
    _record(discussion, "forum.closed", host)
    _tell("discussion.closed", discussion, discussion, host)
    reindex(discussion)


def cancelled(discussion: EDiscussion, host: User) -> None:
    """An announced discussion does not take place."""
    _tell("discussion.cancelled", discussion, discussion, host)
    reindex(discussion)


def said(message: HostMessage, host: User) -> None:
    """A message of the host, with its text, to all who follow."""
    _record(message, "forum.said", host, discussion=message.discussion)
    _tell("discussion.message", message.discussion, message, host)
    reindex(message.discussion)


def summarised(synthesis: Synthesis, host: User) -> None:
    """A synthesis is published, or a new version of one."""
    _record(synthesis, "forum.summarised", host, discussion=synthesis.discussion)
    _tell("discussion.synthesis", synthesis.discussion, synthesis, host)
    reindex_synthesis(synthesis)


def nudged(role: DiscussionRole, host: User) -> None:
    """An expert is asked for a word."""
    notifications.notify(
        type="discussion.nudged", recipients=[role.user], target=role.discussion, actor=host
    )


def reindex(discussion: EDiscussion) -> None:
    """The search reads the pages of the discussion again."""
    touch([page_key(pk) for pk in discussion.pages.values_list("pk", flat=True)])


def reindex_synthesis(synthesis: Synthesis) -> None:
    """The search reads all versions of this synthesis again: one of them is found."""
    same = Synthesis.objects.filter(
        discussion=synthesis.discussion_id, kind=synthesis.kind, week=synthesis.week
    )
    touch([f"synthesis:{pk}" for pk in same.values_list("pk", flat=True)])


def log(act: str, actor: "User | None", discussion: EDiscussion, **more: Any) -> None:
    """One row of the log about a discussion. `more`: columns such as `user`, `before`."""
    page = discussion.pages.order_by("pk").first()
    ModerationLog.objects.create(
        action=act,
        actor=actor,
        discussion=discussion,
        forum_id=discussion.forum_id,
        target_label=page.title[:255] if page is not None else "",
        **more,
    )


def _record(
    target: Any, verb: str, actor: "User | None", *, discussion: EDiscussion | None = None
) -> None:
    about: Any = discussion or target
    audience = forum_token(about.forum_id)
    activity.record(actor=actor, verb=verb, target=target, audience=audience)


def _tell(kind: str, discussion: EDiscussion, target: Any, actor: User | None) -> None:
    people = followers(discussion)
    if people:
        notifications.notify(
            type=kind, recipients=people, target=target, actor=actor, by_mail=ways_of(people)
        )


def followers(discussion: EDiscussion) -> list[User]:
    """Who follows the room or one of its threads, or has a part; not who muted it. One query."""
    mine = Subscription.objects.filter(user=OuterRef("pk"))
    room = mine.filter(forum=discussion.forum_id)
    threads = mine.filter(topic__forum=discussion.forum_id, level=Level.WATCHING)
    follows = Exists(room.filter(level__in=[Level.WATCHING, Level.FIRST_POSTS]))
    has_part = Exists(DiscussionRole.objects.filter(discussion=discussion, user=OuterRef("pk")))
    wanted = Q(follows) | Q(Exists(threads)) | Q(has_part)
    people = User.objects.filter(wanted, is_active=True)
    people = people.annotate(way=nearest_way(Q(forum=discussion.forum_id)))
    return list(people.exclude(Exists(room.filter(level=Level.MUTED))))


def follows(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Whether this member gets the news of the discussion. One query."""
    if not user.is_authenticated or discussion.forum_id is None:
        return False
    watching = [Level.WATCHING, Level.FIRST_POSTS]
    mine = Subscription.objects.filter(user=user.pk, forum=discussion.forum_id)
    return mine.filter(level__in=watching).exists()
