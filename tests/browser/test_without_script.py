"""Everything a reader and a newcomer does works without JavaScript (LOW1)."""

import email
import re
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import expect

NEW_PASSWORD = "ninety-nine-green-lanterns"


@pytest.fixture
def plain(new_context):
    """A page on a small phone that runs no script."""
    return new_context(java_script_enabled=False).new_page()


def test_the_menu_opens_and_leads_on(plain):
    plain.goto("/en/")
    link = plain.get_by_role("navigation", name="Main").get_by_role("link", name="Library")
    expect(link).to_be_hidden()
    plain.locator("summary").get_by_text("Menu", exact=True).click()
    expect(link).to_be_visible()
    link.click()
    expect(plain).to_have_url(re.compile("/en/library/$"))


def test_the_language_is_changed_and_the_page_kept(plain):
    plain.goto("/en/about/")
    plain.locator(".language-switch summary").click()
    plain.locator(".language-switch").get_by_role("link", name="Français").click()
    expect(plain).to_have_url(re.compile("/fr/about/$"))
    expect(plain.locator("html")).to_have_attribute("lang", "fr")


def test_filters_are_chosen_applied_and_taken_back(plain):
    plain.goto("/en/library/")
    rows = plain.locator(".result-row")
    everything = rows.count()
    plain.locator(".facet-panel summary").click()
    plain.locator("input[name=theme][value=capacity]").check()
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain).to_have_url(re.compile(r"[?&]theme=capacity"))
    assert 0 < rows.count() < everything
    chips = plain.locator(".filter-chips a")
    chips.first.click()
    expect(rows).to_have_count(everything)


def test_a_record_is_found_opened_and_cited(plain):
    plain.goto("/en/library/?q=checklist")
    plain.locator(".result-row").get_by_role("link", name="checklist").first.click()
    expect(plain.locator("h1")).to_contain_text("checklist")
    with plain.expect_download() as started:
        plain.get_by_role("link", name="BibTeX").first.click()
    assert Path(started.value.path()).read_text().startswith("@")


def test_an_answer_of_the_accordion_opens(plain):
    plain.goto("/en/about/")
    question = plain.locator("details.accordion").nth(1)  # the first is open
    answer = question.locator(".prose")
    expect(answer).to_be_hidden()
    question.locator("summary").click()
    expect(answer).to_be_visible()


def test_a_refused_form_says_why_and_keeps_the_words(plain):
    """C6."""
    plain.goto("/en/accounts/login/")
    plain.locator("[name=login]").fill("member-a@demo.example")
    plain.locator("[name=password]").fill("not the password")
    plain.get_by_role("button", name="Sign in", exact=True).click()
    expect(plain.locator(".error-summary")).to_be_visible()
    expect(plain.locator("[name=login]")).to_have_value("member-a@demo.example")


def newest_mail(installation, to):
    """Its text. Mail of the demo lies in files, whose names begin with the time."""
    folder = Path(installation.environment["VAR_DIR"]) / "mail"
    for path in sorted(folder.glob("*.eml"), reverse=True):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        if to in message["To"]:
            return message.get_body(("plain",)).get_content()
    raise AssertionError(f"no mail to {to}")


def test_a_newcomer_joins_in_three_steps(plain, installation):
    """Address and password, about oneself, the link in the mail."""
    address = "ana.exemplu@example.org"
    plain.goto("/en/accounts/signup/")
    plain.fill("[name=email]", address)
    plain.fill("[name=password1]", NEW_PASSWORD)
    plain.get_by_role("main").get_by_role("button", name="Continue").click()
    plain.fill("[name=display_name]", "Ana Exemplu")
    plain.locator("[name=member_type]").first.check()
    plain.select_option("[name=country_of_residence]", label="Morocco")
    plain.check("[name=terms]")
    plain.get_by_role("main").get_by_role("button", name="Continue").click()
    expect(plain.locator("h1")).to_have_text("Look into your mailbox")
    link = re.search(r"https?://[^\s/]+(/en/accounts/\S+)", newest_mail(installation, address))
    plain.goto(link[1])
    plain.get_by_role("button", name="Yes, confirm my address").click()
    expect(plain.locator("h1")).to_have_text("My page")
