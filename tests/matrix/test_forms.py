"""Rubbish in every form that the public may send: refused in words, what was typed kept (SEC26)."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.files.base import ContentFile

from tests.matrix.walking import browser_of

pytestmark = pytest.mark.django_db

# address, who sends it, its text fields, its other fields
FORMS = [
    ("/en/accounts/signup/", "anonymous", ["email"], ["password1", "website"]),
    ("/en/accounts/login/", "anonymous", ["login"], ["password", "remember"]),
    ("/en/accounts/password/reset/", "anonymous", ["email"], []),
    ("/en/display/", "anonymous", [], ["theme", "is_light"]),
    ("/en/me/profile/", "member", ["display_name"], ["member_type", "timezone", "language"]),
    ("/en/accounts/email/", "member", ["email"], ["action_add", "password"]),
    ("/en/accounts/password/change/", "member", [], ["oldpassword", "password1", "password2"]),
    ("/en/accounts/reauthenticate/", "member", [], ["password", "next"]),
]
TYPED = [
    "nobody",
    "a@b",
    "a@" + "b" * 300 + ".example",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "{{ 7*7 }}{% debug %}",
    "é" * 2_000,
    "😀@😀.example",
]
# What no keyboard types; a field may clean it before it shows it again.
SENT = [
    "",
    " ",
    "\0",
    "a\0b@example.org",
    "a@example.org\r\nBcc: b@example.org",
    "\u202egro.elpmaxe@a",
    "\ud7ff\ufffe",
    "a" * 200_000,
    "99999999999999999999",
    "-1",
    "[object Object]",
]


def send(browser, address, values):
    """One form, as if nobody had sent one before: limits have tests of their own."""
    caches["default"].clear()
    return browser.post(address, values)


@pytest.mark.parametrize(("address", "role", "texts", "others"), FORMS)
def test_what_was_typed_is_kept_beside_the_reasons(address, role, texts, others, world):
    browser = browser_of(world, role)
    for typed in TYPED:
        answer = send(browser, address, dict.fromkeys([*texts, *others], typed))
        assert answer.status_code in (200, 303), (typed[:40], answer.status_code)
        if answer.status_code == 200 and texts:
            page = BeautifulSoup(answer.content, "html.parser")
            assert page.select_one(".error-summary"), typed[:40]
            field = page.select_one(f'[name="{texts[0]}"]')
            assert field["value"] == typed, typed[:40]


@pytest.mark.parametrize(("address", "role", "texts", "others"), FORMS)
def test_what_no_keyboard_sends_is_no_error_of_ours(address, role, texts, others, world):
    browser = browser_of(world, role)
    for sent in SENT:
        answer = send(browser, address, dict.fromkeys([*texts, *others], sent))
        assert answer.status_code in (200, 303, 400, 413), (sent[:40], answer.status_code)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=%00&email", "application/x-www-form-urlencoded"),
        (b"email=%ff%fe&login=%C0%AE", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"no parts", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n", "multipart/form-data"),
        (b"&".join(b"a=b" for _number in range(2_000)), "application/x-www-form-urlencoded"),
        (b"email=a", "application/x-www-form-urlencoded; charset=no-such"),
        (b"<a/>", "text/xml"),
    ],
)
@pytest.mark.parametrize(("address", "role"), sorted({form[:2] for form in FORMS}))
def test_a_body_that_is_no_form_is_no_error_of_ours(address, role, body, kind, world):
    answer = browser_of(world, role).generic("POST", address, body, content_type=kind)
    assert answer.status_code in (200, 303, 400), answer.status_code


@pytest.mark.parametrize(("address", "role"), sorted({form[:2] for form in FORMS}))
def test_lists_and_files_in_place_of_a_text_are_no_error_of_ours(address, role, world):
    texts = next(form[2] + form[3] for form in FORMS if form[0] == address)
    browser = browser_of(world, role)
    files = {name: ContentFile(b"a file", name="a.txt") for name in texts}
    for values in ({name: ["a", "b"] for name in texts}, files):
        assert send(browser, address, values).status_code in (200, 303)
