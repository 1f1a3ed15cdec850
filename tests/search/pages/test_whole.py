"""The page with a real index behind it: what is found, by whom, at which cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home.models import HomePage
from search.backends import engines
from search.generations import rebuild
from tests.factories import home as make
from tests.factories.taxonomy import CountryFactory, ThemeFactory

pytestmark = pytest.mark.django_db
COUNTRIES = ["SN", "PH", "MD", "MA", "GE", "ET"]


@pytest.fixture(scope="module")
def _home(kept_in_module):
    return make.make_site().pk


@pytest.fixture
def home(_home, db):
    return HomePage.objects.get(pk=_home)


def fill(start, end):
    """Guides `start` to `end`, each in four types."""
    for number in range(start, end):
        theme = ThemeFactory(code=f"theme-{number}", name=f"Theme {number}")
        country = CountryFactory(code=COUNTRIES[number % 6], name=f"Country {number % 6}")
        about = {"themes": [theme], "countries": [country], "summary": "A guide."}
        make.a_record(title=f"Guide record {number}", **about)
        make.a_news(title=f"Guide news {number}", **about)
        make.an_entry(title=f"Guide entry {number}", **about)
        make.an_event(title=f"Guide event {number}", **about)


def index():
    rebuild(engines.embedded())


def titles(soup, query):
    return [link.text for link in soup(f"/en/search/?{query}").select(".result-row h2 a")]


def test_words_are_found_and_kinds_counted(home, soup):
    fill(0, 1)
    index()
    page = soup("/en/search/?q=guides")
    assert {link.text for link in page.select(".result-row h2 a")} >= {"Guide news 0"}
    for link in page.select(".type-links a")[1:]:
        number = int(link.select("span")[1].text)
        assert len(soup(f"/en/search/{link['href']}").select(".result-row")) == number


def test_nothing_asked_lists_what_is_there(home, soup):
    fill(0, 1)
    index()
    page = soup("/en/search/")
    assert "newest first" in page.select_one("main [role=status]").text
    assert page.select(".result-row")


def test_what_is_closed_is_found_by_those_it_is_open_to(home, soup, client, member):
    """SEC13."""
    secret = make.a_record(title="Canary of the closed room")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    make.a_news(title="Canary in draft").unpublish()
    index()
    for address in ("/en/search/", "/api/v1/search/", "/en/search/feed/", "/en/search/suggest/"):
        assert b"closed room" not in client.get(address, {"q": "canary"}).content
    client.force_login(member)
    assert titles(soup, "q=canary") == ["Canary of the closed room"]
    assert b"closed room" in client.get("/en/search/suggest/", {"q": "cana"}).content
    assert b"closed room" not in client.get("/en/search/feed/", {"q": "canary"}).content


def test_first_letters_bring_titles(home, client):
    fill(0, 1)
    index()
    found = client.get("/en/search/suggest/?q=gui").json()
    assert {"label": "Guide event 0", "kind": "Event"}.items() <= next(
        one for one in found if one["kind"] == "Event"
    ).items()
    assert len(found) <= 8
    assert client.get("/en/search/suggest/?q=g").json() == []


@pytest.mark.slow  # forty pages
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_queries_stay_within_budget_and_do_not_grow(who, home, client, member, settings):
    """§20: twelve and two for each type shown, whatever the number of hits, session and all."""
    settings.PARTS_KEPT_SECONDS = 60
    if who == "member":
        client.force_login(member)
    address = "/en/search/?q=guide&theme=theme-0&lang=en"
    counted = []
    for start, end in ((0, 1), (1, 8)):
        fill(start, end)
        index()
        client.get(address)  # words and names are read once a minute
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(sum("SAVEPOINT" not in one["sql"] for one in asked.captured_queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 12 + 2 * 4, counted
