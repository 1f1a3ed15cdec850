"""A page's address in each language, and the private twin that nobody hears of."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction, Site

from common.languages import foreign_language, language_links, reading_url

VISITOR = AnonymousUser()


@pytest.fixture
def french_home(chain):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    home = chain[0].copy_for_translation(french)
    home.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def request_en():
    return RequestFactory().get("/en/")


def links_of(page, request):
    with override("en"):
        return {one.code: one for one in language_links(page, viewer=VISITOR, request=request)}


def test_a_translated_page_links_its_translation(chain, french_home, request_en):
    twin = chain[1].copy_for_translation(french_home.locale)
    twin.slug = "quoi-de-neuf"
    twin.save_revision().publish()
    french = links_of(chain[1], request_en)["fr"]
    assert (french.url, french.is_translated) == ("/fr/quoi-de-neuf/", True)
    assert french.name == "Français"


def test_a_page_without_translation_links_itself_in_the_frame_of_the_language(
    chain, french_home, request_en
):
    french = links_of(chain[3], request_en)["fr"]
    assert (french.url, french.is_translated) == ("/fr/whats-new/news/item/", False)


def test_a_private_translation_is_not_named(chain, french_home, request_en):
    """SEC13."""
    twin = chain[1].copy_for_translation(french_home.locale)
    twin.slug = "secret"
    twin.save_revision().publish()
    PageViewRestriction.objects.create(page=twin, restriction_type="login")
    french = links_of(chain[1], request_en)["fr"]
    assert (french.url, french.is_translated) == ("/fr/whats-new/", False)


def test_the_reader_keeps_the_language_on_the_way_to_a_page_of_another(chain, french_home):
    with override("fr"):
        assert reading_url(chain[2]) == "/fr/whats-new/news/"
        assert foreign_language(chain[2]) == "en"
    with override("en"):
        assert reading_url(chain[2]) == "/en/whats-new/news/"
        assert foreign_language(chain[2]) == ""


def test_the_links_cost_one_query_however_many_languages(
    chain, french_home, request_en, django_assert_max_num_queries
):
    chain[1].copy_for_translation(french_home.locale).save_revision().publish()
    links_of(chain[0], request_en)  # the request has found its site
    with django_assert_max_num_queries(2):  # the page's twins and the site's restrictions
        links_of(chain[1], request_en)
