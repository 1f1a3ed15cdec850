"""Signing in and out, and a new password (SEC8-SEC10, SEC24)."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from members.models import UserState
from members.services import suspend_member
from tests.factories.members import PASSWORD
from tests.members.conftest import NEW_PASSWORD, first_link, is_in, last_mail, reset_password

pytestmark = pytest.mark.django_db


def test_address_and_password_open_the_door_whatever_the_capitals(client, known, sign_in):
    assert sign_in("Known@Example.ORG")["Location"] == reverse("members:me")
    assert is_in(client)


def test_a_refused_sign_in_keeps_the_address_and_says_why_once(client, known, sign_in):
    page = sign_in(password="wrong")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="known@example.org"' in text
    assert "The e-mail address or the password is not right." in text
    assert "<title>Error:" in text
    assert "wrong" not in text


@pytest.mark.parametrize("target", ["/en/me/profile/", "/cms/pages/?x=1", "/en/library/"])
def test_the_reader_comes_back_to_where_they_were(known, sign_in, target):
    assert sign_in(next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "\tjavascript:alert(1)",
        "https://testserver@evil.example/",
        "http://localhost/",
    ],
)
def test_another_site_is_never_gone_on_to(known, sign_in, target):
    """SEC24."""
    assert sign_in(next=target)["Location"] == reverse("members:me")


def test_the_door_itself_is_no_place_to_go_on_to(client, known, sign_in):
    """Else a signed-in reader is sent in circles."""
    door = reverse("account_login")
    sign_in()
    assert client.get(f"{door}?next={door}")["Location"] == reverse("members:me")


def test_sign_out_is_a_post(client, known, sign_in):
    sign_in()
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    assert client.post(reverse("account_logout")).status_code == 303
    assert not is_in(client)


# --- Limits -----------------------------------------------------------------------------------
def test_the_sixth_failure_of_an_account_is_429_with_the_wait(client, known, sign_in):
    """SEC9; stock allauth answers 200."""
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        assert [sign_in(password="wrong").status_code for _try in range(5)] == [200] * 5
        refused = sign_in()
        text = refused.content.decode()
        assert refused.status_code == 429
        assert refused["Retry-After"] == "300"
        assert "Try again in 5 minutes." in text
        assert 'value="known@example.org"' in text, "nothing typed is lost"
        assert not is_in(client)
        clock.shift(timedelta(minutes=5))
        assert sign_in().status_code == 303


def test_a_refused_try_costs_no_hashing(known, sign_in, monkeypatch):
    """SEC9: checked before hashing."""
    for _try in range(5):
        sign_in(password="wrong")
    monkeypatch.setattr("django.contrib.auth.hashers.check_password", None)
    monkeypatch.setattr("django.contrib.auth.hashers.make_password", None)
    monkeypatch.setattr("members.models.User.check_password", None)
    assert sign_in().status_code == 429


def test_one_locked_account_locks_no_other(known, sign_in, editor):
    for _try in range(6):
        sign_in(password="wrong")
    assert sign_in(editor.email).status_code == 303


def test_ten_failures_a_minute_from_one_address_are_the_most(known, sign_in):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        tries = [sign_in(f"nobody-{at}@example.org").status_code for at in range(11)]
        assert tries == [200] * 10 + [429]
        clock.shift(timedelta(minutes=1))
        assert sign_in().status_code == 303


def test_signing_in_often_is_no_failure(client, known, sign_in):
    for _time in range(12):
        assert sign_in().status_code == 303
        client.logout()


def test_a_locked_account_is_opened_by_a_new_password(client, known, sign_in):
    """SEC9."""
    for _try in range(6):
        sign_in(password="wrong")
    assert reset_password(client).status_code == 303
    assert sign_in(password=NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_signup", {"password1": PASSWORD}),
        ("account_reset_password", {}),
        ("account_email_verification_sent", {}),
    ],
)
def test_a_mailbox_is_written_to_five_times_a_minute_at_most(client, name, sent):
    """SEC9: sign-up, reset and the link again."""
    url = reverse(name)
    answers = [client.post(url, {"email": "x@example.org", **sent}) for _try in range(6)]
    assert [one.status_code for one in answers] == [303] * 5 + [429]
    assert int(answers[5]["Retry-After"]) <= 60
    assert b'value="x@example.org"' in answers[5].content


@pytest.mark.parametrize(
    ("name", "sent"),
    [("account_signup", {"password1": PASSWORD}), ("account_reset_password", {})],
)
def test_an_address_signs_up_and_resets_twenty_times_a_minute_at_most(client, name, sent):
    url = reverse(name)
    answers = [
        client.post(url, {"email": f"x{at}@example.org", **sent}).status_code for at in range(21)
    ]
    assert answers == [303] * 20 + [429]


# --- A new password ---------------------------------------------------------------------------
def test_a_reset_link_works_once_and_ends_all_other_sessions(client, known, sign_in):
    """SEC6, SEC8."""
    sign_in()
    other = client.cookies.copy()
    client.cookies.clear()
    reset_password(client)
    link = first_link(mail.outbox[0])
    assert b'name="password1"' not in client.get(link, follow=True).content
    client.cookies = other
    assert client.get(reverse("members:me")).status_code == 302


def test_a_reset_link_dies_after_an_hour(client, known):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        client.post(reverse("account_reset_password"), {"email": known.email})
        clock.shift(timedelta(minutes=61))
        page = client.get(first_link(last_mail()), follow=True)
    assert b"older than an hour" in page.content
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_a_reset_link_dies_when_the_password_changes(client, known):
    client.post(reverse("account_reset_password"), {"email": known.email})
    known.set_password(NEW_PASSWORD)
    known.save()
    page = client.get(first_link(last_mail()), follow=True)
    assert b"used already" in page.content


def test_the_owner_hears_of_a_new_password(client, known):
    reset_password(client)
    assert last_mail().subject == "Your password has changed"
    assert last_mail().to == [known.email]


def test_a_reset_confirms_the_mailbox_of_who_never_did(client, sign_up, sign_in):
    sign_up()
    client.cookies.clear()
    reset_password(client, "new@example.org")
    assert sign_in("new@example.org", NEW_PASSWORD)["Location"] == reverse("members:me")


def test_links_come_from_the_sites_own_address(client, known, settings):
    """SEC4: a Host header is no source."""
    settings.SITE_URL = "https://m4d.example"
    client.post(reverse("account_reset_password"), {"email": known.email}, HTTP_HOST="localhost")
    message = last_mail()
    for text in (message.body, message.alternatives[0].content):
        assert "https://m4d.example/en/accounts/password/reset/key/" in text
        assert "localhost" not in text


def test_a_mail_server_that_is_away_stops_nobody(client, known, sign_up, monkeypatch):
    """REL4."""

    def away(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
    assert sign_up().status_code == 303
    asked = client.post(reverse("account_reset_password"), {"email": known.email})
    assert asked.status_code == 303


# --- Changing it ------------------------------------------------------------------------------
def change_password(client, old=PASSWORD, new=NEW_PASSWORD):
    sent = {"oldpassword": old, "password1": new}
    return client.post(reverse("account_change_password"), sent)


def test_a_changed_password_ends_the_other_sessions_alone(client, known, sign_in):
    """SEC6."""
    sign_in()
    other = client.cookies.copy()
    client.cookies.clear()
    sign_in()
    assert change_password(client).status_code == 303
    assert client.get(reverse("members:me")).status_code == 200
    client.cookies = other
    assert client.get(reverse("members:me")).status_code == 302


def test_guessing_the_present_password_is_counted(client, known, sign_in):
    sign_in()
    answers = [change_password(client, old="wrong").status_code for _try in range(6)]
    assert answers == [200] * 5 + [429]


# --- Closed accounts --------------------------------------------------------------------------
def test_a_suspended_member_is_out_on_the_next_request(client, known, sign_in):
    """SEC6."""
    sign_in()
    known.state = UserState.SUSPENDED
    known.save()
    assert client.get(reverse("members:me")).status_code == 302


def test_only_who_knows_the_password_learns_that_an_account_is_closed(known, sign_in, admin):
    suspend_member(actor=admin, member=known, reason="Sold visas.", until=None)
    told = sign_in()
    assert told.status_code == 403
    assert "Sold visas." in told.content.decode()
    assert "Sold visas." not in sign_in(password="wrong").content.decode()


def test_a_closed_account_gets_no_link(client, known, admin):
    suspend_member(actor=admin, member=known, reason="Sold visas.", until=None)
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": known.email})
    assert "/password/reset/key/" not in last_mail().body
