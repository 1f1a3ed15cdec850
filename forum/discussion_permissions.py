"""Who may see and do what in an e-discussion; hosts' rights end with their role (forum.md §6).

What members may do in its threads are rows of rights, as in any room; here is what hosts do.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from forum.access import access_for
from forum.models import (
    HOSTING,
    SUMMARISING_ROLES,
    DiscussionRole,
    EDiscussion,
    HostMessage,
    MessageState,
    Role,
    Synthesis,
    SynthesisState,
)

if TYPE_CHECKING:
    from common.typing import AnyUser

# What readers see of messages and syntheses; a version that was replaced stays to be read.
SHOWN_STATES = (
    MessageState.PUBLISHED.value,
    SynthesisState.SUPERSEDED.value,
    SynthesisState.FOR_ENDORSEMENT.value,
    SynthesisState.ENDORSED.value,
)


# --- Seeing -----------------------------------------------------------------------------------
def can_view_discussion(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Its room is readable; before it has one, whoever prepares it. Twin: EDiscussion.visible_to.

    The page is another matter: it follows Wagtail's rules, as any page.
    """
    if discussion.forum_id is not None:
        return discussion.forum_id in access_for(user).readable
    return bool(roles_in(user, discussion)) or access_for(user).is_moderator


def discussions_visible_to(user: "AnyUser", prefix: str = "") -> Q:
    """The rule of `can_view_discussion` as a condition on what has a discussion at `prefix`."""
    rights = access_for(user)
    seen = Q(**{f"{prefix}forum__in": rights.readable})
    if rights.is_moderator:
        seen |= Q(**{f"{prefix}forum__isnull": True})
    elif user.is_authenticated and user.is_active:
        mine = DiscussionRole.objects.filter(user=user.pk).values("discussion")
        seen |= Q(**{f"{prefix}forum__isnull": True, f"{prefix}pk__in": mine})
    return seen


def can_view_message(user: "AnyUser", message: HostMessage) -> bool:
    """Published, in a discussion that is seen; a draft for hosts. Twin: HostMessage.visible_to."""
    return _can_view_part(user, message)


def can_view_synthesis(user: "AnyUser", synthesis: Synthesis) -> bool:
    """Published, in a discussion that is seen; a draft for hosts. Twin: Synthesis.visible_to."""
    return _can_view_part(user, synthesis)


def _can_view_part(user: "AnyUser", part: Any) -> bool:
    if part.state in SHOWN_STATES:
        return can_view_discussion(user, part.discussion)
    return can_summarise(user, part.discussion)


def parts_visible_to(user: "AnyUser") -> Q:
    """The rule of `can_view_message` and `can_view_synthesis` as a condition on their rows."""
    seen = discussions_visible_to(user, "discussion__") & Q(state__in=SHOWN_STATES)
    if access_for(user).is_moderator:
        return seen | ~Q(state__in=SHOWN_STATES)
    if user.is_authenticated and user.is_active:
        hosted = DiscussionRole.objects.filter(user=user.pk, role__in=SUMMARISING_ROLES)
        seen |= Q(discussion__in=hosted.values("discussion")) & ~Q(state__in=SHOWN_STATES)
    return seen


# --- Hosting ----------------------------------------------------------------------------------
def roles_in(user: "AnyUser", discussion: EDiscussion) -> frozenset[str]:
    """The parts somebody has in this discussion, and in no other. One query, or none."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    learnt: tuple[int, frozenset[str]] | None = getattr(discussion, "_learnt_roles", None)
    if learnt is not None and learnt[0] == user.pk:
        return learnt[1]
    mine = DiscussionRole.objects.filter(discussion=discussion, user=user.pk)
    return frozenset(mine.values_list("role", flat=True))


def learn_roles(user: "AnyUser", discussion: EDiscussion) -> None:
    """For a page that asks for many rights: they are asked once, and kept with this object.

    For pages alone: a service judges the roles of its own moment.
    """
    found = (user.pk or 0, roles_in(user, discussion))
    discussion._learnt_roles = found  # type: ignore[attr-defined]  # ours, as long as the object


def can_host(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Host and co-hosts; moderators of the site."""
    return _has(user, discussion, HOSTING)


def check_host(user: "AnyUser", discussion: EDiscussion) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_host(user, discussion):
        raise PermissionDenied(_("Only the hosts of this discussion may do this."))


def can_summarise(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Hosts, co-hosts and note-takers; moderators of the site."""
    return _has(user, discussion, SUMMARISING_ROLES)


def check_summarise(user: "AnyUser", discussion: EDiscussion) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_summarise(user, discussion):
        raise PermissionDenied(_("Only the hosts and note-takers of this discussion may do this."))


def can_prepare(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Give dates and hosts, announce, cancel: hosts, and editors who may publish its page."""
    if not (user.is_authenticated and user.is_active):
        return False
    return can_host(user, discussion) or _publishes(user, discussion)


def can_appoint(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Whose word is enough to give a part: moderators, and editors who may publish its page.

    They have asked the person; what a host gives is an invitation (decision 0203).
    """
    if not (user.is_authenticated and user.is_active):
        return False
    return access_for(user).is_moderator or _publishes(user, discussion)


def _publishes(user: Any, discussion: EDiscussion) -> bool:
    pages = discussion.pages.all()[:3]
    return any(page.permissions_for_user(user).can_publish() for page in pages)


def check_prepare(user: "AnyUser", discussion: EDiscussion) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_prepare(user, discussion):
        raise PermissionDenied(_("Only hosts and editors of this discussion may do this."))


def can_conclude(user: "AnyUser", discussion: EDiscussion) -> bool:
    """Moderators; hosts once their consolidated summary is published (decision 0175)."""
    if access_for(user).is_moderator:
        return bool(user.is_authenticated)
    return has_summary(discussion) and can_host(user, discussion)


def check_conclude(user: "AnyUser", discussion: EDiscussion) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_conclude(user, discussion):
        raise PermissionDenied(
            _("A moderator closes a discussion that has no consolidated summary.")
        )


def has_summary(discussion: EDiscussion) -> bool:
    """Whether the account of the whole is published. One query."""
    shown = discussion.syntheses.filter(week__isnull=True, state=SynthesisState.PUBLISHED)
    return shown.exists()


def _has(user: "AnyUser", discussion: EDiscussion, parts: tuple[Role, ...]) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    return access_for(user).is_moderator or bool(roles_in(user, discussion) & set(parts))
