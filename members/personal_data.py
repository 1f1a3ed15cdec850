"""What members holds of a person, beside what closing the account itself removes (PRV1, PRV2)."""

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from common import personal_data
from members.models import AuditEntry, Block, Consent, MemberProfile, User

if TYPE_CHECKING:
    from common.typing import AnyUser

ACCOUNT = ("email", "handle", "language", "timezone", "date_joined", "last_seen")
PROFILE = (
    *("display_name", "display_name_visibility"),
    *("member_type__name", "member_type_visibility"),
    *("country_of_residence__name", "country_of_residence_visibility"),
    *("job_title", "job_title_visibility"),
    *("organisation", "organisation_visibility"),
)


def _account(user: "AnyUser") -> list[personal_data.Row]:
    return list(User.objects.filter(pk=user.pk).values(*ACCOUNT))


def _profile(user: "AnyUser") -> list[personal_data.Row]:
    return list(MemberProfile.objects.filter(user=user.pk).values(*PROFILE))


def _consents(user: "AnyUser") -> list[personal_data.Row]:
    rows = Consent.objects.filter(user=user.pk)
    return list(rows.values("purpose", "text_version", "given", "at", "source"))


def _addresses(user: "AnyUser") -> list[personal_data.Row]:
    """One that waits to be confirmed is among them."""
    rows = EmailAddress.objects.filter(user=user.pk).order_by("pk")
    return list(rows.values("email", "verified", "primary"))


def _second_steps(user: "AnyUser") -> list[personal_data.Row]:
    """Without their secrets: a file that was lost would open the account."""
    rows = Authenticator.objects.filter(user=user.pk).order_by("pk")
    return list(rows.values("type", "created_at", "last_used_at"))


def _browsers(user: "AnyUser") -> list[personal_data.Row]:
    """Without the keys of the sessions, for the same reason."""
    rows = UserSession.objects.filter(user=user.pk).order_by("pk")
    return list(rows.values("user_agent", "created_at", "last_seen_at"))


def _acts_of_staff(user: "AnyUser") -> list[personal_data.Row]:
    """What was done to the account and why; who did it is that person's."""
    rows = AuditEntry.objects.filter(subject=user.pk).order_by("at", "pk")
    return list(rows.values("at", "act", "reason"))


def _blocks(user: "AnyUser") -> list[personal_data.Row]:
    """One's own blocks: who blocks one is the other's secret."""
    return list(Block.objects.filter(blocker=user.pk).values("blocked__handle", "at"))


def _forget_blocks(user: "AnyUser") -> int:
    """Both ways: nothing of a person that is gone needs keeping away."""
    return Block.objects.filter(Q(blocker=user.pk) | Q(blocked=user.pk)).delete()[0]


# `erase_account` blanks the account and removes the profile, addresses, second steps and sessions.
# What somebody agreed to and what staff did is kept as proof, beside the number of an account that
# nobody has (PRV3, SEC27).
personal_data.register("account", export=_account, erase=None)
personal_data.register("profile", export=_profile, erase=None)
personal_data.register("addresses", export=_addresses, erase=None)
personal_data.register("second steps", export=_second_steps, erase=None)
personal_data.register("browsers signed in", export=_browsers, erase=None)
personal_data.register("acts of staff", export=_acts_of_staff, erase=None)
personal_data.register("consents", export=_consents, erase=None)
personal_data.register("blocks", export=_blocks, erase=_forget_blocks)
