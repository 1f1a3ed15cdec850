"""Who may do what to an account."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from members.models import User

if TYPE_CHECKING:
    from common.typing import AnyUser

ADMINS, MODERATORS = "Admins", "Moderators"  # the groups; superusers count as admins


def is_admin(user: "AnyUser") -> bool:
    """Whether `user` runs the site: a superuser or in the admins' group."""
    return _is_in(user, ADMINS)


def is_moderator(user: "AnyUser") -> bool:
    """Whether `user` looks after members and what they write; admins do too."""
    return _is_in(user, ADMINS, MODERATORS)


def is_staff(user: "AnyUser") -> bool:
    """Whether `user` may enter the admin at all; such accounts need a second factor."""
    return user.is_authenticated and user.is_active and user.is_staff


def can_change_account(user: "AnyUser", member: User) -> bool:
    """Admins; an account that may do everything is changed by its like alone."""
    return is_admin(user) and (user.is_superuser or not member.is_superuser)


def check_change_account(user: "AnyUser", member: User) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_change_account(user, member):
        raise PermissionDenied(_("Only an admin may change this account."))


def can_reset_second_factor(user: "AnyUser", member: User) -> bool:
    """Admins, for others: nobody weakens the lock on their own door (SEC8)."""
    return can_change_account(user, member) and user.pk != member.pk


def check_reset_second_factor(user: "AnyUser", member: User) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_reset_second_factor(user, member):
        raise PermissionDenied(_("Only an admin may do this, and not for their own account."))


def can_erase(user: "AnyUser", member: User) -> bool:
    """Admins, for others who asked for it: the same people who may take a lock off a door."""
    return can_reset_second_factor(user, member)


def check_erase(user: "AnyUser", member: User) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_erase(user, member):
        raise PermissionDenied(_("Only an admin may do this, and not for their own account."))


def can_suspend(user: "AnyUser", member: User) -> bool:
    """Moderators and admins; staff are suspended by admins alone, nobody by themselves."""
    if user.pk == member.pk or not is_moderator(user):
        return False
    return can_change_account(user, member) if member.is_staff else True


def check_suspend(user: "AnyUser", member: User) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_suspend(user, member):
        raise PermissionDenied(_("You may not suspend this account."))


def can_block(user: "AnyUser", other: User) -> bool:
    """Any member, anybody but themselves."""
    return user.is_authenticated and user.is_active and user.pk != other.pk


def check_block(user: "AnyUser", other: User) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_block(user, other):
        raise PermissionDenied(_("You cannot block this member."))


def _is_in(user: "AnyUser", *groups: str) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    # `all`, so that a list can read the viewer's groups once for its rows.
    return user.is_superuser or any(group.name in groups for group in user.groups.all())
