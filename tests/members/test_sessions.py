"""How long one is signed in, under which key, and what is kept of it (SEC6, SEC7, K15)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.urls import reverse

from members.browsers import browser_words
from members.models import User
from members.receivers import NO_ADDRESS
from members.services import end_sessions
from tests.factories.members import PASSWORD
from tests.members.conftest import is_in

pytestmark = pytest.mark.django_db

NOON = "2026-11-25T12:00:00Z"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def still_in(client):
    return client.get(reverse("members:profile")).status_code == 200


@pytest.mark.parametrize(
    ("role", "silence"), [("editor", HOUR), ("admin", HOUR), ("member", 14 * DAY)]
)
def test_a_session_ends_after_silence(role, silence, client, clock, request):
    client.force_login(request.getfixturevalue(role))
    clock.shift(silence - timedelta(seconds=1))
    assert still_in(client)
    clock.shift(silence)
    assert not still_in(client)


@pytest.mark.parametrize(
    ("role", "most", "step"),
    [("editor", 12 * HOUR, HOUR / 2), ("member", 30 * DAY, 5 * DAY)],
)
def test_a_session_ends_at_its_age_however_busy(role, most, step, client, clock, request):
    client.force_login(request.getfixturevalue(role))
    passed = timedelta()
    while passed + step < most:
        clock.shift(step)
        passed += step
        assert still_in(client), passed
    clock.shift(step)
    assert not still_in(client)


def test_an_ended_session_is_gone_on_the_server_too(client, clock, editor):
    client.force_login(editor)
    clock.shift(2 * HOUR)
    client.get(reverse("members:me"))
    assert not Session.objects.exists()


def test_a_member_who_becomes_staff_has_the_session_of_staff(client, clock, member):
    client.force_login(member)
    clock.shift(DAY)
    assert still_in(client)
    group = Group.objects.create(name="Editors of a sort")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    member.groups.add(group)
    clock.shift(2 * HOUR)
    assert not still_in(client)


def test_reading_writes_the_session_at_most_once_in_five_minutes(client, clock, member):
    client.force_login(member)
    before = Session.objects.get().session_data
    clock.shift(timedelta(minutes=4, seconds=59))
    assert "Set-Cookie" not in client.get(reverse("members:me")).headers
    assert Session.objects.get().session_data == before
    clock.shift(timedelta(seconds=1))
    client.get(reverse("members:me"))
    assert Session.objects.get().session_data != before


@pytest.mark.parametrize(("remember", "lasts"), [({"remember": "on"}, True), ({}, False)])
def test_the_reader_says_whether_the_browser_remembers(client, known, sign_in, remember, lasts):
    """SEC7: or until the browser closes."""
    cookie = sign_in(**remember).cookies["m4d_session"]
    assert bool(cookie["max-age"]) is lasts


def test_the_browser_forgets_even_after_the_end_has_moved(client, known, sign_in, clock):
    sign_in()
    clock.shift(timedelta(minutes=6))
    cookie = client.get(reverse("members:me")).cookies["m4d_session"]
    assert not cookie["max-age"]


# --- Keys -------------------------------------------------------------------------------------
def key_of(client):
    return client.session.session_key


def test_the_key_changes_at_sign_in(client, known, sign_in):
    client.get(reverse("account_login"))
    client.post(
        reverse("account_signup"), {"email": "x@example.org", "password1": PASSWORD}
    )  # opens a session
    before = key_of(client)
    sign_in()
    assert key_of(client) != before


def test_the_key_changes_when_one_proves_it_again(client, known, sign_in):
    sign_in()
    before = key_of(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert key_of(client) != before
    assert UserSession.objects.get().session_key == key_of(client), "the list follows"


@pytest.mark.parametrize("change", ["joins", "leaves", "cleared", "group_gains", "group_goes"])
def test_the_key_changes_with_the_rights(change, client, known, sign_in):
    access = Permission.objects.get(codename="access_admin")
    group = Group.objects.create(name="A group")
    if change != "joins":
        known.groups.add(group)
    sign_in()
    before = key_of(client)
    if change == "joins":
        group.user_set.add(known)
    elif change == "leaves":
        known.groups.remove(group)
    elif change == "cleared":
        group.user_set.clear()
    elif change == "group_gains":
        group.permissions.add(access)
    else:
        group.delete()
    assert still_in(client)
    assert key_of(client) != before
    assert User.objects.get(pk=known.pk).is_staff is (change == "group_gains")
    after = key_of(client)
    client.get(reverse("members:me"))
    assert key_of(client) == after, "once"


def test_demotion_acts_on_the_next_request(client, editor):
    """SEC6."""
    client.force_login(editor)
    assert client.get("/cms/").status_code == 200
    editor.groups.clear()
    assert client.get("/cms/").status_code == 403


def test_an_old_copy_of_an_account_does_not_bring_rights_back(editor):
    old = User.objects.get(pk=editor.pk)
    editor.groups.clear()
    old.first_name = "Later"
    old.save()
    assert User.objects.get(pk=editor.pk).is_staff is False
    old.is_superuser = True
    old.save()
    assert User.objects.get(pk=editor.pk).is_staff is True


# --- What is kept -----------------------------------------------------------------------------
def test_no_network_address_and_only_the_day_is_kept(client, known, sign_in, clock):
    """K15."""
    sign_in()
    session = UserSession.objects.get()
    assert session.ip == NO_ADDRESS
    assert session.last_seen_at.isoformat() == "2026-11-25T00:00:00+00:00"
    clock.shift(DAY)
    client.get(reverse("members:me"))
    session.refresh_from_db()
    known.refresh_from_db()
    assert session.last_seen_at.isoformat() == "2026-11-26T00:00:00+00:00"
    assert str(known.last_seen) == "2026-11-26"


def test_all_other_sessions_are_ended_at_a_press(client, known, sign_in):
    sign_in()
    other = client.cookies.copy()
    client.cookies.clear()
    sign_in()
    page = client.get(reverse("usersessions_list")).content.decode()
    assert page.count("Last seen") == 2
    assert page.count("This browser") == 1
    assert client.post(reverse("usersessions_list")).status_code == 303
    assert still_in(client)
    client.cookies = other
    assert not still_in(client)


def test_reading_the_list_of_sessions_deletes_nothing(client, known, sign_in):
    """SEC4."""
    sign_in()
    UserSession.objects.create(user=known, session_key="gone", ip=NO_ADDRESS, user_agent="x")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert page.count("Last seen") == 1
    assert UserSession.objects.count() == 2


def test_ending_all_sessions_of_a_member(client, known, sign_in):
    sign_in()
    assert end_sessions(member=known) == 1
    assert not is_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Android 14; Mobile) Gecko/130.0 Firefox/130.0",
            "Firefox on Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/130 Safari/537", "Chrome on Mac"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_browsers_are_named_as_people_know_them(agent, words):
    assert browser_words(agent) == words
