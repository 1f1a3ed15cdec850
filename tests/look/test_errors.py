"""Not your fault, here is the way: answers when there is no page (look.md §8)."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from common.indexing import Similar, hooks
from home.models import StandardPage
from m4dnet import errors
from search.backends import engines
from search.generations import rebuild
from tests.factories.members import UserFactory
from tests.factories.pages import child


@pytest.fixture
def toolkit(home):
    return child(StandardPage, home, "diaspora-mapping-toolkit", title="Diaspora Mapping Toolkit")


def near(soup, path):
    heading = soup(path).find(id="near")
    return [link["href"] for link in heading.parent.select("a")] if heading else []


def test_a_404_offers_pages_with_a_near_name_and_the_words_to_search_for(home, toolkit, soup):
    child(StandardPage, home, "privacy")
    assert near(soup, "/en/diaspora-maping-tolkit/") == ["/en/diaspora-mapping-toolkit/"]
    page = soup("/en/diaspora-maping-tolkit/")
    assert page.select_one("main input[type=search]")["value"] == "diaspora maping tolkit"


def test_a_404_offers_nothing_that_the_reader_may_not_see(toolkit, soup):
    """SEC13."""
    PageViewRestriction.objects.create(page=toolkit, restriction_type="login")
    assert near(soup, "/en/diaspora-maping-toolkit/") == []


def test_a_404_asks_the_search_and_shows_what_is_named_alike(home, soup, monkeypatch):
    """search.md §5: its proposals are found by the same rules as everything."""
    asked = []

    def similar(text, *, user, types, n):
        asked.append((text, user.is_authenticated))
        return [
            Similar("post:1", "Diaspora mapping tools", "/en/forum/1/", "en"),
            Similar("post:2", "Something else altogether", "/en/forum/2/", "en"),
            Similar("post:3", "Diaspora mapping tools", "/fr/forum/3/", "fr"),
        ]

    monkeypatch.setitem(hooks._hooks, "similar", similar)
    assert near(soup, "/en/diaspora-mapping-tool/") == ["/en/forum/1/"]
    assert asked == [("diaspora mapping tool", False)]


@pytest.mark.parametrize(
    "path",
    ["/en/x/", "/en/%00%ff/", "/en/wp-login.php", "/en/" + "a-" * 400 + "/", "/en/<b>-mapping/"],
)
def test_whatever_the_address_a_404_is_a_404(path, toolkit, client):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<b>-" not in answer.content.decode()


def test_a_404_is_in_the_language_of_the_address(home, soup):
    assert soup("/es/nada/").html["lang"] == "es"


def test_a_404_asks_a_bounded_number_of_queries(home, client, django_assert_max_num_queries):
    for number in range(90):
        child(StandardPage, home, f"mapping-{number}")
    with django_assert_max_num_queries(14):  # two of them: rooms of the forum a visitor may read
        assert client.get("/en/mapping-nine/").status_code == 404
    rebuild(engines.embedded())
    with django_assert_max_num_queries(30):  # the search's own among them
        assert client.get("/en/mapping-eight/").status_code == 404


@pytest.fixture
def expired(toolkit):
    """Published for a time, and its time is over."""
    toolkit.unpublish(set_expired=True)
    return toolkit


def test_a_page_whose_time_is_over_answers_410(expired, client):
    answer = client.get("/en/diaspora-mapping-toolkit/")
    assert answer.status_code == 410
    assert b"withdrawn" in answer.content


def test_a_page_that_an_editor_took_away_for_now_answers_404(toolkit, client):
    toolkit.unpublish()
    assert client.get("/en/diaspora-mapping-toolkit/").status_code == 404


def test_a_page_that_waits_for_its_day_answers_404(toolkit, client):
    toolkit.unpublish()
    toolkit.go_live_at = timezone.now() + timedelta(days=1)
    toolkit.save_revision().publish()
    assert client.get("/en/diaspora-mapping-toolkit/").status_code == 404


def test_nobody_learns_that_a_closed_page_was_there(expired, client):
    PageViewRestriction.objects.create(page=expired, restriction_type="login")
    assert client.get("/en/diaspora-mapping-toolkit/").status_code == 404


def test_an_editors_redirect_goes_before_410(expired, home, client):
    Redirect.add_redirect("/en/diaspora-mapping-toolkit/", home)
    assert client.get("/en/diaspora-mapping-toolkit/").status_code == 301


@pytest.fixture
def request_to(db):
    def make(path, **headers):
        return RequestFactory(headers=headers).get(path)

    return make


def test_a_403_says_what_would_be_needed(request_to):
    answer = errors.forbidden(request_to("/en/x/"), PermissionDenied("Sign in to <enrol>."))
    assert answer.status_code == 403
    assert "Sign in to &lt;enrol&gt;." in answer.content.decode()
    assert "/accounts/login/" in errors.forbidden(request_to("/en/x/")).content.decode()


def test_a_form_that_was_open_too_long_is_told_to_send_again(request_to):
    answer = errors.csrf_failure(request_to("/en/x/"), "Referer checking failed")
    assert answer.status_code == 403
    assert "once more" in answer.content.decode()
    assert "Referer" not in answer.content.decode()


# --- 405 ----------------------------------------------------------------------------------------
BUTTON = "/fr/learning/items/0b2f8a3e-7a1c-4b53-9a0e-4b1b6f1f2c11/done/"


@pytest.fixture
def member(home, client):
    client.force_login(UserFactory())


@pytest.mark.usefixtures("member")
def test_the_address_of_a_button_is_a_page_in_the_language_of_the_address(home, client):
    answer = client.get(BUTTON)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.select_one("main h1")
    assert not page.select_one("main a.button")
    assert page.select_one("header, nav")  # in the frame of the site


def test_a_page_that_takes_no_form_leads_to_itself(home, client):
    answer = client.post("/en/forum/", {"q": "x"})
    assert answer.status_code == 405
    assert "POST" not in answer.headers["Allow"]
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("main a.button")["href"] == "/en/forum/"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("put", "/en/forum/", {}),
        ("options", BUTTON, {}),
        ("get", BUTTON, {"accept": "application/json"}),
        ("post", "/readyz", {}),
        ("post", "/events.ics", {}),
    ],
)
@pytest.mark.usefixtures("member")
def test_machines_get_a_405_without_a_page(method, path, headers, home, client):
    answer = getattr(client, method)(path, headers=headers)
    assert answer.status_code == 405
    assert b"<html" not in answer.content


@pytest.mark.usefixtures("member")
def test_a_405_asks_no_more_than_its_frame(home, client, django_assert_max_num_queries):
    client.get(BUTTON)
    with django_assert_max_num_queries(12):
        assert client.get(BUTTON).status_code == 405


def test_a_405_that_says_why_is_left_as_it_is(request_to):
    said = HttpResponse("Only by phone.", status=405)
    assert errors.explain_methods(lambda request: said)(request_to("/en/x/")) is said


@pytest.mark.parametrize("answer", [errors.bad_request, errors.server_error, errors.unavailable])
def test_400_500_and_503_stand_without_a_database_in_all_languages(answer):
    """REL1, SEC4. No fixture of a database here: a query would fail the test."""
    request = RequestFactory(headers={"x-request-id": "7f<3"}).get("/fr/x/")
    with override("fr"):
        page = answer(request).content.decode()
    assert re.findall(r'<section lang="(\w+)"', page) == ["fr", "en", "es"]
    assert "<code>7f&lt;3</code>" in page
    assert page.count("<h1>") == 1
    assert "<!--" not in page


def test_503_says_when_to_try_again():
    answer = errors.unavailable(RequestFactory().get("/en/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert "<code>" not in answer.content.decode()


def test_an_error_in_a_view_answers_500_with_the_number_of_the_request(client, monkeypatch, home):
    def break_(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("common.routing.route", break_)
    client.raise_request_exception = False
    answer = client.get("/en/about/", headers={"x-request-id": "abc-1"})
    assert answer.status_code == 500
    assert "abc-1" in answer.content.decode()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_a_503_and_no_500(client, monkeypatch, home, kind):
    """REL1, REL7: in the language of the address, with the time to try again."""

    def break_(*args, **kwargs):
        raise kind("server closed the connection")

    monkeypatch.setattr("common.routing.route", break_)
    client.raise_request_exception = False
    answer = client.get("/fr/about/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert re.findall(r'<section lang="(\w+)"', answer.content.decode())[0] == "fr"
    assert "server closed" not in answer.content.decode()
