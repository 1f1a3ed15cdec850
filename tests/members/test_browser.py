"""What only a browser can judge: what a header makes it send, scripts, passkeys (SEC1, SEC3)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from members.models import User, UserState
from tests.factories.members import PASSWORD
from tests.members.conftest import NEW_PASSWORD, first_link, last_mail
from tests.members.test_pages import FOR_ALL, FOR_MEMBERS
from tests.members.test_second_step import code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FINGER = {  # a device that keeps passkeys and always sees the right finger
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def chromium(browser):
    """The browser of the whole run; what a test opened in it is closed."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture
def site(live_server, settings):
    """The address of the running site: localhost, the one insecure place for passkeys."""
    settings.SITE_URL = live_server.url
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return live_server.url


@pytest.fixture(params=["with script", "without script"])
def page(chromium, site, request):
    context = chromium.new_context(
        base_url=site, java_script_enabled=request.param == "with script"
    )
    return context.new_page()


def press(page, words):
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def sign_in(page, email, password=PASSWORD):
    page.goto(reverse("account_login"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    press(page, "Sign in")
    page.wait_for_url(lambda url: not url.endswith(reverse("account_login")))


def sign_out(page):
    page.goto(reverse("account_logout"))
    press(page, "Sign out")
    page.wait_for_url(lambda url: not url.endswith(reverse("account_logout")))


def open_after_proof(page, name):
    """A page that asks for the password again (SEC7)."""
    page.goto(reverse(name))
    page.fill("[name=password]", PASSWORD)
    press(page, "Continue")


def test_joining_from_the_first_page_to_ones_own(page, civil_society, morocco):
    """The page of a secret address must let its form through the check of its origin (0070)."""
    page.goto(reverse("account_signup"))
    page.fill("[name=email]", "new@example.org")
    page.fill("[name=password1]", PASSWORD)
    press(page, "Continue")
    page.fill("[name=display_name]", "Ana Exemplu")
    page.check("[name=member_type]")
    page.select_option("[name=country_of_residence]", label="Morocco")
    page.check("[name=terms]")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    page.goto(first_link(last_mail()))
    press(page, "Yes, confirm my address")
    expect(page.get_by_role("heading", level=1)).to_have_text("My page")
    assert User.objects.get().state == UserState.ACTIVE


def test_a_new_password_by_mail(page, known):
    page.goto(reverse("account_reset_password"))
    page.fill("[name=email]", known.email)
    press(page, "Send me the link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    page.goto(first_link(last_mail()))
    page.fill("[name=password1]", NEW_PASSWORD)
    press(page, "Set password")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your new password is set")
    sign_in(page, known.email, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("My page")


def test_an_app_is_set_up_and_asked_for(page, known):
    sign_in(page, known.email)
    open_after_proof(page, "mfa_activate_totp")
    secret = page.locator("code[dir=ltr]").inner_text()
    box = page.locator("svg.qr").bounding_box()
    assert box["width"] == box["height"] >= 150, "large enough for a camera"
    used = code(secret=secret)
    page.fill("[name=code]", used)
    press(page, "Set up the app")
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page)
    sign_in(page, known.email)
    page.fill("[name=code]", recovery)
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("My page")


def test_a_passkey_is_made_and_opens_the_account_alone(chromium, site, known):
    """With the browser's own check of origin, site and finger; nothing breaks the policy (SEC1)."""
    context = chromium.new_context(base_url=site)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})

    sign_in(page, known.email)
    open_after_proof(page, "mfa_add_webauthn")
    page.fill("[name=name]", "My phone")
    press(page, "Add a passkey")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    sign_out(page)
    page.goto(reverse("account_login"))
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("My page")
    assert not [words for words in complaints if re.search("Content Security|Error:", words)]


def test_a_device_that_gives_no_passkey_is_no_dead_end(chromium, site, known):
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER | {"isUserVerified": False}})
    page.goto(reverse("account_login"))
    press(page, "Sign in with a passkey")
    expect(
        page.get_by_role("alert").filter(has_text="Your device gave no passkey.")
    ).to_be_visible()


def test_a_password_can_be_shown(chromium, site):
    page = chromium.new_context(base_url=site).new_page()
    page.goto(reverse("account_login"))
    page.fill("[name=password]", PASSWORD)
    press(page, "Show")
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")
    press(page, "Hide")
    expect(page.locator("[name=password]")).to_have_attribute("type", "password")


def test_without_script_no_button_waits_for_one(chromium, site):
    page = chromium.new_context(base_url=site, java_script_enabled=False).new_page()
    page.goto(reverse("account_login"))
    main = page.get_by_role("main")
    expect(main.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(main.get_by_role("button", name="Show")).to_have_count(0)


def faults(page):
    """What axe finds, and whether something scrolls sideways on the smallest screen."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    lines = [
        f"{page.url} {one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]
    ]
    beyond = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return lines + ([f"{page.url} scrolls sideways by {beyond} pixels"] if beyond > 0 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_accounts_are_accessible_at_320_pixels(chromium, site, known, scheme):
    """quality.md §8: axe finds nothing, neither in ordinary pages nor in refused forms."""
    size = {"width": 320, "height": 640}
    page = chromium.new_context(base_url=site, viewport=size, color_scheme=scheme).new_page()
    found = []
    for name, kwargs in FOR_ALL.items():
        page.goto(reverse(name, kwargs=kwargs))
        found += faults(page)
    for name in ("account_signup", "account_login", "account_reset_password"):
        page.goto(reverse(name))
        page.locator("main form .submit-bar button").first.click()
        page.locator(".error-summary").wait_for()
        found += faults(page)
    sign_in(page, known.email)
    open_after_proof(page, "mfa_activate_totp")
    found += faults(page)
    page.fill("[name=code]", code(secret=page.locator("code[dir=ltr]").inner_text()))
    press(page, "Set up the app")
    for name in {*FOR_MEMBERS} - {"mfa_activate_totp"}:
        page.goto(reverse(name))
        found += faults(page)
    assert not found
