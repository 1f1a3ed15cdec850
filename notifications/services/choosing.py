"""What a member chooses to get by mail. It holds at once, for mail that waits as well."""

from django.db import transaction

from members.models import User
from notifications.models import Notification, Preference
from notifications.preferences import choices_for
from notifications.registry import EmailChoice, families, family
from notifications.signals import digest_stopped


class NotYours(LookupError):
    """No such family, or one that nobody can switch off."""


@transaction.atomic
def choose_email(*, member: User, choices: dict[str, EmailChoice]) -> None:
    """Write the choices, {family: how}. Raises NotYours for an unknown or mandatory family."""
    for key, email in choices.items():
        one = family(key)
        if one is None or one.mandatory:
            raise NotYours(key)
        Preference.objects.update_or_create(
            user=member, family=key, defaults={"email": EmailChoice(email)}
        )


def stop_email(*, member: User, family_key: str) -> None:
    """No more mail of this family: what the link in each mail does (RFC 8058)."""
    choose_email(member=member, choices={family_key: EmailChoice.OFF})


@transaction.atomic
def stop_digest(*, member: User) -> None:
    """No more digest: every family that comes in it is switched off, and what is wanted in it."""
    chosen = choices_for(member.pk)
    daily = [key for key, email in chosen.items() if email == EmailChoice.DAILY]
    choose_email(member=member, choices=dict.fromkeys(daily, EmailChoice.OFF))
    waiting = Notification.objects.filter(recipient=member, email=EmailChoice.DAILY)
    waiting.filter(delivery=None).update(email=EmailChoice.OFF)
    digest_stopped.send(sender=None, member=member)


def stop_all_email(*, member: User) -> None:
    """No more mail but decisions and account mail: "all off" means all (forum.md §8)."""
    off = {one.key: EmailChoice.OFF for one in families() if not one.mandatory}
    choose_email(member=member, choices=off)
