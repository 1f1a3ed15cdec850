"""What staff do to accounts. Each act is a row of the audit log, and its owner gets a mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import Refused
from members import mailing
from members.models import ActOfStaff, AuditEntry, User, UserState
from members.permissions import (
    check_change_account,
    check_reset_second_factor,
    check_suspend,
)


class NoReason(Refused):
    """Staff must write down why."""


def end_sessions(*, member: User) -> int:
    """Sign `member` out everywhere. Returns of how many browsers."""
    sessions = list(UserSession.objects.filter(user=member))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def reset_second_factor(*, actor: User, member: User, reason: str) -> int:
    """Remove every second factor of `member`, who lost it. Returns how many there were.

    The member is signed out, signs in by password and sets up a new one. Raises PermissionDenied,
    NoReason. Rule: SEC8, a reset by mail never does this.
    """
    check_reset_second_factor(actor, member)
    reason = _given(reason)
    factors = Authenticator.objects.select_for_update().filter(user=member)
    kinds = sorted(factors.values_list("type", flat=True))
    factors.delete()
    end_sessions(member=member)
    _note(ActOfStaff.FACTOR_RESET, actor, member, reason, factors=kinds)
    mailing.after_commit(member, "second_factor_reset")
    return len(kinds)


@transaction.atomic
def suspend_member(*, actor: User, member: User, reason: str, until: datetime | None) -> None:
    """Close the account until then, or until staff open it: it acts on the next request.

    Raises PermissionDenied, NoReason.
    """
    check_suspend(actor, member)
    reason = _given(reason)
    member.state, member.suspended_until = UserState.SUSPENDED, until
    member.suspension_reason = reason
    member.save(update_fields={"state", "suspended_until", "suspension_reason"})
    end_sessions(member=member)
    ends = until.isoformat() if until else None
    _note(ActOfStaff.SUSPENDED, actor, member, reason, until=ends)
    mailing.after_commit(member, "suspended", {"reason": reason, "until": until})


@transaction.atomic
def restore_member(*, actor: User | None, member: User) -> None:
    """Open a suspended account again. Without `actor` the clock did it. Raises PermissionDenied."""
    if actor is not None:
        check_suspend(actor, member)
    member.state, member.suspended_until, member.suspension_reason = UserState.ACTIVE, None, ""
    member.save(update_fields={"state", "suspended_until", "suspension_reason"})
    _note(ActOfStaff.RESTORED, actor, member, "")


def lift_suspensions(*, now: datetime) -> int:
    """Open the accounts whose suspension has run out. Returns how many."""
    due = User.objects.filter(state=UserState.SUSPENDED, suspended_until__lte=now)
    members = list(due.order_by("pk"))
    for member in members:
        restore_member(actor=None, member=member)
    return len(members)


@transaction.atomic
def invite_member(*, actor: User, member: User, groups: Iterable[Group]) -> None:
    """Save a new account that staff made; its owner sets the password by a link in a mail.

    Raises PermissionDenied.
    """
    check_change_account(actor, member)
    member.set_unusable_password()
    member.email = member.email.lower()
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=False)
    groups = list(groups)
    member.groups.set(groups)
    _note(ActOfStaff.INVITED, actor, member, "", groups=_names(groups))
    mailing.after_commit(member, "invitation")


@transaction.atomic
def change_account(*, actor: User, member: User, groups: Iterable[Group] | None = None) -> None:
    """Save what staff changed of an account: names, language, groups. Raises PermissionDenied."""
    check_change_account(actor, member)
    before = _names(member.groups.all())
    member.save()
    if groups is not None:
        member.groups.set(groups)
    after = _names(member.groups.all())
    changed = {"groups": after, "groups_before": before} if after != before else {}
    _note(ActOfStaff.CHANGED, actor, member, "", **changed)


def _given(reason: str) -> str:
    if not reason.strip():
        raise NoReason(_("Write down why, and how you know."), field="reason")
    return reason.strip()


def _names(groups: Iterable[Group]) -> list[str]:
    return sorted(group.name for group in groups)


def _note(act: ActOfStaff, actor: User | None, member: User, reason: str, **details: Any) -> None:
    AuditEntry.objects.create(act=act, actor=actor, subject=member, reason=reason, details=details)
