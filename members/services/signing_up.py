"""From "Join us" to a confirmed address, and the end of what was never confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from django.db import IntegrityError, transaction

from members.models import (
    TERMS_VERSION,
    Consent,
    ConsentPurpose,
    MemberProfile,
    User,
    UserState,
)
from taxonomy.models import Country, MemberType

UNCONFIRMED_FOR = timedelta(days=30)  # platform.md §7, PRV4
SLICE = 500  # accounts removed at once; the rest follows at the next run


@dataclass(frozen=True, slots=True)
class Joining:
    """What sign-up has asked. `password` is the hash: the word itself is kept nowhere."""

    email: str
    password: str
    display_name: str
    member_type: MemberType
    country_of_residence: Country
    language: str


@transaction.atomic
def sign_up(*, joining: Joining) -> User | None:
    """A pending account for the address; None where somebody confirmed an account with it.

    Who signs up again before confirming means the new answers: they replace the old ones, and
    links sent before are dead, so that a link confirms only the password it was sent for.
    """
    user = _account_of(joining.email)
    if user is not None and user.state != UserState.PENDING:
        return None
    user.password, user.language = joining.password, joining.language
    user.save()
    EmailConfirmation.objects.filter(email_address__user=user).delete()
    MemberProfile.objects.update_or_create(
        user=user,
        defaults={
            "display_name": joining.display_name,
            "member_type": joining.member_type,
            "country_of_residence": joining.country_of_residence,
        },
    )
    for purpose in ConsentPurpose:
        Consent.objects.create(
            user=user, purpose=purpose, text_version=TERMS_VERSION, given=True, source="sign-up"
        )
    return user


def _account_of(email: str) -> User:
    """The account with this address, made if there is none; locked for this transaction."""
    accounts = User.objects.select_for_update()
    user = accounts.filter(email__iexact=email).first()
    if user is not None:
        return user
    try:
        with transaction.atomic():
            user = User.objects.create(email=email, state=UserState.PENDING)
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    except IntegrityError:  # somebody else was faster by a moment
        return accounts.get(email__iexact=email)
    return user


@transaction.atomic
def confirm_address(*, address: EmailAddress) -> None:
    """The owner of the mailbox has opened the link: the account is theirs and active.

    Accounts that others began with this address and never confirmed make way; links that were
    sent for it work no longer.
    """
    rivals = User.objects.filter(email__iexact=address.email, state=UserState.PENDING)
    rivals.exclude(pk=address.user_id).delete()
    EmailConfirmation.objects.filter(email_address=address).delete()
    member = User.objects.get(pk=address.user_id)
    if member.state == UserState.PENDING:
        member.state = UserState.ACTIVE
        member.save(update_fields={"state"})


def remove_unconfirmed(*, now: datetime) -> int:
    """Delete accounts nobody confirmed within 30 days (PRV4). Returns how many."""
    stale = User.objects.filter(state=UserState.PENDING, date_joined__lt=now - UNCONFIRMED_FOR)
    found = list(stale.order_by("pk").values_list("pk", flat=True)[:SLICE])
    User.objects.filter(pk__in=found, state=UserState.PENDING).delete()
    return len(found)
