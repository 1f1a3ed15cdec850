"""The demo's members: invented, once, closed to everybody, found by other loaders."""

import pytest
from django.core.management import call_command

from demo.loaders import accounts, members, people
from demo.seed import Seed, records
from members.models import MemberProfile, User, Visibility
from taxonomy.services import load_taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def once(kept_in_module):
    load_taxonomy()
    seed = Seed(lambda text: None)
    people.load(seed)
    return seed


@pytest.fixture
def seed(once, db):
    return once


def test_everybody_is_there_with_a_whole_profile(seed):
    everybody = User.objects.filter(email__endswith="@demo.example")
    assert everybody.count() == len(records("members"))
    for user in everybody.select_related("profile"):
        user.full_clean()
        user.profile.full_clean()


def test_addresses_lie_at_a_reserved_domain(seed):
    assert all(user.email.endswith("@demo.example") for user in User.objects.all())


def test_nobody_signs_in_as_them(seed):
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_only_accounts_get_the_demos_password_and_are_printed(seed, settings):
    settings.DEMO, settings.DEMO_PASSWORD = True, "seven-rivers-one-bridge"
    accounts.load(seed)
    may = {user.handle for user in User.objects.all() if user.has_usable_password()}
    assert may == {login.replace("-", "_") for login in accounts.ACCOUNTS}
    assert {one["handle"] for one in records("members") if one.get("account")} < may


def test_accounts_keep_what_their_record_says(seed, settings):
    settings.DEMO, settings.DEMO_PASSWORD = True, "seven-rivers-one-bridge"
    accounts.load(seed)
    for record in records("members"):
        if record.get("account"):
            name, _groups, country, kind = accounts.ACCOUNTS[record["handle"].replace("_", "-")]
            assert (name, country, kind) == (record["name"], record["country"], record["type"])


def test_what_a_person_changed_stays(seed):
    person = members.person("learner")
    MemberProfile.objects.filter(user=person).update(display_name="Lucía M.")
    people.load(seed)
    assert members.person("learner").profile.display_name == "Lucía M."


def test_a_second_load_asks_once_and_writes_nothing(seed, django_assert_num_queries):
    with django_assert_num_queries(1):
        people.load(seed)


def test_fields_are_seen_by_all_by_members_and_by_nobody(seed):
    seen = set(MemberProfile.objects.values_list("country_of_residence_visibility", flat=True))
    assert seen == set(Visibility.values)


def test_the_organisation_of_a_member_is_text(seed):
    """Decision 0185: an invented one never stands in the table of organisations."""
    assert members.person("wanjiru_kielelezo").profile.organisation == "Acacia Ridge County Office"
    assert members.person("chidinma_ilereanya").profile.organisation == ""


def test_the_command_loads_them_alone_too(db):
    load_taxonomy()
    call_command("seed_demo", only="people", verbosity=0)
    assert members.person("host").profile.member_type.code == "civil-society"
