"""The only function that prints a person (platform.md §7)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from members.models import MemberProfile, User, UserState, Visibility

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class Byline:
    """A person as one reader may see them: a name or "A member", and what else is open to them."""

    name: str
    member_type: str = ""
    country: str = ""
    initials: str = ""
    is_named: bool = False


def byline_for(user: User | None, viewer: "AnyUser") -> Byline:
    """`user` as `viewer` may see them.

    Members see a member's name; anonymous readers only if it is public. Oneself and admins see
    all. Suspended and anonymous viewers see what the public sees. Reads `user.profile`: select it.
    """
    if user is None or user.state == UserState.ERASED:
        return Byline(_("Former member"))
    profile: MemberProfile | None = getattr(user, "profile", None)
    if profile is None:
        return Byline(_("A member"))

    def opens(visibility: str) -> bool:
        return may_see(visibility, owner=user, viewer=viewer)

    is_named = opens(profile.display_name_visibility)
    kind, country = profile.member_type, profile.country
    return Byline(
        name=profile.display_name if is_named else _("A member"),
        member_type=kind.label if kind and opens(profile.member_type_visibility) else "",
        country=country.label if country and opens(profile.country_visibility) else "",
        initials=_initials(profile.display_name) if is_named else "",
        is_named=is_named,
    )


def may_see(visibility: str, *, owner: User, viewer: "AnyUser") -> bool:
    """Whether `viewer` may see a field of `owner` that has this visibility."""
    if visibility == Visibility.PUBLIC:
        return True
    if not (viewer.is_authenticated and viewer.is_active):
        return False
    if viewer.pk == owner.pk or viewer.is_superuser:
        return True
    return visibility == Visibility.MEMBERS


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in [words[0], *words[1:][-1:]]).upper() if words else ""
