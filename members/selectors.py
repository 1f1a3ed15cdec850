"""Reads about people."""

from typing import TYPE_CHECKING

from django.db.models import Q

from members.models import Block, User, UserState

if TYPE_CHECKING:
    from common.typing import AnyUser


def member_with_profile(pk: int) -> User:
    """The account with everything a byline needs. One query."""
    terms = ("profile__member_type", "profile__country_of_residence")
    return User.objects.select_related(*terms).get(pk=pk)


def any_member() -> User:
    """Somebody who is signed in and nobody in particular: for "this is what members see"."""
    return User()


def member_by_handle(handle: str) -> User | None:
    """An open account by its handle, with everything a byline needs. One query."""
    terms = ("profile__member_type", "profile__country_of_residence")
    active = User.objects.select_related(*terms).filter(state=UserState.ACTIVE)
    return active.filter(handle=handle).first()


def has_blocked(member: User, other: User) -> bool:
    """Whether `member` keeps `other` away; the other way round is not theirs to know."""
    return Block.objects.filter(blocker=member, blocked=other).exists()


def blocked_pairs_with(user: "AnyUser | None") -> set[int]:
    """Ids of members with a block between them and `user`, whoever set it. One query, or none.

    For who is told what. Never for what a page shows: it would tell of a block by the other.
    """
    return {other for other, _is_own in _blocks_around(user)}


def blocked_by(user: "AnyUser | None") -> set[int]:
    """Ids of members whom `user` keeps away: what they write is folded. One query, or none."""
    return {other for other, is_own in _blocks_around(user) if is_own}


def _blocks_around(user: "AnyUser | None") -> list[tuple[int, bool]]:
    """(the other, whether `user` set it) of each block. One query, or none.

    Remembered by the reader of a request (common.reader), who asks for several lists.
    """
    if user is None or user.pk is None:
        return []
    memory = getattr(user, "remembers", None)
    if memory is not None and "blocks" in memory:
        return memory["blocks"]
    rows = Block.objects.filter(Q(blocker=user.pk) | Q(blocked=user.pk))
    found = [
        (blocked, True) if blocker == user.pk else (blocker, False)
        for blocker, blocked in rows.values_list("blocker", "blocked")
    ]
    if memory is not None:
        memory["blocks"] = found
    return found


def blocks_of(member: User) -> list[Block]:
    """Whom `member` keeps away, newest first, each with what a byline needs. One query."""
    terms = ("blocked__profile__member_type", "blocked__profile__country_of_residence")
    return list(Block.objects.filter(blocker=member).select_related(*terms))
