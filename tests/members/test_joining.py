"""From "Join us" to a confirmed address (platform.md §7 Sign-up, SEC8, SEC12, C6)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members.models import TERMS_VERSION, Consent, User, UserState
from members.periodic import forget_unconfirmed
from tests.factories.members import PASSWORD, UserFactory
from tests.members.conftest import first_link, is_in, last_mail

pytestmark = pytest.mark.django_db
START = "account_signup"


def start(client, email="new@example.org", password=PASSWORD):
    return client.post(reverse(START), {"email": email, "password1": password})


def test_three_steps_make_an_account_that_is_signed_in(client, sign_up, morocco):
    done = sign_up()
    assert done.status_code == 303
    assert done["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert user.state == UserState.PENDING
    assert user.profile.display_name == "Ana Exemplu"
    assert user.profile.country_of_residence == morocco
    assert user.profile.display_name_visibility == "members"
    assert not is_in(client)
    assert "new@example.org" in client.get(done["Location"]).content.decode()

    link = first_link(last_mail())
    page = client.get(link)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert User.objects.get().state == UserState.PENDING, "a scanner that opens links does nothing"
    assert client.post(link)["Location"] == reverse("members:me")
    user.refresh_from_db()
    assert user.state == UserState.ACTIVE
    assert is_in(client)


def test_the_address_confirmed_in_another_browser_leads_to_signing_in(client, sign_up, sign_in):
    sign_up()
    link = first_link(last_mail())
    client.cookies.clear()
    assert client.post(link)["Location"] == reverse("account_login")
    assert not is_in(client)
    assert sign_in("new@example.org").status_code == 303
    assert is_in(client)


def test_terms_and_privacy_are_noted_with_their_version(sign_up):
    """PRV3."""
    sign_up()
    consents = Consent.objects.filter(user=User.objects.get())
    assert {(one.purpose, one.text_version, one.given) for one in consents} == {
        ("terms", TERMS_VERSION, True),
        ("privacy", TERMS_VERSION, True),
    }


def test_the_account_speaks_the_language_it_was_made_in(client, person):
    begun = client.post("/fr/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    client.post(begun["Location"], person)
    assert User.objects.get().language == "fr"
    assert "/fr/accounts/confirm-email/" in last_mail().body


def test_a_refused_first_step_keeps_the_address_and_never_the_password(client):
    page = start(client, password="short")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'class="error-summary"' in text
    assert 'value="new@example.org"' in text
    assert "<title>Error:" in text
    assert "short" not in text.replace("shorten", "")
    assert 'href="#id_password1"' in text


def test_a_refused_second_step_keeps_every_answer(client, sign_up, person, morocco):
    page = sign_up(terms="")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Ana Exemplu"' in text
    assert f'<option value="{morocco.pk}" selected' in text
    assert "checked" in text
    assert "Accept the terms to join." in text
    assert not User.objects.exists()
    assert not mail.outbox
    again = client.post(page.request["PATH_INFO"], person)
    assert again.status_code == 303, "the first step is not asked again"


@pytest.mark.parametrize(
    "answers",
    [
        {"display_name": ""},
        {"display_name": "\u202e\u200b"},
        {"display_name": "x" * 121},
        {"member_type": "999999"},
        {"member_type": "1 OR 1=1"},
        {"country_of_residence": ""},
        {"country_of_residence": "MA"},
        {"country_of_residence": "\0"},
    ],
)
def test_answers_that_are_none_are_refused(sign_up, answers):
    assert sign_up(**answers).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a@b.c\nBcc: x@y.z", "<script>@x.org", "x" * 300 + "@x.org", "\0"]
)
def test_what_is_no_address_is_refused(client, email):
    page = start(client, email=email)
    assert page.status_code == 200
    assert "<script>@" not in page.content.decode()


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_name_of_markup_is_a_name(client, sign_up, markup):
    sign_up(display_name=markup)
    client.post(first_link(last_mail()))
    page = client.get(reverse("members:me")).content.decode()
    assert markup not in page
    assert "&lt;" in page


def test_the_second_step_alone_leads_to_the_first(client):
    answer = client.get(reverse("account_signup_about"))
    assert answer["Location"] == reverse(START)


def test_the_first_step_is_kept_for_an_hour(client):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        begun = start(client)
        clock.shift(timedelta(minutes=59))
        assert client.get(begun["Location"]).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert client.get(begun["Location"])["Location"] == reverse(START)


def test_the_password_is_in_the_session_as_a_hash_alone(client):
    start(client)
    assert PASSWORD not in str(dict(client.session))


def test_a_double_press_makes_one_account_and_says_the_same(client, person):
    """REL9."""
    about = start(client)["Location"]
    answers = [client.post(about, person) for _press in range(2)]
    assert [one["Location"] for one in answers] == [reverse("account_email_verification_sent")] * 2
    assert User.objects.count() == len(mail.outbox) == 1


def test_who_signs_up_again_before_confirming_means_the_new_answers(client, sign_up, sign_in):
    sign_up()
    old_link = first_link(last_mail())
    client.cookies.clear()
    sign_up(password="seven-boats-near-the-shore", display_name="Ana Nova")
    assert User.objects.count() == 1
    assert b"used already" in client.get(old_link).content, "a link confirms only its own password"
    client.post(first_link(last_mail()))
    assert User.objects.get().profile.display_name == "Ana Nova"
    client.cookies.clear()
    assert sign_in("new@example.org", "seven-boats-near-the-shore").status_code == 303


def test_a_link_works_once_and_for_three_days(client, sign_up):
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        sign_up()
        link = first_link(last_mail())
        clock.shift(timedelta(days=3, seconds=1))
        assert b"older than 3 days" in client.get(link).content
        assert client.post(link).status_code == 200
        assert not EmailAddress.objects.get().verified
        clock.shift(timedelta(days=-1))
        client.post(link)
        assert EmailAddress.objects.get().verified
        assert b"used already" in client.get(link).content


@pytest.mark.parametrize("key", ["x", "x" * 200, "a:b:c", "é"])
def test_a_made_up_link_says_what_to_do(client, key):
    assert client.get(f"/en/accounts/confirm-email/{key}/").status_code == 200


def test_opening_a_link_signs_nobody_out(client, sign_up, known):
    """SEC4: GET never changes state."""
    sign_up()
    link = first_link(last_mail())
    client.force_login(known)
    client.get(link)
    assert is_in(client)


def test_the_link_is_sent_again_on_demand(client, sign_up):
    page = sign_up()["Location"]
    assert client.post(page, {"email": "new@example.org"}).status_code == 303
    assert [one.to for one in mail.outbox] == [["new@example.org"]] * 2
    client.post(first_link(mail.outbox[0]))
    assert User.objects.get().state == UserState.ACTIVE, "each of the links works"


def test_signing_in_before_confirming_sends_the_link(client, sign_up, sign_in):
    sign_up()
    client.cookies.clear()
    answer = sign_in("new@example.org")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert not is_in(client)
    assert len(mail.outbox) == 2


def test_signing_in_to_an_unconfirmed_account_floods_no_mailbox(client, sign_up, sign_in):
    """SEC9: whoever began an account with another's address knows its password."""
    sign_up("victim@example.org")
    answers = [sign_in("victim@example.org").status_code for _time in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert len(mail.outbox) == 1 + 5


def test_who_comes_for_a_link_from_elsewhere_is_asked_for_the_address(client, db):
    page = client.get(reverse("account_email_verification_sent")).content.decode()
    assert "<h1>Confirm your address</h1>" in page
    assert "Step 3 of 3" not in page
    assert 'name="email"' in page


def test_accounts_nobody_confirmed_vanish_after_thirty_days(sign_up, known):
    """PRV4."""
    sign_up()
    User.objects.update(date_joined=timezone.now())
    forget_unconfirmed(timezone.now() + timedelta(days=29))
    assert User.objects.count() == 2
    forget_unconfirmed(timezone.now() + timedelta(days=31))
    assert list(User.objects.all()) == [known]


def test_a_confirmed_address_is_the_accounts_that_confirmed_it(client, sign_up, known, proves_it):
    """Somebody began an account with my address; I confirm it as mine: no error, theirs goes."""
    sign_up("mine@example.org")
    proves_it(known)
    client.post(reverse("account_email"), {"email": "mine@example.org", "action_add": ""})
    client.post(first_link(last_mail()))
    known.refresh_from_db()
    assert known.email == "mine@example.org"
    assert list(User.objects.all()) == [known]


def test_an_address_that_waits_to_be_confirmed_by_another_is_free_to_join(client, known, sign_up):
    """Nobody blocks a stranger's address by adding it to their own account."""
    EmailAddress.objects.create(user=known, email="new@example.org", verified=False)
    sign_up()
    client.post(first_link(last_mail()))
    assert User.objects.get(email="new@example.org").state == UserState.ACTIVE


def test_a_signed_in_member_does_not_join_again(client):
    client.force_login(UserFactory())
    assert client.get(reverse(START))["Location"] == reverse("members:me")
