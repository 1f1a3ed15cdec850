"""Everything is reached and left by keyboard alone (A11Y2; WCAG 2.1.1, 2.1.2, 2.4.1, 2.4.7)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import MAX_STOPS, tab_to
from tests.browser.pages import COURSE, DISCUSSION, LESSON

PATHS = ["/en/", "/en/library/?theme=capacity", "/en/accounts/signup/", DISCUSSION]
PATHS += [f"{COURSE}{LESSON}"]
NARROW, WIDE = {"width": 360, "height": 640}, {"width": 1280, "height": 800}

# Where the focus is: an index that names the element, what is wrong with it, its markup.
STOP = """() => {
  const one = document.activeElement;
  if (one === document.body || one === null) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const wrong = [];
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push("no outline");
  if (box.bottom <= 0 || box.top >= innerHeight || box.width < 1) wrong.push("out of sight");
  else if (top && !one.contains(top) && !top.contains(one) && !one.labels?.[0]?.contains(top))
    wrong.push(`covered by ${top.outerHTML.slice(0, 60)}`);
  return [[...document.querySelectorAll("*")].indexOf(one), wrong, one.outerHTML.slice(0, 120)];
}"""


def stops(page):
    """Every stop of Tab from the top of the page until it leaves the page."""
    places = []
    for _press in range(MAX_STOPS):
        page.keyboard.press("Tab")
        place = page.evaluate(STOP)
        if place is None:
            return places
        places.append(place)
    raise AssertionError(f"after {MAX_STOPS} stops the page is not through: {places[-1]}")


def test_the_first_stop_leads_past_the_menu(page):
    page.goto("/en/library/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#main")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("path", PATHS)
def test_every_stop_is_seen_and_none_holds_the_focus(page, path, size):
    page.set_viewport_size(size)
    page.goto(path)
    places = stops(page)
    assert [(wrong, markup) for _index, wrong, markup in places if wrong] == []
    order = [index for index, _wrong, _markup in places]
    assert len(order) == len(set(order)), "the focus came back before the page was through"
    # As many stops as there are things to use; what is folded is not among them.
    usable = page.locator(
        "a[href]:visible, button:visible, input:not([type=hidden]):visible, select:visible,"
        " textarea:visible, summary:visible"
    )
    radios = page.locator("input[type=radio]:visible")
    groups = radios.evaluate_all("(all) => new Set(all.map((one) => one.name)).size")
    hidden = page.locator("[tabindex='-1']:visible").filter(has=page.locator("xpath=self::a"))
    expected = usable.count() - radios.count() + groups - hidden.count()
    assert len(order) == expected


def test_the_menu_is_opened_walked_and_closed(page):
    page.goto("/en/")
    menu = page.locator(".main-menu")
    summary = menu.locator("summary")
    links = menu.get_by_role("link")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    expect(links.first).to_be_visible()
    for number in range(links.count()):
        page.keyboard.press("Tab")
        expect(links.nth(number)).to_be_focused()
    page.keyboard.press("Tab")
    assert not menu.evaluate("(one) => one.contains(document.activeElement)"), "left by Tab"
    for _back in range(links.count() + 1):
        page.keyboard.press("Shift+Tab")
    expect(summary).to_be_focused()
    page.keyboard.press("Space")
    expect(links.first).to_be_hidden()


def test_a_filter_is_chosen_and_applied(page):
    page.goto("/en/library/")
    tab_to(page, page.locator(".facet-panel summary"))
    page.keyboard.press("Enter")
    choice = page.locator("input[name=theme][value=capacity]")
    tab_to(page, choice)
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Apply filters"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("theme=capacity"))
    expect(page.locator(".filter-chips")).to_be_visible()


def test_a_question_is_opened(page):
    page.goto("/en/about/")
    question = page.locator("details.accordion").nth(1)  # the first is open
    tab_to(page, question.locator("summary"))
    page.keyboard.press("Enter")
    expect(question.locator(".prose")).to_be_visible()
