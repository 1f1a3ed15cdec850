"""The front page of the forum: shelves and rooms."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from forum.addresses import forum_url, topic_url
from forum.engine import Forum, Topic
from forum.selectors.people import OF_AUTHOR, signature_of
from forum.selectors.topics import LastPost, names_of_forums
from forum.selectors.unread import is_muted, is_unread

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class ForumRow:
    """A room, or a shelf with its rooms. Counts are of the room itself, of what is published."""

    pk: int
    name: str
    description: str
    url: str
    icon: str
    is_category: bool
    topics: int
    posts: int
    unread: int
    last_subject: str
    last_language: str
    last_url: str
    last: LastPost | None
    below: list["ForumRow"] = field(default_factory=list)


def forum_index(user: "AnyUser", *, language: str = "en") -> list[ForumRow]:
    """All rooms that `user` may read, each below its shelf, in the order of the tree.

    Five queries for any number: two of rights, forums, texts, unread topics (members).
    """
    last = (f"last_post__contribution__{path}" for path in OF_AUTHOR)
    rows = Forum.objects.visible_to(user).select_related("info", "last_post__topic__info", *last)
    forums = list(rows.order_by("tree_id", "lft"))
    names = names_of_forums([one.pk for one in forums], language)
    unread = _unread_by_forum(user)
    made: dict[int, ForumRow] = {}
    top: list[ForumRow] = []
    for forum in forums:
        row = _row(forum, user, names, unread)
        made[forum.pk] = row
        (made[forum.parent_id].below if forum.parent_id else top).append(row)
    return top


def shelf_of(user: "AnyUser", pk: int, *, language: str = "en") -> list[ForumRow]:
    """The rooms on the shelf `pk` that `user` may read. As many queries as `forum_index`."""
    shelves = [*forum_index(user, language=language)]
    while shelves:
        row = shelves.pop()
        if row.pk == pk:
            return row.below
        shelves.extend(row.below)
    return []


def _language_of(topic: Any) -> str:
    info = getattr(topic, "info", None)
    return info.language if info else ""


def _unread_by_forum(user: "AnyUser") -> dict[int, int]:
    if not (user.is_authenticated and user.is_active):
        return {}
    member: Any = user
    topics = Topic.objects.visible_to(member).filter(is_unread(member), approved=True)
    counted = topics.exclude(is_muted(member)).order_by().values("forum").annotate(n=Count("pk"))
    return dict(counted.values_list("forum", "n"))


def _row(
    forum: Any, user: "AnyUser", names: dict[int, tuple[str, str]], unread: dict[int, int]
) -> ForumRow:
    own = forum.description.raw if forum.description else ""
    name, description = names.get(forum.pk, (forum.name, own))
    info, post = getattr(forum, "info", None), forum.last_post
    return ForumRow(
        pk=forum.pk,
        name=name,
        description=description,
        url=forum_url(forum.pk, forum.slug),
        icon=info.icon if info else "",
        is_category=forum.is_category,
        topics=forum.direct_topics_count,
        posts=forum.direct_posts_count,
        unread=unread.get(forum.pk, 0),
        last_subject=post.topic.subject if post else "",
        last_language=_language_of(post.topic) if post else "",
        last_url=topic_url(post.topic_id, post.topic.slug) if post else "",
        last=LastPost(signature_of(post.contribution, user), post.created) if post else None,
    )
