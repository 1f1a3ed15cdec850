"""Series and collections: what is in them, what can be fetched at once."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.models import Page

from common.languages import foreign_language, reading_url
from common.paging import page_of
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from library.models import (
    CollectionIndexPage,
    CollectionItem,
    CollectionPage,
    ResourceFile,
    ResourcePage,
    SeriesIndexPage,
    SeriesPage,
)
from library.selectors.files import FileSize
from library.selectors.lists import ResultRow, records, result_rows

if TYPE_CHECKING:
    from common.typing import AnyUser

ARCHIVE_MAX = 200 * 1024 * 1024  # bytes of one "download all", platform.md §11
NUMBERS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing of a collection: a record as in lists, or any other page; with its note."""

    page: Page
    url: str
    language: str  # where it is not the reader's
    note: str
    record: ResultRow | None

    @property
    def summary(self) -> str:
        """Why it is here, else what it is."""
        return self.note or (self.record.page.summary if self.record else "")


@dataclass(frozen=True, slots=True)
class Archive:
    """All files of one language."""

    language: str
    label: str
    native: str
    files: int
    size: int  # bytes


# --- Series -----------------------------------------------------------------------------------
def series_list_context(index: SeriesIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The series with the number of records in each."""
    viewer = viewer_of(request)
    numbers = records(index.locale, viewer=viewer).filter(
        series__translation_key=OuterRef("translation_key")
    )
    series = SeriesPage.objects.visible_to(viewer).in_language(index.locale)
    series = series.annotate(records=_count_of(numbers, "series__translation_key"))
    return {"listed": _linked(series.select_related("publisher"), request)}


def series_context(series: SeriesPage, request: HttpRequest) -> dict[str, Any]:
    """The records of a series, highest number first: 10 stands before 9."""
    numbers = records(series.locale, viewer=viewer_of(request)).filter(
        series__translation_key=series.translation_key
    )
    found = numbers.order_by("pk").values_list("pk", "series_number", "date")
    ordered = sorted(found, key=lambda row: (_in_order(row[1]), row[2], row[0]), reverse=True)
    listed = page_of([pk for pk, _number, _date in ordered], request)
    pages = ResourcePage.objects.in_bulk(listed.object_list)
    in_order = [pages[pk] for pk in listed.object_list if pk in pages]
    listed.object_list = result_rows(in_order, request)
    return {"listed": listed}


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(int(one[:18]) for one in NUMBERS.findall(number))


# --- Collections ------------------------------------------------------------------------------
def collection_list_context(index: CollectionIndexPage, request: HttpRequest) -> dict[str, Any]:
    """The collections with the number of things in each."""
    items = CollectionItem.objects.filter(collection=OuterRef("pk"), page__live=True)
    pages = CollectionPage.objects.visible_to(viewer_of(request)).in_language(index.locale)
    pages = pages.annotate(items_held=_count_of(items, "collection"))
    return {"listed": _linked(pages, request)}


def collection_context(collection: CollectionPage, request: HttpRequest) -> dict[str, Any]:
    """What is in the collection, in its order, and its files by language."""
    items = _item_rows(collection, list(collection.items.all()), request)
    return {
        "items": items,
        "archives": _archives(items),
        "archive_url": reading_url(collection, request),
    }


def collection_files(
    collection: CollectionPage, *, viewer: "AnyUser", language: str
) -> list[ResourceFile]:
    """The files kept here of one language that `viewer` may fetch, in the collection's order."""
    return [one for one in _files(collection, viewer) if one.language.code == language]


def _archives(items: list[ItemRow]) -> list[Archive]:
    """The languages in which all files can be had at once: two files or more, up to 200 MB."""
    files = {
        file.file_key: file
        for item in items
        if item.record
        for file in item.record.files
        if file.is_open and not file.is_external
    }
    found: dict[str, list[FileSize]] = {}
    for file in sorted(files.values(), key=lambda one: one.language.order):
        found.setdefault(file.language.code, []).append(file)
    archives = [
        Archive(
            language=code,
            label=of_one[0].language.label,
            native=of_one[0].language.native_name,
            files=len(of_one),
            size=sum(file.size or 0 for file in of_one),
        )
        for code, of_one in found.items()
    ]
    return [one for one in archives if one.files > 1 and one.size <= ARCHIVE_MAX]


def _files(collection: CollectionPage, viewer: "AnyUser") -> list[ResourceFile]:
    """Each file once, however many translations its record has."""
    items = CollectionItem.objects.filter(
        collection=collection.pk, page__translation_key=OuterRef("page__translation_key")
    )
    files = (
        ResourceFile.objects.downloadable_by(viewer)
        .filter(document__isnull=False)
        .annotate(place=Subquery(items.values("sort_order")[:1]))
        .filter(
            page__translation_key__in=CollectionItem.objects.filter(
                collection=collection.pk
            ).values("page__translation_key")
        )
        .select_related("page", "document", "language")
        .order_by("language__order", "place", "sort_order", "pk")
    )
    return list({file.file_key: file for file in reversed(files)}.values())[::-1]


def _item_rows(
    collection: CollectionPage, items: list[CollectionItem], request: HttpRequest
) -> list[ItemRow]:
    """The items that the reader may see, each in their language where it exists in it."""
    viewer = viewer_of(request)
    keys = Page.objects.filter(pk__in=[item.page_id for item in items]).values("translation_key")
    pages = (
        BasePageQuerySet(Page)
        .visible_to(viewer)
        .in_language(collection.locale)
        .filter(translation_key__in=keys)
        .annotate(item_pk=_item_of(items))
        .select_related("locale")
    )
    by_item = {page.item_pk: page for page in pages}
    pks = [page.pk for page in by_item.values()]
    found = result_rows(ResourcePage.objects.filter(pk__in=pks), request, viewer=viewer)
    as_record = {row.page.pk: row for row in found}
    return [
        ItemRow(
            page=page,
            url=reading_url(page, request),
            language=foreign_language(page),
            note=item.note,
            record=as_record.get(page.pk),
        )
        for item in items
        if (page := by_item.get(item.page_id))
    ]


def _item_of(items: list[CollectionItem]) -> Subquery:
    """Which chosen page a page is a translation of, or itself."""
    chosen = Page.objects.filter(
        pk__in=[item.page_id for item in items], translation_key=OuterRef("translation_key")
    )
    return Subquery(chosen.order_by("pk").values("pk")[:1])


def _count_of(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _linked(pages: Any, request: HttpRequest) -> list[Any]:
    """The pages by title, with their address and language for the reader."""
    found = list(pages.select_related("locale").order_by("title", "pk"))
    for page in found:
        page.reading_url = reading_url(page, request)
        page.foreign_language = foreign_language(page)
    return found
