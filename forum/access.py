"""What one person may do in all forums at once: the base of every permission of this app.

A forum is readable when it and every shelf above it may be seen and read (S16). Moderators and
admins of the site hold every right everywhere; all other rights are rows of machina's tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from common.audiences import provide_tokens
from forum.engine import Forum, PermissionChecker
from members.permissions import ADMINS, MODERATORS

if TYPE_CHECKING:
    from common.typing import AnyUser

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
    """The rights of `user`, in two queries; kept with the user object, so once a request.

    A change in this process makes it be asked again; those of others hold from the next request.
    """
    kept = getattr(user, "_forum_access", None)
    if kept is None or kept[0] != _version:
        kept = (_version, _asked(user))
        user._forum_access = kept  # type: ignore[union-attr]  # ours, for as long as the object
    return kept[1]


def _asked(user: "AnyUser") -> ForumAccess:
    if user.is_authenticated and not user.is_active:
        return NOTHING
    forums = list(Forum.objects.order_by("tree_id", "lft").values_list("pk", "parent_id"))
    checker = PermissionChecker(user)
    rows = checker.rows()
    groups = rows.get(("role", True, None), set())
    is_admin = bool(user.is_superuser or ADMINS in groups)
    is_moderator = is_admin or MODERATORS in groups
    if is_moderator:
        everything = {pk: frozenset[str]() for pk, _parent in forums}
        return ForumAccess(everything, is_moderator=True, is_admin=is_admin)
    granted = {pk: frozenset(checker.granted(rows, pk)) for pk, _parent in forums}
    return ForumAccess(_below_readable(forums, granted))


def _below_readable(
    forums: Iterable[tuple[int, int | None]], granted: Mapping[int, frozenset[str]]
) -> dict[int, frozenset[str]]:
    """Only the forums that are readable themselves and below readable ones; parents come first."""
    readable: dict[int, frozenset[str]] = {}
    for pk, parent in forums:
        is_open = parent is None or parent in readable
        if is_open and {SEE, READ} <= granted[pk]:
            readable[pk] = granted[pk]
    return readable


def forum_token(pk: int) -> str:
    """The audience of everything in a forum."""
    return f"forum:{pk}"


@provide_tokens
def tokens_of_forums(user: "AnyUser") -> set[str]:
    """`forum:<id>` of each forum that `user` may read now."""
    return {forum_token(pk) for pk in access_for(user).readable}
