"""Members up to 4,800, whom nobody can sign in as."""

import random
from datetime import timedelta

from demo.loaders.accounts import DOMAIN
from demo.seed import EPOCH
from members.models import MemberProfile, User
from taxonomy.models import Country, MemberType

PREFIX = "made_up_"
FULL = 4_800  # members in all
BATCH = 1_000


def fill_up(total: int = FULL) -> int:
    """Add members until there are `total`; returns how many were added."""
    made = User.objects.filter(handle__startswith=PREFIX).count()
    missing = max(0, total - User.objects.count())
    users = User.objects.bulk_create(
        (_user(number) for number in range(made + 1, made + 1 + missing)), batch_size=BATCH
    )
    countries = list(Country.objects.offered().order_by("pk"))
    types = list(MemberType.objects.filter(for_people=True, parent=None).order_by("pk"))
    profiles = []
    for number, user in enumerate(users, start=made + 1):
        draw = random.Random(number)  # noqa: S311 - always the same, nothing secret
        profiles.append(
            MemberProfile(
                user=user,
                display_name=f"Sample {number}",
                country_of_residence=draw.choice(countries),
                member_type=draw.choice(types),
            )
        )
    MemberProfile.objects.bulk_create(profiles, batch_size=BATCH)
    return missing


def _user(number: int) -> User:
    user = User(
        email=f"made-up-{number}@{DOMAIN}",
        handle=f"{PREFIX}{number}",
        language=("en", "fr", "es")[number % 3],
        date_joined=EPOCH - timedelta(hours=5 * number % 20_000),
    )
    user.set_unusable_password()
    return user
