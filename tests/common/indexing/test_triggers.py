"""What happens that changes documents: each row of search.md §15 that concerns pages and files."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)
from wagtail.signals import page_published

from common.indexing import changed, page_key, touch, triggers
from common.indexing.page_triggers import (
    restricted_branches,
    the_branch,
    users_of_collection,
    users_of_document,
)
from news.models import NewsPage
from search.models import Outbox
from tests.factories.library import make_document
from tests.factories.news import (
    a_blog_entry,
    a_news_item,
    a_series,
    an_interview,
    blog,
    news_list,
    whats_new,
)
from tests.factories.pages import child, english


@pytest.fixture(autouse=True)
def _database(db):
    pass


def keys(*pages):
    return {page_key(page.pk) for page in pages}


# --- Pages ----------------------------------------------------------------------------------------
def test_publishing_names_the_page_and_saving_a_draft_names_nothing(told):
    page = a_news_item()
    told.clear()
    page.title = "A draft"
    revision = page.save_revision()
    page.save()
    assert not told.pages()
    revision.publish()
    assert told.pages() == {page.pk}


def test_publishing_names_the_alias_as_well(told):
    page = a_news_item()
    alias = page.create_alias(update_slug="again")
    told.clear()
    page.save_revision().publish()
    assert told.pages() == {page.pk, alias.pk}


def test_an_alias_that_becomes_a_page_is_named(told, client, admin):
    alias = a_news_item().create_alias(update_slug="again")
    client.force_login(admin)
    told.clear()
    assert client.post(f"/cms/pages/{alias.pk}/convert_alias/").status_code == 302
    assert told.pages() == {alias.pk}


def test_a_translation_that_becomes_an_alias_of_its_original_is_named(told):
    """As wagtail-localize's "convert to alias page" does it, without any signal of its own."""
    original, twin = a_news_item(), a_news_item()
    told.clear()
    twin.alias_of_id = original.pk
    twin.save(update_fields=["alias_of_id"], clean=False)
    assert told.pages() == {twin.pk}
    twin.save(update_fields=["live_revision"], clean=False)
    assert told.pages() == set()


def test_taking_a_page_down_names_it(told):
    page = a_news_item()
    told.clear()
    page.unpublish()
    assert told.pages() == {page.pk}


def test_deleting_names_each_page_of_the_branch(told):
    pages = [a_news_item(), a_news_item(live=False)]
    parent = news_list()
    told.clear()
    parent.delete()
    assert {parent.pk, *(page.pk for page in pages)} <= told.pages()


def test_deleting_many_at_once_names_them_too(told):
    page = a_news_item()
    told.clear()
    NewsPage.objects.filter(pk=page.pk).delete()
    assert page.pk in told.pages()


def test_a_move_names_the_page_and_the_live_ones_below(told):
    page, draft = a_news_item(), a_news_item(live=False)
    alias = page.create_alias(update_slug="again")
    parent = news_list()
    told.clear()
    parent.move(blog(), pos="last-child")
    found = told.pages()
    assert {parent.pk, page.pk} <= found
    assert not {draft.pk, alias.pk} & found


def test_a_new_slug_names_the_page_and_the_live_ones_below(
    told, django_capture_on_commit_callbacks
):
    series = a_series()
    page = an_interview(parent=series)
    series.slug = "renamed"
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):
        series.save()
    assert told.pages() == {series.pk, page.pk}


def test_a_copy_that_is_not_live_names_nothing(told):
    page = a_news_item()
    told.clear()
    page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert not told.pages()


# --- Restrictions ---------------------------------------------------------------------------------
def test_restricting_names_the_branch_and_that_of_its_aliases(told):
    page, other = a_news_item(), a_blog_entry()
    alias = news_list().create_alias(update_slug="again")
    below_alias = child(NewsPage, alias, "below", summary="")
    told.clear()
    rule = PageViewRestriction.objects.create(page=news_list(), restriction_type="login")
    named = told.pages()
    assert {page.pk, below_alias.pk} <= named
    assert other.pk not in named
    rule.delete()
    assert {page.pk, below_alias.pk} <= told.pages()


def test_a_restriction_that_goes_with_its_page_is_no_error(told):
    page = a_news_item()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    told.clear()
    page.delete()
    assert page.pk in told.pages()


@pytest.fixture
def file_in_text():
    """A file below two collections, and a page whose text shows it."""
    root = Collection.objects.get(depth=1)
    outer = root.add_child(name="Outer")
    inner = outer.add_child(name="Inner")
    document = make_document(collection=inner)
    body = [("file", {"document": document, "label": ""})]
    page = a_news_item(body=body)
    ReferenceIndex.create_or_update_for_object(page)
    return document, page, outer


def test_restricting_a_collection_names_the_pages_that_show_its_files(told, file_in_text):
    _document, page, outer = file_in_text
    other = a_news_item()
    told.clear()
    rule = CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
    assert told.pages() == {page.pk}
    rule.restriction_type = "groups"
    rule.save()
    assert told.pages() == {page.pk}
    rule.delete()
    named = told.pages()
    assert named == {page.pk}
    assert other.pk not in named


def test_moving_a_collection_in_the_admin_names_the_pages_that_show_its_files(
    told, file_in_text, client, admin
):
    _document, page, outer = file_in_text
    elsewhere = Collection.objects.get(depth=1).add_child(name="Elsewhere")
    client.force_login(admin)
    told.clear()
    answer = client.post(
        f"/cms/collections/{outer.pk}/", {"name": outer.name, "parent": elsewhere.pk}
    )
    assert answer.status_code == 302
    outer.refresh_from_db()
    assert outer.is_child_of(elsewhere)
    assert told.pages() == {page.pk}


def test_files_put_into_another_collection_at_once_name_the_pages_that_show_them(
    told, file_in_text, client, admin
):
    """Wagtail's bulk action updates rows without a signal; the other collection may be closed."""
    document, page, _outer = file_in_text
    closed = Collection.objects.get(depth=1).add_child(name="Closed")
    client.force_login(admin)
    told.clear()
    client.post(
        f"/cms/bulk/common/sitedocument/add_to_collection/?id={document.pk}",
        {"collection": closed.pk},
    )
    document.refresh_from_db()
    assert document.collection == closed
    assert told.pages() == {page.pk}


def test_a_file_that_is_saved_or_deleted_names_the_pages_that_show_it(told, file_in_text):
    document, page, _outer = file_in_text
    told.clear()
    document.title = "Another"
    document.save()
    assert told.pages() == {page.pk}
    document.delete()
    assert told.pages() == {page.pk}


# --- Languages and sites --------------------------------------------------------------------------
def test_a_locale_names_its_pages(told):
    page = a_news_item()
    told.clear()
    english().save()
    assert page.pk in told.pages()
    Locale.objects.create(language_code="fr")
    assert not told.pages()


def test_a_site_names_every_live_page(told):
    page, draft = a_news_item(), a_news_item(live=False)
    told.clear()
    Site.objects.get(is_default_site=True).save()
    named = told.pages()
    assert {page.pk, whats_new().pk} <= named
    assert draft.pk not in named
    Site.objects.get(is_default_site=True).delete()
    assert page.pk in told.pages()


# --- What it costs --------------------------------------------------------------------------------
def queries_of(ask):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = set(ask())
    return len(asked), found


@pytest.mark.parametrize("pages", [2, 6])
def test_a_fan_out_reads_ids_in_as_many_queries_for_many_pages_as_for_few(pages, file_in_text):
    document, _page, outer = file_in_text
    for _number in range(pages):
        a_news_item()
    section = whats_new()
    rule = PageViewRestriction(page=section, restriction_type="login")
    closed = CollectionViewRestriction(collection=outer, restriction_type="login")
    assert queries_of(lambda: the_branch(section))[0] == 2
    assert queries_of(lambda: restricted_branches(rule))[0] == 3
    assert queries_of(lambda: users_of_document(document))[0] == 2
    assert queries_of(lambda: users_of_collection(closed))[0] == 4


def test_publishing_asks_one_query_more():
    page = a_news_item()
    published = next(one for one in triggers() if one.signal is page_published)
    assert queries_of(lambda: published.keys(page)) == (1, keys(page))


def test_what_is_undone_leaves_nothing():
    page = a_news_item()
    Outbox.objects.all().delete()
    with transaction.atomic():
        page.unpublish()
        assert Outbox.objects.filter(key=page_key(page.pk)).exists()
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


def test_nothing_to_name_tells_nobody():
    calls = []

    def hear(keys, **kwargs):
        calls.append(keys)

    changed.connect(hear)
    touch([])
    changed.disconnect(hear)
    assert calls == []


def test_a_group_named_in_a_restriction_needs_no_new_documents(told):
    """Who is in, and which groups pass, is asked with each query."""
    page = a_news_item()
    rule = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    told.clear()
    rule.groups.add(Group.objects.create(name="Some"))
    assert not told.pages()
