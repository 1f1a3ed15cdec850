"""What happens to pages, collections, files and sites that changes documents (search.md §15).

For all adapters of pages at once. Each function names keys from ids alone and loads no page. What
is deleted is named by its own signal; everywhere else live pages will do, as no other is a find.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from common.indexing.adapters import Trigger
from common.indexing.pages import (
    file_key,
    keys_of_documents,
    keys_of_pages,
    live_pages,
    page_key,
)
from common.indexing.registry import register_triggers
from common.models import FileOnPage, SiteDocument


def the_page(instance: Page, **kwargs: Any) -> Iterable[str]:
    """The page, and the files on it. When one is deleted, `page_unpublished` comes while the row
    reads live: `post_delete` settles it. One query."""
    files = FileOnPage.objects.filter(page=instance.pk).values_list("pk", flat=True)
    return [page_key(instance.pk), *(file_key(pk) for pk in files)]


def the_branch(instance: Page, **kwargs: Any) -> Iterable[str]:
    """The page and all below it: their addresses and ancestors change with it."""
    return {page_key(instance.pk), *keys_of_pages(live_pages(path__startswith=instance.path))}


def turned_page(
    instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> Iterable[str]:
    """A page that is an alias from now on, or one no longer: an alias is no find.

    Wagtail and wagtail-localize save this column by itself, from many places and with no signal
    of their own. Any model's rows come by here.
    """
    is_turned = update_fields is not None and "alias_of_id" in update_fields
    return the_page(instance) if is_turned and isinstance(instance, Page) else []


def restricted_branches(instance: PageViewRestriction, **kwargs: Any) -> Iterable[str]:
    """All below the page and below its aliases, which are closed with it.

    Queries obey a restriction at once; this is for what is known of the documents as public.
    """
    return keys_of_pages(below_restriction(instance))


def below_restriction(rule: PageViewRestriction) -> Any:
    """Live pages that `rule` closes, in two queries; none if the page is gone with the rule."""
    own = Q(pk=rule.page_id) | Q(alias_of=rule.page_id)
    below = Q()
    for path in Page.objects.filter(own).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return live_pages(below) if below else Page.objects.none()


def users_of_collection(
    instance: Collection | CollectionViewRestriction, **kwargs: Any
) -> Iterable[str]:
    """Pages that hold files of the collection or of one below it, and these files. Four queries.

    A move of a collection has no signal of its own; the admin saves it first, and both are one
    transaction, so that its files are found in whichever place they are.
    """
    pk = getattr(instance, "collection_id", instance.pk)
    path = Collection.objects.filter(pk=pk).values_list("path", flat=True).first()
    if path is None:
        return set()
    files = SiteDocument.objects.filter(collection__path__startswith=path).order_by()
    return keys_of_documents(files.values_list("pk", flat=True))


def users_of_document(instance: SiteDocument, **kwargs: Any) -> Iterable[str]:
    """Pages that show the file, and the file on them."""
    return keys_of_documents([instance.pk])


def pages_in_locale(instance: Locale, **kwargs: Any) -> Iterable[str]:
    return keys_of_pages(live_pages(locale=instance.pk))


def all_pages(instance: Any, **kwargs: Any) -> Iterable[str]:
    """Every find that is a page: which root an address begins at may have changed."""
    return keys_of_pages(live_pages())


register_triggers(
    [
        Trigger(page_published, None, the_page),
        Trigger(page_unpublished, None, the_page),
        # Every page is one: its row in this table goes with it. Of a branch, each is sent.
        Trigger(post_delete, Page, the_page),
        Trigger(post_save, None, turned_page),
        Trigger(post_page_move, None, the_branch),
        # Sent after the transaction: the nightly repair covers a crash in between.
        Trigger(page_slug_changed, None, the_branch),
        Trigger(post_save, PageViewRestriction, restricted_branches),
        Trigger(post_delete, PageViewRestriction, restricted_branches),
        Trigger(post_save, Collection, users_of_collection),
        Trigger(post_save, CollectionViewRestriction, users_of_collection),
        Trigger(post_delete, CollectionViewRestriction, users_of_collection),
        Trigger(post_save, SiteDocument, users_of_document),
        # Before: with the file goes the record of where it is used.
        Trigger(pre_delete, SiteDocument, users_of_document),
        Trigger(post_save, Locale, pages_in_locale),
        Trigger(pre_delete, Locale, pages_in_locale),
        Trigger(post_save, Site, all_pages),
        Trigger(post_delete, Site, all_pages),
    ]
)
