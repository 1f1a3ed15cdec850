"""Closing an account for good, when its owner has asked and had the time to think again."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, PageSubscription
from wagtail.users.models import UserProfile

from common import personal_data
from members.models import ActOfStaff, AuditEntry, MemberProfile, User, UserState
from members.models.users import random_handle
from members.permissions import check_erase
from members.services.accounts import end_sessions

# Rows that are nobody's but this person's: addresses, locks, and what the admin remembers for them.
OWN = (
    *(EmailAddress, Authenticator, MemberProfile),
    *(UserProfile, FormState, EditingSession, PageSubscription, APIToken),
)


@transaction.atomic
def erase_account(*, actor: User, member: User) -> None:
    """Remove what says who `member` is; what they published stays, signed "Former member".

    The row stays, so that pages keep an author and the log its order; nobody signs in to it again
    and its address is free for a new account. Twice is as once. Raises PermissionDenied.
    Rule: PRV2.
    """
    check_erase(actor, member)
    member = User.objects.select_for_update().get(pk=member.pk)
    if member.state == UserState.ERASED:
        return
    end_sessions(member=member)
    for model in OWN:
        model._default_manager.filter(user=member).delete()
    personal_data.erase(member)
    member.groups.clear()
    member.user_permissions.clear()
    blank = User(email=f"{member.uuid}@erased.invalid", handle=random_handle())
    blank.set_unusable_password()
    for field in User._meta.concrete_fields:
        if field.name not in ("id", "uuid", "date_joined", "is_staff", "rights_version"):
            setattr(member, field.name, getattr(blank, field.name))
    member.state = UserState.ERASED
    member.save()
    AuditEntry.objects.create(act=ActOfStaff.ERASED, actor=actor, subject=member)
