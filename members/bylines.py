"""The only functions that print a person (platform.md §7)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from members.models import MemberProfile, User, UserState, Visibility
from members.permissions import is_moderator

if TYPE_CHECKING:
    from common.typing import AnyUser

WORK = ("job_title", "organisation")
CASE = "case"  # a moderator's desk: one person, with a log entry; never a list


@dataclass(frozen=True, slots=True)
class Byline:
    """A person as one reader may see them: what `components/person.html` shows.

    Without a name it reads "A member"; what else is open stands below it all the same. `handle`:
    for members, who mention and block by it; "" where nobody can.
    `open_fields`: what of the work this reader may see, empty or not, now or as it once was.
    """

    name: str
    member_type: str = ""
    country: str = ""
    job_title: str = ""
    organisation: str = ""
    is_named: bool = False
    handle: str = ""
    open_fields: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the name: what they do, for whom, what they are, where."""
        found = (self.job_title, self.organisation, self.member_type, self.country)
        return tuple(line for line in found if line)


def byline_for(
    user: User | None, viewer: "AnyUser", place: str, *, shows_name: bool = False
) -> Byline:
    """`user` as `viewer` may see them at `place`, which names the kind of thing that is signed.

    Members see a member's name; readers without an account only if it is public, or if the member
    ticked "show my name" for this one thing (`shows_name`). Oneself sees all; at a `case` so do
    moderators and admins. A viewer who is suspended sees what the public sees.
    Asks nothing when `user.profile` and its terms are selected along, a case apart.
    """
    if user is None or user.state == UserState.ERASED:
        return Byline(_("Former member"))
    open_to = _open_to(user, viewer, place)
    is_open = Visibility.MEMBERS in open_to and user.state == UserState.ACTIVE
    handle = user.handle if is_open else ""
    profile: MemberProfile | None = getattr(user, "profile", None)
    if profile is None:
        return Byline(_("A member"), handle=handle)
    is_named = shows_name or profile.display_name_visibility in open_to
    kind, country = profile.member_type, profile.country_of_residence
    shown = {name for name in WORK if getattr(profile, f"{name}_visibility") in open_to}
    return Byline(
        name=profile.display_name if is_named else _("A member"),
        member_type=kind.label if kind and profile.member_type_visibility in open_to else "",
        country=(
            country.label if country and profile.country_of_residence_visibility in open_to else ""
        ),
        is_named=is_named,
        handle=handle,
        open_fields=frozenset(shown),
        **{name: getattr(profile, name) for name in shown},
    )


def own_name(user: User) -> str:
    """How account pages and passkeys name a person to themselves, and to nobody else."""
    profile: MemberProfile | None = getattr(user, "profile", None)
    return profile.display_name if profile else user.email


def _open_to(user: User, viewer: "AnyUser", place: str) -> set[str]:
    """The visibilities that `viewer` passes at what `user` shows."""
    if not (viewer.is_authenticated and viewer.is_active):
        return {Visibility.PUBLIC}
    if viewer.pk == user.pk or (place == CASE and is_moderator(viewer)):
        return {*Visibility}
    return {Visibility.PUBLIC, Visibility.MEMBERS}
