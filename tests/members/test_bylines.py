"""Who is printed how to whom (platform.md §7)."""

import pytest

from members.bylines import byline_for
from members.models import Visibility
from tests.factories.members import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

SEES_A_NAME_OPEN_TO_MEMBERS = {
    "anonymous": False,
    "member": True,
    "owner": True,
    "suspended": False,
    "admin": True,
}


@pytest.fixture
def owner():
    return ProfileFactory(display_name="Ana Exemplu").user


@pytest.fixture
def suspended():
    return UserFactory(state="suspended")


@pytest.mark.parametrize(("role", "sees"), SEES_A_NAME_OPEN_TO_MEMBERS.items())
def test_a_members_name_is_for_members_unless_it_is_public(role, sees, owner, request):
    viewer = request.getfixturevalue(role)
    byline = byline_for(owner, viewer)
    assert byline.is_named is sees
    assert ("Ana" in byline.name) is sees
    owner.profile.display_name_visibility = Visibility.PUBLIC
    assert byline_for(owner, viewer).name == "Ana Exemplu"


def test_an_erased_account_is_a_former_member(anonymous, owner):
    owner.state = "erased"
    assert byline_for(owner, owner).name == "Former member"
    assert byline_for(None, anonymous).name == "Former member"


def test_an_account_without_profile_shows_no_address(member, anonymous):
    assert byline_for(member, anonymous).name == "A member"
    assert "@" not in byline_for(member, member).name


def test_initials_are_of_the_first_and_last_word(owner):
    assert byline_for(owner, owner).initials == "AE"
