"""What moderators do with posts and topics. Each act is one row of the log, written with it.

Who may is judged on the topic's own forum (S7), under its lock.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forum.engine import Topic
from forum.errors import InvalidContent, NotNow
from forum.locks import begin_again_when_moved, lock_post
from forum.locks import lock_topic as hold_topic
from forum.models import (
    Act,
    EDiscussion,
    Mention,
    ModerationLog,
    PostRevision,
    PostState,
    TopicInfo,
)
from forum.permissions import (
    can_bring_back,
    check_lock,
    check_moderate,
    check_move,
    check_pin,
    check_take_down,
)
from forum.services import telling
from forum.services.editing import replace_text
from forum.services.posting import Text, set_state
from forum.texts import clean_body, clean_reason, clean_statement

if TYPE_CHECKING:
    from members.models import User

PINS = {
    "topic": Topic.TOPIC_POST,
    "sticky": Topic.TOPIC_STICKY,
    "announcement": Topic.TOPIC_ANNOUNCE,
}


def log(
    act: str, *, moderator: "User | None", topic: Any, post: Any = None, **more: Any
) -> ModerationLog:
    """One entry about a topic, or a post of it. `more`: columns such as `reason`, `before`."""
    return ModerationLog.objects.create(
        actor=moderator,
        action=act,
        post=post,
        topic=topic,
        user=post.contribution.author if post is not None else None,
        target_label=topic.subject[:255],
        **{"forum_id": topic.forum_id, **more},
    )


def locked_pair(post: Any) -> tuple[Any, Any]:
    """Topic and post as they are now, locked in order."""
    topic = hold_topic(post.topic)
    locked = lock_post(post.pk)
    locked.topic = topic
    return topic, locked


# --- Posts ------------------------------------------------------------------------------------
@begin_again_when_moved
def approve_post(*, moderator: "User", post: Any) -> Any:
    """Publish what waits, or what was not accepted. Watchers hear of it now. Twice is as once.

    Raises PermissionDenied, NotNow.
    """
    topic, post = locked_pair(post)
    check_moderate(moderator, post)
    before = post.contribution.state
    if before == PostState.PUBLISHED:
        return post
    if before not in (PostState.PENDING, PostState.REJECTED):
        raise NotNow(_("This post does not wait for anybody."))
    was_published = post.contribution.published_at is not None
    set_state(post, topic, PostState.PUBLISHED)
    log(
        Act.APPROVED,
        moderator=moderator,
        topic=topic,
        post=post,
        before={"state": before},
        after={"state": PostState.PUBLISHED},
    )
    telling.reindex_post(post, topic)
    telling.decided(post, moderator=moderator, act=Act.APPROVED, statement="")
    if was_published:
        telling.told_of_edit(post)
    else:
        telling.published(post, topic)
    return post


@begin_again_when_moved
def reject_post(*, moderator: "User", post: Any, reason: str, statement: str = "") -> Any:
    """Do not accept what waits. The text is kept; its author reads `statement`. Twice is as once.

    Where it is a change of what had been published, the text that stood before stands again
    (decision 0235). Raises PermissionDenied, InvalidContent, NotNow.
    """
    why, said = clean_reason(reason), clean_statement(statement)
    topic, post = locked_pair(post)
    check_take_down(moderator, post)
    if _was_given_back(post):
        return post
    before = text_before(post)
    if before is not None:
        return _give_back(moderator, post, topic, before, reason=why, statement=said)
    return _take_down(
        moderator,
        post,
        topic,
        Act.REJECTED,
        PostState.REJECTED,
        allowed=PostState.PENDING,
        reason=why,
        statement=said,
    )


def _was_given_back(post: Any) -> bool:
    """Whether the text that stands is the one that stood before a change was not accepted."""
    if post.contribution.state != PostState.PUBLISHED:
        return False
    last = ModerationLog.objects.filter(post=post).order_by("-created", "-pk").first()
    if last is None or last.action != Act.REJECTED:
        return False
    is_same: bool = last.after.get("revision") == post.contribution.revision
    return is_same


def text_before(post: Any) -> PostRevision | None:
    """What stood before a change that waits; None for a new text, or where it was erased.

    One query, for a change alone.
    """
    if not post.contribution.is_change:
        return None
    stood = PostRevision.objects.filter(post=post, was_public=True).exclude(body="")
    return stood.order_by("-number").first()


def _give_back(
    moderator: "User",
    post: Any,
    topic: Any,
    before: PostRevision,
    *,
    reason: str,
    statement: str,
) -> Any:
    """The change goes into the history, for its author and moderators; `before` stands again."""
    one, refused = post.contribution, post.contribution.revision
    body, reading = clean_body(before.body)
    text = Text(body, reading, one.language, before.subject)
    replace_text(moderator, post, topic, text, "")  # the author reads it; the reason is in the log
    # Readers see the text they had: it was changed when it replaced the one before it, if ever.
    earlier = PostRevision.objects.filter(post=post, number__lt=before.number, was_public=True)
    one.edited_at = earlier.order_by("-number").values_list("created", flat=True).first()
    one.save(update_fields=["edited_at", "updated"])
    Mention.objects.filter(post=post, notified_at=None).delete()  # the change alone called them
    set_state(post, topic, PostState.PUBLISHED)
    telling.reindex_post(post, topic)
    log(
        Act.REJECTED,
        moderator=moderator,
        topic=topic,
        post=post,
        reason=reason,
        statement=statement,
        before={"state": PostState.PENDING, "revision": refused},
        after={"state": PostState.PUBLISHED, "revision": one.revision},
    )
    telling.decided(post, moderator=moderator, act=Act.REJECTED, statement=statement, stands=True)
    return post


@begin_again_when_moved
def hide_post(*, moderator: "User", post: Any, reason: str, statement: str = "") -> Any:
    """Take a published post from everybody's sight. The text is kept; its author sees why.

    A hidden first post hides its topic. Twice is as once. Raises PermissionDenied, InvalidContent,
    NotNow.
    """
    why, said = clean_reason(reason), clean_statement(statement)
    topic, post = locked_pair(post)
    check_take_down(moderator, post)
    return _take_down(
        moderator,
        post,
        topic,
        Act.HID,
        PostState.HIDDEN,
        allowed=PostState.PUBLISHED,
        reason=why,
        statement=said,
    )


def _take_down(
    moderator: "User",
    post: Any,
    topic: Any,
    act: Act,
    state: PostState,
    *,
    allowed: PostState,
    reason: str,
    statement: str,
) -> Any:
    """`take_down` from the one state in which it is `allowed`; the author is told."""
    before = post.contribution.state
    if before == state:
        return post
    if before != allowed:
        raise NotNow(_("The post is not in a state in which this can be done."))
    take_down(moderator, post, topic, act, state, reason=reason, statement=statement)
    telling.decided(post, moderator=moderator, act=act, statement=statement)
    return post


def take_down(
    moderator: "User | None",
    post: Any,
    topic: Any,
    act: Act,
    state: PostState,
    *,
    reason: str,
    statement: str = "",
) -> ModerationLog:
    """The state, the log and the search, under locks the caller holds; no actor is the system."""
    before = post.contribution.state
    set_state(post, topic, state)
    telling.reindex_post(post, topic)
    return log(
        act,
        moderator=moderator,
        topic=topic,
        post=post,
        reason=reason,
        statement=statement,
        before={"state": before},
        after={"state": state},
    )


@begin_again_when_moved
def unhide_post(*, moderator: "User", post: Any, statement: str = "") -> Any:
    """Show a hidden post again. Twice is as once. Raises PermissionDenied, NotNow."""
    said = clean_statement(statement)
    topic, post = locked_pair(post)
    check_moderate(moderator, post)
    before = post.contribution.state
    if before == PostState.PUBLISHED:
        return post
    if before != PostState.HIDDEN:
        raise NotNow(_("This post is not hidden."))
    take_down(moderator, post, topic, Act.UNHID, PostState.PUBLISHED, reason="", statement=said)
    telling.decided(post, moderator=moderator, act=Act.UNHID, statement=said)
    return post


@begin_again_when_moved
def bring_back_post(*, moderator: "User", post: Any, reason: str) -> Any:
    """Put a withdrawn post where it was, as its author asked. They are told. Twice is as once.

    `reason` says how they asked. Raises PermissionDenied, InvalidContent, NotNow, also where the
    account is closed: nobody is left who could ask. Decision 0219.
    """
    why = clean_reason(reason)
    topic, post = locked_pair(post)
    check_moderate(moderator, post)
    one = post.contribution
    if one.state in (PostState.PUBLISHED, PostState.PENDING):
        return post
    if one.state != PostState.WITHDRAWN:
        raise NotNow(_("Its author has not withdrawn this post."))
    if not can_bring_back(moderator, post):
        raise NotNow(_("The account of its author is closed: the post stays withdrawn."))
    # A change that waited when it was withdrawn waits again.
    is_ready = one.published_at is not None and not one.held_because
    was = PostState.PUBLISHED if is_ready else PostState.PENDING
    take_down(moderator, post, topic, Act.BROUGHT_BACK, was, reason=why)
    telling.decided(post, moderator=moderator, act=Act.BROUGHT_BACK, statement=why)
    return post


# --- Topics -----------------------------------------------------------------------------------
@begin_again_when_moved
def lock_topic(*, moderator: "User", topic: Any, reason: str = "") -> Any:
    """No more answers: readers see `reason`. Twice is as once. Raises PermissionDenied."""
    why = clean_reason(reason, is_required=False)
    topic = hold_topic(topic)
    check_lock(moderator, topic)
    if not topic.is_locked:
        _set_status(topic, Topic.TOPIC_LOCKED, why)
        log(Act.LOCKED, moderator=moderator, topic=topic, reason=why)
    return topic


@begin_again_when_moved
def unlock_topic(*, moderator: "User", topic: Any) -> Any:
    """Answers are taken again. Twice is as once. Raises PermissionDenied."""
    topic = hold_topic(topic)
    check_lock(moderator, topic)
    if topic.is_locked:
        _set_status(topic, Topic.TOPIC_UNLOCKED, "")
        log(Act.UNLOCKED, moderator=moderator, topic=topic)
    return topic


def _set_status(topic: Any, status: int, reason: str) -> None:
    topic.status = status
    Topic.objects.filter(pk=topic.pk).update(status=status)
    TopicInfo.objects.filter(topic=topic.pk).update(lock_reason=reason)


@begin_again_when_moved
def pin_topic(*, moderator: "User", topic: Any, kind: str) -> Any:
    """Where the topic stands in the list: `topic`, `sticky` or `announcement`. Twice is as once.

    Raises PermissionDenied, InvalidContent.
    """
    if kind not in PINS:
        raise InvalidContent(_("Choose one of the places."), field="kind")
    topic = hold_topic(topic)
    check_pin(moderator, topic)
    if topic.type != PINS[kind]:
        before, topic.type = topic.type, PINS[kind]
        Topic.objects.filter(pk=topic.pk).update(type=topic.type)
        log(
            Act.PINNED,
            moderator=moderator,
            topic=topic,
            before={"type": before},
            after={"type": topic.type},
        )
    return topic


@begin_again_when_moved
def move_topic(*, moderator: "User", topic: Any, forum: Any) -> Any:
    """Put the topic into another room; the old one points there for 30 days. Twice is as once.

    Both rooms are counted anew. Raises PermissionDenied, InvalidContent for a shelf
    or the room of a discussion.
    """
    topic = hold_topic(topic, forum.pk)
    target = topic.other_forums.get(forum.pk)
    if target is None:
        raise InvalidContent(_("This room is not there any more."), field="forum")
    check_move(moderator, topic, target)
    if not target.is_forum:
        raise InvalidContent(_("Choose a room: a shelf holds no topics."), field="forum")
    if topic.forum_id == target.pk:
        return topic
    if EDiscussion.objects.filter(forum=target.pk).exists():
        raise InvalidContent(_("The room of a discussion holds its own threads."), field="forum")
    left = topic.forum
    Topic.objects.filter(pk=topic.pk).update(forum=target)
    topic.forum = target
    for one in sorted((left, target), key=lambda room: room.pk):
        one.update_trackers()
    log(
        Act.MOVED,
        moderator=moderator,
        topic=topic,
        forum_id=left.pk,
        before={"forum": left.pk},
        after={"forum": target.pk},
    )
    telling.reindex_topic(topic)
    return topic
