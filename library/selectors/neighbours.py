"""What stands around a record: translations, wholes, parts, collections, and what is close."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language_info
from wagtail.models import Page

from common.languages import foreign_language, reading_url
from common.querysets import BasePageQuerySet
from library.models import (
    CollectionItem,
    Discussion,
    ResourcePage,
    SeeAlso,
)
from library.selectors.lists import records
from taxonomy.selectors import Related, closest

if TYPE_CHECKING:
    from common.typing import AnyUser

MOST = 200  # pages around one record
RELATED = 3  # one of them of another theme, where there is one


@dataclass(slots=True)
class Neighbours:
    """Pages around a record that the reader may see, in their language where they exist in it.

    Each has `reading_url`, `foreign_language` (empty if it is the reader's), `language_name`.
    """

    translations: list[Page] = field(default_factory=list)
    part_of: list[Page] = field(default_factory=list)
    contains: list[Page] = field(default_factory=list)
    series: list[Page] = field(default_factory=list)
    collections: list[Page] = field(default_factory=list)
    see_also: list[Page] = field(default_factory=list)
    discussed_at: list[Page] = field(default_factory=list)


def neighbours_of(record: ResourcePage, *, viewer: "AnyUser", request: HttpRequest) -> Neighbours:
    """All of them, by the links as published. One query."""
    conditions = _conditions(record)
    anything = Q()
    for condition in conditions.values():
        anything |= condition
    flags = {
        f"is_{name}": ExpressionWrapper(condition, output_field=BooleanField())
        for name, condition in conditions.items()
    }
    pages = BasePageQuerySet(Page).visible_to(viewer).filter(anything).exclude(pk=record.pk)
    found = list(pages.annotate(**flags).select_related("locale").order_by("path")[:MOST])
    for page in found:
        page.reading_url = reading_url(page, request)
        page.own_url = page.get_url(request)
        page.foreign_language = foreign_language(page)
        page.language_name = get_language_info(page.locale.language_code)["name_local"].capitalize()
    around = Neighbours(translations=[one for one in found if one.is_translations])
    for page in _one_of_each(found, record):
        for name in conditions:
            if name != "translations" and getattr(page, f"is_{name}"):
                getattr(around, name).append(page)
    return around


def _conditions(record: ResourcePage) -> dict[str, Q]:
    """For each field of Neighbours which pages it holds; links lead to works, not to languages."""
    key = record.translation_key
    items = CollectionItem.objects.filter(page__translation_key=key)
    parts = ResourcePage._base_manager.filter(part_of__translation_key=key)
    linked = {
        "part_of": _keys(Page.objects.filter(pk=record.part_of_id), "translation_key"),
        "contains": _keys(parts, "translation_key"),
        "series": _keys(Page.objects.filter(pk=record.series_id), "translation_key"),
        "collections": _keys(items, "collection__translation_key"),
        "see_also": _keys(SeeAlso.objects.filter(page=record.pk), "target__translation_key"),
        "discussed_at": _keys(Discussion.objects.filter(page=record.pk), "at__translation_key"),
    }
    conditions = {name: Q(translation_key__in=keys) for name, keys in linked.items()}
    return {"translations": Q(translation_key=key)} | conditions


def _keys(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.order_by().values(path)


def _one_of_each(pages: Iterable[Page], record: ResourcePage) -> list[Page]:
    """Of each work one page: in the record's language, else the original, which is the oldest."""
    chosen: dict[Any, Page] = {}
    for page in sorted(pages, key=lambda one: (one.locale_id != record.locale_id, one.pk)):
        chosen.setdefault(page.translation_key, page)
    return sorted(chosen.values(), key=lambda one: one.path)


def related_records(record: ResourcePage, *, viewer: "AnyUser") -> list[Related]:
    """Up to three records: of the same country, then theme; the last leads to another theme.

    That one shares a country and no theme (C14, Q9). At most two queries.
    """
    others = records(record.locale, viewer=viewer).exclude(translation_key=record.translation_key)
    return closest(others, record, RELATED, newest=("-date", "pk"))
