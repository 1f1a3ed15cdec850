"""What holds on every kind of page of the demo (A11Y, PERF1, SEC1, PRV5).

Loading and measuring takes a second or two, so each page is opened once and asked everything.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from wagtail.models import get_page_models

from tests.browser.checks import (
    FIRST_VIEW,
    HTML_AND_CSS,
    MAX_REQUESTS,
    WCAG,
    Ear,
    axe_faults,
    enlarged,
    fetched_amiss,
    mirrored,
    sideways,
    unbroken,
    weight,
)
from tests.browser.pages import (
    OF_MEMBERS,
    OF_MODELS,
    OF_PEOPLE,
    PUBLIC,
    READING,
    STYLEGUIDE,
    Walk,
)

of_public = pytest.mark.parametrize("name", PUBLIC)
OF_ANYBODY = {name: Walk("member-a", path) for name, path in OF_MEMBERS.items()} | OF_PEOPLE
of_people = pytest.mark.parametrize("name", OF_ANYBODY)
of_styleguide = pytest.mark.parametrize("name", STYLEGUIDE)


@pytest.fixture
def ear(page):
    return Ear(page)


def opened(page, path):
    answer = page.goto(path, wait_until="load")
    assert answer.status == (404 if "nothing-here" in path else 200)
    assert page.url.endswith(path), f"sent on to {page.url}"


def walked(page, walk):
    """The address where `walk` ends."""
    page.goto(walk.start)
    for label in walk.labels:
        link = page.locator("main a", has_text=re.compile(label))
        if link.count():
            page.goto(link.first.get_attribute("href"))
        else:
            page.get_by_role("main").get_by_role("button", name=re.compile(label)).first.click()
            page.wait_for_load_state()  # a click waits only until the next page begins to come
    return urlsplit(page.url)._replace(scheme="", netloc="", fragment="").geturl()


def looks(page, **axe):
    """Complaints about what is seen, in an order that ends with the lasting changes."""
    found = axe_faults(page, **axe) + sideways(page) + mirrored(page)
    return found + enlarged(page) + unbroken(page)


def test_every_type_of_page_has_an_address_here():
    ours = {app.label for app in apps.get_app_configs() if not app.name.startswith("wagtail")}
    types = {model._meta.label for model in get_page_models() if model._meta.app_label in ours}
    assert types == set(OF_MODELS)


@of_public
def test_a_page_is_light_and_open_to_all(page, ear, base_url, weights, name):
    """axe, width, text at 200 %, bytes on the wire, nobody else asked, no policy broken."""
    opened(page, PUBLIC[name])
    forbidden = {"font", "script"} if name in READING else {"font"}
    wrong = fetched_amiss(ear, base_url, forbidden=forbidden)
    weighed = weight(ear)
    for kind, found in weights.items():
        found[PUBLIC[name]] = weighed[kind]
    assert wrong == []
    assert weighed["First view"] <= FIRST_VIEW
    assert weighed["HTML + CSS"] <= HTML_AND_CSS
    assert weighed["requests"] <= MAX_REQUESTS
    assert looks(page) == []
    assert ear.complaints == []


@of_people
def test_a_page_of_a_member_is_open_to_all(new_context, signed_in, base_url, weights, name):
    walk = OF_ANYBODY[name]
    state = signed_in(walk.who)
    path = walked(new_context(storage_state=state).new_page(), walk) if walk.labels else walk.start
    page = new_context(storage_state=state).new_page()  # which has kept nothing on the way there
    ear = Ear(page)
    opened(page, path)
    assert fetched_amiss(ear, base_url, forbidden={"font"}) == []
    weighed = weight(ear)["First view"]
    weights["First view"][path] = weighed
    assert 0 < weighed <= FIRST_VIEW
    assert looks(page) == []
    assert ear.complaints == []


@of_styleguide
def test_every_component_is_open_to_all_in_both_directions(page, ear, base_url, name):
    opened(page, STYLEGUIDE[name])
    direction = "rtl" if "right to left" in name else "ltr"
    assert page.locator("html").get_attribute("dir") == direction
    assert fetched_amiss(ear, base_url, forbidden={"font", "script"}) == []
    assert looks(page, levels=WCAG) == []  # the same landmark stands here many times
    assert ear.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_an_open_menu_is_open_to_all(page, ear, width):
    """What unfolds is measured unfolded: menu, languages, facets."""
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, "/en/library/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert axe_faults(page) == []
    assert ear.complaints == []
