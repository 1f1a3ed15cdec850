"""Links that stop mail without signing in: the signed link is the proof (RFC 8058, forum.md §8)."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from members.models import User
from notifications.registry import Family, family

SALT = "notifications.stop"
DIGEST = "*digest"  # stands for every family that its reader gets in the digest


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link stops, for whom. `family` is None for the digest."""

    member: User
    family: Family | None


def stop_path(member: User, family_key: str) -> str:
    """The path of the link, below the active language. Good for as long as the account is."""
    token = signing.dumps([str(member.uuid), family_key], salt=SALT)
    return reverse("notifications:stop", args=[token])


def stop_of(token: str) -> Stop | None:
    """What the link stops; None if we never wrote it, or the account or the family has gone."""
    try:
        member_uuid, family_key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = User.objects.filter(uuid=member_uuid, is_active=True).first()
    of = family(family_key)
    if member is None or (family_key != DIGEST and (of is None or of.mandatory)):
        return None
    return Stop(member, of)
