"""How members want each family by mail: their own choice, else the family's default.

What they chose for one thing they follow counts before that, but of a family that is off nothing is
sent: a mail that was stopped stays stopped (decision 0230).
"""

from collections.abc import Collection

from django.db.models import Q

from notifications.models import Preference
from notifications.registry import EmailChoice, Family, families, keys_of


def choices_of(user_pks: Collection[int], family: Family) -> dict[int, EmailChoice]:
    """{user: choice} for one family and any number of members. One query, none if mandatory."""
    return choices_of_each(user_pks, [family])[family.key]


def choices_of_each(
    user_pks: Collection[int], of: Collection[Family]
) -> dict[str, dict[int, EmailChoice]]:
    """{family: {user: choice}} for several families and any number of members.

    One query, none where all are mandatory.
    """
    said: dict[tuple[str, int], EmailChoice] = {}
    free = {one.key for one in of if not one.mandatory}
    if free:
        rows = Preference.objects.filter(user__in=user_pks, family__in=free)
        columns = rows.values_list("family", "user", "email")
        said = {(family, user): EmailChoice(email) for family, user, email in columns}
    return {
        one.key: {
            pk: EmailChoice.INSTANT if one.mandatory else said.get((one.key, pk), one.email)
            for pk in user_pks
        }
        for one in of
    }


def choices_for(user_pk: int) -> dict[str, EmailChoice]:
    """{family: choice} of one member, every family. One query."""
    rows = Preference.objects.filter(user=user_pk)
    chosen = {family: EmailChoice(email) for family, email in rows.values_list("family", "email")}
    return {
        one.key: EmailChoice.INSTANT if one.mandatory else chosen.get(one.key, one.email)
        for one in families()
    }


def wanted(chosen: EmailChoice, own: str) -> EmailChoice:
    """How a notification is wanted: `own` is its `email`, `chosen` what holds for the family."""
    return chosen if not own or chosen == EmailChoice.OFF else EmailChoice(own)


def wanted_daily(user_pk: int) -> Q:
    """A condition on this member's notifications: what `wanted` says is for the digest."""
    chosen = choices_for(user_pk)
    keys = {
        choice: [key for one, its in chosen.items() if its == choice for key in keys_of(one)]
        for choice in EmailChoice
    }
    own = Q(type__in=keys[EmailChoice.INSTANT], email=EmailChoice.DAILY)
    return own | Q(type__in=keys[EmailChoice.DAILY], email__in=["", EmailChoice.DAILY])
