"""Signing up, in and out, as a person does it with plain forms (SEC8-SEC12, C6)."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from members.models import Consent, User, UserState
from taxonomy.models import Country, MemberType
from tests.factories.members import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counted_tries():
    cache.clear()


@pytest.fixture
def morocco():
    return Country.objects.create(code="MA", name="Morocco", name_fr="Maroc")


@pytest.fixture
def civil_society():
    return MemberType.objects.create(code="civil-society", name="Civil society")


@pytest.fixture
def answers(morocco, civil_society):
    return {
        "email": "new@example.org",
        "password1": PASSWORD,
        "display_name": "Ana Exemplu",
        "member_type": civil_society.pk,
        "country": morocco.pk,
        "terms": "on",
    }


@pytest.fixture
def known():
    """Somebody with a confirmed address and a password."""
    user = UserFactory(email="known@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email="known@example.org", password=PASSWORD):
    url = reverse("account_login")
    return client.post(url, {"login": email, "password": password})


def first_link(message):
    return re.search(r"https?://[^\s]+(/[a-z]{2}/accounts/[^\s]+)", message.body).group(1)


def test_sign_up_confirm_sign_in(client, answers):
    accepted = client.post(reverse("account_signup"), answers)
    assert accepted.status_code == 303
    assert User.objects.get().profile.display_name == "Ana Exemplu"
    assert Consent.objects.filter(given=True).count() == 2

    assert sign_in(client, "new@example.org").status_code == 303  # to "confirm your address"
    assert "_auth_user_id" not in client.session

    link = first_link(mail.outbox[0])
    assert client.get(link).status_code == 200, "a mail scanner that follows the link does nothing"
    assert not EmailAddress.objects.get().verified
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert sign_in(client, "new@example.org").status_code == 303
    assert client.get(reverse("members:me")).status_code == 200


def test_a_refused_sign_up_keeps_what_was_typed(client, answers):
    response = client.post(reverse("account_signup"), answers | {"terms": "", "password1": "short"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "error-summary" in text
    assert "Ana Exemplu" in text
    assert "new@example.org" in text
    assert "<title>Error:" in text.replace("\n", "")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "m4dnet2026", "password123", "x" * 9, "é" * 257]
)
def test_a_password_that_is_easy_to_guess_or_of_the_wrong_length_is_refused(
    client, answers, password
):
    response = client.post(reverse("account_signup"), answers | {"password1": password})
    assert response.status_code == 200
    assert not User.objects.exists()


def test_a_password_may_be_any_unicode_of_ten_characters(client, answers):
    response = client.post(reverse("account_signup"), answers | {"password1": "海 nuage Ω verde 7"})
    assert response.status_code == 303


def test_sign_up_answers_alike_for_a_known_address(client, answers, known):
    """SEC12: the owner of the address gets a mail instead."""
    fresh = client.post(reverse("account_signup"), answers)
    client.cookies.clear()
    taken = client.post(reverse("account_signup"), answers | {"email": "KNOWN@example.org"})
    assert (fresh.status_code, fresh["Location"]) == (taken.status_code, taken["Location"])
    assert [message.to for message in mail.outbox] == [["new@example.org"], ["known@example.org"]]
    assert User.objects.filter(email__iexact="known@example.org").count() == 1


def test_reset_answers_alike_for_an_unknown_address(client, known):
    url = reverse("account_reset_password")
    answers = [client.post(url, {"email": one}) for one in (known.email, "nobody@example.org")]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0]["Location"] == answers[1]["Location"]


def test_sign_in_answers_alike_for_an_unknown_address(client, known):
    answers = [sign_in(client, one, "wrong") for one in (known.email, "nobody@example.org")]
    assert [one.status_code for one in answers] == [200, 200]
    texts = [re.sub(r'(value|content)="[^"]*"', "", one.content.decode()) for one in answers]
    assert texts[0] == texts[1]


def test_a_reset_link_works_once_and_links_come_from_the_sites_address(client, known, settings):
    settings.SITE_URL = "https://m4d.example"
    client.post(reverse("account_reset_password"), {"email": known.email}, HTTP_HOST="localhost")
    assert "https://m4d.example/en/accounts/password/reset/key/" in mail.outbox[0].body
    link = first_link(mail.outbox[0])
    page = client.get(link, follow=True)
    new = {"password1": "another-calm-lake-in-may", "password2": "another-calm-lake-in-may"}
    client.post(page.request["PATH_INFO"], new)
    assert sign_in(client, password=new["password1"]).status_code == 303
    client.logout()
    again = client.get(link, follow=True)
    assert b'name="password1"' not in again.content


def test_sign_out_is_a_post(client, known):
    sign_in(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_the_sixth_failure_of_an_account_is_answered_with_429_and_the_wait(client, known):
    """SEC9; stock allauth answers 200."""
    statuses = [sign_in(client, password="wrong").status_code for _try in range(5)]
    refused = sign_in(client, password=PASSWORD)
    assert statuses == [200] * 5
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert b"5 minutes" in refused.content


def test_a_locked_account_can_be_opened_by_a_new_password(client, known):
    for _try in range(6):
        sign_in(client, password="wrong")
    client.post(reverse("account_reset_password"), {"email": known.email})
    page = client.get(first_link(mail.outbox[-1]), follow=True)
    new = {"password1": "another-calm-lake-in-may", "password2": "another-calm-lake-in-may"}
    client.post(page.request["PATH_INFO"], new)
    assert sign_in(client, password=new["password1"]).status_code == 303


def test_a_suspended_member_is_out_on_the_next_request(client, known):
    sign_in(client)
    known.state = UserState.SUSPENDED
    known.save()
    assert client.get(reverse("members:me")).status_code == 302


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_mail_is_text_and_html_in_the_recipients_language(client, known, language):
    known.language = language
    known.save()
    client.post(reverse("account_reset_password"), {"email": known.email})
    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert f'<html lang="{language}"' in html
    assert "<img" not in html
    assert len(html) < 30_000
    assert known.handle not in message.body


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_email_verification_sent", "account_inactive", "account_reset_password_from_key_done"],
)  # fmt: skip
def test_pages_of_the_entrance_have_the_sites_look(client, name):
    page = client.get(reverse(name)).content.decode()
    assert 'id="main"' in page
    assert "site.css" in page or "<header" in page


@pytest.mark.parametrize(
    "name",
    ["account_email", "account_change_password", "mfa_index", "usersessions_list",
     "account_logout", "members:me", "members:profile"],
)  # fmt: skip
def test_pages_of_the_account_have_the_sites_look(client, known, name):
    sign_in(client)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert b'id="main"' in response.content


def test_the_profile_form_keeps_values_and_saves(client, known, morocco, civil_society):
    sign_in(client)
    url = reverse("members:profile")
    answers = {
        "display_name": "Ana \u202eExemplu",
        "member_type": civil_society.pk,
        "country": morocco.pk,
        "display_name_visibility": "public",
        "member_type_visibility": "members",
        "country_visibility": "hidden",
        "language": "fr",
        "timezone": "Africa/Casablanca",
    }
    refused = client.post(url, answers | {"timezone": "CEST"})
    assert refused.status_code == 200
    assert b"error-summary" in refused.content
    assert client.post(url, answers).status_code == 303
    known.refresh_from_db()
    assert known.profile.display_name == "Ana Exemplu"
    assert (known.language, known.timezone) == ("fr", "Africa/Casablanca")
