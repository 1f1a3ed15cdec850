"""What every way of writing a post shares: the checks under lock, the rows, the counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.page_cache import forget_pages
from common.visitors import is_staff
from forum.engine import Forum, Post, Topic
from forum.errors import Closed, Sanctioned
from forum.models import (
    LATE,
    Badge,
    Channel,
    Contribution,
    ForumInfo,
    ForumStanding,
    HeldBecause,
    PostState,
    PreModeration,
    Sanction,
)
from forum.permissions import can_moderate, is_never_held
from forum.rendering import RENDERER_VERSION, Reading
from forum.texts import MAX_LINKS, hash_of

if TYPE_CHECKING:
    from members.models import User

SAME_TEXT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a text. Held is a result, not an error: `held_because` says why, or is "".

    `already_there`: this form, or this very text, had been sent before; `post` is that one.
    `is_other`: the form had been sent with another text, so the one sent now stands nowhere yet.
    """

    post: Any
    held_because: str = ""
    already_there: bool = False
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has passed the checks of forum.texts."""

    body: str
    reading: Reading
    language: str
    subject: str = ""


def earlier_post(
    member: "User", submission_id: UUID | None, text: Text, same: Q | None
) -> Posted | None:
    """The post this same form made before, or the same text within five minutes.

    `same`: where a text is the same one, and whose it is; None where only the form counts. Going
    back and sending again is a new form with the old text. Call it with the member's standing
    locked: then two at once cannot both find nothing. Rule: forum.md §10.
    """
    rows, asked = Contribution.objects.order_by(), []
    if submission_id is not None:
        mine = Q(author=member) | Q(entered_by=member)
        asked.append(rows.filter(mine, submission_id=submission_id).values("pk"))
    if same is not None:
        lately = timezone.now() - SAME_TEXT
        alike = rows.filter(same, body_hash=hash_of(text.body), created__gt=lately)
        asked.append(alike.exclude(state=PostState.WITHDRAWN).values("pk"))
    if not asked:
        return None
    # Each by its own index, in one query.
    pks = asked[0].union(asked[1]) if len(asked) > 1 else asked[0]
    there = Contribution.objects.select_related("post__topic__forum").filter(pk__in=pks)
    both = list(there.order_by("created", "pk"))
    if not both:
        return None
    is_form = submission_id is not None
    same_form = (one for one in both if is_form and one.submission_id == submission_id)
    found = next(same_form, both[0])
    found.post.contribution = found
    is_other = _is_other(found.post, text)
    return Posted(found.post, found.held_because, already_there=True, is_other=is_other)


def _is_other(post: Any, text: Text) -> bool:
    """Whether the post never had this text: what was changed since is in its history."""
    title = text.subject or post.subject
    if (post.subject, post.contribution.body_hash) == (title, hash_of(text.body)):
        return False
    return not post.revisions.filter(body=text.body, subject=title).exists()


def check_not_silenced(member: "User", forum_pk: int | None) -> None:
    """Raise Sanctioned while the member may read and not write here; None: not everywhere."""
    sanction = Sanction.objects.silencing(member.pk, forum_pk).first()
    if sanction is not None:
        raise Sanctioned(
            _("You may read, but not write here at present."),
            until=sanction.ends_at,
            statement=sanction.statement,
        )


def check_open(topic: Any, now: datetime) -> bool:
    """Raise Closed where the topic takes no text. True: it closed less than 24 hours ago.

    The clock is judged here, at write time: a late scheduler lets nothing in and keeps nothing out.
    """
    if not topic.approved:
        raise Closed(_("Nobody can answer here yet: the topic waits for a moderator."))
    info = getattr(topic, "info", None)
    opens_at, closes_at = (info.opens_at, info.closes_at) if info else (None, None)
    if topic.is_locked:
        reason = info.lock_reason if info else ""
        raise Closed(reason or _("This topic is locked."), closes_at=closes_at)
    if opens_at is not None and now < opens_at:
        raise Closed(_("This topic is not open yet."), opens_at=opens_at, closes_at=closes_at)
    if closes_at is None or now < closes_at:
        return False
    if now < closes_at + LATE:
        return True
    raise Closed(_("This topic is closed."), closes_at=closes_at)


def held_because(
    member: "User",
    forum: Any,
    reading: Reading,
    standing: ForumStanding,
    *,
    is_new_member: bool,
    looks_automatic: bool = False,
    is_late: bool = False,
) -> str:
    """Why the text waits for a moderator; "" publishes it (forum.md §9).

    The forum is the topic's own, never one that a form or an address names (S1).
    """
    if is_never_held(member, forum.pk):
        return ""
    if is_late:
        return HeldBecause.LATE
    whose = pre_moderation_of(forum)
    if whose == PreModeration.EVERYONE:
        return HeldBecause.FORUM
    if standing.vouched_at is not None:
        return ""
    if whose == PreModeration.NEW and is_new_member:
        return HeldBecause.NEW_MEMBER
    if reading.links > MAX_LINKS:
        return HeldBecause.LINKS
    return HeldBecause.FORM if looks_automatic else ""


def pre_moderation_of(forum: Any) -> str:
    """Whose posts wait in this forum; one that nobody set up is careful."""
    info: ForumInfo | None = getattr(forum, "info", None)
    return info.pre_moderation if info else PreModeration.EVERYONE


def add_post(
    member: "User",
    standing: ForumStanding,
    topic: Any,
    text: Text,
    held: str,
    *,
    submission_id: UUID | None,
    **more: Any,
) -> Any:
    """Both rows of a new post. `more`: other columns of Contribution, such as `reply_to`."""
    state = PostState.PENDING if held else PostState.PUBLISHED
    post = Post(
        topic=topic,
        poster=member,
        subject=text.subject or topic.subject,
        content=text.body,
        approved=not held,
    )
    post.insert()
    columns: dict[str, Any] = {
        "author": member,
        "channel": Channel.WEB,
        "badge": badge_of(member, topic.forum_id),
        **as_at_posting(standing.user),
        **more,
    }
    post.contribution = Contribution.objects.create(
        post=post,
        state=state,
        held_because=held,
        language=text.language,
        submission_id=submission_id,
        body_hash=hash_of(text.body),
        published_at=None if held else post.created,
        created=post.created,
        renderer_version=RENDERER_VERSION,
        **columns,
    )
    return post


def as_at_posting(member: "User") -> dict[str, str]:
    """What the author is now, for readers later on (forum.md §3.3).

    Whether it is shown is asked of the profile when it is: a field that is hidden is for figures.
    """
    profile = getattr(member, "profile", None)
    if profile is None:
        return {}
    kind, country = profile.member_type, profile.country_of_residence
    region = country.region if country else None
    return {
        "author_role": profile.job_title,
        "author_organisation": profile.organisation,
        "author_organisation_type": kind.code if kind else "",
        "author_country": country.code if country else "",
        "author_region": region.code if region else "",
    }


def badge_of(member: "User", forum_pk: int) -> str:
    """The part somebody has here: staff of the site; whoever decides on posts hosts."""
    if is_staff(member):
        return Badge.STAFF
    return Badge.HOST if can_moderate(member, forum_pk) else Badge.NONE


def count_in(topic: Any, post: Any, *, new_topics: int = 0) -> None:
    """Move the counters on for a post that is published now, by F() under the locks."""
    now = timezone.now()
    last = {"last_post": post, "last_post_on": post.created}
    Topic.objects.filter(pk=topic.pk).update(posts_count=F("posts_count") + 1, updated=now, **last)
    Forum.objects.filter(pk=topic.forum_id).update(
        direct_posts_count=F("direct_posts_count") + 1,
        direct_topics_count=F("direct_topics_count") + new_topics,
        **last,
    )
    forget_pages()  # those kept for readers without an account (PERF3)


def set_state(post: Any, topic: Any, state: PostState) -> None:
    """Give a post another state, with everything that follows from it, under the locks.

    A topic is as its first post is, as upstream rules; its counters and the forum's are made anew.
    """
    contribution = post.contribution
    contribution.state = state
    if state == PostState.PUBLISHED:
        contribution.held_because = ""
        contribution.published_at = contribution.published_at or timezone.now()
    contribution.save(update_fields=["state", "held_because", "published_at", "updated"])
    post.approved = state == PostState.PUBLISHED
    Post.objects.filter(pk=post.pk).update(approved=post.approved, updated=timezone.now())
    if topic.first_post_id == post.pk:
        topic.approved = post.approved
    topic.update_trackers()
    forget_pages()


def add_topic(member: "User", forum: Any, title: str, *, is_approved: bool) -> Any:
    """A topic with no post yet, as machina keeps one. Its title has passed the checks."""
    topic = Topic(
        forum=forum,
        poster=member,
        subject=title,
        slug=slugify(title, allow_unicode=True)[:255] or "topic",
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=is_approved,
    )
    topic.insert()
    return topic


def open_with(topic: Any, post: Any) -> None:
    """Name the first post, and count topic and post where they are published."""
    topic.first_post = post
    Topic.objects.filter(pk=topic.pk).update(first_post=post)
    if post.approved:
        count_in(topic, post, new_topics=1)
