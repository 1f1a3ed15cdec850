"""What one person may do in all forums at once: the base of every permission of this app.

A forum is readable when it and every shelf above it may be seen and read (S16). Moderators and
admins of the site hold every right everywhere; all other rights are rows of machina's tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from common.audiences import provide_tokens
from forum.engine import PermissionChecker
from members.permissions import ADMINS, MODERATORS

if TYPE_CHECKING:
    from common.typing import AnyUser
    from members.models import User

SEE, READ = "can_see_forum", "can_read_forum"
START, REPLY = "can_start_new_topics", "can_reply_to_topics"
EDIT_OWN, WITHDRAW_OWN = "can_edit_own_posts", "can_delete_own_posts"
# Hosts and experts: never held, no limits meant for spammers. Of others ForumInfo decides.
NEVER_HELD = "can_post_without_approval"
APPROVE, EDIT, LOCK, MOVE = (
    "can_approve_posts",
    "can_edit_posts",
    "can_lock_topics",
    "can_move_topics",
)
PIN, ANNOUNCE = "can_post_stickies", "can_post_announcements"


@dataclass(frozen=True, slots=True)
class ForumAccess:
    """One person's rights. `rights` has the forums that are readable, each with its codenames."""

    rights: Mapping[int, frozenset[str]]
    is_moderator: bool = False  # of the whole site; admins too
    is_admin: bool = False

    @property
    def readable(self) -> frozenset[int]:
        return frozenset(self.rights)

    @property
    def moderated(self) -> frozenset[int]:
        """Forums whose pending and hidden posts this person sees and decides on."""
        return frozenset(pk for pk in self.rights if self.may(APPROVE, pk))

    def may(self, right: str, forum_pk: int) -> bool:
        """Whether the right is held in this very forum; rights in others say nothing (S7)."""
        if forum_pk not in self.rights:
            return False
        return self.is_moderator or right in self.rights[forum_pk]


NOTHING = ForumAccess({})
_numbers = count(1)
_version = 0


def changed() -> None:
    """Forums, rows of permissions or members of groups have changed: what is kept is old."""
    global _version
    _version = next(_numbers)


def access_for(user: "AnyUser") -> ForumAccess:
    """The rights of `user`, in one query; kept with the user object, so once a request.

    A change in this process makes it be asked again; those of others hold from the next request.
    """
    kept = getattr(user, "_forum_access", None)
    if kept is None or kept[0] != _version:
        kept = (_version, _asked(user))
        user._forum_access = kept  # type: ignore[union-attr]  # ours, for as long as the object
    return kept[1]


def learn_access(members: "Sequence[User]") -> None:
    """Ask the rights of several members together, in one query; access_for then has them."""
    active = [one for one in members if one.is_active]
    found = PermissionChecker.rows_of_many([one.pk for one in active]) if active else {}
    for one in active:
        one._forum_access = (_version, _from_rows(one, found[one.pk]))  # type: ignore[attr-defined]


def _asked(user: "AnyUser") -> ForumAccess:
    if user.is_authenticated and not user.is_active:
        return NOTHING
    return _from_rows(user, PermissionChecker(user).rows_and_tree())


def _from_rows(user: "AnyUser", rows: "Mapping[Any, set[str]]") -> ForumAccess:
    checker = PermissionChecker(user)
    above = {
        pk: next(iter(parents)) for (kind, _grants, pk), parents in rows.items() if kind == "tree"
    }
    forums = {pk: int(parent) if parent else None for pk, parent in above.items() if pk is not None}
    groups = rows.get(("role", True, None), set())
    is_admin = bool(user.is_superuser or ADMINS in groups)
    is_moderator = is_admin or MODERATORS in groups
    if is_moderator:
        everything = {pk: frozenset[str]() for pk in forums}
        return ForumAccess(everything, is_moderator=True, is_admin=is_admin)
    granted = {pk: frozenset(checker.granted(rows, pk)) for pk in forums}
    return ForumAccess(_below_readable(forums, granted))


def _below_readable(
    forums: Mapping[int, int | None], granted: Mapping[int, frozenset[str]]
) -> dict[int, frozenset[str]]:
    """Only the forums that are readable themselves and below readable ones.

    `forums`: {number: that of the one above}.
    """

    def is_open(pk: int | None) -> bool:
        return pk is None or ({SEE, READ} <= granted[pk] and is_open(forums[pk]))

    return {pk: granted[pk] for pk in forums if is_open(pk)}


def forum_token(pk: int) -> str:
    """The audience of everything in a forum."""
    return f"forum:{pk}"


@provide_tokens
def tokens_of_forums(user: "AnyUser") -> set[str]:
    """`forum:<id>` of each forum that `user` may read now."""
    return {forum_token(pk) for pk in access_for(user).readable}
