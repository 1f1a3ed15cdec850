"""The demo's members: clearly invented, over the world, and nobody can sign in as them.

Those marked `account` get the demo's password from `accounts`. Who is there already stays as the
person, or staff, left them.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from allauth.account.models import EmailAddress

from demo.loaders.accounts import DOMAIN
from demo.seed import Seed, records
from members.models import TERMS_VERSION, Consent, ConsentPurpose, MemberProfile, User
from taxonomy.models import Country, MemberType


def load(seed: Seed) -> None:
    """Everybody of `members.json` who is not there: account, address, consents, profile."""
    known = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    missing = [one for one in records("members") if address_of(one["handle"]) not in known]
    if missing:
        _add(missing)
    seed.say(f"people: {len(missing)} new")


def address_of(handle: str) -> str:
    """The e-mail address of the demo's member with this handle, at a reserved domain."""
    return f"{handle.replace('_', '-')}@{DOMAIN}"


def _add(missing: list[dict[str, Any]]) -> None:
    types = {term.code: term.current for term in MemberType.objects.select_related("merged_into")}
    countries = {country.code: country for country in Country.objects.all()}
    users = User.objects.bulk_create(_user(record) for record in missing)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Consent.objects.bulk_create(
        Consent(
            user=user,
            purpose=purpose,
            text_version=TERMS_VERSION,
            given=True,
            source="demo",
            at=user.date_joined,
        )
        for user in users
        for purpose in ConsentPurpose.values
    )
    MemberProfile.objects.bulk_create(
        MemberProfile(
            user=user,
            display_name=record["name"],
            member_type=types[record["type"]],
            country_of_residence=countries[record["country"]],
            display_name_visibility=record["visibility"]["name"],
            member_type_visibility=record["visibility"]["type"],
            country_of_residence_visibility=record["visibility"]["country"],
            organisation=record["organisation"] or "",
            organisation_visibility=record["visibility"]["type"],
        )
        for user, record in zip(users, missing, strict=True)
    )


def _user(record: dict[str, Any]) -> User:
    first, last = record["name"].split(" ", 1)
    joined = datetime.combine(date.fromisoformat(record["joined"]), time(9), tzinfo=UTC)
    user = User(
        email=address_of(record["handle"]),
        handle=record["handle"],
        first_name=first,
        last_name=last,
        language=record["language"],
        timezone=record["timezone"],
        date_joined=joined,
    )
    user.set_unusable_password()
    return user
