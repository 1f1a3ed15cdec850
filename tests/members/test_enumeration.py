"""Nobody learns from our answers whether an address has an account (SEC12)."""

import re
import statistics
import time

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import limits
from members.models import User
from tests.factories.members import PASSWORD
from tests.members.conftest import last_mail

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "known@example.org", "notin@example.org"  # of one length


def begin(client, email):
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD})


def sign_in(client, email, person):
    return client.post(reverse("account_login"), {"login": email, "password": "wrong"})


def join(client, email, person):
    return client.post(begin(client, email)["Location"], person)


def reset(client, email, person):
    return client.post(reverse("account_reset_password"), {"email": email})


def resend(client, email, person):
    return client.post(reverse("account_email_verification_sent"), {"email": email})


WAYS = [sign_in, join, reset, resend]


def told(response, client, email):
    """All that somebody sees who asks: status, where to, the page there, without what varies."""
    location = response.get("Location", "")
    page = client.get(location) if location else response
    text = re.sub(r'(name="csrfmiddlewaretoken" value)="[^"]*"', r"\1", page.content.decode())
    kept = {k: v for k, v in page.headers.items() if k not in ("ETag", "X-Request-ID", "Expires")}
    return response.status_code, location, text.replace(email, "ADDRESS"), kept


@pytest.mark.parametrize("way", WAYS)
def test_the_answer_is_the_same_to_the_last_letter(way, known, person):
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        answers.append(told(way(client, email, person), client, email))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("way", [join, reset, resend])
def test_each_way_writes_one_mail_to_the_address(way, known, person):
    for email in (KNOWN, UNKNOWN):
        mail.outbox.clear()
        way(Client(), email, person)
        assert [one.to for one in mail.outbox] == [[email]]


def test_the_owner_of_a_known_address_is_told_and_nothing_is_changed(known, person):
    before = User.objects.values().get()
    join(Client(), "KNOWN@example.org", person)
    assert User.objects.values().get() == before
    assert last_mail().subject == "You have an account already"
    assert "Ana Exemplu" not in last_mail().body


@pytest.mark.parametrize("way", [sign_in, reset, resend])
def test_the_work_is_about_the_same(way, known, person):
    """A difference of a few statements drowns in the noise of a network, one of fifty does not."""
    counts = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            way(client, email, person)
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 6, counts


@pytest.mark.slow  # measures forty sign-ins with real hashing
def test_the_time_of_a_refused_sign_in_says_nothing(known, person, settings):
    """Known and unknown addresses cost one hashing each; wide bounds: machines are busy."""
    settings.PASSWORD_HASHERS = ["members.passwords.Argon2"]
    known.set_password(PASSWORD)
    known.save()
    times = {KNOWN: [], UNKNOWN: []}
    for _round in range(20):
        for email, taken in times.items():
            limits.FAILURES_FROM_ADDRESS.clear("127.0.0.1")
            limits.FAILURES_OF_ACCOUNT.clear(email)
            began = time.perf_counter()
            sign_in(Client(), email, person)
            taken.append(time.perf_counter() - began)
    medians = [statistics.median(taken) for taken in times.values()]
    assert max(medians) / min(medians) < 1.5, medians
