"""Threads that a discussion opens itself: questions, general talk, comments on a synthesis."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from forum.engine import Topic
from forum.locks import lock_forums, lock_post, lock_standing, lock_topic
from forum.models import (
    Act,
    Badge,
    DiscussionRole,
    EDiscussion,
    GuidingQuestion,
    ModerationLog,
    PostKind,
    PostRevision,
    Role,
    TopicInfo,
    TopicKind,
)
from forum.rendering import RENDERER_VERSION
from forum.services import personal, telling, timing
from forum.services.posting import Text, add_post, add_topic, open_with
from forum.texts import SUBJECT_MAX, clean_body, hash_of

if TYPE_CHECKING:
    from members.models import User

BADGES = ((Role.HOST, Badge.HOST), (Role.COHOST, Badge.COHOST), (Role.EXPERT, Badge.EXPERT))


@dataclass(frozen=True, slots=True)
class NewThread:
    """What a thread of a discussion begins with."""

    kind: str
    subject: str
    body: str
    language: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def open_thread(*, author: "User", forum: Any, new: NewThread, **place: Any) -> Any:
    """Add a topic whose first post is framing text, and no contribution. The caller has checked.

    `place`: discussion and question of that post. Call it in a transaction. Raises InvalidContent.
    """
    body, reading = clean_body(new.body)
    standing = lock_standing(author)
    forum = lock_forums([forum.pk])[forum.pk]
    title = shortened(new.subject)
    topic = add_topic(author, forum, title, is_approved=True)
    topic.info = TopicInfo.objects.create(
        topic=topic,
        kind=new.kind,
        language=new.language,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
    )
    text = Text(body, reading, new.language, title)
    framing = {"kind": PostKind.FRAMING, "badge": badge_in(place.get("discussion"), author)}
    post = add_post(author, standing, topic, text, "", submission_id=None, **framing, **place)
    open_with(topic, post)
    personal.mark_topic_read(member=author, topic=topic, last_post=post)
    telling.reindex_post(post, topic)
    return topic


def shortened(subject: str) -> str:
    """A title that fits: questions may be longer than titles of topics."""
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1].rstrip()}…"


def badge_in(discussion: EDiscussion | None, member: "User") -> str:
    """The part `member` has in the discussion. One query, none without a discussion."""
    if discussion is None:
        return Badge.NONE
    mine = DiscussionRole.objects.filter(discussion=discussion, user=member.pk)
    roles = set(mine.values_list("role", flat=True))
    return next((badge for role, badge in BADGES if role in roles), Badge.NONE)


def place_of(topic: Any) -> dict[str, Any]:
    """The discussion and the question a topic belongs to, as columns of a contribution.

    {} for a topic of the open forum. One query, for topics of discussions alone.
    """
    if topic.info.kind == TopicKind.QUESTION:
        question = (
            GuidingQuestion.objects.filter(topic=topic.pk).select_related("discussion").first()
        )
        return {"discussion": question.discussion, "question": question} if question else {}
    if topic.info.kind == TopicKind.GENERAL:
        found = EDiscussion.objects.filter(forum=topic.forum_id).first()
        return {"discussion": found} if found else {}
    return {}


def begun_in(forum: Any, member: "User") -> tuple[dict[str, Any], dict[str, Any]]:
    """What a topic that `member` starts in `forum` carries, and what its first post does.

    In the room of a discussion it is a thread of the discussion (decision 0225): it is open as long
    as that is, and its posts are contributions that belong to no question. {} elsewhere. Call it
    under the lock of the forum. One query in the open forum. Raises Closed while the discussion is
    not open.
    """
    discussion = EDiscussion.objects.filter(forum=forum.pk).first()
    if discussion is None:
        return {}, {}
    place = {"discussion": discussion}
    timing.check_running(discussion, timezone.now())
    times = {"opens_at": discussion.opens_at, "closes_at": discussion.closes_at}
    badge = badge_in(discussion, member)
    return {"kind": TopicKind.GENERAL, **times}, _with_badge(place, badge)


def columns_for(topic: Any, member: "User") -> dict[str, Any]:
    """What a contribution to `topic` says beside its text. At most two queries.

    `badge` only where the author has a part in the discussion: else it is what it is elsewhere.
    """
    place = place_of(topic)
    return _with_badge(place, badge_in(place.get("discussion") or _commented_in(topic), member))


def _with_badge(place: dict[str, Any], badge: str) -> dict[str, Any]:
    return place if badge == Badge.NONE else {**place, "badge": badge}


def _commented_in(topic: Any) -> EDiscussion | None:
    """The discussion whose synthesis is commented on here: no contribution to it, but its people.

    One query, for such topics alone.
    """
    if topic.info.kind != TopicKind.SYNTHESIS:
        return None
    return EDiscussion.objects.filter(forum=topic.forum_id).first()


def check_discussion_open(place: Mapping[str, Any], now: datetime) -> None:
    """Raise Closed where the discussion of `place`, if it names one, takes nothing now."""
    if "discussion" in place:
        timing.check_begun(place["discussion"], now)


def reframe(*, topic: Any, subject: str, body: str) -> bool:
    """Put a question in other words: its thread follows; the text before is kept, and logged.

    Call it in a transaction. Returns whether anything changed. Raises InvalidContent.
    """
    text, _reading = clean_body(body)
    title = shortened(subject)
    topic = lock_topic(topic)
    post = lock_post(topic.first_post_id)
    if (post.subject, post.content.raw) == (title, text):
        return False
    contribution = post.contribution
    PostRevision.objects.create(
        post=post,
        number=contribution.revision,
        subject=post.subject,
        body=post.content.raw,
        editor_id=post.poster_id,
    )
    before = {"subject": post.subject}
    post.subject, post.content = title, text
    post.rewrite("subject", "content")
    contribution.revision, contribution.edited_at = contribution.revision + 1, timezone.now()
    contribution.body_hash, contribution.renderer_version = hash_of(text), RENDERER_VERSION
    contribution.save(
        update_fields=["revision", "edited_at", "body_hash", "renderer_version", "updated"]
    )
    Topic.objects.filter(pk=topic.pk).update(subject=title)
    ModerationLog.objects.create(
        action=Act.EDITED,
        post=post,
        topic=topic,
        forum=topic.forum,
        target_label=title,
        before=before,
        after={"subject": title},
    )
    telling.reindex_topic(topic)
    return True
