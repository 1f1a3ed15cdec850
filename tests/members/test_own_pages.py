"""One's own page, one's data as a file, whom one keeps away."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse

from common import personal_data
from library.models import Contributor
from members.limits import CHANGES_OF_ACCOUNT
from members.models import Block, UserState
from members.services import block_member, erase_account, suspend_member
from news.models import BlogAuthor
from notifications.models import Delivery, Notification, Preference
from notifications.registry import EmailChoice
from notifications.services import choose_email, notify
from tests.factories.library import make_library, make_record
from tests.factories.members import OrganisationFactory, ProfileFactory, UserFactory
from tests.factories.news import a_blog_entry
from tests.notifications.conftest import types  # noqa: F401 - a type to tell of

ME = "/en/me/"


@pytest.fixture
def other(db):
    return ProfileFactory(display_name="Joy Halimbawa").user


@pytest.fixture
def signed_in(client, known):
    client.force_login(known)
    return client


def told(member):
    notify(type="test.personal", recipients=[member], target=OrganisationFactory(name="Trust"))


# --- The page -------------------------------------------------------------------------------------
def test_ones_own_page_has_what_is_new_and_the_ways_on(signed_in, known):
    told(known)
    html = signed_in.get(ME).content.decode()
    assert "Somebody changed Trust" in html
    for name in ("notifications:settings", "saved_searches", "members:blocked", "members:export"):
        assert f'href="{reverse(name)}"' in html


def test_with_nothing_new_it_says_what_will_be_there(signed_in):
    assert "Nothing new." in signed_in.get(ME).content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_ones_own_page_asks_the_same_for_any_number(
    number, signed_in, known, django_assert_max_num_queries
):
    """quality.md: 24 for /me/."""
    for _unused in range(number):
        told(known)
    signed_in.get(ME)
    with django_assert_max_num_queries(24):
        signed_in.get(ME)


# --- The file -------------------------------------------------------------------------------------
def test_the_file_has_what_every_app_holds_and_nothing_of_others(client, proves_it, known, other):
    proves_it(known)
    told(known)
    told(other)
    block_member(member=known, other=other)
    block_member(member=other, other=known)
    choose_email(member=known, choices={"personal": EmailChoice.OFF})
    answer = client.post(reverse("members:export"))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.content)["data"]
    assert data["account"][0]["email"] == known.email
    assert data["profile"][0]["display_name"] == "Known Person"
    assert len(data["notices"]) == len(data["mails"]) == 1
    assert data["choices of notices"][0]["email"] == "off"
    assert [row["blocked__handle"] for row in data["blocks"]] == [other.handle]
    assert other.email not in answer.content.decode()


def test_the_file_has_the_locks_of_the_account_without_their_keys(known, admin, client):
    """ "Everything this site holds about you" is what the page promises."""
    secret = {"secret": "JBSWY3DPEHPK3PXP"}
    Authenticator.objects.create(user=known, type=Authenticator.Type.TOTP, data=secret)
    session = UserSession.objects.create(
        user=known, session_key="k" * 32, ip="192.0.2.1", user_agent="Firefox/140"
    )
    suspend_member(actor=admin, member=known, reason="A test of it", until=None)
    UserSession.objects.bulk_create([session])  # those who are suspended are signed out
    held = personal_data.export(known)
    assert held["addresses"][0]["email"] == known.email
    assert held["second steps"][0]["type"] == "totp"
    assert held["browsers signed in"][0]["user_agent"] == "Firefox/140"
    assert (held["acts of staff"][0]["act"], held["acts of staff"][0]["reason"]) == (
        "suspended",
        "A test of it",
    )
    for key in (*secret.values(), session.session_key, admin.email, admin.handle):
        assert key not in str(held)


def test_the_file_names_what_one_has_signed(known, other):
    mine, theirs = a_blog_entry(author="", slug="mine"), a_blog_entry(author="", slug="theirs")
    for page, member in ((mine, known), (theirs, other)):
        BlogAuthor.objects.filter(page=page).update(member=member, role="Guest", organisation="")
    record = make_record(make_library(), contributors=[("Person, Known", "author")])
    Contributor.objects.filter(page=record).update(member=known)
    held = personal_data.export(known)
    assert held["blog entries signed"] == [
        {"page__title": mine.title, "name": "", "role": "Guest", "organisation": ""}
    ]
    assert [row["page__title"] for row in held["records of one's works"]] == [record.title]


def test_the_file_is_for_somebody_who_has_just_shown_who_they_are(signed_in):
    """PRV2: a session that was stolen, or left open, is not enough."""
    answer = signed_in.post(reverse("members:export"))
    assert answer.status_code in (302, 303)
    assert "/reauthenticate/" in answer["Location"]
    assert signed_in.get(reverse("members:export")).status_code == 200


def test_the_file_is_not_made_as_often_as_one_likes(client, proves_it, known):
    """It reads every table there is."""
    proves_it(known)
    address = reverse("members:export")
    for _unused in range(CHANGES_OF_ACCOUNT.amount):
        assert client.post(address).status_code == 200
    answer = client.post(address)
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_erasing_takes_what_was_told_chosen_and_queued_along(known, admin):
    told(known)
    choose_email(member=known, choices={"personal": EmailChoice.OFF})
    erase_account(actor=admin, member=known)
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()
    assert not Preference.objects.exists()
    assert personal_data.export(known)["blocks"] == []


# --- Keeping away ---------------------------------------------------------------------------------
def test_a_member_is_blocked_and_let_near_again_by_forms(signed_in, known, other):
    address = reverse("members:block", args=[other.handle])
    asked = signed_in.get(address)
    assert "Joy Halimbawa" in asked.content.decode()
    assert not Block.objects.exists()  # a look blocks nobody
    assert signed_in.post(address).status_code == 303
    assert Block.objects.get().blocked == other
    assert "Joy Halimbawa" in signed_in.get(reverse("members:blocked")).content.decode()
    assert "Take the block back" in signed_in.get(address).content.decode()
    assert signed_in.post(address, {"unblock": "1"}).status_code == 303
    assert not Block.objects.exists()


def test_who_is_blocked_sees_no_difference(signed_in, known, other):
    address = reverse("members:block", args=[other.handle])
    before = signed_in.get(address).content
    block_member(member=other, other=known)
    after = signed_in.get(address).content
    token = b"csrfmiddlewaretoken"
    assert before.split(token)[0] == after.split(token)[0]
    assert "Joy Halimbawa" not in signed_in.get(reverse("members:blocked")).content.decode()


NOT_THERE = {
    "oneself": lambda known: known.handle,
    "nobody": lambda known: "m_nobody",
    "erased": lambda known: UserFactory(state=UserState.ERASED).handle,
    "suspended": lambda known: UserFactory(state=UserState.SUSPENDED).handle,
    "an address": lambda known: known.email,
}


@pytest.mark.parametrize("who", NOT_THERE)
def test_nobody_is_blocked_who_is_not_there(who, signed_in, known):
    address = reverse("members:block", args=[NOT_THERE[who](known)])
    assert signed_in.get(address).status_code == 404
    assert signed_in.post(address).status_code == 404
    assert not Block.objects.exists()


def test_these_pages_are_for_members(client, other):
    for address in ("/en/me/export/", "/en/me/blocked/", f"/en/members/{other.handle}/block/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_of_blocks_asks_the_same_for_any_number(
    number, signed_in, known, django_assert_max_num_queries
):
    for _unused in range(number):
        block_member(member=known, other=ProfileFactory().user)
    signed_in.get(reverse("members:blocked"))
    with django_assert_max_num_queries(10):
        signed_in.get(reverse("members:blocked"))
