"""Writes about people and their accounts."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import Refused
from members.models import (
    TERMS_VERSION,
    AuditEntry,
    Consent,
    ConsentPurpose,
    MemberProfile,
    User,
    UserState,
)
from members.permissions import can_reset_second_factor
from taxonomy.models import Country, MemberType

UNVERIFIED_FOR = timedelta(days=30)  # platform.md §7, PRV4


@transaction.atomic
def complete_sign_up(
    *, user: User, display_name: str, member_type: MemberType, country: Country, language: str
) -> MemberProfile:
    """Give a new account its profile and note that terms and privacy notice were accepted."""
    user.language = language
    user.save(update_fields={"language"})
    profile, is_new = MemberProfile.objects.get_or_create(
        user=user,
        defaults={"display_name": display_name, "member_type": member_type, "country": country},
    )
    if is_new:
        for purpose in (ConsentPurpose.TERMS, ConsentPurpose.PRIVACY):
            Consent.objects.create(
                user=user,
                purpose=purpose,
                text_version=TERMS_VERSION,
                given=True,
                source="sign-up",
            )
    return profile


@transaction.atomic
def reset_second_factor(*, actor: User, member: User, reason: str) -> int:
    """Remove every second factor of `member`, who lost it; noted for good. Returns how many.

    The member signs in by password and sets up a new one. Raises PermissionDenied, Refused.
    """
    if not can_reset_second_factor(actor, member):
        raise PermissionDenied(_("Only an admin may do this, and not for their own account."))
    if not reason.strip():
        raise Refused(_("Write down why, and how you know who asked."), field="reason")
    factors = Authenticator.objects.filter(user=member)
    count = factors.count()
    factors.delete()
    AuditEntry.objects.create(
        actor=actor, subject=member, act="second factor reset", reason=reason.strip()
    )
    return count


def remove_unverified(now: datetime) -> int:
    """Delete accounts whose address nobody confirmed within 30 days. Returns how many.

    Accounts of staff, with a confirmed address, or that ever signed in stay.
    """
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    stale = (
        User.objects.filter(
            date_joined__lt=now - UNVERIFIED_FOR,
            last_login=None,
            is_superuser=False,
            groups=None,
            state__in=[UserState.PENDING, UserState.ACTIVE],
        )
        .filter(emailaddress__isnull=False)
        .exclude(pk__in=confirmed)
        .distinct()
    )
    found = list(stale.values_list("pk", flat=True)[:500])
    User.objects.filter(pk__in=found).delete()
    return len(found)
