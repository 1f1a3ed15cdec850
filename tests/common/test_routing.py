"""From addresses to pages: the same answers as Wagtail's, in fewer queries."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from common.routing import route


def found_at(path, language="en"):
    request = RequestFactory().get(f"/{language}/{path}")
    with override(language):
        result = route(request, path)
    return result.page if result else None


@pytest.mark.parametrize("path", ["", "whats-new/", "whats-new/news/", "whats-new/news/item/"])
def test_an_address_finds_the_page_that_wagtail_finds(path, chain):
    with override("en"):
        expected = Page.route_for_request(RequestFactory().get("/"), path).page
    assert found_at(path) == expected


@pytest.mark.parametrize("path", ["nothing/", "whats-new/nothing/", "news/", "item/", "start/"])
def test_an_address_that_names_no_page_finds_none(path, chain):
    assert found_at(path) is None


def test_a_draft_is_not_served(chain):
    Page.objects.filter(pk=chain[-1].pk).update(live=False)
    assert found_at("whats-new/news/item/") is None


def test_a_page_below_a_draft_is_served_as_by_wagtail(chain):
    Page.objects.filter(pk=chain[-2].pk).update(live=False)
    assert found_at("whats-new/news/item/") == chain[-1]


@pytest.fixture
def french_home(chain):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    home = chain[0].copy_for_translation(french)
    home.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return home


def french_twin_of(page, slug=None):
    twin = page.copy_for_translation(Locale.objects.get(language_code="fr"))
    twin.slug = slug or twin.slug
    twin.save_revision().publish()
    twin.refresh_from_db()
    return twin


def test_a_language_has_its_own_tree(chain, french_home):
    assert found_at("", "fr").pk == french_home.pk
    twin = french_twin_of(chain[1])
    assert found_at("whats-new/", "fr") == twin
    assert found_at("whats-new/", "en") == chain[1]


def test_a_page_without_translation_is_found_below_every_language(chain, french_home):
    """G2."""
    assert found_at("whats-new/news/item/", "fr") == chain[3]
    french_twin_of(chain[1])
    assert found_at("whats-new/news/item/", "fr") == chain[3]


def test_a_page_of_another_language_alone_is_found_below_english(chain, french_home):
    only_french = french_home.add_child(instance=Page(title="Actes", slug="actes"))
    assert found_at("actes/", "en") == only_french


def test_a_translation_still_in_draft_leaves_the_original(chain, french_home):
    twin = chain[1].copy_for_translation(Locale.objects.get(language_code="fr"))
    assert not twin.live
    assert found_at("whats-new/", "fr") == chain[1]


def test_the_address_of_the_original_leads_to_the_translation(chain, french_home, client):
    """The slug may differ; what follows the question mark is kept."""
    twin = french_twin_of(chain[1], slug="quoi-de-neuf")
    answer = client.get("/fr/whats-new/?page=2")
    assert answer.status_code == 302
    assert answer.url == f"{twin.url}?page=2"


def test_an_address_of_no_page_costs_two_queries_a_language_at_most(
    chain, french_home, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        assert found_at("whats-new/nothing/here/", "fr") is None


def test_a_root_still_in_translation_leaves_the_sites_own(chain):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    chain[0].copy_for_translation(french)
    Site.clear_site_root_paths_cache()
    assert found_at("whats-new/", "fr") == chain[1]


def test_depth_costs_nothing(chain, django_assert_num_queries):
    """quality.md §6: site, chain; plain pages need no query for their own table."""
    Site.get_site_root_paths()
    for path in ("", "whats-new/news/item/"):
        with django_assert_num_queries(2):
            found_at(path)


def test_pages_of_the_chain_know_their_parents(chain, django_assert_num_queries):
    page = found_at("whats-new/news/item/")
    with django_assert_num_queries(0):
        assert page.get_parent().get_parent().title == "Whats-New"


def test_an_address_deeper_than_any_page_is_not_asked_for_level_by_level(chain):
    """The levels of a long address, each asked for whole, would be millions of characters."""
    with CaptureQueriesContext(connection) as asked:
        assert found_at("/".join("a" * 4000)) is None
    assert max(len(query["sql"]) for query in asked) < 20_000
