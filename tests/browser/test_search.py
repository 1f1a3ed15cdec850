"""The page of results by keyboard, without script, and as readers' programs hear it (§19)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import tab_to

SEARCH = "/en/search/"


@pytest.fixture
def wide(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    return page


@pytest.fixture
def bare(new_context):
    """A page on a small phone that runs no script."""
    return new_context(java_script_enabled=False).new_page()


def field(page):
    return page.get_by_label("Words you look for")


def test_without_script_one_searches_narrows_and_pages(bare):
    bare.goto(SEARCH)
    field(bare).fill("diaspora")
    bare.locator("main").get_by_role("button", name="Search").click()
    status = bare.get_by_role("main").get_by_role("status").first
    expect(status).to_contain_text("results for diaspora")
    bare.get_by_text("Filter", exact=True).click()
    bare.get_by_role("checkbox", name=re.compile("^English")).check()
    bare.get_by_role("button", name="Apply filters").click()
    expect(bare).to_have_url(re.compile("lang=en"))
    expect(bare.locator(".chip")).to_contain_text("English")
    bare.get_by_role("link", name=re.compile("^Resources")).click()
    expect(bare).to_have_url(re.compile("lang=en.*type=resource|type=resource.*lang=en"))
    expect(bare.locator(".type-links [aria-current]")).to_contain_text("Resources")
    bare.locator(".chip", has_text="English").click()
    assert "lang=en" not in bare.url


def test_a_result_is_reached_by_keyboard_and_back_is_the_same_page(page):
    page.goto(f"{SEARCH}?q=mapping")
    first = page.locator(".result-row a").first
    tab_to(page, first)
    address = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    page.go_back()
    expect(field(page)).to_have_value("mapping")


# --- Suggestions ----------------------------------------------------------------------------------
def test_suggestions_are_a_combobox_that_the_keyboard_works(wide):
    wide.goto(SEARCH)
    box = wide.get_by_role("combobox", name="Words you look for")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("diasp")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = wide.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    assert 1 <= options.count() <= 8
    expect(wide.get_by_role("status").filter(has_text="Suggestions:")).to_have_count(1)

    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("diasp")

    box.press("o")
    box.press("Backspace")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    address = options.first.get_attribute("data-url")
    box.press("Enter")
    wide.wait_for_url(f"**{address}")


def test_enter_without_a_choice_searches(wide):
    wide.goto(SEARCH)
    box = field(wide)
    box.press_sequentially("mapping")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")
    wide.wait_for_url("**/search/?q=mapping")


def test_fast_typing_asks_once_and_old_answers_are_dropped(wide):
    asked = []
    wide.route(
        "**/search/suggest/**", lambda route: (asked.append(route.request.url), route.continue_())
    )
    wide.goto(SEARCH)
    field(wide).press_sequentially("diaspora", delay=20)
    expect(field(wide)).to_have_attribute("aria-expanded", "true")
    assert asked == [asked[-1]]
    assert asked[-1].endswith("q=diaspora")


def test_a_failing_line_leaves_a_plain_field(wide):
    wide.route("**/search/suggest/**", lambda route: route.abort())
    wide.goto(SEARCH)
    field(wide).press_sequentially("mapping")
    wide.wait_for_timeout(400)
    expect(field(wide)).to_have_attribute("aria-expanded", "false")
    field(wide).press("Enter")
    wide.wait_for_url("**/search/?q=mapping")
