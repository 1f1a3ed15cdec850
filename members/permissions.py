"""Who may do what to an account."""

from typing import TYPE_CHECKING

from members.models import User

if TYPE_CHECKING:
    from common.typing import AnyUser

ADMINS = "Admins"  # the group; superusers count too


def is_admin(user: "AnyUser") -> bool:
    """Whether `user` runs the site: a superuser or in the admins' group."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or user.groups.filter(name=ADMINS).exists()


def is_staff(user: "AnyUser") -> bool:
    """Whether `user` may enter the admin at all; such accounts need a second factor."""
    return user.is_authenticated and user.is_active and user.has_perm("wagtailadmin.access_admin")


def can_reset_second_factor(user: "AnyUser", member: User) -> bool:
    """Admins, for others: nobody weakens the lock on their own door (SEC8)."""
    return is_admin(user) and user.pk != member.pk
