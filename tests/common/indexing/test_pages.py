"""How pages become documents (search.md §2, §4)."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Locale, Page, PageViewRestriction, Site

from common.audiences import PUBLIC
from common.indexing import adapters, documents_of, page_key
from news.models import NewsPage
from taxonomy.models import Region
from tests.common.indexing.acts import document_of, words_of
from tests.factories.home import make_site
from tests.factories.news import a_blog_entry, a_news_item, an_interview, news_list
from tests.factories.pages import child, site_root
from tests.factories.taxonomy import CountryFactory, ThemeFactory

CANARY = "xylophagous"


@pytest.fixture(autouse=True)
def _database(db):
    pass


def restrict(page, kind=PageViewRestriction.LOGIN):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind)


def test_a_page_is_found_by_title_summary_and_text():
    page = a_news_item(
        title="A town asks",
        summary="Six answers.",
        body=[("text", "<p>They wrote <b>re</b>mittances.</p><p>Twice.</p>")],
    )
    document = document_of(page)
    assert (document.key, document.type, document.lang) == (f"page:{page.pk}", "news", "en")
    assert (document.title, document.summary) == ("A town asks", "Six answers.")
    assert document.body.split() == ["They", "wrote", "remittances.", "Twice."]
    assert document.audience == {PUBLIC}
    assert document.translation_key == str(page.translation_key)


def test_the_draft_of_a_live_page_is_not_read():
    page = a_news_item(title="As published")
    page.title, page.summary = "As drafted", CANARY
    page.save_revision()
    document = document_of(page)
    assert document.title == "As published"
    assert CANARY not in words_of(document)


def test_what_is_not_live_is_no_find():
    assert document_of(a_news_item(live=False)) is None


def test_an_alias_is_no_find_as_it_has_the_same_text():
    page = a_news_item()
    alias = page.create_alias(update_slug="again")
    assert document_of(alias) is None
    assert document_of(page) is not None


def test_a_page_under_no_site_is_no_find():
    elsewhere = child(NewsPage, Page.objects.get(depth=1), "elsewhere", summary="")
    assert document_of(elsewhere) is None


def test_the_address_begins_at_the_sites_root_in_the_pages_own_language():
    make_site("en", "fr")
    english = a_news_item_below("en")
    french = a_news_item_below("fr")
    Site.objects.create(hostname="other.example", root_page=Page.objects.get(depth=1))
    assert document_of(english).url == "/en/whats-new/news/here/"
    assert document_of(french).url == "/fr/whats-new/news/here/"
    assert document_of(french).lang == "fr"


def a_news_item_below(language):
    parent = Page.objects.get(slug="news", locale__language_code=language)
    return child(NewsPage, parent, "here", summary="")


def test_ancestors_are_the_page_and_all_above_it():
    page = a_news_item()
    above = Page.objects.ancestor_of(page, inclusive=True)
    assert document_of(page).ancestors == {f"p:{one.pk}" for one in above}


def test_what_an_ancestor_is_an_alias_of_closes_the_page_as_well():
    """Wagtail closes an alias with its original, and what lies below the alias too."""
    original = news_list()
    alias = original.create_alias(update_slug="again")
    below = child(NewsPage, alias, "below", summary="")
    assert {f"p:{alias.pk}", f"p:{original.pk}"} <= document_of(below).ancestors
    restrict(original)
    adapter = next(one for one in adapters() if one.model is NewsPage)
    assert adapter.can_view(AnonymousUser(), [page_key(below.pk)]) == set()


def test_a_restricted_page_is_public_by_audience_and_closed_by_its_ancestors():
    page = a_news_item()
    restrict(news_list())
    document = document_of(page)
    assert document.audience == {PUBLIC}
    assert f"p:{news_list().pk}" in document.ancestors


def test_pages_are_found_by_terms_in_every_language_and_by_other_names():
    africa = Region.objects.create(code="africa", name="Africa", name_fr="Afrique")
    west = Region.objects.create(code="west-africa", name="West Africa", parent=africa)
    senegal = CountryFactory(code="SN", name="Senegal", name_fr="Sénégal", region=west)
    senegal.aliases = ["Republic of Senegal"]
    senegal.save()
    money = ThemeFactory(code="remittances", name="Remittances", name_ar="التحويلات المالية")
    document = document_of(a_news_item(themes=[money], countries=[senegal]))
    assert document.themes == ("remittances",)
    assert document.places == ("SN", "west-africa", "africa")
    named = {"Sénégal", "Republic of Senegal", "التحويلات المالية", "Afrique", "West Africa"}
    assert named <= set(document.labels)


def test_terms_that_are_not_offered_find_nothing():
    gone = ThemeFactory(code="gone", name=CANARY, active=False)
    document = document_of(a_news_item(themes=[gone]))
    assert document.themes == ()
    assert CANARY not in words_of(document)


def test_only_events_begin_at_a_moment():
    assert document_of(a_news_item()).starts_at is None


@pytest.mark.parametrize("size", [1, 3])
def test_queries_are_the_same_for_any_number_of_pages(size, django_assert_num_queries):
    for number in range(size):
        theme, country = ThemeFactory(), CountryFactory()
        a_news_item(slug=f"n{number}", themes=[theme], countries=[country])
        a_blog_entry(slug=f"b{number}", themes=[theme])
        an_interview(slug=f"i{number}", countries=[country])
    keys = [page_key(pk) for pk in Page.objects.values_list("pk", flat=True)]
    documents_of(keys)  # content types and the roots of sites are remembered
    # Whose each is, and by type: rows, six vocabularies with their terms, above, regions.
    with django_assert_num_queries(1 + 3 * (1 + 6 + 1 + 1) + 1):
        assert len(documents_of(keys)) == 3 * size


def test_what_is_a_find_is_listed_in_one_query_and_without_its_texts(django_assert_num_queries):
    """A rebuild goes through all of them for their keys, and reads each when it is its turn."""
    page, _draft = a_news_item(), a_news_item(live=False)
    page.create_alias(update_slug="again")
    adapter = next(one for one in adapters() if one.model is NewsPage)
    with django_assert_num_queries(1):
        rows = list(adapter.queryset())
        assert [key for row in rows for key in adapter.keys_of(row)] == [page_key(page.pk)]
    assert "body" in rows[0].get_deferred_fields()


SEES_MEMBERS_PAGES = {"anonymous": False, "member": True, "admin": True}


@pytest.mark.parametrize(("role", "sees"), SEES_MEMBERS_PAGES.items())
def test_the_wall_asks_the_database_who_may_see_a_page(role, sees, request):
    page, other = a_news_item(), a_blog_entry()
    restrict(page)
    adapter = next(one for one in adapters() if one.model is NewsPage)
    keys = [page_key(page.pk), page_key(other.pk), "page:0"]
    seen = adapter.can_view(request.getfixturevalue(role), keys)
    # Of any type: adapters may share a kind.
    assert seen == {page_key(other.pk)} | ({page_key(page.pk)} if sees else set())


def test_the_wall_costs_an_anonymous_reader_two_queries(django_assert_num_queries):
    pages = [a_news_item() for _ in range(5)]
    rule = restrict(site_root(), PageViewRestriction.GROUPS)
    rule.groups.add(Group.objects.create(name="Some"))
    adapter = next(one for one in adapters() if one.model is NewsPage)
    with django_assert_num_queries(2):
        assert adapter.can_view(AnonymousUser(), [page_key(one.pk) for one in pages]) == set()


def test_a_locale_without_a_root_leads_nowhere():
    french = Locale.objects.get_or_create(language_code="fr")[0]
    page = a_news_item()
    Page.objects.filter(pk=page.pk).update(locale=french)
    assert document_of(page).lang == "fr"
