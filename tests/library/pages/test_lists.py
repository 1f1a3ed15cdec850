"""The list of records: what it holds, in which order, whatever it is asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.models import (
    DownloadDay,
    ResourcePage,
)
from tests.library.pages.acts import text, titles

pytestmark = pytest.mark.django_db


def test_the_newest_stand_first_and_those_without_a_year_last(shelf, get):
    assert titles(text(get())) == ["Paper", "Guide", "Atlas"]


NARROWED = [
    ({"theme": "diaspora"}, {"Guide", "Atlas"}),
    ({"theme": ["diaspora", "data"]}, {"Guide", "Atlas", "Paper"}),
    ({"theme": "diaspora", "country": "SN"}, {"Guide"}),
    ({"country": "SN"}, {"Guide", "Paper"}),
    ({"year": "2014"}, {"Guide"}),
    ({"lang": "fr"}, {"Paper"}),
    ({"type": "report"}, {"Guide", "Paper", "Atlas"}),
    ({"q": "uid"}, {"Guide"}),
]


def test_facets_and_words_narrow_the_list(shelf, get):
    for params, found in NARROWED:
        assert set(titles(text(get(**params)))) == found, params


def test_a_record_is_found_by_its_publisher(shelf, get):
    publisher = shelf[0].publishers.get().organisation
    assert titles(text(get(publisher=publisher.pk))) == ["Guide"]


def test_the_most_downloaded_stand_first_when_asked(shelf, get, time_machine):
    time_machine.move_to("2026-11-25 12:00Z", tick=False)
    for record, day, count in [
        (shelf[2], "2026-11-01", 3),
        (shelf[0], "2026-11-02", 2),
        (shelf[1], "2026-01-01", 99),
    ]:
        DownloadDay.objects.create(
            file_key=record.translation_key,
            record_key=record.translation_key,
            day=day,
            count=count,
        )
    assert titles(text(get(sort="downloads"))) == ["Atlas", "Guide", "Paper"]
    assert titles(text(get("popular/"))) == ["Atlas", "Guide"]


def test_what_editors_pinned_stands_first_among_the_popular(shelf, get):
    ResourcePage.objects.filter(pk=shelf[1].pk).update(pinned=True)
    assert titles(text(get("popular/"))) == ["Paper"]


def test_the_newest_are_those_that_came_last_whatever_year_they_are_from(shelf, get):
    assert titles(text(get("new/"))) == ["Atlas", "Paper", "Guide"]


def test_a_list_without_results_says_what_to_do(shelf, get):
    page = text(get(q="nothing like this"))
    assert "Nothing matches all of this." in page
    assert 'href="/en/library/"' in page


def test_an_empty_library_says_so(library, get):
    assert "The library is still empty." in text(get())
    for address in ("popular/", "new/"):
        assert get(address).status_code == 200


def test_the_state_of_the_list_is_in_its_citation_links(shelf, get):
    page = text(get(theme="diaspora", country="SN"))
    assert "/en/library/cite.bib?theme=diaspora&amp;country=SN" in page
    cited = get("cite.bib", theme="diaspora", country="SN")
    assert cited.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert cited.content.decode().count("title = ") == 1


# What is asked, and how the list answers. One test: the shelf is dear to build.
ODD = [
    ({"page": "9999"}, 404),
    ({"page": "0"}, 404),
    ({"page": "-1"}, 404),
    ({"page": "abc"}, 404),
    ({"page": "1e3"}, 404),
    ({"page": "٢"}, 404),
    ({"theme": "nonsense"}, 200),
    ({"unknown": "1"}, 200),
    ({"sort": "'; DROP TABLE"}, 200),
    ({"year": "20x4"}, 200),
    ({"publisher": "9" * 40}, 200),
    ({"publisher": "-1"}, 200),
    ({"lang": "<script>alert(1)</script>"}, 200),
    ({"q": "<script>alert(1)</script>"}, 200),
    ({"q": "%' OR 1=1 --"}, 200),
    ({"q": "\x00\x01"}, 400),
    ({"q": "x" * 5_000}, 200),
    ({"q": "ن" * 500}, 200),
    ({"facet": "theme"}, 200),
    ({"theme": ["x"] * 500}, 200),
]


def test_any_parameter_gives_a_list_or_not_found(shelf, get):
    """SEC26."""
    for params, status in ODD:
        for address in ("", "popular/", "new/", "cite.ris"):
            response = get(address, **params)
            # Citations are of the whole list; the other two lists have no filters.
            allowed = {status} if address == "" else {status, 200}
            assert response.status_code in allowed, (address, params)
            assert b"<script>alert" not in response.content, (address, params)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    params=st.dictionaries(
        st.sampled_from(["q", "theme", "country", "year", "publisher", "sdg", "sort", "page", "x"]),
        st.text(max_size=60),
        max_size=5,
    )
)
def test_no_address_is_an_error(params, shelf, get):
    """SEC26: bad parameters give 200, 400 or 404."""
    assert get(**params).status_code in (200, 400, 404)


@pytest.mark.parametrize("address", ["cite.exe", "cite.", "feed.xml", "popular/x/", "nowhere/"])
def test_addresses_that_are_none_are_not_found(address, library, get):
    assert get(address).status_code == 404


def test_more_than_500_works_are_not_cited_at_once(shelf, get, monkeypatch):
    monkeypatch.setattr("library.selectors.records.MAX_CITED", 2)
    monkeypatch.setattr("library.selectors.lists.MAX_CITED", 2)
    refused = get("cite.bib")
    assert refused.status_code == 400
    assert "Narrow the list" in refused.content.decode()
    assert "cite.bib" not in text(get())


def test_a_list_in_another_language_holds_translations_and_originals_once(
    french_library, shelf, french, get
):
    guide = shelf[0].copy_for_translation(french)
    guide.title = "Guide en français"
    guide.save_revision().publish()
    page = text(get(language="fr"))
    assert titles(page) == ["Paper", "Guide en français", "Atlas"]
    assert '<a href="/fr/library/paper/" lang="en" hreflang="en" dir="auto">' in page
