"""Who has a part in a discussion, and the rows of rights that follow from it (forum.md §6)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.html import plain_line
from forum.discussion_permissions import can_appoint, check_host, check_prepare
from forum.errors import InvalidContent, NotNow
from forum.models import Act, DiscussionRole, EDiscussion, Role
from forum.presets import EXPERTS, HOSTS
from forum.services import discussion_telling, timing
from forum.services.posting import check_not_silenced
from forum.services.rooms import grant, revoke
from forum.texts import clean_language

if TYPE_CHECKING:
    from members.models import User

# One answer for every reason, so that it tells nothing of accounts (platform.md §7).
NOBODY = gettext_lazy("No member with this handle can be given a part.")
# A note-taker writes syntheses; in the threads they are a member like others.
RIGHTS = {Role.HOST: HOSTS, Role.COHOST: HOSTS, Role.EXPERT: EXPERTS, Role.NOTE_TAKER: ()}


@transaction.atomic
def add_role(
    *,
    host: "User",
    discussion: EDiscussion,
    user: "User",
    role: str,
    language: str = "",
    introduction: str = "",
) -> DiscussionRole:
    """Give a member a part, or invite them to one, which holds once they accept (decision 0203).

    They are told once the discussion is announced. A second call changes language and introduction.
    Raises PermissionDenied, NotNow, InvalidContent.
    """
    check_prepare(host, discussion)
    timing.check_not_cancelled(discussion)
    if role not in Role.values:
        raise InvalidContent(_("Choose one of the roles."), field="role")
    if role == Role.COHOST and not language:
        raise InvalidContent(_("Say in which language they host."), field="language")
    if not user.is_active:
        raise InvalidContent(str(NOBODY), field="handle")
    words = plain_line(introduction)
    if len(words) > 300:
        raise InvalidContent(_("Shorten it to 300 characters."), field="introduction")
    values: dict[str, Any] = {
        "language": clean_language(language) if language else "",
        "introduction": words,
    }
    if host == user or can_appoint(host, discussion):
        values["accepted_at"] = timezone.now()
    one, is_new = DiscussionRole.with_invited.update_or_create(
        discussion=discussion,
        user=user,
        role=role,
        defaults=values,
        create_defaults=values | {"invited_by": host},
    )
    if is_new:
        discussion_telling.log(Act.ROLE_GIVEN, host, discussion, user=user, after={"role": role})
    if discussion.forum_id is not None:
        give_rights(discussion, user)
        if is_new:
            discussion_telling.invited(one, host)
    return one


@transaction.atomic
def accept_role(*, member: "User", role: DiscussionRole) -> DiscussionRole:
    """Take the part one is invited to: from now on it is shown, and its rights hold.

    Twice is as once. Raises PermissionDenied.
    """
    one = _invitation(member, role)
    if one.accepted_at is None:
        one.accepted_at = timezone.now()
        one.save(update_fields=["accepted_at", "updated"])
        if one.discussion.forum_id is not None:
            give_rights(one.discussion, member)
        discussion_telling.reindex(one.discussion)
    return one


@transaction.atomic
def decline_role(*, member: "User", role: DiscussionRole) -> None:
    """Say no to an invitation; nobody is told. Raises PermissionDenied, NotNow once accepted."""
    one = _invitation(member, role)
    if one.accepted_at is not None:
        raise NotNow(_("You have accepted this part. The hosts can take it back."))
    one.delete()


def _invitation(member: "User", role: DiscussionRole) -> DiscussionRole:
    """The row as it is now, held. Raises PermissionDenied where it is somebody else's."""
    rows = DiscussionRole.with_invited.select_for_update(of=("self",))
    one = rows.select_related("discussion__forum").filter(pk=role.pk, user=member).first()
    if one is None:
        raise PermissionDenied(_("This invitation is not for you, or has been taken back."))
    return one


@transaction.atomic
def remove_role(*, host: "User", discussion: EDiscussion, user: "User", role: str) -> None:
    """Take a part or an invitation back, and the rights with it. Twice is as once.

    Raises PermissionDenied, NotNow where nobody would host any more.
    """
    check_prepare(host, discussion)
    rows = EDiscussion.objects.select_for_update(no_key=True, of=("self",))
    discussion = rows.select_related("forum").get(pk=discussion.pk)
    timing.check_can_leave(discussion, user, role)
    parts = DiscussionRole.with_invited.filter(discussion=discussion, user=user, role=role)
    if parts.delete()[0]:
        discussion_telling.log(Act.ROLE_TAKEN, host, discussion, user=user, before={"role": role})
    if discussion.forum_id is not None:
        give_rights(discussion, user)


def give_rights(discussion: EDiscussion, user: "User") -> None:
    """Write the rows that this person's parts amount to now, in place of those before."""
    roles = DiscussionRole.objects.filter(discussion=discussion, user=user)
    codes = {code for role in roles for code in RIGHTS[Role(role.role)]}
    revoke(user=user, forum=discussion.forum)
    grant(user=user, forum=discussion.forum, codenames=sorted(codes))


@transaction.atomic
def nudge(*, host: "User", discussion: EDiscussion, users: list["User"]) -> int:
    """Ask invited experts for a word, at most once in three days each. Returns how many.

    Raises PermissionDenied, Closed.
    """
    check_host(host, discussion)
    check_not_silenced(host, discussion.forum_id)
    now = timezone.now()
    timing.check_running(discussion, now)
    rows = discussion.roles.select_for_update(of=("self",)).filter(role=Role.EXPERT, user__in=users)
    due = [one for one in rows if one.nudged_at is None or (now - one.nudged_at).days >= 3]
    for one in due:
        one.nudged_at = now
        one.save(update_fields=["nudged_at", "updated"])
        discussion_telling.nudged(one, host)
    return len(due)
