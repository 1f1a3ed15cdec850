"""What an account may do, kept where every request can read it without asking."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import F, Q

from members.models import User


def refresh_rights(user_pks: Iterable[int]) -> None:
    """Note that the rights of these users have changed. Three queries for any number.

    `is_staff` becomes whether they may enter the admin, and `rights_version` moves on: their
    sessions get new keys at the next request (SEC6).
    """
    users = User.objects.filter(pk__in=set(user_pks))
    access = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    may_enter = set(
        users.filter(
            Q(is_superuser=True)
            | Q(groups__permissions__in=access)
            | Q(user_permissions__in=access)
        ).values_list("pk", flat=True)
    )
    later = F("rights_version") + 1
    users.filter(pk__in=may_enter).update(is_staff=True, rights_version=later)
    users.exclude(pk__in=may_enter).update(is_staff=False, rights_version=later)
