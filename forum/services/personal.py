"""A member's own marks: drafts, bookmarks, "useful", subscriptions, how far they have read."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.html import plain_line, plain_text
from forum import limits
from forum.engine import Forum, Post, Topic
from forum.errors import CurrentText, EditConflict, InvalidContent, NotNow
from forum.locks import hold_forum
from forum.models import (
    Bookmark,
    Contribution,
    DiscussionState,
    Draft,
    EDiscussion,
    ForumRead,
    HostMessage,
    How,
    Level,
    Reaction,
    ReactionKind,
    Subscription,
    Synthesis,
    TopicRead,
)
from forum.permissions import can_view_forum, can_view_topic, check_member_sees_post, is_author
from forum.services.posting import check_not_silenced
from forum.texts import BODY_MAX
from notifications import services as notifications
from taxonomy.models import Theme

if TYPE_CHECKING:
    from members.models import User

MAX_DRAFTS = 50
FIELD_MAX, MOST_CHOSEN = 1_000, 50  # characters and choices of a field beside the text
NEWS_OF_POSTS = ("forum.named", "forum.post", "forum.topic")  # read with the posts themselves
REMINDERS = 500  # at one time
DRAFTS_KEPT = timedelta(days=180)
UNREAD_FOR = timedelta(days=90)  # older posts count as read for everybody
# Discussions whose figures are not final, or whose hosts still work with their readers.
COUNTED_STILL = (
    DiscussionState.ANNOUNCED,
    DiscussionState.OPEN,
    DiscussionState.SUMMARISING,
    DiscussionState.ENDORSEMENT,
)
_CONTEXT = re.compile(r"^(?:reply|topic|edit):[1-9][0-9]{0,17}$")


# --- Drafts -----------------------------------------------------------------------------------
@transaction.atomic
def save_draft(
    *,
    member: "User",
    context: str,
    body: str,
    subject: str = "",
    language: str = "",
    fields: dict[str, Any] | None = None,
    version: int = 0,
) -> Draft:
    """Keep an unsent text for `context` (`reply:<topic>`, `topic:<forum>`, `edit:<post>`).

    `fields`: what else its form holds, as typed; of a change, the revision it began with.
    `version` is the one the form began with, 0 where there was none: a newer one from another
    device is not overwritten. The oldest of more than 50 goes. Raises EditConflict, InvalidContent.
    """
    if not _CONTEXT.match(context):
        raise InvalidContent(_("There is no such draft."))
    text = {
        "subject": plain_line(subject)[:255],
        "body": plain_text(body)[: BODY_MAX * 2],
        "language": language[:12],
        "fields": {name: _as_kept(value) for name, value in (fields or {}).items() if value},
    }
    rows = Draft.objects.select_for_update(of=("self",))
    draft = rows.filter(user=member, context=context).first()
    if draft is None:
        draft, is_new = Draft.objects.get_or_create(user=member, context=context, defaults=text)
        if is_new:
            _drop_oldest(member)
            return draft
    if version and draft.version != version:
        raise EditConflict(
            _("This draft was changed on another device."),
            current=CurrentText(draft.subject, draft.body, draft.version),
        )
    for name, value in text.items():
        setattr(draft, name, value)
    draft.version += 1
    draft.save()
    return draft


def _as_kept(value: Any) -> Any:
    if isinstance(value, list):
        return [plain_line(str(one))[:FIELD_MAX] for one in value[:MOST_CHOSEN]]
    return plain_line(str(value))[:FIELD_MAX]


def _drop_oldest(member: "User") -> None:
    kept = Draft.objects.filter(user=member).order_by("-updated", "-pk").values("pk")[:MAX_DRAFTS]
    Draft.objects.filter(user=member).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()


def discard_draft(*, member: "User", context: str) -> None:
    """Forget an unsent text. Twice is as once."""
    drop_draft(member, context)


def drop_draft(member: "User", context: str) -> None:
    """The text has been sent."""
    Draft.objects.filter(user=member, context=context).delete()


def purge_drafts(*, now: datetime) -> int:
    """Drafts nobody touched for 180 days. Returns how many."""
    return Draft.objects.filter(updated__lt=now - DRAFTS_KEPT).delete()[0]


# --- Bookmarks and "useful" -------------------------------------------------------------------
@transaction.atomic
def bookmark_post(
    *, member: "User", post: Any, note: str = "", remind_at: datetime | None = None
) -> Bookmark:
    """Remember a post, perhaps until a day. A second call changes note and day.

    Raises PermissionDenied, InvalidContent.
    """
    check_member_sees_post(member, post)
    line = plain_line(note)
    if len(line) > 255:
        raise InvalidContent(_("Shorten the note to 255 characters."), field="note")
    values = {"note": line, "remind_at": remind_at, "reminded_at": None}
    return Bookmark.objects.update_or_create(user=member, post=post, defaults=values)[0]


def remove_bookmark(*, member: "User", post: Any) -> None:
    """Twice is as once."""
    Bookmark.objects.filter(user=member, post=post).delete()


@transaction.atomic
def mark_useful(*, member: "User", post: Any) -> int:
    """Say that a post was useful; returns how many say so now. Twice is as once.

    Nobody says it of their own. Raises PermissionDenied, NotNow, Sanctioned, RateLimited.
    """
    check_member_sees_post(member, post)
    if is_author(member, post.contribution):
        raise PermissionDenied(_("Others say whether what you wrote is useful."))
    if not post.approved:
        raise NotNow(_("This post is not published."))
    check_not_silenced(member, post.topic.forum_id)
    # The row counted on is the lock: of two taps, the second finds the first one's mark.
    row = Contribution.objects.select_for_update(of=("self",)).get(post=post)
    mine = {"post": post, "user": member, "kind": ReactionKind.USEFUL}
    if Reaction.objects.filter(**mine).exists():
        return row.useful_count
    limits.take("useful", member, forum_pk=post.topic.forum_id)
    Reaction.objects.create(**mine)
    return _count_useful(row, 1)


@transaction.atomic
def unmark_useful(*, member: "User", post: Any) -> int:
    """Take it back; returns how many say so now. Twice is as once."""
    row = Contribution.objects.select_for_update(of=("self",)).get(post=post)
    mine = Reaction.objects.filter(post=post, user=member, kind=ReactionKind.USEFUL)
    return _count_useful(row, -mine.delete()[0])


def _count_useful(row: Contribution, by: int) -> int:
    row.useful_count += by
    if by:
        Contribution.objects.filter(pk=row.pk).update(useful_count=row.useful_count)
    return row.useful_count


# --- Subscriptions ----------------------------------------------------------------------------
@transaction.atomic
def subscribe(*, member: "User", target: Any, level: str, delivery: str = "") -> Subscription:
    """Say how closely to follow a topic, a forum or a theme. A second call changes it.

    `delivery`: how its news come by mail (How); "" leaves what was chosen before. Raises
    PermissionDenied for what the member does not see, InvalidContent for a wrong level or way,
    Forum.DoesNotExist for a room that has been removed meanwhile.
    """
    if isinstance(target, Forum):
        target = hold_forum(target.pk)
    name = _check_target(member, target)
    if level not in Level.values or (name == "topic" and level == Level.FIRST_POSTS):
        raise InvalidContent(_("Choose one of the levels."), field="level")
    if delivery not in ("", *How.values) or delivery == How.WEEKLY:
        raise InvalidContent(_("Choose one of the ways."), field="delivery")
    return Subscription.objects.update_or_create(
        user=member,
        **{name: target},
        defaults={"level": level} | ({"delivery": delivery} if delivery else {}),
    )[0]


def unsubscribe(*, member: "User", target: Any) -> None:
    """Back to what holds for everybody. Twice is as once."""
    Subscription.objects.filter(user=member, **{_name_of(target): target}).delete()


def _name_of(target: Any) -> str:
    if isinstance(target, Topic):
        return "topic"
    return "forum" if isinstance(target, Forum) else "theme"


def _check_target(member: "User", target: Any) -> str:
    name = _name_of(target)
    sees = {
        "topic": lambda: can_view_topic(member, target),
        "forum": lambda: can_view_forum(member, target),
        "theme": lambda: isinstance(target, Theme),
    }
    if not (member.is_authenticated and member.is_active and sees[name]()):
        raise PermissionDenied(_("Sign in to follow this."))
    return name


# --- Reading ----------------------------------------------------------------------------------
def mark_topic_read(*, member: "User", topic: Any, last_post: Any) -> None:
    """The member has read `topic` as far as `last_post`, the last on the page that was shown.

    A mark moves forward only; it is this member's and this topic's alone (S14). What they
    were told of it is read too. Two queries.
    """
    if last_post.topic_id != topic.pk:
        raise ValueError("a mark names a post of its topic")
    _mark(member, topic.pk, last_post)
    shown = Post.objects.filter(topic=topic.pk, created__lte=last_post.created)
    notifications.mark_seen(member=member, types=NEWS_OF_POSTS, targets=shown)


def _mark(member: "User", topic_pk: int, post: Any) -> None:
    """One upsert, whose condition keeps a slower page of an earlier moment from moving it back."""
    table = TopicRead._meta.db_table
    now, created = (
        connection.ops.adapt_datetimefield_value(moment)
        for moment in (timezone.now(), post.created)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (user_id, topic_id, last_post_id, last_post_created, read_at)"  # noqa: S608 - a name of ours
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (user_id, topic_id) DO UPDATE SET"
            " last_post_id = excluded.last_post_id,"
            " last_post_created = excluded.last_post_created, read_at = excluded.read_at"
            f" WHERE {table}.last_post_created < excluded.last_post_created"
            f" OR ({table}.last_post_created = excluded.last_post_created"
            f" AND {table}.last_post_id < excluded.last_post_id)",
            [member.pk, topic_pk, post.pk, created, now],
        )


@transaction.atomic
def mark_forum_read(*, member: "User", forum: Any, before: datetime | None = None) -> None:
    """Everything in `forum` up to `before` (None: now) counts as read. Moves forward only.

    Raises PermissionDenied, Forum.DoesNotExist.
    """
    hold_forum(forum.pk)
    if not (member.is_authenticated and can_view_forum(member, forum)):
        raise PermissionDenied(_("Sign in to do this."))
    moment = min(before or timezone.now(), timezone.now())
    mark, is_new = ForumRead.objects.get_or_create(
        user=member, forum=forum, defaults={"read_before": moment}
    )
    if not is_new:
        ForumRead.objects.filter(pk=mark.pk, read_before__lt=moment).update(read_before=moment)
    seen = Post.objects.filter(topic__forum=forum.pk, created__lte=moment)
    notifications.mark_seen(member=member, types=NEWS_OF_POSTS, targets=seen)


def mark_news_read(*, member: "User", shown: QuerySet[Any]) -> None:
    """These posts, messages or syntheses are on a page: what the member was told of them is read.

    One query.
    """
    kinds = {
        HostMessage: ["discussion.message"],
        Post: NEWS_OF_POSTS,
        Synthesis: ["discussion.synthesis"],
    }
    notifications.mark_seen(member=member, types=kinds[shown.model], targets=shown)


def note_own_post(member: "User", topic: Any, post: Any, *, default: str) -> None:
    """Who writes here has read it so far, and follows it unless they chose otherwise."""
    _mark(member, topic.pk, post)
    rows = [Subscription(user=member, topic=topic, level=default)]
    Subscription.objects.bulk_create(rows, ignore_conflicts=True)


def purge_reads(*, now: datetime) -> int:
    """Marks of posts that count as read for everybody by now. Returns how many.

    Those in a discussion that goes on stay: its readers are counted from them (decision 0236).
    """
    counted = EDiscussion.objects.filter(forum__isnull=False, state__in=COUNTED_STILL)
    old = TopicRead.objects.filter(last_post_created__lt=now - UNREAD_FOR)
    return old.exclude(topic__forum__in=counted.values("forum")).delete()[0]


@transaction.atomic
def send_reminders(*, now: datetime) -> int:
    """Tell members of the bookmarks whose day has come, each once. Returns how many."""
    due = Bookmark.objects.select_for_update(of=("self",), skip_locked=_skips_locked()).filter(
        remind_at__lte=now, reminded_at__isnull=True
    )
    marks = list(due.select_related("user", "post").order_by("pk")[:REMINDERS])
    for mark in marks:
        notifications.notify(
            type="forum.reminder",
            recipients=[mark.user],
            target=mark.post,
            data={"note": mark.note},
        )
    Bookmark.objects.filter(pk__in=[mark.pk for mark in marks]).update(reminded_at=now)
    return len(marks)


def _skips_locked() -> bool:
    return connection.features.has_select_for_update_skip_locked
