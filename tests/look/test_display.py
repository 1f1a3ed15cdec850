"""Colours and pictures as the reader wants them, from one cookie (look.md §2.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.display import THEMES, Display

COOKIE = "m4d_display"
SIX = ["system", "light", "dark", "system-text", "light-text", "dark-text"]


def test_the_cookie_has_six_values():
    values = {str(Display(theme, light)) for theme in THEMES for light in (False, True)}
    assert values == set(SIX)
    assert all(str(Display.parse(value)) == value for value in SIX)


@given(st.text())
def test_any_other_value_is_the_default(value):
    if value not in SIX:
        assert Display.parse(value) == Display()


@pytest.mark.parametrize("value", SIX)
def test_the_server_writes_the_theme(value, about, client, soup):
    client.cookies[COOKIE] = value
    theme = value.removesuffix("-text")
    html = soup("/en/about/").html
    assert html.get("data-theme") == (None if theme == "system" else theme)


@pytest.mark.parametrize(
    ("path", "cookie", "saves_data", "is_light"),
    [
        ("/en/about/", "", "", False),
        ("/en/about/", "system-text", "", True),
        ("/en/about/", "", "on", True),
        ("/en/about/", "", "off", False),
        ("/en/about/", "system", "on", False),  # who chose pictures gets them
        ("/en/about/?light=1", "", "", True),
        ("/en/about/?light=0", "dark-text", "on", False),
        ("/en/about/?light=yes", "", "", False),
        ("/en/about/", "<script>", "", False),
    ],
)
def test_what_makes_a_page_light(path, cookie, saves_data, is_light, about, client):
    """LOW2."""
    if cookie:
        client.cookies[COOKIE] = cookie
    answer = client.get(path, headers={"save-data": saves_data} if saves_data else {})
    assert answer.context["light"] is is_light
    assert "Save-Data" in answer.headers["Vary"]


def test_the_light_address_is_remembered_and_keeps_the_theme(about, client):
    client.cookies[COOKIE] = "dark"
    answer = client.get("/en/about/?light=1")
    cookie = answer.cookies[COOKIE]
    assert cookie.value == "dark-text"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert COOKIE not in client.get("/en/about/?light=1").cookies  # nothing new to remember


def test_the_form_keeps_the_choice_and_says_so(db, client, soup):
    answer = client.post("/en/display/", {"theme": "dark", "is_light": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/en/display/?saved=1")
    assert answer.cookies[COOKIE].value == "dark-text"
    page = soup("/en/display/?saved=1")
    assert page.html["data-theme"] == "dark"
    assert page.select_one('[role="status"]')
    assert page.select_one("input[name=is_light]").has_attr("checked")
    assert page.select_one("input[value=dark]").has_attr("checked")


def test_a_refused_choice_says_why_and_sets_nothing(db, client):
    answer = client.post("/en/display/", {"theme": "pink"})
    assert answer.status_code == 200
    assert not answer.cookies.get(COOKIE)
    assert b"There is a problem" in answer.content
    assert b"<title>Error:" in answer.content


def test_the_page_of_the_form_is_in_no_cache(db, client):
    assert "no-store" in client.get("/en/display/").headers["Cache-Control"]


def test_the_print_view_has_no_frame_and_is_light_in_colour(about, client, soup):
    client.cookies[COOKIE] = "dark"
    page = soup("/en/about/?print=1")
    assert page.html["data-theme"] == "light"
    assert page.html["data-view"] == "paper"
    assert not page.select(".header, .footer, .breadcrumb, .join-line, .skip-link")
    assert "/en/about/" in page.select_one(".print-line").text
