"""Somebody in each role of forum.md §6, for tables of who sees and does what."""

from django.contrib.auth.models import AnonymousUser

from forum import presets, services
from members.models import User
from members.services import block_member
from tests.factories import forum as make


def person_in(role, *, host_of, elsewhere, owner):
    """A person of `role`: with a part in the room `host_of`, or in `elsewhere`.

    Who blocks, or is blocked, does so with `owner`. Read anew, as a request reads them.
    """
    if role == "anonymous":
        return AnonymousUser()
    made = {
        "newcomer": make.newcomer,
        "inactive": lambda: make.person(state="suspended"),
        "editor": lambda: make.in_group(make.person(is_staff=True), "Editors"),
        "moderator": make.a_moderator,
        "admin": make.an_admin,
        "superuser": lambda: make.person(is_superuser=True),
    }.get(role, make.person)()
    parts = {
        "host": (host_of, presets.HOSTS),
        "host_elsewhere": (elsewhere, presets.HOSTS),
        "expert": (host_of, presets.EXPERTS),
    }
    if role in parts:
        room, codenames = parts[role]
        services.grant(user=made, forum=room, codenames=codenames)
    if role == "silenced":
        services.impose_sanction(
            moderator=make.a_moderator(), user=made, kind="silence", reason="x", statement="y"
        )
    if role == "blocking":
        block_member(member=made, other=owner)
    if role == "blocked":
        block_member(member=owner, other=made)
    return User.objects.get(pk=made.pk)
