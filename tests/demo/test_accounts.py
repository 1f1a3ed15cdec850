"""The demo accounts (C3): under the demo settings alone, once, and able to sign in."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from demo.loaders import accounts
from demo.seed import Seed
from members.models import Block, User, UserState
from taxonomy.models import Country, MemberType

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "seven-rivers-one-bridge"
    Country.objects.create(code="MA", name="Morocco")
    MemberType.objects.create(code="government", name="Government")
    Group.objects.get_or_create(name="Moderators")
    accounts.load(Seed(say=lambda words: None))


def sign_in(client, settings, login):
    sent = {"login": f"{login}@demo.example", "password": settings.DEMO_PASSWORD}
    return client.post(reverse("account_login"), sent)


def test_there_are_none_where_it_is_not_the_demo(settings):
    settings.DEMO = False
    accounts.load(Seed(say=lambda words: None))
    assert not User.objects.exists()


def test_a_demo_member_signs_in_and_has_a_profile(client, settings, loaded):
    assert sign_in(client, settings, "member-a").status_code == 303
    profile = User.objects.get(email="member-a@demo.example").profile
    assert profile.display_name == "Amina Voorbeeld"
    assert profile.country_of_residence.code == "MA"
    assert profile.member_type.code == "government"


def test_the_suspended_account_stays_outside_and_says_why(client, settings, loaded):
    answer = sign_in(client, settings, "suspended")
    assert answer.status_code == 403
    assert b"An example" in answer.content


def test_loading_twice_changes_nothing(loaded):
    def state():
        kept = ("email", "password", "rights_version", "suspended_until")
        return list(User.objects.order_by("pk").values_list(*kept))

    before = state()
    accounts.load(Seed(say=lambda words: None))
    assert state() == before
    assert User.objects.filter(state=UserState.SUSPENDED).count() == 1


# quality.md C3, in its order.
LOGINS = "admin editor news-editor moderator host trainer donor member-a member-b member-c"
LOGINS += " group-member newcomer suspended learner partner"


def test_every_account_of_the_contract_is_there_and_no_other(loaded):
    signing_in = {user.email for user in User.objects.all() if user.has_usable_password()}
    assert signing_in == {f"{login}@demo.example" for login in LOGINS.split()}


def test_who_reads_about_the_demo_finds_every_account():
    text = (Path(accounts.__file__).parents[1] / "data" / "README.md").read_text()
    assert [login for login in accounts.ACCOUNTS if f"`{login}`" not in text] == []


def test_one_member_is_blocked_by_another(loaded):
    blocks = Block.objects.values_list("blocker__email", "blocked__email")
    assert list(blocks) == [("member-a@demo.example", "member-c@demo.example")]
