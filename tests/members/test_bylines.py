"""Who is printed how to whom (platform.md §7). Only these functions print a person."""

import pytest
from django.utils import translation

from members.bylines import CASE, byline_for, own_name
from members.models import User, UserState, Visibility
from members.selectors import member_with_profile
from tests.factories.members import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db

PUBLIC, MEMBERS, HIDDEN = Visibility.PUBLIC, Visibility.MEMBERS, Visibility.HIDDEN


@pytest.fixture
def owner(morocco, civil_society):
    return ProfileFactory(
        display_name="Ana Exemplu", member_type=civil_society, country_of_residence=morocco
    ).user


@pytest.fixture
def suspended():
    return UserFactory(state=UserState.SUSPENDED)


@pytest.fixture
def nobody():
    """Not even an account: a template without a viewer."""
    return User(is_active=False, state=UserState.ERASED)


# (viewer, place): the visibilities that viewer passes
# Tuples, not sets: two test processes must name the same tests alike.
PASSES = {
    ("anonymous", "article"): (PUBLIC,),
    ("nobody", "article"): (PUBLIC,),
    ("suspended", "article"): (PUBLIC,),
    ("member", "article"): (PUBLIC, MEMBERS),
    ("editor", "article"): (PUBLIC, MEMBERS),
    ("moderator", "article"): (PUBLIC, MEMBERS),
    ("admin", "article"): (PUBLIC, MEMBERS),
    ("owner", "article"): (PUBLIC, MEMBERS, HIDDEN),
    ("anonymous", CASE): (PUBLIC,),
    ("suspended", CASE): (PUBLIC,),
    ("member", CASE): (PUBLIC, MEMBERS),
    ("editor", CASE): (PUBLIC, MEMBERS),
    ("moderator", CASE): (PUBLIC, MEMBERS, HIDDEN),
    ("group_admin", CASE): (PUBLIC, MEMBERS, HIDDEN),
    ("admin", CASE): (PUBLIC, MEMBERS, HIDDEN),
}


@pytest.mark.parametrize("visibility", [PUBLIC, MEMBERS])
@pytest.mark.parametrize(("case", "passes"), PASSES.items(), ids=str)
def test_a_name_is_shown_as_its_owner_said(case, passes, visibility, owner, request):
    role, place = case
    owner.profile.display_name_visibility = visibility
    byline = byline_for(owner, request.getfixturevalue(role), place)
    assert byline.is_named is (visibility in passes)
    assert byline.name == ("Ana Exemplu" if visibility in passes else "A member")


@pytest.mark.parametrize("visibility", [PUBLIC, MEMBERS, HIDDEN])
@pytest.mark.parametrize(("case", "passes"), PASSES.items(), ids=str)
def test_type_and_country_are_shown_each_by_its_own_rule(case, passes, visibility, owner, request):
    role, place = case
    viewer = request.getfixturevalue(role)
    profile = owner.profile
    profile.member_type_visibility, profile.country_of_residence_visibility = visibility, HIDDEN
    assert bool(byline_for(owner, viewer, place).member_type) is (visibility in passes)
    profile.member_type_visibility, profile.country_of_residence_visibility = HIDDEN, visibility
    assert bool(byline_for(owner, viewer, place).country) is (visibility in passes)


@pytest.mark.parametrize(("case", "passes"), PASSES.items(), ids=str)
def test_a_handle_is_for_members(case, passes, owner, request):
    role, place = case
    handle = byline_for(owner, request.getfixturevalue(role), place).handle
    assert handle == (owner.handle if MEMBERS in passes else "")


@pytest.mark.parametrize("state", [UserState.PENDING, UserState.SUSPENDED, UserState.ERASED])
def test_nobody_is_mentioned_who_cannot_read_it(state, member, owner):
    owner.state = state
    assert byline_for(owner, member, "article").handle == ""


def test_a_member_without_a_name_still_says_what_they_do(anonymous, owner):
    """F3: "a member" with the type."""
    owner.profile.member_type_visibility = PUBLIC
    byline = byline_for(owner, anonymous, "article")
    assert (byline.name, byline.lines) == ("A member", ("Civil society",))


def test_a_name_shown_for_one_contribution_is_shown_there(anonymous, owner):
    byline = byline_for(owner, anonymous, "article", shows_name=True)
    assert byline.name == "Ana Exemplu"
    assert byline.lines == ()


@pytest.mark.parametrize("role", ["anonymous", "member", "owner", "admin"])
def test_an_erased_account_is_a_former_member_to_everybody(role, owner, request):
    viewer = request.getfixturevalue(role)
    owner.state = UserState.ERASED
    for gone in (owner, None):
        byline = byline_for(gone, viewer, "article", shows_name=True)
        assert (byline.name, byline.lines, byline.is_named) == ("Former member", (), False)


def test_an_account_without_profile_shows_no_address(member, anonymous):
    for viewer in (anonymous, member):
        assert byline_for(member, viewer, "article").name == "A member"


def test_only_oneself_is_named_by_the_address(member, owner):
    assert own_name(member) == member.email
    assert own_name(owner) == "Ana Exemplu"


def test_printing_a_person_asks_nothing(member, owner, django_assert_num_queries):
    with django_assert_num_queries(1):
        person = member_with_profile(owner.pk)
    with django_assert_num_queries(0):
        assert byline_for(person, member, "article").lines == ("Civil society", "Morocco")


def test_the_country_is_named_in_the_readers_language(member, owner):
    with translation.override("fr"):
        assert byline_for(owner, member, "article").country == "Maroc"
