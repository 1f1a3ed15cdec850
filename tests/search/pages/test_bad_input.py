"""Every row of search.md §21, for the page and for programs."""

import pytest
from django.core.cache import caches

from search.backends.base import EngineDown
from search.request import MAX_PAGE

pytestmark = pytest.mark.django_db
PAGE, JSON = "/en/search/", "/api/v1/search/"
BOTH = pytest.mark.parametrize("path", [PAGE, JSON])


@pytest.fixture(autouse=True)
def _site(site):
    return site


def test_every_answer_is_for_this_reader_alone(answers, client):
    """§5: no cache holds one, and no search engine lists it."""
    addresses = [PAGE, JSON, "/en/search/suggest/?q=ma", "/en/search/feed/?q=a", f"{PAGE}?page=99"]
    for address in [*addresses, f"{JSON}?page=0"]:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store", address
        assert "Cookie" in answer.headers["Vary"], address
        assert answer.headers["X-Robots-Tag"] == "noindex", address


@BOTH
@pytest.mark.parametrize("typed", ["", "   ", "-word", '-"a phrase" -other', "who", "the of"])
def test_empty_or_only_exclusions_or_stop_words_are_answered(path, typed, answers, client):
    assert client.get(path, {"q": typed}).status_code == 200


@BOTH
@pytest.mark.parametrize("typed", ["a" * 300, " ".join("abcdefghijklmn")])
def test_what_is_too_long_is_cut_and_said(path, typed, answers, client):
    answer = client.get(path, {"q": typed})
    assert answer.status_code == 200
    said = answer.json()["notices"] if path == JSON else answer.content.decode()
    assert "only the first" in str(said)


@BOTH
@pytest.mark.parametrize("typed", ["%00", "a%00b", "%ED%A0%80", "%ff%fe", "%zz%", "%1b%07"])
def test_what_no_text_holds_is_removed(path, typed, answers, client):
    answer = client.get(f"{path}?q=work{typed}")
    assert answer.status_code == 200
    assert answers.request.text.startswith("work")
    assert not {"\x00", "\x1b", "\x07", "\ufffd"} & set(answers.request.text)


@BOTH
@pytest.mark.parametrize(
    "typed",
    ['"open', '"', "*", "^2", "title:", "NEAR(a b)", "( ) { } [ ]", "a & b", "a | b", "!a", "\\"],
)
def test_signs_are_text(path, typed, answers, client):
    answer = client.get(path, {"q": typed})
    assert answer.status_code == 200
    assert answers.request.selected == {}


@pytest.mark.parametrize("query", ["theme=nothing", "type=ghost", "sort=ghost", "year=20x4"])
def test_an_unknown_value_is_left_out_and_said_on_the_page(query, answers, soup):
    assert soup(f"{PAGE}?q=a&{query}").select_one(".notice[data-kind=warning]")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("theme=nothing", "theme"),
        ("type=ghost", "type"),
        ("sort=ghost", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        (f"page={MAX_PAGE + 1}", "page"),
    ],
)
def test_an_unknown_value_is_400_with_its_name_for_programs(query, field, answers, client):
    answer = client.get(f"{JSON}?q=a&{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field


@pytest.mark.parametrize("page", ["0", "-1", "x"])
def test_a_page_that_is_none_is_the_first(page, answers, client):
    assert client.get(f"{PAGE}?page={page}").status_code == 200
    assert answers.request.page == 1


@pytest.mark.parametrize("page", [2, MAX_PAGE, MAX_PAGE + 1, 10**30])
def test_a_page_behind_the_last_is_404_with_a_hint(page, answers, client):
    answer = client.get(f"{PAGE}?q=work&page={page}")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert 'href="?q=work"' in text
    assert "filter" in text


def test_the_way_back_from_too_far_keeps_every_filter(answers, client):
    text = client.get(f"{PAGE}?q=work&year=2023&year=2024&page=99").content.decode()
    assert 'href="?q=work&amp;year=2023&amp;year=2024"' in text


@pytest.mark.parametrize("page", [2, 10**30])
def test_a_page_behind_the_last_is_400_for_programs(page, answers, client):
    answer = client.get(f"{JSON}?q=work&page={page}")
    assert answer.status_code == 400
    assert answer.json()["field"] == "page"


def test_of_a_parameter_repeated_a_thousand_times_fifty_count(answers, client):
    years = "&".join(f"year={year}" for year in range(1500, 2500))
    assert client.get(f"{PAGE}?q=a&{years}").status_code == 414  # longer than any address may be
    few = "&".join(f"year={year}" for year in range(1900, 2020))
    assert client.get(f"{PAGE}?q=a&{few}").status_code == 200
    assert len(answers.request.selected["year"]) == 50
    many = "&".join(["q=a"] * 1000)
    assert client.get(f"{PAGE}?{many}").status_code == 200
    answer = client.get(f"{JSON}?{many}")
    assert (answer.status_code, answer.json()["field"]) == (400, "q")


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_in_a_query_is_shown_as_text(typed, answers, client):
    answers.values = {"total": 0, "did_you_mean": typed}
    for query in ({"q": typed}, {"q": typed, "page": 99}):
        content = client.get(PAGE, query).content
        assert b"<script>alert" not in content
        assert b"<img src=x" not in content


@BOTH
def test_sixty_searches_a_minute_and_no_more(path, answers, client):
    for _time in range(60):
        assert client.get(path).status_code == 200
    answer = client.get(path)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(path, REMOTE_ADDR="192.0.2.77").status_code == 200


def test_three_hundred_suggestions_a_minute_and_no_more(client, monkeypatch):
    monkeypatch.setattr("search.suggesting.entries", lambda typed, principal: [])
    for _time in range(300):
        client.get("/en/search/suggest/?q=ma")
    answer = client.get("/en/search/suggest/?q=ma")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("address", [PAGE, JSON, "/en/search/feed/"])
def test_search_is_resting_where_no_engine_answers(address, answers, client):
    answers.problem = EngineDown("both")
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert b"resting" in answer.content
    assert b"both" not in answer.content
    answers.problem = None
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("address", [PAGE, JSON, "/en/search/suggest/", "/en/search/feed/"])
def test_only_reading_is_answered(address, answers, client):
    assert client.post(address, {"q": "a"}).status_code == 405


def test_no_limit_is_shared_between_members_of_one_office(answers, client, member, admin):
    caches["default"].clear()
    client.force_login(member)
    for _time in range(60):
        client.get(PAGE)
    assert client.get(PAGE).status_code == 429
    client.force_login(admin)
    assert client.get(PAGE).status_code == 200
