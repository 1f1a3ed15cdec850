"""Queries of quality.md §6, at any number of records."""

import pytest

from demo.loaders.library_full import fill_up
from tests.factories.library import (
    LanguageFactory,
    OrganisationFactory,
    make_file,
    make_record,
)
from tests.library.pages.acts import put_into

pytestmark = pytest.mark.django_db


@pytest.mark.slow  # a thousand records
def test_a_thousand_records_cost_the_queries_of_three(shelf, library, get, queries_of):
    LanguageFactory(code="fr")
    few = [queries_of(address) for address in ("", "popular/", "new/", "cite.bib?q=Guide")]
    fill_up(library, total=1_000)
    many = [queries_of(address) for address in ("", "popular/", "new/", "cite.bib?q=Guide")]
    assert many == few
    assert many[0] <= 14


@pytest.fixture
def queries_of(client, django_assert_max_num_queries):
    """queries_of(address): how many queries a second visit of an anonymous reader costs."""

    def queries_of(address):
        client.get(f"/en/library/{address}")
        with django_assert_max_num_queries(100) as queries:
            assert client.get(f"/en/library/{address}").status_code == 200
        return len(queries)

    return queries_of


BUDGETS = {
    "": 14,
    # Two of them are of rooms a visitor may read: what is searched may be a topic (search.md §5).
    "?theme=diaspora&country=SN&q=guide&sort=downloads": 16,
    "guidelines/": 12,
    "guidelines/cite.bib": 8,
    "series/guides/": 12,
    "collections/toolkit/": 14,
    "feed.atom": 10,
}


def test_pages_stay_within_their_budget(full_record, series, collection, shelf, queries_of):
    """quality.md §6."""
    put_into(collection, *shelf)
    asked = {address: queries_of(address) for address in BUDGETS}
    assert {one: n for one, n in asked.items() if n > BUDGETS[one]} == {}


def test_an_original_in_the_frame_of_another_language_stays_within_the_budget(
    french_library, full_record, client, django_assert_max_num_queries
):
    client.get("/fr/library/guidelines/")
    with django_assert_max_num_queries(12):
        page = client.get("/fr/library/guidelines/").content.decode()
    assert '<h1 lang="en"' in page


def test_a_record_with_ten_of_everything_costs_as_much_as_with_one(library, series, queries_of):
    def record(slug, n):
        made = make_record(
            library,
            slug,
            slug=slug,
            source_link="https://a.example/",
            files=[make_file(external_link="https://a.example/x", part=str(at)) for at in range(n)],
            publishers=[OrganisationFactory() for _at in range(n)],
            contributors=[(f"Person {at}", "author") for at in range(n)],
        )
        for at in range(n):
            make_record(library, f"Part {slug} {at}", part_of=made)
        return queries_of(f"{slug}/")

    assert record("ten", 10) == record("one", 1)
