"""Every page of an account: ours in look and headers, in each language, usable without scripts."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from members import account_urls
from tests.members.soft_key import SoftKey, options_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# How one gets there: as a reader, signed in, or in the middle of something (tested where it is).
FOR_ALL = {
    "account_signup": {},
    "account_email_verification_sent": {},
    "account_confirm_email": {"key": "used-or-wrong"},
    "account_login": {},
    "account_inactive": {},
    "account_reset_password": {},
    "account_reset_password_done": {},
    "account_reset_password_from_key": {"uidb36": "1", "key": "used-or-wrong"},
    "account_reset_password_from_key_done": {},
}
FOR_MEMBERS = {
    "account_logout": {},
    "account_email": {},
    "account_change_password": {},
    "account_reauthenticate": {},
    "mfa_index": {},
    "mfa_reauthenticate": {},
    "mfa_reauthenticate_webauthn": {},
    "mfa_activate_totp": {},
    "mfa_deactivate_totp": {},
    "mfa_list_webauthn": {},
    "mfa_add_webauthn": {},
    "mfa_view_recovery_codes": {},
    "mfa_generate_recovery_codes": {},
    "usersessions_list": {},
    "members:me": {},
    "members:profile": {},
}
ELSEWHERE = {
    None,  # `/accounts/` leads to one's own page
    "account_signup_about",  # after the first step: test_joining
    "mfa_authenticate",  # after the password: test_second_step
    "mfa_login_webauthn",  # options for the browser as JSON: test_second_step
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_download_recovery_codes",  # a text file: test_second_step
}


def page_of(client, name, kwargs, language="en"):
    with translation.override(language):
        url = reverse(name, kwargs=kwargs)
    response = client.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return response


@pytest.fixture
def own(client, known, proves_it):
    """The client of somebody who has everything, and has just shown who they are."""
    proves_it(known)
    options = options_in(client.get(reverse("mfa_add_webauthn"), secure=True))
    sent = {"name": "My phone", "credential": SoftKey().create(options)}
    assert client.post(reverse("mfa_add_webauthn"), sent, secure=True).status_code == 303
    return client


def with_what_it_needs(name, user):
    if name in ("mfa_deactivate_totp", "mfa_reauthenticate"):
        TOTP.activate(user, SECRET)


def is_ours(response, language):
    """What every page of the site has, and every page of an account besides."""
    text = response.content.decode()
    assert re.search(rf'<html[^>]* lang="{language}"', text)
    assert 'id="main"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert text.count("<h1") == 1
    assert re.search(r'<body[^>]* data-page="[a-z-]+"', text)
    assert "<title></title>" not in text
    assert "no-store" in response.headers["Cache-Control"]
    # SEC1: nothing the content policy would block.
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", text)
    assert not re.search(r"<script(?![^>]* (src=|type=.application/json))", text)
    # Every control has its name, every act its form and token, as plain HTML (C6).
    for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", text):
        if re.search(r'type="hidden"| hidden>$', control):
            continue
        found = re.search(r'\bid="([^"]+)"', control)
        assert 'aria-label="' in control or f'for="{found.group(1)}"' in text, control
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S):
        assert 'name="csrfmiddlewaretoken"' in form


def test_every_address_of_accounts_is_tested():
    named = {pattern.name for pattern in account_urls.urlpatterns}
    tested = {*FOR_ALL, *FOR_MEMBERS, *ELSEWHERE} - {"members:me", "members:profile"}
    assert named == tested


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FOR_ALL)
def test_a_page_for_all_is_ours(client, name, language):
    is_ours(page_of(client, name, FOR_ALL[name], language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_a_page_for_members_is_ours(own, known, name, language):
    with_what_it_needs(name, known)
    is_ours(page_of(own, name, FOR_MEMBERS[name], language), language)


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_a_page_for_members_is_closed_to_others(client, name):
    response = client.get(reverse(name, kwargs=FOR_MEMBERS[name]))
    assert response.status_code == 302
    to = "/" if name == "account_logout" else reverse("account_login")
    assert response["Location"].startswith(to)


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_pages_for_members_keep_their_budget(own, known, name, django_assert_max_num_queries):
    with_what_it_needs(name, known)
    page_of(own, name, FOR_MEMBERS[name])
    with django_assert_max_num_queries(24):
        page_of(own, name, FOR_MEMBERS[name])


@pytest.mark.parametrize("name", [*FOR_ALL, *FOR_MEMBERS])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_get_head_and_post_are_answered(client, name, method):
    """SEC4. Who must sign in first is sent there."""
    url = reverse(name, kwargs=(FOR_ALL | FOR_MEMBERS)[name])
    answer = getattr(client, method)(url)
    assert answer.status_code == 405 or (
        name in FOR_MEMBERS and answer.status_code == 302 and "/login/" in answer["Location"]
    )


@pytest.mark.parametrize("name", FOR_ALL)
@pytest.mark.parametrize("junk", [{"\x00": "\x00"}, {"email": "\x00@x", "login": "\ud800"}, {}])
def test_junk_is_no_error_of_ours(client, name, junk):
    sent = {key: value.encode("utf-8", "surrogatepass") for key, value in junk.items()}
    response = client.post(reverse(name, kwargs=FOR_ALL[name]), sent)
    assert response.status_code < 500
