"""New topics and answers."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import limits
from forum.errors import Closed, InvalidContent
from forum.locks import begin_again_when_moved, lock_forums, lock_standing, lock_topic
from forum.models import Channel, ForumStanding, Level, TopicInfo, TopicKind
from forum.permissions import can_view_post, check_reply, check_start_topic, is_never_held
from forum.rendering import Reading
from forum.services import personal, telling
from forum.services.posting import (
    Posted,
    Text,
    add_post,
    add_topic,
    check_not_silenced,
    check_open,
    count_in,
    earlier_post,
    held_because,
    open_with,
)
from forum.services.threads import begun_in, check_discussion_open, columns_for
from forum.texts import clean_body, clean_language, clean_subject

if TYPE_CHECKING:
    from members.models import User
    from taxonomy.models import Country, Tag, Theme


@transaction.atomic
def start_topic(
    *,
    member: "User",
    forum: Any,
    subject: str,
    body: str,
    language: str,
    themes: Iterable["Theme"] = (),
    countries: Iterable["Country"] = (),
    tags: Iterable["Tag"] = (),
    kind: str = TopicKind.PLAIN,
    submission_id: UUID | None = None,
    looks_automatic: bool = False,
) -> Posted:
    """Open a topic in `forum` with its first post.

    `looks_automatic`: the form was sent within three seconds, or a field nobody sees was filled.
    Raises PermissionDenied, InvalidContent, Closed, Sanctioned, RateLimited. Rules: forum.md §9,
    §10.
    """
    check_start_topic(member, forum)
    title, (cleaned, reading) = clean_subject(subject), clean_body(body)
    text = Text(cleaned, reading, clean_language(language), title)
    standing = lock_standing(member)
    same = Q(author=member, post__topic__forum=forum.pk, post__subject=title)
    if again := earlier_post(member, submission_id, text, same):
        return again
    forum = lock_forums([forum.pk]).get(forum.pk)
    if forum is None:
        raise Closed(_("This room is not there any more."))
    check_start_topic(member, forum)
    thread, place = begun_in(forum, member)
    is_new = _check_member(member, forum.pk, standing, limits.TOPICS, reading)
    held = held_because(
        member,
        forum,
        reading,
        standing,
        is_new_member=is_new,
        looks_automatic=looks_automatic,
    )
    topic = add_topic(member, forum, title, is_approved=not held)
    begun = {"kind": kind, "language": text.language} | thread
    topic.info = TopicInfo.objects.create(topic=topic, **begun)
    _classify(topic.info, themes=themes, countries=countries, tags=tags)
    post = add_post(member, standing, topic, text, held, submission_id=submission_id, **place)
    open_with(topic, post)
    _follow_up(member, topic, post, reading, held, draft=f"topic:{forum.pk}")
    return Posted(post, held)


@begin_again_when_moved
def reply(
    *,
    member: "User",
    topic: Any,
    body: str,
    language: str,
    reply_to: Any = None,
    channel: str = Channel.WEB,
    submission_id: UUID | None = None,
    looks_automatic: bool = False,
) -> Posted:
    """Answer in `topic`; `reply_to` is the post of it that is answered, if it is one in particular.

    The topic is locked first and judged then: whichever of a reply and a lock comes first, no post
    lands in a locked topic. Raises PermissionDenied, InvalidContent, Closed, Sanctioned,
    RateLimited. Rules: forum.md §9, §10, §12.
    """
    check_reply(member, topic)
    cleaned, reading = clean_body(body)
    text = Text(cleaned, reading, clean_language(language))
    standing = lock_standing(member)
    # Two people may be thanked in the same words.
    same = Q(author=member, post__topic=topic.pk, reply_to=reply_to)
    if again := earlier_post(member, submission_id, text, same):
        return again
    topic = lock_topic(topic)
    check_reply(member, topic)
    now = timezone.now()
    is_late = check_open(topic, now)
    place = columns_for(topic, member)
    check_discussion_open(place, now)
    _check_answered(member, topic, reply_to)
    is_new = _check_member(member, topic.forum_id, standing, limits.REPLIES, reading)
    held = held_because(
        member,
        topic.forum,
        reading,
        standing,
        is_new_member=is_new,
        looks_automatic=looks_automatic,
        is_late=is_late,
    )
    post = add_post(
        member,
        standing,
        topic,
        text,
        held,
        submission_id=submission_id,
        reply_to=reply_to,
        channel=channel,
        **place,
    )
    if not held:
        count_in(topic, post)
    _follow_up(member, topic, post, reading, held, draft=f"reply:{topic.pk}")
    return Posted(post, held)


def _check_member(
    member: "User",
    forum_pk: int,
    standing: ForumStanding,
    paces: dict[bool, limits.Pace],
    reading: Reading,
) -> bool:
    """Raise Sanctioned, RateLimited, InvalidContent. Returns whether the member is new."""
    check_not_silenced(member, forum_pk)
    if is_never_held(member, forum_pk):
        return False
    is_new = limits.is_new(member, standing)
    limits.check_mentions(len(reading.handles), is_new_member=is_new)
    limits.check_pace(member, paces, is_new_member=is_new)
    return is_new


def _check_answered(member: "User", topic: Any, answered: Any) -> None:
    """What is hidden or elsewhere cannot be answered (S4)."""
    if answered is None:
        return
    answered.topic = topic if answered.topic_id == topic.pk else answered.topic
    if answered.topic_id != topic.pk or not can_view_post(member, answered):
        raise InvalidContent(_("The post you answer is not here any more."))
    if not answered.approved:
        raise InvalidContent(_("Nobody can answer this post: it is not published."))


def _classify(info: TopicInfo, **terms: Collection[Any] | Iterable[Any]) -> None:
    for name, chosen in terms.items():
        if found := list(chosen):
            getattr(info, name).set(found)


def _follow_up(
    member: "User", topic: Any, post: Any, reading: Reading, held: str, *, draft: str
) -> None:
    """What a new post brings with it: marks of its author, mentions, search, who is told."""
    personal.note_own_post(member, topic, post, default=Level.WATCHING)
    personal.drop_draft(member, draft)
    if held:
        telling.keep_mentions(post, topic, reading.handles)
        telling.waits(post, topic)
        return
    around = telling.people_around(post, topic, reading.handles)
    called = telling.keep_mentions(post, topic, reading.handles, around=around)
    telling.reindex_post(post, topic)
    telling.published(post, topic, around=around, called=called)
