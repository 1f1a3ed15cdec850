"""Members as moderators deal with them: warned, silenced for a time, vouched for."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.errors import InvalidContent
from forum.locks import hold_forum, lock_standing
from forum.models import Act, ForumStanding, ModerationLog, Sanction, SanctionKind
from forum.permissions import check_moderate_members, is_one_of_us
from forum.texts import clean_reason, clean_statement
from notifications import services as notifications

if TYPE_CHECKING:
    from members.models import User

SUGGESTED_HOURS = (24, 72, 168, 720)
MAX_HOURS = 24 * 365
SECOND_TAP = timedelta(minutes=5)
NOW_POSSIBLE = (SanctionKind.WARNING, SanctionKind.SILENCE)


@transaction.atomic
def impose_sanction(
    *,
    moderator: "User",
    user: "User",
    kind: str,
    reason: str,
    statement: str,
    forum: Any = None,
    hours: int | None = None,
) -> Sanction:
    """Warn a member, or let them read and not write, for `hours` (None: until it is lifted).

    In one `forum`, or everywhere (None). The member reads `statement`. The same again within five
    minutes is a second tap: it finds the first. Raises PermissionDenied (nobody's own, no
    moderator's), InvalidContent, Forum.DoesNotExist.
    """
    check_moderate_members(moderator)
    _check_not_one_of_us(moderator, user)
    if kind not in NOW_POSSIBLE:
        raise InvalidContent(_("Choose what to do."), field="kind")
    if hours is not None and not 1 <= hours <= MAX_HOURS:
        raise InvalidContent(_("Choose 1 to 8,760 hours."), field="hours")
    why, said = clean_reason(reason), clean_statement(statement)
    if not said:
        raise InvalidContent(_("Tell the member why."), field="statement")
    lock_standing(user)
    if forum is not None:
        hold_forum(forum.pk)
    now = timezone.now()
    what = {"user": user, "kind": kind, "forum": forum, "reason": why, "statement": said}
    length = timedelta(hours=hours) if hours else None
    lately = Sanction.objects.active().filter(**what, starts_at__gt=now - SECOND_TAP)
    for earlier in lately:
        if length == (earlier.ends_at - earlier.starts_at if earlier.ends_at else None):
            return earlier
    sanction = Sanction.objects.create(
        **what, starts_at=now, ends_at=now + length if length else None, issued_by=moderator
    )
    _log(Act.SANCTIONED, moderator, user, reason=why, statement=said, forum=forum, kind=kind)
    notifications.notify(type="forum.sanction", recipients=[user], target=sanction, actor=moderator)
    return sanction


@transaction.atomic
def lift_sanction(*, moderator: "User", sanction: Sanction, reason: str) -> Sanction:
    """Let the member write again before the time. Twice is as once. Raises PermissionDenied."""
    check_moderate_members(moderator)
    why = clean_reason(reason)
    row = Sanction.objects.select_for_update(of=("self",)).get(pk=sanction.pk)
    _check_not_one_of_us(moderator, row.user)
    if row.lifted_at is not None:
        return row
    row.lifted_at, row.lifted_by = timezone.now(), moderator
    row.save(update_fields=["lifted_at", "lifted_by", "updated"])
    _log(Act.LIFTED, moderator, row.user, reason=why, forum=row.forum, kind=row.kind)
    notifications.notify(type="forum.sanction", recipients=[row.user], target=row, actor=moderator)
    return row


@transaction.atomic
def vouch_for(*, moderator: "User", user: "User") -> ForumStanding:
    """Their posts do not wait for being new any more. Twice is as once. Raises PermissionDenied."""
    check_moderate_members(moderator)
    if moderator.pk == user.pk:
        raise PermissionDenied(_("Somebody else has to vouch for you."))
    standing = lock_standing(user)
    if standing.vouched_at is None:
        standing.vouched_at, standing.vouched_by = timezone.now(), moderator
        standing.save(update_fields=["vouched_at", "vouched_by", "updated"])
        _log(Act.VOUCHED, moderator, user)
    return standing


def _check_not_one_of_us(moderator: "User", user: "User") -> None:
    if is_one_of_us(moderator, user):
        raise PermissionDenied(_("Moderators do not warn or silence each other, or themselves."))


def _log(
    act: Act, moderator: "User", user: "User", *, forum: Any = None, kind: str = "", **texts: str
) -> None:
    ModerationLog.objects.create(
        actor=moderator,
        action=act,
        user=user,
        forum=forum,
        target_label=f"member {user.pk}",  # a handle would outlive the account
        after={"kind": kind} if kind else {},
        **texts,
    )
