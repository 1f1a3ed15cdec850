"""Rows that are held while something is written, always in this order (forum.md §12).

Standing → forums by id → topics by id → posts by id. SQLite has one writer at a time: there the
transaction itself is the lock.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from forum.engine import Forum, Post, Topic
from forum.models import Contribution, ForumStanding

TRIES = 5  # a topic that is moved five times within one request would be no accident


class _Moved(Exception):
    """The topic left the forum before the forum was locked."""


def lock_standing(user: Any) -> ForumStanding:
    """Put this person's acts in sequence until the end of the transaction."""
    rows = ForumStanding.objects.select_for_update(of=("self",))
    standing = rows.filter(user=user).first()
    if standing is None:
        ForumStanding.objects.bulk_create([ForumStanding(user=user)], ignore_conflicts=True)
        standing = rows.get(user=user)
    return standing


def lock_forums(pks: Iterable[int]) -> dict[int, Any]:
    """These forums by id; rows that refer to them can still be added meanwhile."""
    rows = Forum.objects.select_for_update(no_key=True, of=("self",)).select_related("info")
    return {one.pk: one for one in rows.filter(pk__in=set(pks)).order_by("pk")}


def lock_topic(pk: int, forum_pk: int, *also: int) -> Any:
    """The topic as it is now, with its forum and any others (`also`) locked before it.

    `forum_pk`: where the caller saw it. Raises Topic.DoesNotExist.
    """
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():  # a savepoint: going back lets go of the wrong forum
                forums = lock_forums([forum_pk, *also])
                topic = _locked(pk)
                if topic.forum_id != forum_pk:
                    raise _Moved
                topic.forum = forums[forum_pk]
                topic.other_forums = forums
                return topic
        except _Moved:
            forum_pk = Topic.objects.values_list("forum_id", flat=True).get(pk=pk)
    raise Topic.DoesNotExist(pk)


def _locked(pk: int) -> Any:
    rows = Topic.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("info", "first_post__contribution").get(pk=pk)


def lock_post(pk: int) -> Any:
    """The post with its contribution, as they are now; its topic must be locked already."""
    post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    post.contribution = Contribution.objects.select_for_update(of=("self",)).get(post=pk)
    return post
