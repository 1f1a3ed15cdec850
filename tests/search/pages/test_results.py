"""The page of results: what it says, where it leads, without script (search.md §9, §19)."""

import json
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.utils.safestring import mark_safe

from search.results import Bridges
from tests.factories.taxonomy import CountryFactory
from tests.search.pages.conftest import a_facet, a_hit

pytestmark = pytest.mark.django_db
TYPES = a_facet("type", ("news", "News", 5), ("event", "Events", 3))


@pytest.fixture(autouse=True)
def _site(site):
    return site


def query_of(link):
    return parse_qs(urlsplit(link["href"]).query)


def test_the_count_is_announced(answers, soup):
    answers.values = {"hits": (a_hit(),), "total": 1204}
    status = soup("/en/search/?q=mapping").select_one("main [role=status]")
    assert "1,204 results" in status.text
    assert "mapping" in status.text


def test_a_cut_total_is_a_least_number(answers, soup):
    answers.values |= {"total": 10_000, "total_is_cut": True}
    page = soup("/en/search/?q=a")
    assert "10,000+ results" in page.text
    assert "narrow it down" in page.text


def test_so_are_the_counts_of_what_may_be_chosen(answers, soup):
    """search.md §11: totals and counts."""
    years = a_facet("year", ("2024", "2024", 7), ("2023", "2023", 0), chosen={"2023"})
    answers.values |= {"total_is_cut": True, "facets": (TYPES, years)}
    page = soup("/en/search/?q=a")
    assert [one.text for one in page.select(".type-links a")] == [
        *("Everything 8+", "News 5+", "Events 3+"),
    ]
    assert [one.text for one in page.select(".facet__value")] == ["20247+", "20230"]


def test_a_hit_tells_kind_day_places_language_and_size(answers, soup):
    answers.values["hits"] = (
        a_hit(places=("Georgia", "Moldova", "Niger", "Togo"), size=210_000, byline="Amina V."),
    )
    row = soup("/en/search/?q=mapping").select_one(".result-row")
    assert row.select_one("a")["href"] == "/en/whats-new/1/"
    assert len(row.select("a")) == 1
    assert row.select_one("h2 mark").text == "Mapping"
    for words in ("News", "14 March 2026", "Georgia, Moldova, Niger", "and 1 more", "English"):
        assert words in row.text
    assert "205.1" in row.text
    assert row.select_one("time")["datetime"].startswith("2026-03-14")


def test_a_hit_in_another_language_says_so_to_programs_that_read_aloud(answers, soup):
    answers.values["hits"] = (a_hit(lang="ar"),)
    row = soup("/en/search/?q=mapping").select_one(".result-row")
    assert row.select_one("h2 a")["lang"] == "ar"
    assert row.select_one("h2 a")["dir"] == "auto"
    assert row.select_one("p bdi[lang=ar]")["dir"] == "auto"


def test_words_of_somebody_blocked_stand_behind_a_press(answers, soup):
    """Of members: what people write whom the reader keeps away is folded, here as in the forum."""
    hits = (a_hit(1, is_folded=True), a_hit(2), a_hit(3, is_folded=True, snippet_html=""))
    answers.values["hits"] = hits
    away, other, without_words = soup("/en/search/?q=mapping").select(".result-row")
    assert away.select_one("details:not([open]) > summary")
    assert "taught" in away.select_one("details > p").text
    assert not other.select("details")
    assert not without_words.select("details"), "there is nothing to unfold"


def test_markup_in_titles_and_texts_is_shown_as_text(answers, client):
    answers.values["hits"] = (
        a_hit(title_html="<b>bold</b>", snippet_html="<script>alert(1)</script>", byline="<i>"),
    )
    content = client.get("/en/search/?q=a").content.decode()
    assert "<b>bold" not in content
    assert "<script>alert" not in content


def test_kinds_are_links_with_counts(answers, soup):
    answers.values["facets"] = (TYPES,)
    links = soup("/en/search/?q=a&lang=fr").select(".type-links a")
    assert [link.text for link in links] == ["Everything 8", "News 5", "Events 3"]
    assert links[0]["aria-current"] == "true"
    assert query_of(links[2]) == {"q": ["a"], "lang": ["fr"], "type": ["event"]}


def test_other_facets_are_boxes_in_a_form_that_needs_no_script(answers, soup):
    languages = a_facet("lang", ("fr", "French", 2), ("en", "English", 9), chosen={"fr"})
    answers.values["facets"] = (TYPES, languages)
    page = soup("/en/search/?q=a&lang=fr&sort=date")
    form = page.select_one("form:has(details.facet-panel)")
    assert form.get("method", "get") == "get"
    assert {box["value"]: box.has_attr("checked") for box in form.select("[type=checkbox]")} == {
        "fr": True,
        "en": False,
    }
    hidden = {one["name"]: one["value"] for one in form.select("[type=hidden]")}
    assert hidden == {"q": "a", "sort": "date"}
    chip = page.select_one(".chip")
    assert query_of(chip) == {"q": ["a"], "sort": ["date"]}


def test_many_values_are_folded_and_the_chosen_one_stays(answers, soup):
    values = [(f"t{at}", f"Theme {at}", 20 - at) for at in range(12)]
    answers.values["facets"] = (a_facet("theme", *values, chosen={"t11"}),)
    form = soup("/en/search/?q=a").select_one("form:has(details.facet-panel)")
    assert [box["value"] for box in form.select("[type=checkbox]")] == [
        *(f"t{at}" for at in range(6)),
        "t11",
    ]
    more = form.select_one("fieldset a")
    assert "12" in more.text
    whole = soup(f"/en/search/{more['href']}")
    assert len(whole.select(".facet [type=checkbox]")) == 12


def test_other_words_keep_the_filters(answers, soup):
    form = soup("/en/search/?q=a&year=2024&sort=date").select_one("main form[role=search]")
    hidden = {one["name"]: one["value"] for one in form.select("[type=hidden]")}
    assert hidden == {"year": "2024", "sort": "date"}


def test_filters_typed_into_the_box_become_chips(answers, soup):
    CountryFactory(code="GE", name="Georgia")
    answers.values["facets"] = (a_facet("country", ("GE", "Georgia", 1), chosen={"GE"}),)
    page = soup("/en/search/?q=work+country:ge")
    assert page.select_one("#q")["value"] == "work"
    assert "Georgia" in page.select_one(".chip").text


def test_pages_keep_the_search(answers, soup):
    answers.values |= {"total": 60, "pages": 3}
    links = soup("/en/search/?q=a&year=2024").select(".pagination a")
    assert query_of(links[0]) == {"q": ["a"], "year": ["2024"], "page": ["2"]}


def test_another_spelling_is_offered(answers, soup):
    answers.values["did_you_mean"] = "diaspora mapping"
    page = soup("/en/search/?q=diaspora+maping&year=2024")
    link = page.select_one("header.head p > a")
    assert query_of(link) == {"q": ["diaspora mapping"], "year": ["2024"]}


def test_a_corrected_search_says_so_and_can_be_undone(answers, soup):
    answers.values |= {"did_you_mean": "diaspora mapping", "is_corrected": True}
    status = soup("/en/search/?q=diaspora+maping").select_one("main [role=status]")
    assert "for diaspora mapping" in " ".join(status.text.split())
    assert "Nothing was found for “diaspora maping”" in status.text
    assert query_of(status.select_one("a")) == {"q": ["diaspora maping"], "exact": ["1"]}


def test_as_written_is_asked_as_written(answers, client):
    client.get("/en/search/?q=diaspora+maping&exact=1")
    assert answers.request.exact


def test_a_relaxed_search_says_so(answers, soup):
    answers.values["relaxed"] = True
    assert "these have some of them" in soup("/en/search/?q=a+b").text


def test_bridges_stand_below_the_results(answers, soup):
    answers.values["bridges"] = Bridges("Georgia", (a_hit(7),))
    section = soup("/en/search/?q=georgia").select_one("section[aria-labelledby=bridges]")
    assert "Georgia" in section.h2.text
    assert section.select_one(".result-row h3")


def test_nothing_found_says_what_may_help(answers, soup):
    answers.values = {"facets": (a_facet("year", ("2024", "2024", 0), chosen={"2024"}),)}
    page = soup("/en/search/?q=operational+nonsense&year=2024")
    links = [query_of(link) for link in page.select(".empty-state a")]
    assert {"q": ["operational"], "year": ["2024"]} in links
    assert {"q": ["operational nonsense"]} in links
    assert page.select_one(".chip")


def test_a_search_can_be_saved_and_followed(answers, soup):
    page = soup("/en/search/?q=a&year=2024&page=1")
    addresses = [link["href"] for link in page.select(".answers > .meta a")]
    assert addresses == ["/en/me/searches/?q=a&year=2024", "/en/search/feed/?q=a&year=2024"]
    assert page.select_one("link[type='application/atom+xml']")["href"] == addresses[1]
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_page_speaks_the_language_of_its_address(answers, soup):
    page = soup("/fr/search/?q=a")
    assert page.html["lang"] == "fr"
    assert answers.request.lang == "fr"
    assert answers.asked[-1][1].lang == "fr"


# --- For programs -------------------------------------------------------------------------------
def test_json_says_what_the_page_says_and_names_no_engine(answers, client):
    answers.values |= {"facets": (TYPES,), "did_you_mean": "b", "relaxed": True}
    body = client.get("/api/v1/search/?q=a").json()
    assert set(body) == {
        *("query", "total", "total_is_cut", "page", "pages", "results", "facets"),
        *("did_you_mean", "relaxed", "notices"),
    }
    assert set(body["results"][0]) == {
        *("key", "type", "lang", "title", "url", "snippet_html", "published_at", "byline"),
    }
    assert body["facets"]["type"][0] == {
        "value": "news",
        "label": "News",
        "count": 5,
        "selected": False,
    }
    assert "sqlite" not in json.dumps(body)


def test_programs_and_readers_have_the_same_rights(answers, client, member):
    client.force_login(member)
    client.get("/api/v1/search/?q=a")
    client.get("/en/search/?q=a")
    (_one, by_program), (_other, by_page) = answers.asked
    assert by_program.allow == by_page.allow
    assert f"user:{member.pk}" in by_program.allow


def test_the_feed_is_for_anybody_whoever_asks(answers, client, member):
    client.force_login(member)
    answers.values["hits"] = (a_hit(title="A & B", byline="Amina"),)
    answer = client.get("/en/search/feed/?q=a&page=9")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    asked, principal = answers.asked[-1]
    assert principal.is_anonymous
    assert (asked.sort.value, asked.page) == ("date", 1)
    feed = ElementTree.fromstring(answer.content)
    titles = [one.text for one in feed.findall(".//{*}entry/{*}title")]
    assert titles == ["A & B"]


def test_a_feed_keeps_its_name_however_the_search_is_written(answers, client):
    ids = {
        ElementTree.fromstring(client.get(f"/en/search/feed/?{query}").content).find("{*}id").text
        for query in ("q=a&year=2024&year=2023", "year=2023&q=a+year:2024")
    }
    assert len(ids) == 1


def test_the_search_without_a_language_leads_to_the_readers_own(client):
    answer = client.get("/search/?q=a%20b", headers={"Accept-Language": "fr"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/fr/search/?q=a%20b"


def test_machinas_address_of_its_own_search_leads_to_this_one(client):
    answer = client.get("/forum/search/?q=a%20b", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/search/?q=a%20b")


def test_browsers_are_told_how_to_search_here(client, settings):
    settings.SITE_NAME = "A & B"
    answer = client.get("/opensearch.xml")
    root = ElementTree.fromstring(answer.content)
    assert root.find("{*}ShortName").text == "A & B"
    assert root.find("{*}Url").attrib["template"].endswith("/search/?q={searchTerms}")


def test_a_title_is_plain_for_programs(answers, client):
    answers.values["hits"] = (
        a_hit(title="<b>", title_html=mark_safe("&lt;b&gt;"), snippet_html=mark_safe("&lt;i&gt;")),
    )
    (hit,) = client.get("/api/v1/search/?q=a").json()["results"]
    assert (hit["title"], hit["snippet_html"]) == ("<b>", "&lt;i&gt;")
