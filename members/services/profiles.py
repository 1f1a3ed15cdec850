"""What members say about themselves."""

from typing import Any

from django.db import transaction

from members.models import MemberProfile, User


@transaction.atomic
def save_profile(*, member: User, language: str, timezone: str, **fields: Any) -> MemberProfile:
    """Write a member's own profile, and the language and zone they are written to in.

    `fields` are fields of MemberProfile, checked by the form and by its constraints.
    """
    member.language, member.timezone = language, timezone
    member.save(update_fields={"language", "timezone"})
    profile, _is_new = MemberProfile.objects.update_or_create(user=member, defaults=fields)
    return profile
