"""Where a thing lives, and who may ask for it: one table."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from common import audiences
from common.audiences import provide_tokens, tokens_for
from members.models import UserState
from members.permissions import MODERATORS
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

GUEST = {"public", "guests"}
MEMBER = {"public", "members", "own"}


@pytest.fixture
def readers():
    def in_group(name, **fields):
        user = UserFactory(**fields)
        user.groups.add(Group.objects.get_or_create(name=name)[0])
        return user

    editor = in_group("Some editors")
    editor.groups.get().permissions.add(Permission.objects.get(codename="access_admin"))
    editor.refresh_from_db()  # who may enter the admin is kept with the account
    moderator = in_group(MODERATORS)
    moderator.refresh_from_db()
    return {
        "anonymous": AnonymousUser(),
        "member": UserFactory(),
        "group member": in_group("Some"),
        "suspended": in_group("Some", state=UserState.SUSPENDED),
        "moderator": moderator,
        "editor": editor,
        "superuser": UserFactory(is_superuser=True),
        "suspended superuser": UserFactory(is_superuser=True, state=UserState.SUSPENDED),
    }


HOLDS = {
    "anonymous": GUEST,
    "member": MEMBER,
    "group member": MEMBER | {"group"},
    "suspended": GUEST,
    "moderator": MEMBER | {"group", "staff"},
    "editor": MEMBER | {"group", "staff"},
    "superuser": MEMBER | {"staff", "course-editors"},
    "suspended superuser": GUEST,
}


@pytest.mark.parametrize(("who", "holds"), HOLDS.items())
def test_each_reader_holds_these_tokens_and_no_other(who, holds, readers):
    """A suspended account is a guest; nobody holds what is another's own."""
    user = readers[who]
    named = {"own": f"user:{user.pk}"}
    if user.pk and "group" in holds:
        named["group"] = f"group:{user.groups.get().pk}"
    assert tokens_for(user) == {named.get(token, token) for token in holds}


def test_a_group_that_is_left_is_no_token_any_more(readers):
    user = readers["group member"]
    user.groups.clear()
    assert not any(token.startswith("group:") for token in tokens_for(user))


def test_an_app_names_tokens_of_its_own(monkeypatch, member):
    monkeypatch.setattr(audiences, "_providers", [])

    @provide_tokens
    def forums(user):
        return {"forum:7"} if user.is_authenticated else ()

    assert "forum:7" in tokens_for(member)
    assert "forum:7" not in tokens_for(AnonymousUser())


def test_tokens_cost_three_queries(member, django_assert_num_queries):
    """Groups, rooms of the forum with rights in them, runs of courses: one an app.

    Who may enter the admin is kept with the account.
    """
    member = type(member).objects.get(pk=member.pk)
    with django_assert_num_queries(3):
        tokens_for(member)
