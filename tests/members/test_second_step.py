"""Codes from an app, passkeys, recovery codes (SEC8)."""

import json
import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.urls import reverse

from members.adapter import MFAAdapter
from tests.factories.members import PASSWORD
from tests.members.conftest import is_in, last_mail, reset_password
from tests.members.soft_key import SoftKey, options_in

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = "2026-11-25T12:00:00Z"
STEP = timedelta(seconds=30)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def app(known):
    """`known` has an authenticator app and recovery codes."""
    TOTP.activate(known, SECRET)
    RecoveryCodes.activate(known)
    return known


def code(steps=0, secret=SECRET):
    """What the app shows now, or that many steps later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def send(client, sent):
    return client.post(reverse("mfa_authenticate"), {"code": sent})


# --- App --------------------------------------------------------------------------------------
def test_setting_up_an_app_asks_for_the_password_and_gives_recovery_codes(
    client, known, sign_in, clock, django_capture_on_commit_callbacks
):
    sign_in()
    url = reverse("mfa_activate_totp")
    asked = client.get(url)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == url
    page = client.get(url)
    secret = re.search(r'<code dir="ltr">(\w+)</code>', page.content.decode()).group(1)
    assert b'<svg class="qr"' in page.content
    assert b"data:image" not in page.content, "the content policy allows no data address"
    refused = client.post(url, {"code": "000000"})
    assert refused.status_code == 200
    assert secret.encode() in refused.content, "the same picture, not a new one"
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, {"code": code(secret=secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert last_mail().subject == "Two-step sign-in is on"


def test_with_an_app_the_password_alone_opens_nothing(client, app, sign_in, clock):
    assert sign_in()["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert send(client, code())["Location"] == reverse("members:me")
    assert is_in(client)


@pytest.mark.parametrize("steps", [-2, -1, 0, 1, 2])
def test_the_code_before_and_after_hold_too(client, app, sign_in, clock, steps):
    sign_in()
    send(client, code(steps))
    assert is_in(client) is (abs(steps) < 2)


def test_a_code_opens_once(client, app, sign_in, clock):
    """No replay, however long the code would hold."""
    shown = code(1)
    sign_in()
    send(client, shown)
    client.logout()
    for again in (shown, f"{shown[:3]} {shown[3:]}", f"{shown[:3]}-{shown[3:]}"):
        sign_in()
        assert send(client, again).status_code == 200
        assert not is_in(client)
        clock.shift(STEP)


def test_the_code_that_set_the_app_up_does_not_sign_in(client, known, proves_it, sign_in, clock):
    proves_it(known)
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code dir="ltr">(\w+)</code>', page.content.decode()).group(1)
    shown = code(secret=secret)
    client.post(reverse("mfa_activate_totp"), {"code": shown})
    client.logout()
    sign_in()
    assert send(client, shown).status_code == 200


def test_codes_are_counted_like_passwords(client, app, sign_in, clock):
    """SEC9."""
    sign_in()
    assert [send(client, f"00000{at}").status_code for at in range(5)] == [200] * 5
    refused = send(client, code())
    assert refused.status_code == 429
    assert refused["Retry-After"] == "300"
    assert not is_in(client)


def test_the_lock_on_codes_is_not_opened_by_beginning_again(client, app, sign_in, clock):
    sign_in()
    for at in range(5):
        send(client, f"00000{at}")
    client.cookies.clear()
    sign_in()
    assert send(client, code()).status_code == 429


@pytest.mark.parametrize("sent", ["", "abc", "１２３４５６", "1" * 10_000, "\0", "-" * 6, "٠٠٠٠٠٠"])
def test_what_is_no_code_is_refused(client, app, sign_in, sent):
    sign_in()
    assert send(client, sent).status_code == 200
    assert not is_in(client)


def test_a_reset_by_mail_never_passes_the_second_step(client, app, sign_in):
    """SEC8."""
    reset_password(client)
    answer = sign_in(password="another-calm-lake-in-may")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_the_second_step_alone_is_no_way_in(client, app, clock):
    assert send(client, code())["Location"] == reverse("account_login")
    assert not is_in(client)


def test_secrets_are_encrypted_and_outlive_a_new_key(app, settings):
    data = Authenticator.objects.get(type="totp").data
    assert SECRET not in json.dumps(data)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert decrypt(data["secret"]) == SECRET
    assert MFAAdapter().encrypt("x") != MFAAdapter().encrypt("x")


def test_removing_the_app_takes_its_recovery_codes_along(client, app, proves_it):
    proves_it(app)
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert last_mail().subject == "Your authenticator app is removed"


# --- Recovery codes ---------------------------------------------------------------------------
def test_a_recovery_code_opens_once(client, app, sign_in):
    spare = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[3]
    sign_in()
    send(client, spare)
    assert is_in(client)
    client.logout()
    sign_in()
    assert send(client, spare).status_code == 200
    assert not is_in(client)


def test_recovery_codes_are_shown_only_after_proof(client, app, proves_it):
    client.force_login(app)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        assert client.get(reverse(name)).status_code == 302
    proves_it(app)
    text = client.get(reverse("mfa_download_recovery_codes"))
    assert text.headers["Content-Type"].startswith("text/plain")
    assert len(text.content.split()) == 10


def test_new_codes_end_the_old_ones(client, app, proves_it, sign_in):
    old = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    proves_it(app)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.logout()
    sign_in()
    assert send(client, old).status_code == 200


# --- Passkeys ---------------------------------------------------------------------------------
@pytest.fixture
def key(client, known, proves_it):
    """A passkey of `known`, added as a browser does."""
    key = SoftKey()
    proves_it(known)
    page = client.get(reverse("mfa_add_webauthn"), secure=True)
    options = options_in(page)
    chosen = options["publicKey"]["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    sent = {"name": "my \u202ephone", "credential": key.create(options)}
    done = client.post(reverse("mfa_add_webauthn"), sent, secure=True)
    assert done["Location"] == reverse("mfa_view_recovery_codes"), done.content.decode()
    client.logout()
    return key


def passkey_options(client):
    return client.get(reverse("mfa_login_webauthn"), secure=True).json()["request_options"]


def sign_in_by(client, key, credential=None):
    if credential is None:
        credential = key.get(passkey_options(client))
    sent = {"credential": credential}
    return client.post(reverse("mfa_login_webauthn"), sent, secure=True)


def test_a_passkey_signs_in_alone(client, known, key):
    assert sign_in_by(client, key)["Location"] == reverse("members:me")
    assert is_in(client)


def test_a_passkey_comes_back_to_where_the_reader_was(client, known, key):
    sent = {"credential": key.get(passkey_options(client)), "next": "/en/library/"}
    answer = client.post(reverse("mfa_login_webauthn"), sent, secure=True)
    assert answer["Location"] == "/en/library/"


def test_a_passkey_is_a_second_step_too(client, known, key, sign_in):
    client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD}, secure=True)
    page = client.get(reverse("mfa_authenticate"), secure=True)
    sent = {"credential": key.get(options_in(page))}
    client.post(reverse("mfa_authenticate"), sent, secure=True)
    assert is_in(client)


def test_an_answer_to_a_passkeys_question_works_once(client, known, key):
    credential = key.get(passkey_options(client))
    sign_in_by(client, key, credential)
    client.logout()
    passkey_options(client)
    sign_in_by(client, key, credential)
    assert not is_in(client)


@pytest.mark.parametrize("wrong", ["another key", "another site", "no finger"])
def test_a_passkey_that_is_not_right_opens_nothing(client, known, key, wrong):
    forged = SoftKey(origin="https://evil.example" if wrong == "another site" else key.origin)
    forged.user_handle, forged.id = key.user_handle, key.id
    if wrong != "another key":
        forged.private = key.private
    if wrong == "no finger":
        forged.flags = 1
    sign_in_by(client, forged)
    assert not is_in(client)


HOSTILE = [
    "", "null", "[]", "{}", "1", '"x"', "{", '{"id": 1}', '{"id": "x", "response": 1}',
    '{"response": {"userHandle": "%%%"}}', '{"response": {"userHandle": "OTk5OTk5"}}',
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA",'
    '"authenticatorData":"eA","signature":"eA","userHandle":"eA"}}',
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30",'
    '"attestationObject":"eA"}}',
    "[" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("credential", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_browser_made_is_refused_not_an_error(client, known, key, proves_it, credential):
    """Bad input, everywhere."""
    passkey_options(client)
    assert sign_in_by(client, key, credential).status_code in (200, 303)
    assert not is_in(client)
    proves_it(known)
    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn"):
        client.get(reverse(name), secure=True)
        sent = client.post(reverse(name), {"name": "x", "credential": credential}, secure=True)
        assert sent.status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_passkeys_are_named_renamed_and_removed(client, known, key, proves_it):
    proves_it(known)
    held = Authenticator.objects.get(type="webauthn")
    assert "my phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_edit_webauthn", args=[held.pk]), {"name": "<b>old</b> phone"})
    page = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "&lt;b&gt;old&lt;/b&gt; phone" in page
    assert client.get(reverse("mfa_remove_webauthn", args=[held.pk])).status_code == 200
    client.post(reverse("mfa_remove_webauthn", args=[held.pk]))
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_nobody_touches_anothers_passkey(client, editor, key, proves_it):
    held = Authenticator.objects.get(type="webauthn")
    proves_it(editor)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[held.pk])).status_code == 404
        assert client.post(reverse(name, args=[held.pk]), {"name": "x"}).status_code == 404


def test_a_page_of_security_keeps_its_five_minutes(client, known, sign_in, clock):
    """SEC7: re-authentication holds for five minutes."""
    sign_in()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    clock.shift(timedelta(minutes=5))
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_who_stops_at_the_second_step_begins_again(client, app, sign_in):
    """Half a sign-in is remembered: a link would lead back to the step."""
    sign_in()
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert f'<form id="not-now" method="post" action="{reverse("account_logout")}">' in page
    client.post(reverse("account_logout"))
    assert client.get(reverse("account_login")).status_code == 200
