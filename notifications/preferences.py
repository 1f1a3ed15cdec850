"""How members want each family by mail: their own choice, else the family's default."""

from collections.abc import Collection

from notifications.models import Preference
from notifications.registry import EmailChoice, Family, families


def choices_of(user_pks: Collection[int], family: Family) -> dict[int, EmailChoice]:
    """{user: choice} for one family and any number of members. One query, none if mandatory."""
    if family.mandatory:
        return dict.fromkeys(user_pks, EmailChoice.INSTANT)
    rows = Preference.objects.filter(user__in=user_pks, family=family.key)
    chosen = {user: EmailChoice(email) for user, email in rows.values_list("user", "email")}
    return {pk: chosen.get(pk, family.email) for pk in user_pks}


def choices_for(user_pk: int) -> dict[str, EmailChoice]:
    """{family: choice} of one member, every family. One query."""
    rows = Preference.objects.filter(user=user_pk)
    chosen = {family: EmailChoice(email) for family, email in rows.values_list("family", "email")}
    return {
        one.key: EmailChoice.INSTANT if one.mandatory else chosen.get(one.key, one.email)
        for one in families()
    }
