"""Rows that are held while something is written, always in this order (forum.md §12).

Standing → forums by id → topics by id → posts by id. SQLite has one writer at a time: there the
transaction itself is the lock.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from forum.engine import Forum, Post, Topic
from forum.models import Contribution, ForumStanding

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 5  # a topic that is moved five times within one request would be no accident


class Moved(Exception):
    """The topic left its forum between being seen and being locked: begin again."""


def begin_again_when_moved(service: Callable[P, R]) -> Callable[P, R]:
    """Decorator: run `service` in a transaction; anew where a topic moved before it was locked.

    Going back lets go of the forum that was locked in vain: nothing is ever locked upwards.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _attempt in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except Moved:
                continue
        with transaction.atomic():
            return service(*args, **kwargs)

    return run


def lock_standing(user: Any) -> ForumStanding:
    """Put this person's acts in sequence until the end of the transaction.

    `user` of the result comes with the profile: what somebody is when they write.
    """
    profile = ("user__profile__member_type", "user__profile__country_of_residence__region")
    rows = ForumStanding.objects.select_for_update(of=("self",)).select_related(*profile)
    standing = rows.filter(user=user).first()
    if standing is None:
        ForumStanding.objects.bulk_create([ForumStanding(user=user)], ignore_conflicts=True)
        standing = rows.get(user=user)
    return standing


def lock_forums(pks: Iterable[int]) -> dict[int, Any]:
    """These forums by id; rows that refer to them can still be added meanwhile."""
    rows = Forum.objects.select_for_update(no_key=True, of=("self",)).select_related("info")
    return {one.pk: one for one in rows.filter(pk__in=set(pks)).order_by("pk")}


def hold_forum(pk: int) -> Any:
    """The forum as it is now, locked, so that it stays for the row that is to refer to it.

    A forum that was read may be removed before that row is written, and a key that leads nowhere
    is found at the commit alone. Raises Forum.DoesNotExist.
    """
    forum = lock_forums([pk]).get(pk)
    if forum is None:
        raise Forum.DoesNotExist
    return forum


def lock_topic(seen: Any, *also: int) -> Any:
    """The topic as it is now, with its forum and any others (`also`) locked before it.

    `seen`: the topic as the caller read it. `other_forums` of the result has all that are locked.
    Raises Topic.DoesNotExist, and Moved: use it under `begin_again_when_moved`.
    """
    forums = lock_forums([seen.forum_id, *also])
    topic = _locked(seen.pk)
    if topic.forum_id != seen.forum_id:
        seen.forum_id = topic.forum_id
        raise Moved
    topic.forum = forums[topic.forum_id]
    topic.other_forums = forums
    return topic


def _locked(pk: int) -> Any:
    rows = Topic.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("info", "first_post__contribution").get(pk=pk)


def lock_post(pk: int) -> Any:
    """The post with its contribution, as they are now; its topic must be locked already."""
    post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    post.contribution = Contribution.objects.select_for_update(of=("self",)).get(post=pk)
    return post
