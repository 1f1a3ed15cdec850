"""A member's own rows as lists: drafts, bookmarks, what they follow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator

from common.paging import ListPage
from forum.addresses import post_url, topic_url, topics_about_url
from forum.engine import Forum, Post, Topic
from forum.models import Bookmark, Contribution, Draft, How, Level, Subscription
from forum.permissions import SEEN_BY_AUTHOR
from forum.rendering import read
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.people import OF_AUTHOR, Signature, signature_of
from forum.selectors.topics import ForumLink, LastPost, links_to, paged
from forum.selectors.unread import is_muted, is_unread, with_unread
from forum.selectors.windows import day_of

if TYPE_CHECKING:
    from common.typing import AnyUser
    from members.models import User

EXCERPT = 200  # characters


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A text that waits. `url` is its form; empty where that is not open to the member any more.

    Then `body` is all of it: no form shows it.
    """

    context: str
    title: str
    kind: str  # reply, topic or edit
    excerpt: str
    language: str
    at: datetime
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class BookmarkRow:
    """A post that a member keeps. `remind_on`: the day of a reminder that is still to come."""

    post_pk: int
    url: str
    subject: str
    language: str
    signature: Signature
    excerpt: str
    note: str
    at: datetime
    remind_on: date | None


@dataclass(frozen=True, slots=True)
class OwnTopicRow:
    """A topic that a member takes part in. `answers` leaves the first post out."""

    subject: str
    url: str
    language: str
    answers: int
    is_unread: bool
    last: LastPost | None


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """A topic, room or theme with the level at which it is followed.

    `way`: how its news come by mail, where that was chosen for it alone.
    """

    name: str
    url: str
    choice_url: str
    level: str
    label: str
    delivery: str
    way: str


def discussions_of(member: "User", number: int) -> list[OwnTopicRow]:
    """Topics the member wrote in or watches, the newest answer first.

    One query beside those of rights.
    """
    return [_own_row(one, member) for one in _own_topics(member)[:number]]


def new_answers_for(member: "User", number: int) -> list[OwnTopicRow]:
    """Of these topics those with something unread, the newest first; none that is muted.

    One query beside those of rights.
    """
    found = _own_topics(member).filter(is_unread(member)).exclude(is_muted(member))
    return [_own_row(one, member) for one in found.exclude(last_post=None)[:number]]


def _own_topics(member: "User") -> Any:
    """Topics the member wrote in or watches, and still sees."""
    theirs = Contribution.objects.filter(author=member.pk, post__topic=OuterRef("pk"))
    mine = Subscription.objects.filter(user=member.pk, topic=OuterRef("pk"), level=Level.WATCHING)
    wrote = Exists(theirs.filter(state__in=SEEN_BY_AUTHOR))
    found = Topic.objects.visible_to(member).filter(wrote | Exists(mine))
    last = (f"last_post__contribution__{path}" for path in OF_AUTHOR)
    rows = with_unread(found, member).select_related("info", *last).annotate(asked=asked())
    return rows.order_by(F("last_post_on").desc(nulls_first=True), "-pk")


def _own_row(topic: Any, member: "User") -> OwnTopicRow:
    return OwnTopicRow(
        subject=subject_of(topic),
        url=topic_url(topic.pk, topic.slug),
        language=language_of(topic),
        answers=max(topic.posts_count - 1, 0),
        is_unread=bool(topic.is_unread),
        last=_last_of(topic, member),
    )


def _last_of(topic: Any, member: "User") -> LastPost | None:
    post = topic.last_post
    return LastPost(signature_of(post.contribution, member), post.created) if post else None


def drafts_of(member: "User", *, language: str = "en") -> list[DraftRow]:
    """All drafts, the newest first. Four queries beside those of rights."""
    drafts = list(Draft.objects.visible_to(member))
    places = {kind: _places(member, kind, drafts) for kind in ("reply", "topic", "edit")}
    rooms = links_to(places["topic"].values(), language)
    return [_draft_row(one, places, rooms) for one in drafts]


def _places(member: "User", kind: str, drafts: list[Draft]) -> dict[int, Any]:
    """{number: topic, forum or post} of the drafts of this kind that the member still sees."""
    pks = [_number(one) for one in drafts if one.context.startswith(f"{kind}:")]
    if not pks:
        return {}
    models = {"reply": Topic, "topic": Forum, "edit": Post}
    rows = models[kind].objects.visible_to(member).filter(pk__in=pks)
    if kind == "edit":
        rows = rows.select_related("topic").annotate(asked=asked("topic"))
    elif kind == "reply":
        rows = rows.annotate(asked=asked())
    return {one.pk: one for one in rows}


def _number(draft: Draft) -> int:
    return int(draft.context.partition(":")[2])


def _draft_row(
    draft: Draft, places: dict[str, dict[int, Any]], rooms: dict[int, ForumLink]
) -> DraftRow:
    kind, pk = draft.context.partition(":")[0], _number(draft)
    place = places[kind].get(pk)
    names = {"reply": "forum:reply", "topic": "forum:new_topic", "edit": "forum:edit"}
    title = ""
    if place is not None:
        title = rooms[pk].name if kind == "topic" else _title_at(place)
    return DraftRow(
        context=draft.context,
        title=draft.subject or title,
        kind=kind,
        excerpt=Truncator(read(draft.body).words).chars(EXCERPT),
        language=draft.language,
        at=draft.updated,
        url=reverse(names[kind], args=[pk]) if place is not None else "",
        body=draft.body if place is None else "",
    )


def _title_at(place: Any) -> str:
    """Of a topic or a post, as its reader reads it."""
    return subject_of(getattr(place, "topic", place), place)


def bookmarks_of(member: "User", *, page: int | str = 1) -> tuple[ListPage, list[BookmarkRow]]:
    """A page of kept posts that the member still sees, newest first. Raises InvalidPage."""
    authors = (f"post__contribution__{path}" for path in OF_AUTHOR)
    seen = Post.objects.visible_to(member).filter(bookmarks__user=member.pk)
    mine = Bookmark.objects.visible_to(member).filter(post__in=seen.values("pk"))
    mine = mine.annotate(asked=asked("post__topic"))
    listed = paged(mine.select_related("post__topic", *authors).order_by("-created", "-pk"), page)
    return listed, [_bookmark_row(one, member) for one in listed]


def _bookmark_row(one: Bookmark, member: "User") -> BookmarkRow:
    post = one.post
    return BookmarkRow(
        post_pk=post.pk,
        url=post_url(post.pk),
        subject=subject_of(post.topic, one),
        language=post.contribution.language,
        signature=signature_of(post.contribution, member),
        excerpt=Truncator(read(post.content.raw).words).chars(EXCERPT),
        note=one.note,
        at=one.created,
        remind_on=day_of(one.remind_at, member) if one.reminded_at is None else None,
    )


def followed_by(
    member: "User", *, page: int | str = 1, language: str = "en"
) -> tuple[ListPage, list[FollowedRow]]:
    """Topics and rooms that the member chose a level for and still sees, and themes.

    The newest choice first, twenty a page. Raises InvalidPage.
    """
    rows = Subscription.objects.visible_to(member).select_related("topic", "forum", "theme")
    topics = Topic.objects.visible_to(member).values("pk")
    forums = Forum.objects.visible_to(member).values("pk")
    seen = Q(topic__in=topics) | Q(forum__in=forums) | Q(theme__isnull=False)
    rows = rows.filter(seen).annotate(asked=asked("topic"))
    listed = paged(rows.order_by("-updated", "-pk"), page)
    rooms = links_to([one.forum for one in listed if one.forum is not None], language)
    return listed, [_followed_row(one, rooms) for one in listed]


def choice_of(member: "User", target: Any) -> Subscription | None:
    """What the member chose for a topic or a room; None where they did not. One query."""
    rows = Subscription.objects.visible_to(member)
    return rows.filter(**{"topic" if isinstance(target, Topic) else "forum": target.pk}).first()


def follows_theme(viewer: "AnyUser", theme_pk: int) -> bool:
    """Whether they hear of new topics about it. One query, none without an account."""
    if not viewer.is_authenticated:
        return False
    return Subscription.objects.filter(user=viewer.pk, theme=theme_pk).exists()


def _followed_row(one: Subscription, rooms: dict[int, ForumLink]) -> FollowedRow:
    if one.topic is not None:
        name, url = subject_of(one.topic, one), topic_url(one.topic.pk, one.topic.slug)
        choice = reverse("forum:follow_topic", args=[one.topic.pk])
    elif one.theme is not None:
        name, url = one.theme.label, topics_about_url(one.theme.code)
        choice = reverse("forum:follow_theme", args=[one.theme.code])
    else:
        room = rooms[one.forum_id or 0]  # a constraint says that it is the one or the other
        name, url = room.name, room.url
        choice = reverse("forum:follow_forum", args=[room.pk])
    return FollowedRow(
        name=name,
        url=url,
        choice_url=choice,
        level=one.level,
        label=str(Level(one.level).label),
        delivery=one.delivery,
        way="" if one.delivery == How.ACCOUNT else str(How(one.delivery).label),
    )
