"""Two workers, two browsers, two admins at one time: on PostgreSQL, with real threads."""

import time
from functools import partial

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import AuditEntry, Consent, MemberProfile, User, UserState
from members.services import Joining, reset_second_factor, sign_up, suspend_member
from tests.factories.members import PASSWORD, UserFactory
from tests.members.conftest import is_in
from tests.races import all_at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("table"),
]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HANDS = 6


def test_these_tests_run_on_postgresql():
    assert connection.vendor == "postgresql"


# --- Joining ----------------------------------------------------------------------------------
def test_one_address_signed_up_by_many_at_once_is_one_account(morocco, civil_society):
    """platform.md §7: nobody gets an error, and the answers of one of them hold."""

    def joining(number):
        return Joining(
            email="new@example.org",
            password=make_password(f"{PASSWORD}-{number}"),
            display_name=f"Person {number}",
            member_type=civil_society,
            country_of_residence=morocco,
            language="en",
        )

    calls = [partial(sign_up, joining=joining(number)) for number in range(HANDS)]
    accounts = {user.pk for user in all_at_once(calls)}
    user = User.objects.get(email="new@example.org")
    assert accounts == {user.pk}
    assert EmailAddress.objects.filter(email="new@example.org").count() == 1
    number = MemberProfile.objects.get().display_name.removeprefix("Person ")
    assert user.check_password(f"{PASSWORD}-{number}"), "password and name are of one person"
    assert Consent.objects.filter(user=user).count() == 2 * HANDS


def test_the_button_pressed_twice_answers_alike_and_makes_one_account(person):
    """SEC12: whoever is second learns nothing."""

    def join():
        client = Client()
        begun = client.post(
            reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD}
        )
        done = client.post(begun["Location"], person)
        return done.status_code, done["Location"]

    answers = all_at_once([join] * 4)
    assert set(answers) == {(303, reverse("account_email_verification_sent"))}
    assert User.objects.count() == 1
    assert {tuple(message.to) for message in mail.outbox} == {("new@example.org",)}


def test_a_link_opened_in_many_windows_confirms_once(sign_up):
    sign_up()
    key = EmailConfirmation.objects.get().key
    url = reverse("account_confirm_email", args=[key])
    answers = all_at_once([lambda: Client().post(url).status_code] * HANDS)
    assert set(answers) <= {200, 303}
    assert 303 in answers
    assert User.objects.get().state == UserState.ACTIVE
    assert EmailAddress.objects.get().verified


def test_two_members_who_take_one_address_at_once_do_not_share_it(db):
    """One confirms; the other reads why not, and keeps the address they had."""
    people = [UserFactory(), UserFactory()]
    keys = []
    for user in people:
        address = EmailAddress.objects.create(user=user, email="wanted@example.org")
        keys.append(EmailConfirmation.create(address).key)
    EmailConfirmation.objects.update(sent=timezone.now())

    def confirm(key):
        return Client().post(reverse("account_confirm_email", args=[key])).status_code

    answers = all_at_once(partial(confirm, key) for key in keys)
    assert answers == [303, 303]
    assert EmailAddress.objects.filter(email="wanted@example.org", verified=True).count() == 1
    assert User.objects.filter(email="wanted@example.org").count() == 1
    kept = {user.email for user in people} & {*User.objects.values_list("email", flat=True)}
    assert len(kept) == 1


# --- Limits -----------------------------------------------------------------------------------
def test_many_workers_give_one_account_five_failures(known):
    """SEC9: one count for all workers."""

    def guess():
        sent = {"login": known.email, "password": "wrong"}
        return Client().post(reverse("account_login"), sent).status_code

    answers = all_at_once([guess] * 9)
    assert sorted(answers) == [200] * 5 + [429] * 4
    assert (
        Client()
        .post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
        .status_code
        == 429
    )


def test_many_who_sign_in_at_once_lock_nobody_out(known):
    """What succeeds is given back."""

    def enter():
        client = Client()
        sent = {"login": known.email, "password": PASSWORD}
        return client.post(reverse("account_login"), sent).status_code

    for _round in range(4):
        assert all_at_once([enter] * 4) == [303] * 4


def test_many_workers_send_one_mailbox_five_mails_a_minute(known):
    def ask():
        return Client().post(reverse("account_reset_password"), {"email": known.email}).status_code

    answers = all_at_once([ask] * 8)
    assert sorted(answers) == [303] * 5 + [429] * 3
    assert len(mail.outbox) == 5


# --- Second step ------------------------------------------------------------------------------
def half_way_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def with_code(client, code):
    client.post(reverse("mfa_authenticate"), {"code": code})
    return is_in(client)


def test_one_code_of_the_app_opens_one_browser(known):
    """SEC8: no replay, not even at the same moment."""
    TOTP.activate(known, SECRET)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    clients = [half_way_in(known) for _browser in range(4)]
    opened = all_at_once(partial(with_code, client, code) for client in clients)
    assert sum(opened) == 1


def test_one_recovery_code_opens_one_browser(known):
    """SEC8: once."""
    TOTP.activate(known, SECRET)
    code = RecoveryCodes.activate(known).get_unused_codes()[0]
    clients = [half_way_in(known) for _browser in range(4)]
    opened = all_at_once(partial(with_code, client, code) for client in clients)
    assert sum(opened) == 1
    codes = Authenticator.objects.get(user=known, type=Authenticator.Type.RECOVERY_CODES)
    assert len(codes.wrap().get_unused_codes()) == 9


def test_two_admins_who_help_at_once_remove_each_factor_once(known):
    """SEC8, SEC27: both acts are written down, with what each of them removed."""
    TOTP.activate(known, SECRET)
    RecoveryCodes.activate(known)
    admins = [UserFactory(is_superuser=True), UserFactory(is_superuser=True)]
    removed = all_at_once(
        partial(reset_second_factor, actor=one, member=known, reason="Showed a passport.")
        for one in admins
    )
    assert sorted(removed) == [0, 2]
    assert not Authenticator.objects.filter(user=known).exists()
    entries = AuditEntry.objects.order_by("actor")
    assert [entry.actor for entry in entries] == admins
    assert sorted(len(entry.details["factors"]) for entry in entries) == [0, 2]


def test_who_is_suspended_while_signing_in_is_not_inside(known, admin):
    """SEC6: it acts on the next request, whoever was faster."""

    def enter():
        return half_way_in(known)

    close = partial(suspend_member, actor=admin, member=known, reason="Sold visas.", until=None)
    client, _nothing = all_at_once([enter, close])
    assert client.get(reverse("members:me")).status_code == 302
