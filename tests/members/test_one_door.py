"""Site and admin have one door, and staff a second lock (SEC8, SEC9)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.urls import reverse

from tests.factories.members import PASSWORD
from tests.members.conftest import is_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def mfa_required(settings):
    settings.REQUIRE_STAFF_MFA = True


def code(secret=SECRET):
    """What the app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    "door",
    [
        "/cms/login/",
        "/cms/password_reset/",
        "/cms/password_reset/done/",
        "/cms/password_reset/confirm/MQ/abc-def/",
        "/cms/password_reset/complete/",
        "/_util/login/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_doors_lead_to_ours(client, door, method, known):
    sent = {"username": known.email, "password": PASSWORD, "email": known.email}
    response = getattr(client, method)(f"{door}?next=/cms/pages/", sent if method == "post" else {})
    assert response.status_code in (302, 303)
    assert response["Location"].startswith("/en/accounts/login/")
    assert not is_in(client)


def test_the_place_to_go_on_to_is_kept_at_the_door(client):
    response = client.get("/cms/login/?next=/cms/pages/")
    assert response["Location"] == "/en/accounts/login/?next=/cms/pages/"


def test_a_reader_who_knocks_at_the_admin_signs_in_and_is_inside(client, editor, sign_in):
    asked = client.get("/cms/")
    assert asked.status_code == 302
    assert asked["Location"] == "/en/accounts/login/?next=/cms/"
    assert sign_in(editor.email, next="/cms/")["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/users/", "/cms/login/", "/cms/x/"])
def test_a_member_without_rights_gets_403_at_the_admin_and_no_loop(client, member, path):
    client.force_login(member)
    assert client.get(path).status_code == 403
    assert client.post(path).status_code == 403


def test_the_admin_signs_out_by_post_alone(client, editor):
    client.force_login(editor)
    assert client.get("/cms/logout/").status_code == 405
    assert is_in(client)
    client.post("/cms/logout/")
    assert not is_in(client)


# --- A second lock ----------------------------------------------------------------------------
@pytest.mark.usefixtures("mfa_required")
def test_staff_without_second_factor_set_one_up_before_the_admin_opens(client, editor):
    client.force_login(editor)
    for path in ("/cms/", "/cms/pages/", "/cms/users/"):
        assert client.get(path)["Location"] == reverse("mfa_index")
    assert client.get(reverse("members:me")).status_code == 200, "the site itself stays open"


@pytest.mark.usefixtures("mfa_required")
def test_recovery_codes_alone_are_no_second_factor(client, editor):
    Authenticator.objects.create(user=editor, type="recovery_codes", data={})
    client.force_login(editor)
    assert client.get("/cms/")["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("mfa_required")
def test_a_session_that_has_not_shown_the_factor_is_asked_for_it(client, editor):
    """It was set up elsewhere meanwhile."""
    client.force_login(editor)
    TOTP.activate(editor, SECRET)
    asked = client.get("/cms/pages/")
    assert asked["Location"] == "/en/accounts/2fa/reauthenticate/?next=%2Fcms%2Fpages%2F"
    shown = client.post(asked["Location"], {"code": code()})
    assert shown["Location"] == "/cms/pages/"
    assert client.get("/cms/").status_code == 200


@pytest.mark.usefixtures("mfa_required")
def test_staff_who_sign_in_with_the_second_step_are_inside(client, editor, sign_in):
    TOTP.activate(editor, SECRET)
    sign_in(editor.email)
    assert client.get("/cms/")["Location"].startswith("/en/accounts/login/"), "half is not in"
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/cms/").status_code == 200


@pytest.mark.usefixtures("mfa_required")
def test_who_sets_the_factor_up_has_shown_it(client, editor, proves_it, monkeypatch):
    # Outside of a test the transaction ends inside the request, before its session is saved.
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction.on_commit", lambda act: act())
    proves_it(editor)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code dir="ltr">(\w+)</code>', page).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert client.get("/cms/").status_code == 200


def test_anothers_proof_in_the_same_browser_counts_for_nothing(client, editor, mfa_required):
    TOTP.activate(editor, SECRET)
    client.force_login(editor)
    session = client.session
    session["second_factor"] = editor.pk + 1
    session.save()
    assert client.get("/cms/").status_code == 302
